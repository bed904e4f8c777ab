import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted, listedBriefly } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import type { Change, Wish } from '../change.ts';
import { draftItemOf } from '../items.ts';
import { draftFrom, endedPlan, plansWith, planOf } from './again.ts';

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
      const of = { proposalId, actorId: asker.actor.id };
      if (proposalId === undefined && !(await planOf(edges.rows, ['failed'], of)))
        return { kind: 'answer', card: await ofOthers(edges.rows), isPersonal: true };
      const { title, items } = await endedPlan(edges.rows, ['failed'], of);
      const [first] = items;
      if (!first) throw await nothingFailed(edges.rows, of);
      const wishes = items
        .map(draftItemOf)
        .map(({ targetId, targetName, after }): Wish => ({ targetId, targetName, after }));
      const draft = await draftFrom(edges.changes, { kind: first.kind, title: `Again: ${title}`, wishes }, asker);
      return { kind: 'draft', draft };
    },
  });

/**
 * Plans of others of which something failed: which one is meant?
 *
 * @throws {RefusedError} `nobodyFound` where nothing failed at all.
 */
async function ofOthers(rows: Rows): Promise<Card> {
  const plans = await plansWith(rows, ['failed']);
  if (plans.length === 0)
    throw new RefusedError(
      'nobodyFound',
      'Nothing has failed: there is nothing to try again.',
      'Who was skipped stands on the card of the plan, with the reason; “show plan 12” shows it.',
    );
  return composeCard({
    title: 'Which plan?',
    status: { text: 'Nothing of your own plans failed', tone: 'default' },
    choices: plans.map(({ id, no, title }) => ({
      primary: `#${no} ${title}`,
      button: 'Retry what failed',
      request: { verb: 'change.retry', arguments: { proposalId: id } },
    })),
  });
}

/** Of that plan: who was skipped is no failure, and is proposed anew. */
async function nothingFailed(
  rows: Rows,
  of: { proposalId?: string | undefined; actorId: string },
): Promise<RefusedError> {
  const { items } = await endedPlan(rows, ['skipped'], of);
  const names = listedBriefly(
    items.map((one) => one.target_name),
    NAMED,
  );
  return items.length === 0
    ? new RefusedError('nobodyFound', 'Nothing of it failed.', 'There is nothing to try again.')
    : new RefusedError(
        'nobodyFound',
        `Nothing of it failed; ${counted(items.length, 'was', 'were')} skipped: ${names}.`,
        'Its card says why. Once that is settled, propose it for them again, in the words that you used before.',
      );
}

const NAMED = 3;
