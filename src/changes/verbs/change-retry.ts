import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import type { Change, Wish } from '../change.ts';
import { draftItemOf } from '../items.ts';
import { draftFrom, endedPlan } from './again.ts';

interface RetryEdges {
  rows: Rows;
  changes: readonly Change[];
}

/** `change.retry`: proposes what failed of a plan once more, and nothing else of it. */
export const changeRetry = (edges: RetryEdges): AnyVerb =>
  defineVerb({
    name: 'change.retry',
    kind: 'propose',
    role: 'operator',
    help: 'retry what failed',
    phrases: [
      { says: '(retry|try again|repeat|redo) [only] (what|whatever|those that|everything that) failed' },
      { says: '(retry|repeat|redo) [only] the failed [ones|items|people]' },
    ],
    arguments: z.strictObject({ proposalId: z.guid().toLowerCase().optional() }),
    run: async ({ proposalId }, asker) => {
      const { title, items } = await endedPlan(edges.rows, ['failed'], { proposalId, actorId: asker.actor.id });
      const [first] = items;
      if (!first) throw new RefusedError('nobodyFound', 'Nothing of it failed.', 'There is nothing to try again.');
      const wishes = items
        .map(draftItemOf)
        .map(({ targetId, targetName, after }): Wish => ({ targetId, targetName, after }));
      const draft = await draftFrom(edges.changes, { kind: first.kind, title: `Again: ${title}`, wishes }, asker);
      return { kind: 'draft', draft };
    },
  });
