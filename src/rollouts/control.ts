import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import { CARDS } from '../approvals/propose.ts';
import { readProposal, touchProposal } from '../approvals/store.ts';
import { recallItems } from '../changes/items.ts';
import { now, type RowsInTransaction } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { holdsRoleOf } from '../verbs/verb.ts';
import { isOfEndBack, refuseWithoutWayBack } from './end-back.ts';
import { reopenRollout } from './plan-rows.ts';
import { nosOfStep } from './ring-items.ts';
import {
  cancelSteps,
  haltRing,
  hastenFreeSteps,
  hastenSteps,
  lockRing,
  markMembers,
  membersOf,
  openStep,
  openStepOf,
  settleMembers,
} from './rows.ts';
import { noteStep, ringPlanIn, ROLLOUTS, type RingPlan, type RolloutEdges } from './turn.ts';

export type ControlEdges = Pick<RolloutEdges, 'jobs' | 'database'>;

/** A running ring, locked. */
type RunningRing = RingRow & { proposal_id: string };

/** @throws {RefusedError} `notReady` where it is not under way. */
export async function lockRunning(trx: RowsInTransaction, ringId: string): Promise<RunningRing> {
  const ring = await lockRing(trx, ringId);
  const { proposal_id: proposalId } = ring;
  if (ring.state !== 'running' || proposalId === null)
    throw new RefusedError(
      'notReady',
      `Ring ${ring.no} is not under way.`,
      'Say “rollout status” to see how it stands.',
    );
  return { ...ring, proposal_id: proposalId };
}

/** The last approval of a ring was given: it begins. In the transaction of that approval. */
export async function beginRing(
  trx: RowsInTransaction,
  { jobs }: Pick<RolloutEdges, 'jobs'>,
  { proposalId, plan }: { proposalId: string; plan: RingPlan },
): Promise<void> {
  const { ringId, part, groupId, movesAt } = plan.ring;
  const isWayBack = part === 'back' || part === 'endBack';
  const { rollout_id: rolloutId } = await lockRing(trx, ringId);
  if (isWayBack) await reopenRollout(trx, rolloutId);
  await trx
    .updateTable('ring')
    .set({
      state: 'running',
      proposal_id: proposalId,
      group_id: groupId,
      attempt: sql<number>`attempt + 1`,
      hold: null,
      ...(isWayBack
        ? {}
        : {
            moves_at: new Date(movesAt),
            notices_told: 0,
            observed_from: null,
            policy_on_at: null,
            moved_at: null,
            sign_ins_read_at: null,
            sample: null,
            gate_lines: '[]',
            gate_told_at: null,
            postponed_at: null,
          }),
    })
    .where('id', '=', ringId)
    .execute();
  if (!isWayBack) await markPlanned(trx, plan);
  await openStep(trx, ringId, { kind: firstSteps[part] });
  await putOnRecord(trx, { kind: 'ringStep', proposalId, facts: { ringId, step: 'begins' } });
  await jobs.wake(trx, ROLLOUTS, ringId);
}

const firstSteps = { forth: 'policy', end: 'policy', back: 'restore', endBack: 'refill' } as const;

/** Whoever the approval is about; the others of the ring stay as they are. */
async function markPlanned(trx: RowsInTransaction, { ring, items, leftOut }: RingPlan): Promise<void> {
  const planned = nosOfStep(items, 'members').map((no) => ({
    ...{ personId: items[no]?.targetId ?? '', state: 'planned' as const, why: null },
  }));
  const others = leftOut.map(({ targetId, why }) => ({ personId: targetId, state: 'stays' as const, why }));
  const known = new Set([...planned, ...others].map(({ personId }) => personId));
  const excluded = (await membersOf(trx, ring.ringId, ['planned'])).filter((one) => !known.has(one.person_id));
  const stay = excluded.map(({ person_id: personId }) => ({
    ...{ personId, state: 'stays' as const, why: 'was excluded when the ring was proposed' },
  }));
  await markMembers(trx, ring.ringId, [...planned, ...others, ...stay]);
  // An attempt before had another policy: what was seen under that one is no matter of this.
  const unseen = { observed: null, observed_at: null, active_at: null, failed_at: null, failed_code: null };
  await trx
    .updateTable('ring_member')
    .set({ ...unseen, was_failing: false })
    .where('ring_id', '=', ring.ringId)
    .execute();
}

