import { sql } from 'kysely';
import { putAllOnRecord, type Entry } from '../audit/record.ts';
import { movedPeople } from '../changes/moved-people.ts';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { CoverageAlarmRow } from '../db/coverage-tables.ts';
import type { Coverage } from '../db/tables.ts';
import { newId } from '../lib/ids.ts';

export type Alarm = CoverageAlarmRow;

const LEASE_MILLIS = 60_000;

/**
 * Whoever was moved and is neither asked for MFA by a policy nor by per-user MFA, which closes legacy authentication too;
 * that the state is not known counts as well.
 */
interface Lost {
  personId: string;
  name: string;
  proposalId: string;
  /** What is left; where it is still MFA, a policy that closed legacy authentication is gone. */
  coverage: Coverage;
}

/** Whether only legacy authentication is open again: whoever signs in by it is asked for the password alone. */
export const isLegacyOnly = ({ coverage }: { coverage: string }): boolean => ENOUGH.includes(coverage);

const ENOUGH: readonly string[] = ['required', 'blocked'];

/**
 * Raises an alarm for each person who was moved and has lost coverage, one for each loss, and ends those that are over.
 * Returns whether there is a new one. On record in the same transaction.
 */
export async function raiseAlarms(database: Database): Promise<boolean> {
  const lost = await lostPeople(database.rows);
  return database.transaction(async (trx) => {
    const back = await endAlarms(trx, lost);
    const raised = await insertAlarms(trx, lost);
    const entries: Entry[] = [
      ...raised.map((one): Entry => ({
        kind: 'coverageLost',
        targetId: one.personId,
        proposalId: one.proposalId,
        facts: { coverage: one.coverage, ...(isLegacyOnly(one) ? { legacyAuth: 'open' } : {}) },
      })),
      ...back.map((one): Entry => ({ kind: 'coverageBack', targetId: one.person_id, proposalId: one.proposal_id })),
    ];
    if (entries.length > 0) await putAllOnRecord(trx, entries);
    return raised.length > 0;
  });
}

async function lostPeople(rows: Rows): Promise<Lost[]> {
  const readAt = await readAtOf(rows);
  // What was read before the move says nothing about now: an alarm on it would be a false one.
  const moved = (await movedPeople(rows)).filter(({ movedAt }) => readAt !== null && movedAt < readAt);
  if (moved.length === 0) return [];
  const found = await rows
    .selectFrom('person')
    .select(['id', 'coverage'])
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(moved.map(({ personId }) => personId)))))
    .where((eb) => eb.or([eb('coverage', 'not in', ENOUGH as Coverage[]), eb('legacy_auth', '=', 'open')]))
    .where('per_user_mfa_state', 'in', ['disabled', 'unknown'])
    .execute();
  const coverages = new Map(found.map((row) => [row.id, row.coverage]));
  return moved.flatMap((one) => {
    const coverage = coverages.get(one.personId);
    return coverage ? [{ ...one, coverage }] : [];
  });
}

/** When policies and the groups that they name were last read, all of them. */
async function readAtOf(rows: Rows): Promise<Date | null> {
  const { rows: found } = await sql<{ at: Date | null }>`
    select least(policies_read_at, (select min(read_at) from group_probe)) as at from coverage_state`.execute(rows);
  return found[0]?.at ?? null;
}

/** Ends what is over; a loss of the other kind is another loss. */
function endAlarms(trx: RowsInTransaction, lost: readonly Lost[]) {
  const still = (isLegacy: boolean): string[] =>
    lost.filter((one) => isLegacyOnly(one) === isLegacy).map(({ personId }) => personId);
  return trx
    .updateTable('coverage_alarm')
    .set({ over_at: now })
    .where('over_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.or([
          eb.and([eb('coverage', 'in', ENOUGH), eb('person_id', '=', eb.fn.any(eb.val(still(true))))]),
          eb.and([eb('coverage', 'not in', ENOUGH), eb('person_id', '=', eb.fn.any(eb.val(still(false))))]),
        ]),
      ),
    )
    .returning(['person_id', 'proposal_id'])
    .execute();
}

