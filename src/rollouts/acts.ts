import { now, type RowsInTransaction } from '../db/database.ts';
import type { RingMemberRow } from '../db/rollout-tables.ts';
import { listedBriefly } from '../lib/text.ts';
import { notePoliciesAgain } from './end-back.ts';
import { endOverlap, endRing, lapse } from './ending.ts';
import { readEndGate, readGate } from './gate.ts';
import type { Act } from './playbook.ts';
import type { Step, StepEnd } from './steps.ts';
import { askSample, prove, proveBack, proveEnd } from './prove.ts';
import { releaseStep } from './release.ts';
import { nosOfStep } from './ring-items.ts';
import { membersOf, openStep, settleMembers } from './rows.ts';
import { postpone, tellDone, tellOf, tellSoon } from './tell.ts';
import { endOf, goOn, inTurn, isEnd, later, noteStep, type RolloutEdges, type Turn } from './turn.ts';

/** Does what the playbook says is next. */
export function perform(edges: RolloutEdges, turn: Turn, act: Act): Promise<void> {
  switch (act) {
    case 'release':
      return inTurn(edges, turn, async (trx) => {
        const released = await releaseStep(trx, edges, turn);
        return { state: 'atWork', detail: null, dueAt: later(turn.at, released === 0 ? 0 : WORK_LOOK_MILLIS) };
      });
    case 'conclude':
      return inTurn(edges, turn, (trx) => conclude(trx, edges, turn));
    case 'readGate':
      return isEnd(turn) ? readEndGate(edges, turn) : readGate(edges, turn);
    case 'prove':
      if (turn.step.kind === 'proveBack') return proveBack(edges, turn);
      return isEnd(turn) ? proveEnd(edges, turn) : prove(edges, turn);
    case 'askSample':
      return askSample(edges, turn);
    case 'tellSoon':
      return tellSoon(edges, turn);
    case 'tellPostponed':
      return inTurn(edges, turn, (trx) => postpone(trx, edges, turn));
    case 'tellDone':
      return inTurn(edges, turn, (trx) => tellDone(trx, edges, turn));
    case 'endOverlap':
      return inTurn(edges, turn, (trx) => endOverlap(trx, edges, turn));
    case 'lapse':
      return inTurn(edges, turn, (trx) => lapse(trx, edges, turn));
    case 'finish':
      return inTurn(edges, turn, (trx) => endRing(trx, edges, turn));
  }
}

/** Whoever settles the last change wakes the ring; this is for a wake-up that was lost. */
const WORK_LOOK_MILLIS = 60_000;

/** Everything that the step released is settled. */
async function conclude(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn) {
  const { ring, step } = turn;
  await settleMembers(trx, ring);
  const members = await membersOf(trx, ring.id);
  const fault = await faultOf(trx, turn, members);
  if (fault === null) await noteConcluded(trx, turn);
  if (step.person_id !== null) return goOnWithPerson(trx, edges, { turn, fault });
  const end: StepEnd = {
    ...endOf(turn),
    isMoreToDo: step.kind === 'switchOff' && members.some(({ state }) => state === 'proven'),
    membersIn: members.filter(({ state }) => state === 'in' || state === 'proven').length,
    fault,
  };
  return goOn(trx, edges, { turn, end });
}

/** What later steps ask of this one. */
async function noteConcluded(trx: RowsInTransaction, turn: Turn): Promise<void> {
  const { ring, step, at } = turn;
  const row = trx.updateTable('ring').where('id', '=', ring.id);
  if (step.kind === 'policy') {
    const observed = isEnd(turn) ? { observed_from: at } : {};
    await row.set({ policy_id: await madeId(trx, turn), ...observed }).execute();
  }
  if (step.kind === 'members') await row.set({ observed_from: at, brake_due_at: now }).execute();
  if (step.kind === 'policyOn')
    await row.set({ policy_on_at: at, sign_ins_read_at: null, brake_due_at: now }).execute();
  if (step.kind === 'makeAgain') await notePoliciesAgain(trx, turn);
  if (step.kind === 'retire') await row.set({ moved_at: at }).execute();
}

async function madeId(trx: RowsInTransaction, { ring, plan }: Turn): Promise<string | null> {
  const item = await itemOfStep(trx, { ring, plan, step: 'policy' });
  return item?.made_id ?? null;
}