/** Every change that was handed on is settled: the ring goes on. */
export async function ringSettled(
  trx: RowsInTransaction,
  { jobs }: Pick<RolloutEdges, 'jobs'>,
  ring: RingRow,
): Promise<void> {
  await hastenFreeSteps(trx, ring.id);
  await jobs.wake(trx, ROLLOUTS, ring.id);
}

/**
 * Stops a ring at once: nothing more of it begins, and what has begun is read back.
 *
 * @returns How many changes had been handed on and will not be made.
 */
export async function stopRing(
  trx: RowsInTransaction,
  { jobs }: Pick<RolloutEdges, 'jobs'>,
  { ringId, by }: { ringId: string; by: Actor },
): Promise<number> {
  const ring = await lockRunning(trx, ringId);
  const recalled = await haltRing(trx, ring, `Paused by ${by.displayName}.`);
  await putOnRecord(trx, {
    kind: 'paused',
    actorId: by.id,
    proposalId: ring.proposal_id,
    facts: { ringId, notBegun: recalled },
  });
  await touchProposal(trx, ring.proposal_id);
  await jobs.wake(trx, CARDS, ring.proposal_id);
  return recalled;
}

/** Who may act on a ring by a button. */
export function refuseUnlessOperator(by: Actor): void {
  if (holdsRoleOf({ role: 'operator', orRole: 'approver' }, by)) return;
  throw new RefusedError('notAllowed', 'You may not do that with a ring.', 'Ask an operator or an approver.');
}

/**
 * Lets a held ring go on, from where it was. What it needs is checked anew: before its move it stands at the gate again.
 *
 * @throws {RefusedError} `notAllowed`; `alreadyDecided` where nothing holds it.
 */
export async function resumeRing(
  { database, jobs }: ControlEdges,
  { ringId, by }: { ringId: string; by: Actor },
): Promise<void> {
  refuseUnlessOperator(by);
  await database.transaction(async (trx) => {
    const ring = await lockRunning(trx, ringId);
    if (ring.hold === null)
      throw new RefusedError('alreadyDecided', 'Nothing holds this ring.', 'Its card shows how it goes on.');
    await trx
      .updateTable('ring')
      .set({ hold: null, sample: null, ...(await brakeAgain(trx, ring)) })
      .where('id', '=', ringId)
      .execute();
    await backToGate(trx, ringId);
    await settleAnew(trx, ringId);
    // Whoever was failing is known by whoever resumes: from now on only others count.
    await trx
      .updateTable('ring_member')
      .set({ was_failing: true })
      .where('ring_id', '=', ringId)
      .where('failed_at', 'is not', null)
      .execute();
    await hastenSteps(trx, ringId);
    await putOnRecord(trx, { kind: 'resumed', actorId: by.id, proposalId: ring.proposal_id, facts: { ringId } });
    await touchProposal(trx, ring.proposal_id);
    await jobs.wake(trx, CARDS, ring.proposal_id);
    await jobs.wake(trx, ROLLOUTS, ringId);
  });
}

/** What is on is watched again; what goes back to what was before is not. */
async function brakeAgain(trx: RowsInTransaction, ring: RingRow): Promise<{ brake_due_at?: typeof now }> {
  const open = await openStepOf(trx, ring.id);
  return ring.policy_on_at === null || isOfEndBack(open?.kind ?? '') ? {} : { brake_due_at: now };
}

/** Whoever resumes has mended something: it must have been so for the settle time as well. */
const settleAnew = (trx: RowsInTransaction, ringId: string) =>
  trx
    .updateTable('ring_step')
    .set({ started_at: now })
    .where('ring_id', '=', ringId)
    .where('kind', '=', 'proveBack')
    .where('state', '=', 'ready')
    .execute();

