import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import type { ProposalItemRow } from '../../db/tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import type { Change, Wish } from '../change.ts';
import { draftItemOf } from '../items.ts';
import { takeChainBack } from '../way-back.ts';
import { draftFrom, endedPlan, isWaiting } from './again.ts';

interface UndoEdges {
  rows: Rows;
  changes: readonly Change[];
}

/**
 * `change.undo`: proposes to take a whole plan back, or one object of it, each to its own state before. What still waits for
 * approval has changed nothing: taking it back is withdrawing it.
 */
export const changeUndo = (edges: UndoEdges): AnyVerb =>
  defineVerb({
    name: 'change.undo',
    kind: 'propose',
    role: 'operator',
    help: 'take back my last plan',
    phrases: [
      { says: '(take back|undo|revert) [the|my] last (plan|proposal|change|changes)' },
      { says: '(take back|undo|revert) (it|that|this) [plan|proposal|change]' },
      { says: '(undo|revert)' },
      { says: '(take back|undo|revert) [the] (plan|proposal) {proposalId}' },
    ],
    arguments: z.strictObject({
      proposalId: z.guid().toLowerCase().optional(),
      targetId: z.string().max(100).optional(),
    }),
    run: async ({ proposalId, targetId }, asker) => {
      if (targetId === undefined && (await isWaiting(edges.rows, { proposalId, actorId: asker.actor.id })))
        return { kind: 'instead', request: { verb: 'approval.cancel', arguments: { proposalId } } };
      const plan = await endedPlan(edges.rows, ['done', 'promoted'], { proposalId, actorId: asker.actor.id });
      const items = plan.items.filter((item) => targetId === undefined || item.target_id === targetId);
      const later = await changedSince(edges.rows, items);
      const mine = items.filter((item) => !later.has(item.target_id));
      const [first] = mine;
      if (!first) throw noneLeft(items);
      if (first.is_chained) {
        if (mine.length < plan.items.length || items.length < plan.items.length) throw noneLeft(items);
        const done = { title: plan.title, items: mine.map(draftItemOf) };
        return { kind: 'draft', draft: await takeChainBack(edges.changes, done) };
      }
      const wishes = mine.map((item) => inverseOf(edges.changes, item));
      const draft = await draftFrom(
        edges.changes,
        { kind: first.kind, title: `Take back: ${plan.title}`, wishes },
        asker,
      );
      return { kind: 'draft', draft };
    },
  });

function inverseOf(changes: readonly Change[], item: ProposalItemRow): Wish {
  const change = changes.find((one) => one.kind === item.kind);
  if (change) return change.undo({ ...draftItemOf(item), madeId: item.made_id });
  throw new RefusedError('invalidInput', `I do not know how to take ${item.kind} back.`, 'Change it by hand.');
}

function noneLeft(items: readonly ProposalItemRow[]): RefusedError {
  const [only] = items;
  return only
    ? new RefusedError(
        'drifted',
        `${items.length === 1 ? only.target_name : 'Everybody in it'} has been changed again since.`,
        'Take back the later change first, or name the state that you want.',
      )
    : new RefusedError('nobodyFound', 'Nothing was changed by it.', 'There is nothing to take back.');
}

/** Whoever a later plan of ours has changed again: taking the earlier one back would undo the later one, too. */
async function changedSince(rows: Rows, items: readonly ProposalItemRow[]): Promise<ReadonlySet<string>> {
  const [first] = items;
  if (!first) return new Set();
  const doneAt = new Map(items.map((item) => [item.target_id, item.updated_at.getTime()]));
  const found = await rows
    .selectFrom('proposal_item')
    .select(['target_id', 'updated_at'])
    .where('kind', '=', first.kind)
    .where('proposal_id', '<>', first.proposal_id)
    .where('state', 'in', ['done', 'promoted'])
    .where((eb) => eb('target_id', '=', eb.fn.any(eb.val([...doneAt.keys()]))))
    .execute();
  const later = found.filter((row) => row.updated_at.getTime() > (doneAt.get(row.target_id) ?? 0));
  return new Set(later.map((row) => row.target_id));
}
