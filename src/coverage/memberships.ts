import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { now, nowPlus, type Database, type Rows } from '../db/database.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { readMemberIdsPage } from '../entra/groups.ts';
import { listRoleMembers } from '../entra/roles.ts';
import { readAnew, readGroup } from '../inventory/group-members.ts';
import { orIfRefused } from '../inventory/refusals.ts';
import { isGuid } from '../lib/ids.ts';
import type { Named } from '../policies/named-in.ts';

export interface MembershipEdges {
  database: Database;
  graph: Graph;
  /** Called with each page: whoever holds a lease renews it. */
  renew(): Promise<void>;
  /** The groups that are being read at this moment, which nobody begins a second time. */
  underWay: Set<string>;
}

/** What was found out about the members of groups and roles that policies name. */
export interface MembershipsLook {
  isChanged: boolean;
  /** When the oldest of them was read; null while one was never read. */
  readAt: Date | null;
}

/** Those that it is time to look at again, or only those that were never read. */
type WhichGroups = 'due' | 'unread';

/** A group is looked at so often, and at most a page of it a second: reading everybody all the time would cost the quota. */
const LOOK_MILLIS = 15_000;
const PAGE_MILLIS = 1000;

/**
 * Keeps the members of the groups and roles that policies name, read by group and never by person. A group is read
 * through without writing anything; only where its members are others than before are they written.
 */
export async function readMemberships(
  edges: MembershipEdges,
  named: Named,
  { signal, which }: { signal: AbortSignal; which: WhichGroups },
): Promise<MembershipsLook> {
  const { rows } = edges.database;
  const groupIds = named.groupIds.filter(isGuid);
  const roleIds = named.roleTemplateIds.filter(isGuid);
  const ids = [...groupIds, ...roleIds];
  await wantProbes(rows, ids);
  let isChanged = false;
  for (const id of await probesOf(rows, ids, which)) {
    if (signal.aborted) break;
    if (edges.underWay.has(id)) continue;
    const look = groupIds.includes(id) ? lookAtGroup(edges, id, signal) : lookAtRole(edges, id);
    isChanged = (await look) || isChanged;
    await edges.renew();
  }
  return { isChanged, readAt: await oldestOf(rows, ids) };
}

async function wantProbes(rows: Rows, ids: readonly string[]): Promise<void> {
  await sql`insert into group_probe (group_id, due_at) select id, app_now() from unnest(${[...ids]}::text[]) as id
    on conflict do nothing`.execute(rows);
  await sql`delete from group_probe where not (group_id = any(${[...ids]}::text[]))`.execute(rows);
}

async function probesOf(rows: Rows, ids: readonly string[], which: WhichGroups): Promise<string[]> {
  const found = await rows
    .selectFrom('group_probe')
    .select('group_id')
    .where((eb) => eb('group_id', '=', eb.fn.any(eb.val([...ids]))))
    .$if(which === 'due', (query) => query.where('due_at', '<=', now))
    .$if(which === 'unread', (query) => query.where('read_at', 'is', null))
    .orderBy('due_at')
    .execute();
  return found.map((row) => row.group_id);
}

async function oldestOf(rows: Rows, ids: readonly string[]): Promise<Date | null> {
  const { rows: found } = await sql<{ at: Date | null; isUnread: boolean; now: Date }>`
    select min(read_at) as at, coalesce(bool_or(read_at is null), false) as "isUnread", app_now() as now
    from group_probe where group_id = any(${[...ids]}::text[])`.execute(rows);
  const [one] = found;
  if (!one || one.isUnread) return null;
  return one.at ?? one.now;
}

/** Reads a group through; where its members are others than before, writes them. Says whether they are. */
async function lookAtGroup(edges: MembershipEdges, groupId: string, signal: AbortSignal): Promise<boolean> {
  const { rows } = edges.database;
  const { checksum: before } = await rows
    .selectFrom('group_probe')
    .select('checksum')
    .where('group_id', '=', groupId)
    .executeTakeFirstOrThrow();
  const startedAt = (await sql<{ now: Date }>`select app_now() as now`.execute(rows)).rows[0]?.now ?? null;
  edges.underWay.add(groupId);
  const { checksum, pages } = await probe(edges, groupId).finally(() => edges.underWay.delete(groupId));
  const isChanged = checksum !== before;
  if (isChanged && !(await writeAnew(edges, { groupId, checksum, signal }))) return false;
  await rows
    .updateTable('group_probe')
    .set({ checksum, read_at: startedAt, due_at: nowPlus(Math.max(LOOK_MILLIS, pages * PAGE_MILLIS)) })
    .where('group_id', '=', groupId)
    .execute();
  if (checksum !== GONE) await confirmRead(rows, groupId, startedAt);
  return isChanged;
}

const GONE = 'gone';

/** A sum over the members that does not depend on their order, so that nothing of a large group is held. */
async function probe({ graph, renew }: MembershipEdges, groupId: string): Promise<{ checksum: string; pages: number }> {
  let sum = 0n;
  let members = 0;
  let pages = 0;
  try {
    for (let from: string | null | undefined; from !== null; pages += 1) {
      const page = await readMemberIdsPage(graph, groupId, from ?? null);
      for (const id of page.userIds) sum = BigInt.asUintN(64, sum + hashOf(id));
      members += page.userIds.length;
      from = page.nextQuery;
      await renew();
    }
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return { checksum: GONE, pages: 1 };
    throw cause;
  }
  return { checksum: `${members} ${sum.toString(16)}`, pages };
}

const hashOf = (id: string): bigint => createHash('sha256').update(id).digest().readBigUInt64BE();

/** Writes the members of a group as they are now; a group that is gone has none. False where it must go on later. */
async function writeAnew(
  edges: MembershipEdges,
  { groupId, checksum, signal }: { groupId: string; checksum: string; signal: AbortSignal },
): Promise<boolean> {
  const { rows } = edges.database;
  if (checksum === GONE) {
    await rows.deleteFrom('group_member').where('group_id', '=', groupId).execute();
    return true;
  }
  await readAnew(rows, { id: groupId, name: groupId });
  const { isUnderWay } = await readGroup(edges, groupId, signal);
  return !isUnderWay;
}

/** The members that are kept were found to be the same: whoever asks about the group need not read it again. */
async function confirmRead(rows: Rows, groupId: string, at: Date | null): Promise<void> {
  await rows
    .updateTable('group_reading')
    .set({ wanted_at: now, read_at: at })
    .where('group_id', '=', groupId)
    .where('due_at', '=', sql<Date>`'infinity'`)
    .execute();
}

/** The holders of a role are kept like the members of a group of its id. Says whether they are others than before. */
async function lookAtRole({ database, graph }: MembershipEdges, roleTemplateId: string): Promise<boolean> {
  const { userIds } = await orIfRefused(listRoleMembers(graph, roleTemplateId), { userIds: [], requestIds: [] });
  const { rows: found } = await sql<{ changed: number }>`
    with now_held as materialized (select unnest(${userIds}::text[]) as person_id),
    gone as (delete from group_member where group_id = ${roleTemplateId}
      and person_id not in (select person_id from now_held) returning person_id),
    come as (insert into group_member (group_id, person_id, read_at)
      select ${roleTemplateId}, person_id, app_now() from now_held on conflict do nothing returning person_id),
    noted as (update group_probe set read_at = app_now(), due_at = ${nowPlus(LOOK_MILLIS)} where group_id = ${roleTemplateId})
    select (select count(*) from gone)::int + (select count(*) from come)::int as changed`.execute(database.rows);
  return (found[0]?.changed ?? 0) > 0;
}
