import { sql } from 'kysely';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import { recallItems } from '../changes/items.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { RingMemberRow, RingMemberState, RingRow, RingStepRow, RingStepState } from '../db/rollout-tables.ts';
import type { Step } from './steps.ts';

/** Steps that read everybody of a ring take minutes. */
const LEASE_MILLIS = 5 * 60_000;
export const OPEN_STEPS: readonly RingStepState[] = ['ready', 'atWork'];

export const readRing = (rows: Rows, id: string): Promise<RingRow> =>
  rows.selectFrom('ring').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** The ring, held against everybody else until the transaction ends: two orders about it follow each other. */
export const lockRing = (trx: RowsInTransaction, id: string): Promise<RingRow> =>
  trx.selectFrom('ring').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();

/** The ring that runs under an approval; undefined for every other proposal. */
export const ringOfProposal = (rows: Rows, proposalId: string): Promise<RingRow | undefined> =>
  rows.selectFrom('ring').selectAll().where('proposal_id', '=', proposalId).executeTakeFirst();

/** Rings with a step that is due. */
export async function dueRings(rows: Rows): Promise<string[]> {
  const found = await rows
    .selectFrom('ring_step')
    .select('ring_id')
    .distinct()
    .where('state', 'in', OPEN_STEPS)
    .where(isDueAndFree)
    .execute();
  return found.map((row) => row.ring_id);
}

