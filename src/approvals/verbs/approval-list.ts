import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { counted } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { missingFrom, numbered, readUndecided } from '../store.ts';

const SHOWN = 10;

interface ListEdges {
  rows: Rows;
  timeZone: string;
  /** Everybody who may approve, read from the tenant now. */
  approvers(): Promise<readonly PersonRef[]>;
}

/** `approval.list`: what waits for a decision, and how many approvals are still missing; or who may approve at all. */
export const approvalList = (edges: ListEdges): AnyVerb =>
  defineVerb({
    name: 'approval.list',
    kind: 'read',
    role: 'reader',
    help: 'who still has to sign?',
    phrases: [
      { says: '(who|what) still (has|needs) to (sign|approve|be signed|be approved)' },
      { says: '(show|list) [me] [the|all] (open|pending|waiting) (approvals|proposals)' },
      { says: '(what|which) (approvals|proposals) (are|is) (open|pending|waiting)' },
      { says: '(open|pending) (approvals|proposals)' },
    ],
    arguments: z.object({ about: z.enum(['waiting', 'approvers']).default('waiting') }),
    run: async ({ about }) => {
      const card = await (about === 'waiting' ? waitingCard(edges) : approversCard(edges));
      return { kind: 'answer', card, isPersonal: true };
    },
  });

/** Who could be asked at all: of each proposal those who are not in it and did not make it. */
async function approversCard({ approvers }: ListEdges): Promise<Card> {
  const people = await approvers();
  return composeCard({
    title: 'Who may approve',
    status: { text: counted(people.length, 'person', 'people'), tone: people.length > 1 ? 'default' : 'attention' },
    paragraphs: ['Nobody decides on a proposal of their own, or on one that is about themselves.'],
    list: people.slice(0, MOST_NAMED).map(({ displayName }) => ({ primary: displayName })),
    ...(people.length > MOST_NAMED ? { footer: `And ${people.length - MOST_NAMED} more.` } : {}),
  });
}

const MOST_NAMED = 20;

async function waitingCard({ rows, timeZone }: ListEdges): Promise<Card> {
  const pending = await rows
    .selectFrom('proposal')
    .selectAll('proposal')
    .select((eb) =>
      eb
        .selectFrom('decision')
        .whereRef('proposal_id', '=', 'proposal.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('approvals'),
    )
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .limit(SHOWN + 1)
    .execute();
  const undecided = await readUndecided(
    rows,
    pending.map((one) => one.id),
  );
  const list = pending.slice(0, SHOWN).map((one) => {
    const missing = one.approvals_needed - (one.approvals ?? 0);
    const until = instantIn(one.expires_at, timeZone);
    const names = undecided.filter((copy) => copy.proposalId === one.id).map((copy) => copy.name);
    const who = missingFrom(names, missing);
    return {
      primary: numbered(one),
      secondary: `asked by ${one.proposer_name} · ${counted(missing, 'approval', 'approvals')} missing${who && ` from ${who}`} · until ${until}`,
    };
  });
  const words = pending.length === 0 ? 'Nothing waits for a decision' : counted(list.length, 'proposal', 'proposals');
  return composeCard({
    title: 'Waiting for approval',
    status: { text: words, tone: 'default' },
    list,
    ...(pending.length > SHOWN ? { footer: `Only the oldest ${SHOWN} are shown.` } : {}),
  });
}
