import type { RowsInTransaction } from '../db/database.ts';
import type { RingMemberRow } from '../db/rollout-tables.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { lockRunning, refuseUnlessOperator, type ControlEdges } from './control.ts';
import { isUnready } from './meanwhile.ts';
import { cancelSteps, markMembers, membersOf, openStep, openStepOf } from './rows.ts';
import { noteStep, ROLLOUTS } from './turn.ts';

/**
 * Leaves out whoever of a ring is not ready, as its gate saw them last: they leave its group, stay on per-user MFA and may
 * come with a later ring. Then the gate is read anew.
 *
 * @throws {RefusedError} `notAllowed`; `notReady` while somebody holds the ring; `alreadySo` where nobody is left to leave out.
 */
export async function leaveOutUnready(
  { database, jobs }: ControlEdges,
  { ringId, by }: { ringId: string; by: Actor },
): Promise<void> {
  refuseUnlessOperator(by);
  await database.transaction(async (trx) => {
    const ring = await lockRunning(trx, ringId);
    if (ring.hold !== null) throw new RefusedError('notReady', `Ring ${ring.no} is held.`, 'Resume it first.');
    const open = await openStepOf(trx, ringId);
    const leaving = open?.kind === 'gate' ? await membersOf(trx, ringId, ['leaving']) : [];
    const unready = leaving.filter(isUnready);
    if (unready.length === 0)
      throw new RefusedError(
        'alreadySo',
        `Nobody of ring ${ring.no} waits to be left out.`,
        'Its card shows how it stands.',
      );
    await keep(trx, ringId, leaving);
    await cancelSteps(trx, ringId, 'Whoever is not ready is left out.');
    await openStep(trx, ringId, { kind: 'setAside' });
    await trx.updateTable('ring').set({ gate_told_at: null }).where('id', '=', ringId).execute();
    await noteStep(trx, { jobs }, { ring, to: `leaves out who is not ready: ${unready.length}`, actorId: by.id });
    await jobs.wake(trx, ROLLOUTS, ringId);
  });
}

/** Whom report-only would have kept out stays in question: where these are many, something is wrong with the policy. */
const keep = (trx: RowsInTransaction, ringId: string, leaving: readonly RingMemberRow[]): Promise<void> =>
  markMembers(
    trx,
    ringId,
    leaving
      .filter((one) => !isUnready(one))
      .map(({ person_id: personId }) => ({ personId, state: 'in' as const, why: null })),
  );