/** Takes one due step of a ring for this process alone; those about single people first, since somebody waits for them. */
export function claimStep(database: Database, ringId: string): Promise<RingStepRow | undefined> {
  return database.transaction(async (trx) => {
    const found = await trx
      .selectFrom('ring_step')
      .selectAll()
      .where('ring_id', '=', ringId)
      .where('state', 'in', OPEN_STEPS)
      .where(isDueAndFree)
      .orderBy(sql`person_id is null`)
      .orderBy('no')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!found) return undefined;
    return trx
      .updateTable('ring_step')
      .where('ring_id', '=', ringId)
      .where('no', '=', found.no)
      .set((eb) => ({
        lease_until: nowPlus(LEASE_MILLIS),
        attempts: eb('attempts', '+', 1),
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

export interface StepMove {
  state: RingStepState;
  detail?: string | null;
  /** When it is looked at again (Default: now). */
  dueAt?: Date;
}

/** @returns False where its lease was lost or it was cancelled meanwhile: then this process must do nothing more. */
export async function moveStep(rows: Rows, step: RingStepRow, to: StepMove): Promise<boolean> {
  const isEnded = to.state === 'done' || to.state === 'cancelled';
  const moved = await rows
    .updateTable('ring_step')
    .set({
      state: to.state,
      lease_until: null,
      due_at: to.dueAt ?? now,
      ...(to.detail === undefined ? {} : { detail: to.detail }),
      ...(isEnded ? { ended_at: now } : {}),
    })
    .where('ring_id', '=', step.ring_id)
    .where('no', '=', step.no)
    .where('lease_until', '=', step.lease_until)
    .where('state', 'in', OPEN_STEPS)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Opens a step of a ring; whatever it was at before must have ended. */
export async function openStep(
  trx: RowsInTransaction,
  ringId: string,
  { kind, personId = null, dueAt }: { kind: Step; personId?: string | null; dueAt?: Date | undefined },
): Promise<void> {
  await sql`
    insert into ring_step (ring_id, no, kind, person_id, state, due_at, started_at)
    select ${ringId}::uuid, coalesce(max(no), 0) + 1, ${kind}, ${personId}, 'ready', coalesce(${dueAt ?? null}::timestamptz, app_now()), app_now()
    from ring_step where ring_id = ${ringId}::uuid`.execute(trx);
}

/** Whatever the ring as a whole was at is no longer done. */
export const cancelSteps = (trx: RowsInTransaction, ringId: string, detail: string) =>
  trx
    .updateTable('ring_step')
    .set({ state: 'cancelled', lease_until: null, detail, ended_at: now })
    .where('ring_id', '=', ringId)
    .where('person_id', 'is', null)
    .where('state', 'in', OPEN_STEPS)
    .execute();

/** The open step of a ring is looked at now. */
export const hastenSteps = (trx: RowsInTransaction, ringId: string) =>
  trx
    .updateTable('ring_step')
    .set({ due_at: now })
    .where('ring_id', '=', ringId)
    .where('state', 'in', OPEN_STEPS)
    .execute();

/**
 * The same, but what somebody is moving at this moment is left to them: an item that settles holds the record already,
 * for which they wait. They look again within a minute.
 */
export const hastenFreeSteps = (trx: RowsInTransaction, ringId: string) =>
  trx
    .updateTable('ring_step')
    .set({ due_at: now })
    .where('ring_id', '=', ringId)
    .where('no', 'in', (steps) =>
      steps
        .selectFrom('ring_step')
        .select('no')
        .where('ring_id', '=', ringId)
        .where('state', 'in', OPEN_STEPS)
        .forUpdate()
        .skipLocked(),
    )
    .execute();

export const openStepOf = (rows: Rows, ringId: string): Promise<RingStepRow | undefined> =>
  rows
    .selectFrom('ring_step')
    .selectAll()
    .where('ring_id', '=', ringId)
    .where('person_id', 'is', null)
    .where('state', 'in', OPEN_STEPS)
    .executeTakeFirst();

export const membersOf = (rows: Rows, ringId: string, states?: readonly RingMemberState[]): Promise<RingMemberRow[]> =>
  rows
    .selectFrom('ring_member')
    .selectAll()
    .where('ring_id', '=', ringId)
    .$if(states !== undefined, (query) => query.where('state', 'in', states ?? []))
    .orderBy('name')
    .orderBy('person_id')
    .execute();

/** Notes how some members stand, and why. */
export async function markMembers(
  trx: RowsInTransaction,
  ringId: string,
  marks: readonly { personId: string; state: RingMemberState; why: string | null }[],
): Promise<void> {
  if (marks.length === 0) return;
  await sql`
    update ring_member set state = mark.state, why = mark.why, updated_at = app_now()
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as mark ("personId" text, state text, why text)
    where ring_id = ${ringId}::uuid and person_id = mark."personId"`.execute(trx);
}

/** Who could not sign in before the policy was turned on either: they say nothing about it. */
export const noteBaseline = async (
  trx: RowsInTransaction,
  ringId: string,
  personIds: readonly string[],
): Promise<void> => {
  await sql`update ring_member set was_failing = person_id = any(${[...personIds]}::text[]) where ring_id = ${ringId}::uuid`.execute(
    trx,
  );
};

const ok = sql.raw(`('done', 'promoted', 'alreadySo')`);
const not = sql.raw(`('failed', 'skipped')`);

/**
 * Notes how each member stands, from what became of the changes that are about them. Whoever's per-user MFA is off and not
 * restored counts as moved whatever else is so: only the policy asks them for MFA.
 */
export async function settleMembers(trx: RowsInTransaction, ring: Pick<RingRow, 'id' | 'proposal_id'>): Promise<void> {
  await sql`
    with told as (
      select target_id,
        max(state) filter (where kind = 'groupMembership' and after::jsonb ->> 'isMember' = 'true') as joined,
        max(state) filter (where kind = 'groupMembership' and after::jsonb ->> 'isMember' = 'false') as gone,
        max(state) filter (where kind = 'perUserMfaState' and after::jsonb ->> 'isTakingBack' is distinct from 'true') as off,
        max(state) filter (where kind = 'perUserMfaState' and after::jsonb ->> 'isTakingBack' = 'true') as restored,
        max(detail) filter (where state in ${not}) as fault
      from proposal_item where proposal_id = ${ring.proposal_id}::uuid group by target_id),
    stand as (
      select target_id, fault, case
        when off in ${ok} and (restored is null or restored not in ${ok}) then 'moved'
        when gone in ${ok} and restored in ${ok} then 'back'
        when restored in ${ok} then 'restored'
        when gone in ${ok} then 'stays'
        when joined in ${not} then 'stays'
        when off in ${not} then 'leaving'
        when joined in ${ok} then 'in' end as state
      from told)
    update ring_member as m set updated_at = app_now(),
      state = case when stand.state = 'in' and m.state <> 'planned' then m.state
        when stand.state = 'stays' and m.state = 'moved' then m.state else stand.state end,
      why = case when stand.state in ('stays', 'leaving') then coalesce(m.why, fault) when fault is null and stand.state = 'moved' then null
        when stand.state in ('moved', 'restored') then fault else m.why end
    from stand where m.ring_id = ${ring.id}::uuid and m.person_id = stand.target_id and stand.state is not null`.execute(
    trx,
  );
}

/** Nothing that has not begun begins any more: what was handed on is taken back, and is handed on anew once it may be. */
export async function haltRing(
  trx: RowsInTransaction,
  { id, proposal_id: proposalId }: Pick<RingRow, 'id' | 'proposal_id'>,
  why: string,
): Promise<number> {
  const recalled = proposalId === null ? 0 : await recallItems(trx, proposalId);
  await trx.updateTable('ring').set({ hold: why }).where('id', '=', id).execute();
  await trx
    .updateTable('ring_step')
    .set({ state: 'ready', detail: why })
    .where('ring_id', '=', id)
    .where('state', '=', 'atWork')
    .execute();
  return recalled;
}
