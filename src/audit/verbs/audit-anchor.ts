import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { readHead } from '../anchoring.ts';
import { lineOfAnchor } from '../anchors.ts';

/** `audit.anchor`: the head of the record, where it was asked: whoever notes it can prove later that it was so. */
export const auditAnchor = (edges: { rows: Rows; timeZone: string }): AnyVerb =>
  defineVerb({
    name: 'audit.anchor',
    kind: 'read',
    role: 'reader',
    help: 'show the head of the record',
    phrases: [
      { says: '(show|show me|get|give me|what is) the (head|hash|anchor) of the (record|audit|audit log|chain)' },
      { says: '(show|show me|get|give me|what is) the [record|audit|chain] (head|anchor)' },
      { says: 'anchor the (record|audit|audit log)' },
    ],
    arguments: z.strictObject({}),
    run: async (_, { now }) => ({ kind: 'answer', card: await headCard(edges, now), isPersonal: false }),
  });

async function headCard({ rows, timeZone }: { rows: Rows; timeZone: string }, now: Date): Promise<Card> {
  const { seq, hash } = await readHead(rows);
  return composeCard({
    title: 'The head of the record',
    status: { text: `Record ${seq}`, tone: 'default' },
    facts: [['As of', instantIn(now, timeZone)]],
    paragraphs: [
      lineOfAnchor({ at: now.toISOString(), seq, hash }),
      'Whoever changes anything on record up to here changes this hash. Keep this line where nobody can edit it: npm run audit:verify -- --anchor FILE compares lines like it with the record.',
    ],
  });
}
