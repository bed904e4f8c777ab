import type { Database, Rows } from '../db/database.ts';
import { findGroupsByName } from '../entra/groups.ts';
import type { Graph } from '../entra/graph.ts';
import { RefusedError } from '../lib/refused.ts';
import { searchKeyOf, visibleText } from '../lib/text.ts';
import { lastKnown } from './find-person.ts';
import { readGroup, wantGroup, type KnownMembers } from './group-members.ts';
import type { PeoplePlace } from './people-filter.ts';
import { departmentKeyOf } from './person-rows.ts';
import { isOutage } from './refusals.ts';

export interface PlaceEdges {
  database: Database;
  graph: Graph;
}

/** What words name: a department, a group, or whoever reports to somebody; several may have one name. */
export type PlaceSearch = { kind: 'found'; place: PeoplePlace } | { kind: 'several'; places: readonly PeoplePlace[] };

/**
 * Finds the department, or else the group, that words name.
 *
 * @throws {RefusedError} `nobodyFound` where there is neither.
 */
export async function findPlace(edges: PlaceEdges, place: PeoplePlace, signal: AbortSignal): Promise<PlaceSearch> {
  if ('name' in place) return { kind: 'found', place };
  const { rows } = edges.database;
  if (place.kind === 'reportsNamed') return reportsOf(rows, place.words);
  const department = place.kind === 'groupNamed' ? undefined : await departmentNamed(rows, place.words);
  if (department) return { kind: 'found', place: department };
  const groups = place.kind === 'departmentNamed' ? [] : await groupsNamed(edges, place.words, signal);
  const [only, ...others] = groups;
  if (only && others.length === 0) return { kind: 'found', place: only };
  if (only) return { kind: 'several', places: groups };
  const what = { named: 'department or group', departmentNamed: 'department', groupNamed: 'group' }[place.kind];
  throw new RefusedError('nobodyFound', `I know no ${what} “${place.words}”.`, 'Check the name, or say it in quotes.');
}

/** By the names that the snapshot knows: it knows nobody's reports otherwise either. */
async function reportsOf(rows: Rows, words: string): Promise<PlaceSearch> {
  const known = await lastKnown(rows, { words });
  const exact = known.filter(({ displayName }) => searchKeyOf(displayName) === searchKeyOf(words));
  const [only, ...others] = exact.length === 1 ? exact : known;
  if (!only) throw new RefusedError('nobodyFound', `I know nobody called “${words}”.`, 'Check the name.');
  if (others.length === 0) return { kind: 'found', place: { kind: 'reports', id: only.id, name: only.displayName } };
  return {
    kind: 'several',
    places: known.map(({ id, displayName, userPrincipalName }) => ({
      kind: 'reports',
      id,
      name: `${displayName} (${userPrincipalName})`,
    })),
  };
}

async function departmentNamed(rows: Rows, words: string): Promise<PeoplePlace | undefined> {
  const found = await rows
    .selectFrom('person')
    .select('department')
    .where('department_key', '=', departmentKeyOf(words))
    .limit(1)
    .executeTakeFirst();
  return found?.department ? { kind: 'department', name: found.department } : undefined;
}

async function groupsNamed(
  { database, graph }: PlaceEdges,
  words: string,
  signal: AbortSignal,
): Promise<PeoplePlace[]> {
  try {
    const { body } = await findGroupsByName(graph.with({ signal, isUserInitiated: true }), words);
    return body.map(({ id, displayName }) => ({ kind: 'group', id, name: visibleText(displayName ?? id) }));
  } catch (cause) {
    if (!isOutage(cause)) throw cause;
    const known = await database.rows.selectFrom('group_reading').selectAll().where('name', '=', words).execute();
    if (known.length === 0) throw cause; // that we know no such group proves nothing
    return known.map(({ group_id: id, name }) => ({ kind: 'group', id, name }));
  }
}

/** How long to read the members of a group before the answer must do without the rest. */
const PATIENCE_MILLIS = 3500;

/**
 * What is known of a group's members; where that is nothing, or old, they are read now for as long as somebody may
 * wait, and the rest by the job.
 */
export async function membersFor(
  { database, graph }: PlaceEdges,
  group: { id: string; name: string },
  signal: AbortSignal,
): Promise<KnownMembers> {
  const known = await wantGroup(database.rows, group);
  if (!known.isUnderWay) return known;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]);
  const calls = graph.with({ signal: patience, isUserInitiated: true });
  try {
    return await readGroup({ database, graph: calls }, group.id, patience);
  } catch (cause) {
    if (known.readAt === null || !isOutage(cause)) throw cause;
    return known;
  }
}
