import { sql } from 'kysely';
import type { Rows } from '../../db/database.ts';
import type { ItemState, ProposalItemRow, ProposalRow } from '../../db/tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import type { Draft } from '../../verbs/draft.ts';
import { draftOf, type Asker, type Change, type Wish } from '../change.ts';

/** A plan that was worked off, or the part of it that somebody asks about. */
export interface EndedPlan {
  title: string;
  items: readonly ProposalItemRow[];
}

/** A plan by its id, or else the last one of this person that has items in one of these states. */
export const planOf = (
  rows: Rows,
  states: readonly ItemState[],
  of: { proposalId?: string | undefined; actorId: string },
): Promise<Pick<ProposalRow, 'id' | 'no' | 'title' | 'state'> | undefined> =>
  rows
    .selectFrom('proposal')
    .select(['id', 'no', 'title', 'state'])
    .where('work', '=', 'changes')
    .$if(of.proposalId !== undefined, (query) => query.where('id', '=', of.proposalId ?? ''))
    .$if(of.proposalId === undefined, (query) => query.where('proposer_id', '=', of.actorId).where(hasItems(states)))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();

const hasItems = (states: readonly ItemState[]) =>
  sql<boolean>`exists (select from proposal_item where proposal_id = proposal.id and state = any(${states}::text[]))`;

/**
 * The items of an ended plan that are in one of these states.
 *
 * @param of Which plan (Default: the last one of this person that has such items).
 * @throws {RefusedError} where there is no such plan, or it has not ended.
 */
export async function endedPlan(
  rows: Rows,
  states: readonly ItemState[],
  of: { proposalId?: string | undefined; actorId: string },
): Promise<EndedPlan> {
  const proposal = await planOf(rows, states, of);
  if (!proposal)
    throw new RefusedError('unknownProposal', 'I know no such plan.', 'Open its card, and use the button there.');
  if (proposal.state !== 'done')
    throw new RefusedError('notReady', 'This plan has not ended.', 'Wait for its end, or stop it first.');
  const items = await rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', proposal.id)
    .where('state', 'in', states)
    .orderBy('no')
    .execute();
  return { title: proposal.title, items };
}

/** Plans of anybody that have ended with such items, the newest first. */
export const plansWith = (
  rows: Rows,
  states: readonly ItemState[],
): Promise<Pick<ProposalRow, 'id' | 'no' | 'title'>[]> =>
  rows
    .selectFrom('proposal')
    .select(['id', 'no', 'title'])
    .where('work', '=', 'changes')
    .where('state', '=', 'done')
    .where(hasItems(states))
    .orderBy('created_at', 'desc')
    .limit(MOST_PLANS)
    .execute();

const MOST_PLANS = 5;

/** Whether that plan, or else the last one of this person, still waits for approval. */
export async function isWaiting(
  rows: Rows,
  { proposalId, actorId }: { proposalId: string | undefined; actorId: string },
): Promise<boolean> {
  const found = await rows
    .selectFrom('proposal')
    .select('state')
    .where((eb) => (proposalId === undefined ? eb('proposer_id', '=', actorId) : eb('id', '=', proposalId)))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.state === 'pending';
}

/** A plan of wishes of one kind: one is looked at live, many from what is known of everybody. */
export async function draftFrom(
  changes: readonly Change[],
  { kind, title, wishes }: { kind: string; title: string; wishes: readonly Wish[] },
  asker: Asker,
): Promise<Draft> {
  const change = changes.find((one) => one.kind === kind);
  const [only, ...others] = wishes;
  if (!change || !only)
    throw new RefusedError('nobodyFound', 'There is nothing to do.', 'Its card shows how it ended.');
  if (others.length === 0) return draftOf(await change.preview(only, asker));
  if (change.previewMany) return { work: 'changes', title, ...(await change.previewMany(wishes, asker)) };
  throw new RefusedError('invalidInput', 'These can only be done one by one.', 'Take them one by one.');
}
