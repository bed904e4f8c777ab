import { sql } from 'kysely';
import type { Rows, RowsInTransaction } from '../db/database.ts';
import { now } from '../db/database.ts';
import type { RingRow, RolloutRow } from '../db/rollout-tables.ts';
import { newId } from '../lib/ids.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import type { PlannedRing } from './ring-plan.ts';

/** The rollout that is under way; a tenant is moved once, so there is one at most. */
export const openRollout = (rows: Rows): Promise<RolloutRow | undefined> =>
  rows.selectFrom('rollout').selectAll().where('state', '=', 'open').executeTakeFirst();

/** @throws {RefusedError} `notReady` where none is under way. */
export const theRollout = async (rows: Rows): Promise<RolloutRow> => orRefuse(await openRollout(rows));

/**
 * The rollout that is under way, or else the last one: it may still be looked at, and taken back.
 *
 * @throws {RefusedError} `notReady` where nobody has ever planned one.
 */
export const lastRollout = async (rows: Rows): Promise<RolloutRow> =>
  orRefuse(
    await rows
      .selectFrom('rollout')
      .selectAll()
      .orderBy(sql`state = 'open'`, 'desc')
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );

function orRefuse(rollout: RolloutRow | undefined): RolloutRow {
  if (rollout) return rollout;
  throw new RefusedError(
    'notReady',
    'No rollout is planned.',
    'Say “plan a rollout for enforced people with 50 people per ring”.',
  );
}

/**
 * A rollout that is over is under way again: something of it is taken back.
 *
 * @throws {RefusedError} `inUse` where another one is open by now.
 */
export async function reopenRollout(trx: RowsInTransaction, id: string): Promise<void> {
  const open = await openRollout(trx);
  if (open?.id === id) return;
  if (open)
    throw new RefusedError(
      'inUse',
      'Another rollout is under way by now.',
      'Finish it, or drop its plan; then propose this anew.',
    );
  await trx.updateTable('rollout').set({ state: 'open' }).where('id', '=', id).execute();
}

export const ringsOfRollout = (rows: Rows, rolloutId: string): Promise<RingRow[]> =>
  rows.selectFrom('ring').selectAll().where('rollout_id', '=', rolloutId).orderBy('no').execute();

/** @throws {RefusedError} `nobodyFound` where there is no ring of that number. */
export async function ringNumbered(rows: Rows, no: number, ofWhich = theRollout): Promise<RingRow> {
  const rollout = await ofWhich(rows);
  const ring = (await ringsOfRollout(rows, rollout.id)).find((one) => one.no === no);
  if (ring) return ring;
  throw new RefusedError('nobodyFound', `There is no ring ${no}.`, 'Say “rollout status” to see the rings.');
}

/** Whether a ring may be proposed: for the first time, or anew after it did not move or was taken back. */
export const mayStart = ({ state }: Pick<RingRow, 'state'>): boolean =>
  state === 'planned' || state === 'lapsed' || state === 'takenBack';

/** Whoever is in a ring that is planned or under way, or was moved by one; of all rings but one, where that is given. */
export async function peopleInRings(
  rows: Rows,
  { rolloutId, butRingId }: { rolloutId: string; butRingId?: string },
): Promise<ReadonlySet<string>> {
  const found = await rows
    .selectFrom('ring_member')
    .innerJoin('ring', 'ring.id', 'ring_member.ring_id')
    .select('ring_member.person_id')
    .where('ring.rollout_id', '=', rolloutId)
    .$if(butRingId !== undefined, (query) => query.where('ring.id', '<>', butRingId ?? ''))
    .where((eb) =>
      eb.or([eb('ring.state', 'in', ['planned', 'running']), eb('ring_member.state', 'in', ['moved', 'restored'])]),
    )
    .execute();
  return new Set(found.map((row) => row.person_id));
}

/** Stores rings behind those that there are; begins the rollout where there is none. */
export async function insertRings(
  trx: RowsInTransaction,
  { rings, by }: { rings: readonly PlannedRing[]; by: Actor },
): Promise<RolloutRow> {
  const rollout = (await openRollout(trx)) ?? (await insertRollout(trx, by));
  for (const ring of rings) {
    const id = newId();
    const { no, name, kind, movesAt, isDaily } = ring;
    await trx
      .insertInto('ring')
      .values({
        ...{ id, rollout_id: rollout.id, no, name, kind, state: 'planned', moves_at: movesAt },
        is_daily: isDaily,
        ...NOTHING_YET,
      })
      .execute();
    await insertMembers(trx, id, ring.people);
  }
  return rollout;
}

