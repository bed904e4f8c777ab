import { sql } from 'kysely';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { TenantReadingRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { isForbidden, isNotUnderstood } from '../inventory/refusals.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { writeFindings } from './findings.ts';
import { readingKinds, type ReadingKind, type ReadingName } from './reading-kinds.ts';

/** Name of the job that reads logs and reports which somebody asked about. */
export const READINGS = 'readiness.readings';

/** What was read so long ago is read anew when somebody asks. */
const FRESH_MILLIS = 30 * 60_000;
/** What was refused is not asked for again at once. */
const AGAIN_MILLIS = 2 * 60_000;
/** What nobody asks about any more is forgotten. */
const KEPT_MILLIS = 86_400_000;
const LOG_MILLIS = 30 * 86_400_000;
const LEASE_MILLIS = 60_000;
const LATER_MILLIS = 15_000;

export interface ReadingEdges {
  database: Database;
  graph: Graph;
}

/** Wakes the job for one reading, once the transaction is committed. */
export type WakeReading = (trx: RowsInTransaction, name: string) => Promise<void>;

/**
 * Says that readings are wanted; those that are stale begin anew, and what they found before is answered from meanwhile.
 *
 * @returns How far each of them is.
 */
export async function wantReadings(
  { database, wake }: { database: Database; wake: WakeReading },
  names: readonly ReadingName[],
  about: string | null = null,
): Promise<ReadonlyMap<ReadingName, TenantReadingRow>> {
  await database.transaction(async (trx) => {
    for (const name of names) if (await begin(trx, name, about)) await wake(trx, name);
  });
  const found = await database.rows.selectFrom('tenant_reading').selectAll().where('name', 'in', names).execute();
  return new Map(found.map((row) => [row.name as ReadingName, row]));
}

async function begin(rows: Rows, name: ReadingName, about: string | null): Promise<boolean> {
  const { rows: begun } = await sql`
    insert into tenant_reading as known (name, about, since, started_at, due_at)
    values (${name}, ${about}, ${nowPlus(-LOG_MILLIS)}, app_now(), app_now())
    on conflict (name) do update set about = excluded.about, since = excluded.since, started_at = excluded.started_at,
      due_at = excluded.due_at, from_query = null, pages = 0, rows_read = 0, fault = null
    where known.due_at = 'infinity' and known.started_at < ${nowPlus(-AGAIN_MILLIS)}
      and coalesce(known.read_at, '-infinity') < ${nowPlus(-FRESH_MILLIS)}
    returning name`.execute(rows);
  return begun.length > 0;
}

/** Reads what somebody asked about, page by page, in the narrow quotas of logs and reports. */
export const readingsJob = (edges: ReadingEdges): JobKind => ({
  name: READINGS,
  due: () => dueReadings(edges.database.rows),
  run: async (name, stopping) => {
    if (isReadingName(name)) await readReading(edges, name, stopping);
  },
});

const isReadingName = (name: string): name is ReadingName => Object.hasOwn(readingKinds, name);

async function dueReadings(rows: Rows): Promise<string[]> {
  const old = nowPlus(-KEPT_MILLIS);
  await sql`delete from tenant_reading where due_at = 'infinity' and started_at < ${old}`.execute(rows);
  await sql`delete from person_finding where read_at < ${old}`.execute(rows);
  const found = await rows.selectFrom('tenant_reading').select('name').where(isDueAndFree).execute();
  return found.map(({ name }) => name);
}

/** Goes on where the reading stands; ends early when the signal says so. */
async function readReading(edges: ReadingEdges, name: ReadingName, stopping: AbortSignal): Promise<void> {
  const { rows } = edges.database;
  let at = await rows
    .updateTable('tenant_reading')
    .set({ lease_until: nowPlus(LEASE_MILLIS) })
    .where('name', '=', name)
    .where(isDueAndFree)
    .returningAll()
    .executeTakeFirst();
  const claimed = at;
  if (!claimed) return;
  try {
    while (at && !stopping.aborted) at = await readNext(edges, at, readingKinds[name]);
  } catch (cause) {
    await putOff(rows, claimed, cause);
    throw cause;
  } finally {
    await standing(rows, claimed).set({ lease_until: null }).execute();
  }
}

/** The row, as long as it is still the same reading. */
const standing = (rows: Rows, { name, started_at }: TenantReadingRow) =>
  rows.updateTable('tenant_reading').where('name', '=', name).where('started_at', '=', started_at);

/** One page, committed with the query of the next one; resolves with where the reading stands, undefined at the end. */
async function readNext(
  { database, graph }: ReadingEdges,
  at: TenantReadingRow,
  { mostPages, readPage }: ReadingKind,
): Promise<TenantReadingRow | undefined> {
  const { found, rows, nextQuery } = await readPage(graph, at, at.from_query);
  const pages = at.pages + 1;
  const isLast = nextQuery === null || pages >= mostPages;
  const read = at.rows_read + rows;
  const end = { read_at: now, due_at: sql<Date>`'infinity'`, rows_told: read, is_capped: nextQuery !== null };
  return database.transaction(async (trx) => {
    const moved = await standing(trx, at)
      .set({
        ...{ from_query: nextQuery, pages, rows_read: read, lease_until: nowPlus(LEASE_MILLIS) },
        ...(isLast ? end : {}),
      })
      .returningAll()
      .executeTakeFirst();
    if (!moved) return undefined;
    await writeFindings(trx, found, { reading: at.name, since: at.started_at });
    if (!isLast) return moved;
    await trx
      .deleteFrom('person_finding')
      .where('reading', '=', at.name)
      .where('read_at', '<', at.started_at)
      .execute();
    return undefined;
  });
}

/** What the tenant refuses for good is not asked again until somebody does; everything else soon. */
async function putOff(rows: Rows, at: TenantReadingRow, cause: unknown): Promise<void> {
  const isFinal = isForbidden(cause) || isNotUnderstood(cause);
  const fault = cause instanceof GraphError ? cause.reason : 'noAnswer';
  await standing(rows, at)
    .set(isFinal ? { fault, due_at: sql<Date>`'infinity'` } : { fault, due_at: nowPlus(LATER_MILLIS) })
    .execute();
}