/** One person's way back: their own state first, read back, then the group. */
async function goOnWithPerson(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, fault }: { turn: Turn; fault: string | null },
) {
  const { ring, step } = turn;
  if (step.kind === 'restore' && fault === null)
    await openStep(trx, ring.id, { kind: 'giveBack', personId: step.person_id });
  if (step.kind === 'giveBack' && fault === null)
    await tellOf(trx, edges, { turn, name: 'takenBack', personIds: [step.person_id ?? ''] });
  await noteStep(trx, edges, { ring, to: `${step.kind} of one person` });
  return { state: 'done', detail: fault } as const;
}

/** What stands in the way of going on; null where nothing does. */
async function faultOf(trx: RowsInTransaction, turn: Turn, members: readonly RingMemberRow[]): Promise<string | null> {
  const { step } = turn;
  const mine = members.filter(({ person_id: id }) => step.person_id === null || step.person_id === id);
  const some = (states: readonly string[], why: string) => someAre(mine, { states, why });
  switch (step.kind as Step) {
    case 'policy':
    case 'policyOn':
      return policyFault(trx, turn);
    case 'members':
      return mine.some(({ state }) => state === 'in') ? null : 'Nobody could be put into the group of the ring.';
    case 'setAside':
    case 'leaveOut':
      return some(['leaving'], 'could not be taken out of the group of the ring, and must not be in it.');
    case 'takeOut':
      return some(['in', 'proven', 'leaving'], 'still has both per-user MFA and the policy.');
    case 'retire':
    case 'remove':
    case 'makeAgain':
    case 'ringsOn':
    case 'allOff':
      return policiesFault(trx, turn);
    case 'letGo': // whoever is still in it is seen when the group is wanted again
    case 'empty': // nothing names the groups any more; whoever is still in one is counted at the end
    case 'refill': // the proof that follows finds whoever this leaves uncovered
    case 'restore': // whoever does not have it back stays under the policy, and is listed; the others need not wait
    case 'notices':
    case 'gate':
    case 'prove':
    case 'proveBack':
    case 'sample':
    case 'switchOff':
    case 'tellDone':
    case 'soak':
    case 'finish':
    case 'giveBack':
    case 'policyOff':
    case 'endBack':
      return null;
  }
}

function someAre(
  members: readonly RingMemberRow[],
  { states, why }: { states: readonly string[]; why: string },
): string | null {
  const found = members.filter(({ state }) => states.includes(state));
  return found.length === 0 ? null : `${namesOf(found)} ${why}`;
}

const NAMED = 5;
const namesOf = (members: readonly RingMemberRow[]): string =>
  listedBriefly(
    members.map(({ name }) => name),
    NAMED,
  );

const itemOfStep = (trx: RowsInTransaction, { ring, plan, step }: Pick<Turn, 'ring' | 'plan'> & { step: Step }) =>
  trx
    .selectFrom('proposal_item')
    .select(['state', 'detail', 'made_id'])
    .where('proposal_id', '=', ring.proposal_id)
    .where('no', '=', nosOfStep(plan.items, step)[0] ?? -1)
    .executeTakeFirst();

/** A change of the policy itself that did not happen. */
async function policyFault(trx: RowsInTransaction, { ring, step, plan }: Turn): Promise<string | null> {
  const item = await itemOfStep(trx, { ring, plan, step: step.kind as Step });
  if (item && (item.state === 'done' || item.state === 'alreadySo')) return null;
  return `The policy of the ring is not as it should be: ${item?.detail ?? 'nothing was written.'}`;
}

/** A policy that is not as the step wants it, or not away: whatever relies on that waits until somebody looks. */
async function policiesFault(trx: RowsInTransaction, { ring, step, plan }: Turn): Promise<string | null> {
  const nos = nosOfStep(plan.items, step.kind as Step);
  const left = await trx
    .selectFrom('proposal_item')
    .select(['target_name', 'detail'])
    .where('proposal_id', '=', ring.proposal_id)
    .where('no', 'in', [-1, ...nos])
    .where('state', 'in', ['failed', 'skipped'])
    .orderBy('no')
    .execute();
  const [first] = left;
  if (!first) return null;
  return `“${first.target_name}”${left.length > 1 ? ` and ${left.length - 1} more` : ''} is not as it should be: ${first.detail ?? ''}`;
}