/** Whoever has an open alarm gets no second one, however often it is looked. */
async function insertAlarms(trx: RowsInTransaction, lost: readonly Lost[]): Promise<Lost[]> {
  const raised: Lost[] = [];
  for (const one of lost) {
    const inserted = await trx
      .insertInto('coverage_alarm')
      .values({
        ...{ id: newId(), person_id: one.personId, person_name: one.name, proposal_id: one.proposalId },
        ...{ coverage: one.coverage, edited_by: null, edit: null, way_back: 'offered', told_at: null, over_at: null },
        ...{ due_at: now, lease_until: null, raised_at: now },
      })
      .onConflict((conflict) => conflict.column('person_id').where('over_at', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted) raised.push(one);
  }
  return raised;
}

/** Whether there is an alarm of which nobody was told yet. */
export async function isAlarmDue(rows: Rows): Promise<boolean> {
  const found = await rows
    .selectFrom('coverage_alarm')
    .select('id')
    .where('told_at', 'is', null)
    .where(isDueAndFree)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** So long after an alarm its edit is looked for: the audit log lags behind. */
const EDIT_SOUGHT_MILLIS = 3_600_000;

const isUnfinished = sql<boolean>`(told_at is not null and (over_at is null and way_back = 'offered'
  or edit is null and raised_at > ${nowPlus(-EDIT_SOUGHT_MILLIS)}))`;

/** Whether there is an alarm that was told, and whose way back has not begun or whose edit is not known. */
export async function isToldDue(rows: Rows): Promise<boolean> {
  const query = rows.selectFrom('coverage_alarm').select('id').where(isUnfinished).where(isDueAndFree);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Takes these, to be looked at again after so long. */
export const claimTold = (rows: Rows, millis: number): Promise<Alarm[]> =>
  rows
    .updateTable('coverage_alarm')
    .set({ due_at: nowPlus(millis) })
    .where(isUnfinished)
    .where(isDueAndFree)
    .returningAll()
    .execute();

/** Takes every alarm of which nobody was told yet: one edit may cost many people their coverage, and makes one card. */
export const claimAlarms = (rows: Rows): Promise<Alarm[]> =>
  rows
    .updateTable('coverage_alarm')
    .set((eb) => ({ lease_until: nowPlus(LEASE_MILLIS), attempts: eb('attempts', '+', 1) }))
    .where('told_at', 'is', null)
    .where(isDueAndFree)
    .returningAll()
    .execute();

/** Looks once more, a little later: the audit log lags behind. */
export async function postponeAlarms(rows: Rows, alarms: readonly Alarm[], millis: number): Promise<void> {
  await rows
    .updateTable('coverage_alarm')
    .set({ lease_until: null, due_at: nowPlus(millis) })
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(alarms.map(({ id }) => id)))))
    .where('told_at', 'is', null)
    .execute();
}

/**
 * Notes what was told of alarms.
 *
 * @returns Those of which nobody else has told meanwhile.
 */
export async function noteTold(
  trx: RowsInTransaction,
  alarms: readonly Alarm[],
  { by, edit }: { by: string | null; edit: string | null },
): Promise<string[]> {
  const told = await trx
    .updateTable('coverage_alarm')
    .set({ told_at: now, edited_by: by, edit, lease_until: null })
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(alarms.map(({ id }) => id)))))
    .where('told_at', 'is', null)
    .returning('id')
    .execute();
  return told.map(({ id }) => id);
}

/**
 * Notes the edit behind alarms that were told without it.
 *
 * @returns Those of which nobody else has noted it meanwhile.
 */
export async function noteEdit(
  trx: RowsInTransaction,
  alarms: readonly Alarm[],
  { by, activity }: { by: string | null; activity: string },
): Promise<string[]> {
  const noted = await trx
    .updateTable('coverage_alarm')
    .set({ edited_by: by, edit: activity })
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(alarms.map(({ id }) => id)))))
    .where('edit', 'is', null)
    .returning('id')
    .execute();
  return noted.map(({ id }) => id);
}

/** Notes for whom the standing way back has begun. */
export async function noteWayBack(trx: RowsInTransaction, personIds: readonly string[]): Promise<void> {
  await sql`update coverage_alarm set way_back = 'begun'
    where over_at is null and person_id = any(${[...personIds]}::text[])`.execute(trx);
}