/** The end as a ring of its own, behind all others; nobody is in it by name. */
export async function insertEnd(trx: RowsInTransaction, rolloutId: string): Promise<RingRow> {
  const last = (await ringsOfRollout(trx, rolloutId)).at(-1);
  return trx
    .insertInto('ring')
    .values({
      ...{ id: newId(), rollout_id: rolloutId, no: (last?.no ?? 0) + 1, name: 'Everyone', kind: 'everyone' },
      ...{ state: 'planned', moves_at: now, ...NOTHING_YET },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Of a ring that nobody has approved. */
const NOTHING_YET = {
  ...{ proposal_id: null, group_id: null, policy_id: null, sample: null, observed_from: null, policy_on_at: null },
  ...{
    moved_at: null,
    hold: null,
    gate_told_at: null,
    postponed_at: null,
    sign_ins_read_at: null,
    brake_due_at: null,
    brake_lease_until: null,
  },
};

async function insertRollout(trx: RowsInTransaction, by: Actor): Promise<RolloutRow> {
  return trx
    .insertInto('rollout')
    .values({
      id: newId(),
      name: 'Rollout',
      state: 'open',
      owner_id: by.id,
      owner_name: by.displayName,
      created_at: now,
      ...{ daily_due_at: now, daily_lease_until: null, recommendation: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Puts people into a ring that is not approved yet; whoever is in it already stays once. */
export async function insertMembers(
  trx: RowsInTransaction,
  ringId: string,
  people: readonly { id: string; name: string }[],
): Promise<void> {
  const list = people.map(({ id, name }) => ({ id, name }));
  await sql`
    insert into ring_member (ring_id, person_id, name, state, updated_at)
    select ${ringId}::uuid, id, name, 'planned', app_now()
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as p (id text, name text)
    on conflict do nothing`.execute(trx);
}

/** Takes people out of every ring that nobody has approved yet; a ring that is then empty is no ring. */
export async function removeFromPlans(
  trx: RowsInTransaction,
  rolloutId: string,
  personIds: readonly string[],
): Promise<void> {
  const planned = trx
    .selectFrom('ring')
    .select('id')
    .where('rollout_id', '=', rolloutId)
    .where('state', '=', 'planned');
  await trx.deleteFrom('ring_member').where('ring_id', 'in', planned).where('person_id', 'in', personIds).execute();
}

/** Forgets every ring that was planned and neither approved nor proposed. */
export async function discardPlan(trx: RowsInTransaction, rolloutId: string): Promise<number> {
  const gone = await trx
    .deleteFrom('ring')
    .where('rollout_id', '=', rolloutId)
    .where('state', '=', 'planned')
    .where((eb) => eb('id', 'not in', pendingRingIds(trx)))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** Rings whose approval somebody has been asked for. */
const pendingRingIds = (rows: Rows) =>
  rows
    .selectFrom('proposal')
    .select(sql<string>`(plan::jsonb #>> '{ring,ringId}')::uuid`.as('ringId'))
    .where('state', '=', 'pending')
    .where(sql<boolean>`plan::jsonb #>> '{ring,ringId}' is not null`);

/** The proposal that a ring waits for; undefined where nobody has been asked. */
export const pendingProposalOf = (
  rows: Rows,
  ringId: string,
): Promise<{ id: string; plan: string; plan_hash: string } | undefined> =>
  rows
    .selectFrom('proposal')
    .select(['id', 'plan', 'plan_hash'])
    .where('state', '=', 'pending')
    .where(sql<boolean>`plan::jsonb #>> '{ring,ringId}' = ${ringId}`)
    .executeTakeFirst();

/** Who is left out for now, until a day that comes by itself. */
export async function excludedNow(rows: Rows): Promise<ReadonlyMap<string, Date>> {
  const found = await rows.selectFrom('rollout_exclusion').selectAll().where('until', '>', now).execute();
  return new Map(found.map((row) => [row.person_id, row.until]));
}

/** Groups that a ring has: nobody else may join them. */
export async function takenGroups(rows: Rows): Promise<ReadonlySet<string>> {
  const running = await rows
    .selectFrom('ring')
    .select('group_id')
    .where('state', 'in', ['running', 'done'])
    .where('group_id', 'is not', null)
    .execute();
  const { rows: asked } = await sql<{ id: string }>`
    select plan::jsonb #>> '{ring,groupId}' as id from proposal
    where state = 'pending' and plan::jsonb #>> '{ring,groupId}' is not null`.execute(rows);
  return new Set([...running.flatMap((row) => row.group_id ?? []), ...asked.map((row) => row.id)]);
}
