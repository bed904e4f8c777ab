import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Database, RowsInTransaction } from '../../db/database.ts';
import { counted } from '../../lib/text.ts';
import { ageOf } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import { underWay } from '../list-card.ts';
import { beginPass, lastComplete, runningPass, widenPass } from '../pass-rows.ts';

export interface RefreshEdges {
  database: Database;
  /** Wakes the job that reads the directory. */
  wakeReading(trx: RowsInTransaction): Promise<void>;
}

/** `inventory.refresh`: reads everybody anew, or says how far a reading has come. */
export const inventoryRefresh = (edges: RefreshEdges): AnyVerb =>
  defineVerb({
    name: 'inventory.refresh',
    kind: 'read',
    role: 'reader',
    help: 'refresh',
    phrases: [
      {
        says: '(refresh|reload|rescan) [the] [list|lists|directory|inventory|snapshot|people|users|everybody|everyone|data]',
      },
      {
        says: '(read|scan|load|update) [the] (directory|inventory|snapshot|everybody|everyone|list|lists) [again|anew|now]',
      },
      {
        says: '(how old|how fresh) (is|are) [the] (list|lists|directory|inventory|snapshot|answers|data)',
        with: { answer: 'age' },
      },
      {
        says: 'when (was|were) [the] (list|lists|directory|inventory|snapshot|everybody) [last] (read|refreshed|updated)',
        with: { answer: 'age' },
      },
    ],
    arguments: z.strictObject({ answer: z.enum(['refresh', 'age']).default('refresh') }),
    run: async ({ answer }, context) => ({
      kind: 'answer',
      card: await (answer === 'age' ? age(edges, context) : refresh(edges, context)),
      isPersonal: false,
    }),
  });

async function refresh(edges: RefreshEdges, { actor, now }: CallContext): Promise<Card> {
  const { database } = edges;
  const isBegun = await database.transaction(async (trx) => {
    const begun = (await beginPass(trx, { kind: 'full', askedBy: actor.id })) || (await widenPass(trx, actor.id));
    if (begun) await edges.wakeReading(trx);
    return begun;
  });
  const running = await runningPass(database.rows);
  return composeCard({
    title: 'Reading the directory',
    status: { text: isBegun ? 'Begun just now' : 'Under way already', tone: 'accent' },
    paragraphs: [
      ...(isBegun || !running ? [] : [underWay(running, now)]),
      'Lists and counts go on answering from the last reading until this one is complete.',
    ],
    footer: await lastReading(database, now),
  });
}

async function age({ database }: RefreshEdges, { now }: CallContext): Promise<Card> {
  const running = await runningPass(database.rows);
  return composeCard({
    title: 'How old lists and counts are',
    paragraphs: [await lastReading(database, now), ...(running ? [underWay(running, now)] : [])],
    footer: 'Say “refresh” to read everybody anew.',
  });
}

async function lastReading({ rows }: Database, now: Date): Promise<string> {
  const [full, changes] = [await lastComplete(rows, 'full'), await lastComplete(rows, 'changes')];
  if (!full) return 'Everybody has not been read yet.';
  const since =
    changes && changes.started_at > full.started_at ? ` Changes were read ${ageOf(changes.started_at, now)}.` : '';
  return `${counted(full.people, 'person was', 'people were')} read ${ageOf(full.started_at, now)}.${since}`;
}