/** Between the gate and the policy nothing is in force yet: whoever was ready then may not be any more. */
async function backToGate(trx: RowsInTransaction, ringId: string): Promise<void> {
  await trx
    .updateTable('ring_step')
    .set({ kind: 'gate' })
    .where('ring_id', '=', ringId)
    .where('kind', 'in', ['leaveOut', 'policyOn'])
    .where('state', '=', 'ready')
    .execute();
}

/** Who starts the way back; nobody where the policy was edited and the approval lets it begin by itself. */
export interface BackOrder {
  ringId: string;
  /** One person alone (Default: the whole ring). */
  personId?: string | undefined;
  by: Pick<Actor, 'id' | 'displayName'> | null;
}

/** Starts the way back that a ring's approval contains, by an operator's button. */
export async function takeBack({ database, jobs }: ControlEdges, order: BackOrder & { by: Actor }): Promise<void> {
  refuseUnlessOperator(order.by);
  await database.transaction((trx) => startBack(trx, { jobs }, order));
}

/** The end is about everybody. */
export const nobodyAlone = (): RefusedError =>
  new RefusedError(
    'notReady',
    'Everybody relies on the policy for all: nobody is taken back from it alone.',
    'Take the end back as a whole, and then the person’s ring, or them alone.',
  );

/** Each person's own state first, read back, then the coverage: it waits for whatever is on its way. */
export async function startBack(
  trx: RowsInTransaction,
  edges: Pick<RolloutEdges, 'jobs'>,
  { ringId, personId, by }: BackOrder,
): Promise<void> {
  const ring = await lockRunning(trx, ringId);
  if (ring.kind === 'everyone' && personId !== undefined) throw nobodyAlone();
  if (ring.kind === 'everyone') await refuseWithoutPlannedBack(trx, ring);
  if (personId === undefined) await startBackOfAll(trx, ring);
  else await startBackOfOne(trx, ring, personId);
  const to = personId === undefined ? 'the way back' : 'the way back of one person';
  await noteStep(trx, edges, { ring, to, ...(by ? { actorId: by.id } : {}) });
  await edges.jobs.wake(trx, ROLLOUTS, ringId);
}

async function refuseWithoutPlannedBack(trx: RowsInTransaction, { proposal_id: proposalId }: RunningRing) {
  const found = await readProposal(trx, proposalId);
  const plan = found && ringPlanIn(found.proposal.plan, found.proposal.plan_hash);
  if (plan) refuseWithoutWayBack(plan);
}

async function startBackOfAll(trx: RowsInTransaction, ring: RunningRing): Promise<void> {
  await recallItems(trx, ring.proposal_id);
  await cancelSteps(trx, ring.id, 'The ring is taken back.');
  await trx.updateTable('ring').set({ hold: null, brake_due_at: null }).where('id', '=', ring.id).execute();
  await settleMembers(trx, ring);
  await openStep(trx, ring.id, { kind: ring.kind === 'everyone' ? 'refill' : 'restore' });
}

async function startBackOfOne(trx: RowsInTransaction, ring: RunningRing, personId: string): Promise<void> {
  await settleMembers(trx, ring);
  const member = (await membersOf(trx, ring.id)).find((one) => one.person_id === personId);
  if (!member)
    throw new RefusedError('nobodyFound', `Nobody of that name is in ring ${ring.no}.`, 'Say “rollout status”.');
  if (!['moved', 'in', 'proven', 'leaving', 'restored'].includes(member.state))
    throw new RefusedError('alreadySo', `${member.name} is on per-user MFA, outside of the policy.`, 'Nothing to do.');
  await recallItems(trx, ring.proposal_id, [personId]);
  if (member.state === 'in' || member.state === 'proven')
    await markMembers(trx, ring.id, [{ personId, state: 'leaving', why: 'is taken back' }]);
  await openStep(trx, ring.id, { kind: 'restore', personId });
}
