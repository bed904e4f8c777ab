import { countOpenItems, releaseItems } from '../changes/items.ts';
import { CHANGES } from '../changes/run.ts';
import type { Rows, RowsInTransaction } from '../db/database.ts';
import { isOfEndBack, nosOfEndBack } from './end-back.ts';
import { resolvedItem } from './resolved-item.ts';
import { nosOfStep } from './ring-items.ts';
import type { Step } from './steps.ts';
import { membersOf, settleMembers } from './rows.ts';
import type { RingMemberState } from '../db/rollout-tables.ts';
import { noteStep, type RolloutEdges, type Turn } from './turn.ts';

/**
 * Hands the changes of a step to those who write: what the ring's approval froze for it, and nothing else.
 *
 * @returns How many they are.
 */
export async function releaseStep(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn): Promise<number> {
  const { ring, plan, step } = turn;
  const kind = step.kind as Step;
  const nos = isOfEndBack(kind)
    ? await nosOfEndBack(trx, { step: kind, plan, proposalId: ring.proposal_id })
    : nosOfStep(plan.items, kind, await peopleOfStep(trx, edges, turn));
  const released = await Promise.all(
    nos.map(async (no) => ({ no, item: await resolvedItem(trx, ring.proposal_id, { items: plan.items, no }) })),
  );
  const known = released.flatMap(({ no, item }) => (item ? [{ no, item }] : []));
  if (known.length > 0) await releaseItems(trx, ring.proposal_id, known);
  await noteStep(trx, edges, { ring, to: `${kind}: ${known.length}` });
  if (known.length > 0) await edges.jobs.wake(trx, CHANGES, ring.proposal_id);
  return known.length;
}

/** Whose membership or state a step is about, by how they stand. */
const statesOfStep: Partial<Record<Step, readonly RingMemberState[]>> = {
  members: ['planned'],
  setAside: ['leaving'],
  letGo: ['leaving'],
  leaveOut: ['leaving'],
  switchOff: ['proven'],
  takeOut: ['in', 'proven', 'leaving'],
  restore: ['moved'],
  giveBack: ['in', 'proven', 'leaving', 'restored'],
};

/** @returns Undefined for a step that is about no person. */
async function peopleOfStep(
  trx: RowsInTransaction,
  { rules }: RolloutEdges,
  { ring, step }: Turn,
): Promise<ReadonlySet<string> | undefined> {
  const states = statesOfStep[step.kind as Step];
  if (step.kind === 'restore') await settleMembers(trx, ring); // what was on its way when it was ordered has ended by now
  // Whoever still relies on the policy keeps it: it is turned off for nobody or for all.
  const isNeeded = step.kind === 'policyOff' && (await membersOf(trx, ring.id, ['moved'])).length > 0;
  if (isNeeded) return new Set();
  if (!states) return undefined;
  const members = await membersOf(trx, ring.id, states);
  const mine = members.filter(({ person_id: id }) => step.person_id === null || step.person_id === id);
  const some = step.kind === 'switchOff' ? mine.slice(0, rules.chunkPeople) : mine;
  return new Set(some.map((one) => one.person_id));
}

/** What was released for a step and is not settled. */
export const openItemsOf = (rows: Rows, { ring, step }: Pick<Turn, 'ring' | 'step'>): Promise<number> =>
  countOpenItems({ rows }, ring.proposal_id, step.person_id ?? undefined);
