import { sql } from 'kysely';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction, type RowUpdate } from '../db/database.ts';
import type { SnapshotPassRow } from '../db/tables.ts';
import { newId } from '../lib/ids.ts';

const LEASE_MILLIS = 60_000;
/** A way of reading states is tried anew after a day: what the tenant refused yesterday it may tell today. */
const WAY_KEPT_MILLIS = 24 * 3_600_000;
const HISTORY_MILLIS = 7 * 86_400_000;

/** What is wanted of a pass. */
export interface PassWish {
  kind: SnapshotPassRow['kind'];
  /** Who asked for it; null where the time came. */
  askedBy: string | null;
}

/**
 * Begins a pass, unless one runs: there is one at a time, whatever the number of processes.
 *
 * @returns Whether it was begun.
 */
export async function beginPass(rows: Rows, { kind, askedBy }: PassWish): Promise<boolean> {
  const last = await lastComplete(rows);
  const isWayKnown = sql<boolean>`${last?.states_way_found_at ?? null}::timestamptz > app_now() - ${WAY_KEPT_MILLIS} * interval '1 millisecond'`;
  const kept = (await sql<{ is: boolean | null }>`select ${isWayKnown} as is`.execute(rows)).rows[0]?.is === true;
  const begun = await rows
    .insertInto('snapshot_pass')
    .values({
      id: newId(),
      kind,
      step: kind === 'full' ? 'accounts' : 'changes',
      from_query: kind === 'full' ? null : (last?.delta_query ?? null),
      states_way: kept ? (last?.states_way ?? null) : null,
      states_way_found_at: kept ? (last?.states_way_found_at ?? null) : null,
      is_sign_in_told: kept ? (last?.is_sign_in_told ?? null) : null,
      delta_query: last?.delta_query ?? null,
      asked_by: askedBy,
      started_at: now,
      due_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .expression(sql`(true)`)
        .where('finished_at', 'is', null)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return begun !== undefined;
}

/** Turns the reading of changes that runs into one of everybody. Whoever works on it notices, and stops. */
export async function widenPass(rows: Rows, askedBy: string): Promise<boolean> {
  const widened = await rows
    .updateTable('snapshot_pass')
    .set({ ...FROM_THE_BEGINNING, asked_by: askedBy, started_at: now })
    .where('finished_at', 'is', null)
    .where('kind', '=', 'changes')
    .returning('id')
    .executeTakeFirst();
  return widened !== undefined;
}

/** A full pass from its first step, free for anybody to work on. */
export const FROM_THE_BEGINNING = {
  kind: 'full',
  step: 'accounts',
  from_query: null,
  people: 0,
  states: 0,
  registrations: 0,
  lease_until: null,
  lease_token: null,
  due_at: now,
} as const;

/** The pass that runs. */
export const runningPass = (rows: Rows): Promise<SnapshotPassRow | undefined> =>
  rows.selectFrom('snapshot_pass').selectAll().where('finished_at', 'is', null).executeTakeFirst();

/** The last pass that came to its end, of a kind or of any. */
export function lastComplete(rows: Rows, kind?: SnapshotPassRow['kind']): Promise<SnapshotPassRow | undefined> {
  let query = rows.selectFrom('snapshot_pass').selectAll().where('ended', '=', 'complete');
  if (kind) query = query.where('kind', '=', kind);
  return query.orderBy('finished_at', 'desc').limit(1).executeTakeFirst();
}

/** Takes the running pass, where it is due and nobody works on it. */
export const claimPass = (rows: Rows): Promise<SnapshotPassRow | undefined> =>
  rows
    .updateTable('snapshot_pass')
    .set({ lease_until: nowPlus(LEASE_MILLIS), lease_token: newId() })
    .where('finished_at', 'is', null)
    .where(isDue)
    .returningAll()
    .executeTakeFirst();

const isDue = sql<boolean>`due_at <= app_now() and (lease_until is null or lease_until < app_now())`;

/** Whether the running pass waits for somebody to work on it. */
export async function isPassDue(rows: Rows): Promise<boolean> {
  const found = await rows
    .selectFrom('snapshot_pass')
    .select('id')
    .where('finished_at', 'is', null)
    .where(isDue)
    .executeTakeFirst();
  return found !== undefined;
}

/** What a step has done: rows to write, and where the pass stands then. */
export interface Progress {
  write?: (trx: RowsInTransaction) => Promise<void>;
  stand: RowUpdate<'snapshot_pass'>;
}

/**
 * Commits a page: its rows and the query of the next one, together. Undefined where the pass is no longer ours, since
 * the lease ran out or somebody turned it into another one: then nothing was written.
 */
export function commit(
  database: Database,
  pass: SnapshotPassRow,
  { write, stand }: Progress,
): Promise<SnapshotPassRow | undefined> {
  return database.transaction(async (trx) => {
    const moved = await trx
      .updateTable('snapshot_pass')
      .set({ lease_until: nowPlus(LEASE_MILLIS), attempts: 0, pages: pass.pages + 1, ...stand })
      .where('id', '=', pass.id)
      .where('lease_token', '=', pass.lease_token)
      .where('finished_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (moved) await write?.(trx);
    return moved;
  });
}

/** Gives the pass back, to go on when it is due. */
export async function release(
  rows: Rows,
  pass: SnapshotPassRow,
  later?: { millis: number; fault: string },
): Promise<void> {
  await rows
    .updateTable('snapshot_pass')
    .set({
      lease_until: null,
      ...(later && { due_at: nowPlus(later.millis), fault: later.fault, attempts: sql<number>`attempts + 1` }),
    })
    .where('id', '=', pass.id)
    .where('lease_token', '=', pass.lease_token)
    .execute();
}

/** Frees the pass that a killed process had taken. Only where no other process can be at work. */
export async function freePass(rows: Rows): Promise<void> {
  await rows.updateTable('snapshot_pass').set({ lease_until: null }).where('finished_at', 'is', null).execute();
  await rows.updateTable('group_reading').set({ lease_until: null }).execute();
}

/** Forgets passes that are long over, except the last of each kind. */
export async function forgetPasses(rows: Rows): Promise<void> {
  const kept = [await lastComplete(rows, 'full'), await lastComplete(rows, 'changes')].flatMap(
    (pass) => pass?.id ?? [],
  );
  await sql`delete from snapshot_pass where finished_at < app_now() - ${HISTORY_MILLIS} * interval '1 millisecond'
    and not (id = any(${kept}::uuid[]))`.execute(rows);
}
