import { sql } from 'kysely';
import { now, nowPlus, type Database, type Rows } from '../db/database.ts';
import type { GroupReadingRow } from '../db/coverage-tables.ts';
import type { Graph } from '../entra/graph.ts';
import { readMemberIdsPage } from '../entra/groups.ts';

interface GroupEdges {
  database: Database;
  graph: Graph;
}

/** What is known of the members of a group. */
export interface KnownMembers {
  /** When all of them were last read; null where that has not happened yet. */
  readAt: Date | null;
  isUnderWay: boolean;
}

/** Members that are older are read anew when somebody asks. */
const FRESH_MILLIS = 10 * 60_000;
/** A group that nobody has asked about for so long is forgotten. */
const KEPT_MILLIS = 7 * 86_400_000;
const LEASE_MILLIS = 60_000;

/** Says that the members of a group are wanted; they are read from where the last reading stopped. */
export async function wantGroup(rows: Rows, group: { id: string; name: string }): Promise<KnownMembers> {
  await rows
    .insertInto('group_reading')
    .values({ group_id: group.id, name: group.name, started_at: now, due_at: now, wanted_at: now })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet({ wanted_at: now, name: group.name }))
    .execute();
  // Stale members are read anew; while that goes on, the ones before are answered from.
  await rows
    .updateTable('group_reading')
    .set({ started_at: now, due_at: now, from_query: null })
    .where('group_id', '=', group.id)
    .where('due_at', '=', sql<Date>`'infinity'`)
    .where('read_at', '<', nowPlus(-FRESH_MILLIS))
    .execute();
  return knownMembers(rows, group.id);
}

/** Says that the members of a group are others than before, whenever they were read. */
export async function readAnew(rows: Rows, group: { id: string; name: string }): Promise<void> {
  await rows
    .insertInto('group_reading')
    .values({ group_id: group.id, name: group.name, started_at: now, due_at: now, wanted_at: now })
    .onConflict((conflict) =>
      conflict.column('group_id').doUpdateSet({ wanted_at: now, started_at: now, due_at: now, from_query: null }),
    )
    .execute();
}

async function knownMembers(rows: Rows, groupId: string): Promise<KnownMembers> {
  const found = await rows
    .selectFrom('group_reading')
    .select(['read_at', sql<boolean>`due_at < 'infinity'`.as('isUnderWay')])
    .where('group_id', '=', groupId)
    .executeTakeFirst();
  return { readAt: found?.read_at ?? null, isUnderWay: found?.isUnderWay ?? false };
}

/** The groups whose members are being read, or are to be. */
export async function dueGroups(rows: Rows): Promise<string[]> {
  await sql`with gone as (delete from group_reading where wanted_at < app_now() - ${KEPT_MILLIS} * interval '1 millisecond' returning group_id)
    delete from group_member using gone where group_member.group_id = gone.group_id`.execute(rows);
  const found = await rows
    .selectFrom('group_reading')
    .select('group_id')
    .where(sql<boolean>`due_at <= app_now() and (lease_until is null or lease_until < app_now())`)
    .execute();
  return found.map((row) => row.group_id);
}

/**
 * Reads the members of a group that is wanted, page by page, each committed with the query of the next one. Ends early
 * when the signal says so; the next call goes on from there.
 *
 * @returns What is known then.
 */
export async function readGroup(edges: GroupEdges, groupId: string, signal?: AbortSignal): Promise<KnownMembers> {
  const { rows } = edges.database;
  const claimed = await claim(rows, groupId);
  try {
    let at: GroupReadingRow | undefined = claimed;
    while (at && !signal?.aborted) at = await readNext(edges, at);
  } catch (cause) {
    if (!signal?.aborted) {
      await rows
        .updateTable('group_reading')
        .set({ due_at: nowPlus(30_000) })
        .where('group_id', '=', groupId)
        .execute();
      throw cause;
    }
  } finally {
    if (claimed)
      await rows.updateTable('group_reading').set({ lease_until: null }).where('group_id', '=', groupId).execute();
  }
  return knownMembers(rows, groupId);
}

const claim = (rows: Rows, groupId: string): Promise<GroupReadingRow | undefined> =>
  rows
    .updateTable('group_reading')
    .set({ lease_until: nowPlus(LEASE_MILLIS) })
    .where('group_id', '=', groupId)
    .where(sql<boolean>`due_at <= app_now() and (lease_until is null or lease_until < app_now())`)
    .returningAll()
    .executeTakeFirst();

/** One page; resolves with where the reading stands, undefined at the end. */
async function readNext({ database, graph }: GroupEdges, at: GroupReadingRow): Promise<GroupReadingRow | undefined> {
  const { userIds, nextQuery } = await readMemberIdsPage(graph, at.group_id, at.from_query);
  await database.transaction(async (trx) => {
    await writeMembers(trx, at.group_id, userIds);
    const isLast = nextQuery === null;
    if (isLast)
      await trx
        .deleteFrom('group_member')
        .where('group_id', '=', at.group_id)
        .where('read_at', '<', at.started_at)
        .execute();
    await trx
      .updateTable('group_reading')
      .set({
        from_query: nextQuery,
        lease_until: nowPlus(LEASE_MILLIS),
        ...(isLast ? { read_at: now, due_at: sql<Date>`'infinity'` } : {}),
      })
      .where('group_id', '=', at.group_id)
      .execute();
  });
  if (nextQuery !== null) return { ...at, from_query: nextQuery };
  await sql`analyze group_member`.execute(database.rows); // or a small group is looked for among everybody
  return undefined;
}

/** Notes that these people belong to a group, or hold a role that is kept like one. */
export async function writeMembers(rows: Rows, groupId: string, userIds: readonly string[]): Promise<void> {
  await sql`insert into group_member (group_id, person_id, read_at)
    select distinct ${groupId}, person_id, app_now() from unnest(${[...userIds]}::text[]) as person_id
    on conflict (group_id, person_id) do update set read_at = excluded.read_at`.execute(rows);
}
