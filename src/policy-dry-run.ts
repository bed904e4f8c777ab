import type { DryRunNumbers, GroupCount } from './changes/dry-run-words.ts';
import { countMovedPeople, countWithStandingWayBack } from './changes/moved-people.ts';
import type { Relying } from './changes/relying-words.ts';
import type { Database, Rows } from './db/database.ts';
import type { PersonRow } from './db/tables.ts';
import { readDisplayNames } from './entra/directory-objects.ts';
import { GraphError } from './entra/graph-error.ts';
import type { Graph } from './entra/graph.ts';
import { listRoleMembers } from './entra/roles.ts';
import { membersFor } from './inventory/find-place.ts';
import { lastComplete } from './inventory/pass-rows.ts';
import { conditionOf, countPeople } from './inventory/people-list.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import { isGuid } from './lib/ids.ts';
import { idIn, nameIn } from './lib/policy-names.ts';
import { RefusedError } from './lib/refused.ts';
import { dryRunCounter, groupsIn, namedBy, type DryRun } from './policies/dry-run.ts';

export interface DryRunEdges {
  database: Database;
  graph: Graph;
  emergencyAccountIds: ReadonlySet<string>;
}

/** Which policy would be turned on beside which others, and whether only the people of one group matter. */
export interface DryRunQuestion {
  policy: JsonObject;
  policies: readonly JsonObject[];
  group?: { id: string; name: string } | undefined;
}

/** What turning a policy on would do, and how old the list is that this is counted in. */
export type DatedDryRun = DryRun & Pick<DryRunNumbers, 'groups'> & { listedAt: Date };

const PAGE = 5000;

/**
 * Counts in the list of everybody whom a policy would newly ask for MFA, or keep out. Joins the inventory with policies.
 * The members of groups that policies name are read first, those of roles live.
 *
 * @throws {RefusedError} `notReady` while the list, or such a group, is still being read.
 */
export async function dryRun(edges: DryRunEdges, question: DryRunQuestion, signal: AbortSignal): Promise<DatedDryRun> {
  const { rows } = edges.database;
  const listedAt = (await lastComplete(rows, 'full'))?.finished_at;
  if (!listedAt) throw notReady('the list of everybody');
  const named = namedBy(question.policy, question.policies);
  const groupIds = named.groupIds.filter(isGuid);
  const [, roles] = await Promise.all([
    readGroups(
      edges,
      [...groupIds.map((id) => ({ id, name: id })), ...(question.group ? [question.group] : [])],
      signal,
    ),
    readRoles(edges.graph.with({ signal, isUserInitiated: true }), named.roleTemplateIds.filter(isGuid)),
  ]);
  const counter = dryRunCounter(question.policy, question.policies);
  for (let after: string | undefined = ''; after !== undefined;) {
    const people = await pageOf(edges.database, { after, groupId: question.group?.id });
    const groups = await groupsOf(edges.database, { groupIds, ids: people.map(({ id }) => id) });
    for (const row of people) {
      const person = { groupIds: groups.get(row.id) ?? [], roleTemplateIds: roles.get(row.id) ?? [] };
      counter.add({
        person: { id: row.id, userType: row.user_type, ...person, ...(isExternal(row) ? { guest: {} } : {}) },
        name: row.display_name,
        isMfaCapable: row.is_mfa_capable,
        kind: kindOf(row, edges.emergencyAccountIds),
      });
    }
    after = people.length < PAGE ? undefined : people.at(-1)?.id;
  }
  return { ...counter.result(), groups: await groupsOfPolicy(edges, question.policy, signal), listedAt };
}

/** As many groups as a card names have their names looked up; a policy may name thousands. */
const GROUPS_NAMED = 20;

async function groupsOfPolicy(
  { database: { rows }, graph }: DryRunEdges,
  policy: JsonObject,
  signal: AbortSignal,
): Promise<DatedDryRun['groups']> {
  const { included, excluded } = groupsIn(policy);
  const ids = [...included.filter(isGuid).slice(0, GROUPS_NAMED), ...excluded.filter(isGuid).slice(0, GROUPS_NAMED)];
  const [names, counts] = await Promise.all([
    readDisplayNames(graph.with({ signal, isUserInitiated: true }), 'groups', ids),
    countMembers(rows, ids),
  ]);
  const told = (some: readonly string[]): GroupCount[] =>
    some.map((id) => ({ name: names.get(id) ?? (ids.includes(id) ? null : id), people: counts.get(id) ?? 0 }));
  return { included: told(included), excluded: told(excluded) };
}

async function countMembers(rows: Rows, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = await rows
    .selectFrom('group_member')
    .select((eb) => ['group_id', eb.fn.countAll<number>().as('people')])
    .where((eb) => eb('group_id', '=', eb.fn.any(eb.val([...groupIds]))))
    .groupBy('group_id')
    .execute();
  return new Map(found.map(({ group_id: id, people }) => [id, people]));
}

type Listed = Pick<
  PersonRow,
  'id' | 'display_name' | 'user_principal_name' | 'user_type' | 'account_type' | 'is_mfa_capable'
>;

const pageOf = (
  { rows }: Database,
  { after, groupId }: { after: string; groupId: string | undefined },
): Promise<Listed[]> =>
  rows
    .selectFrom('person')
    .select(['id', 'display_name', 'user_principal_name', 'user_type', 'account_type', 'is_mfa_capable'])
    .where('id', '>', after)
    .where('is_enabled', '=', true)
    .$if(groupId !== undefined, (query) =>
      query.where('id', 'in', (eb) =>
        eb
          .selectFrom('group_member')
          .select('person_id')
          .where('group_id', '=', groupId ?? ''),
      ),
    )
    .orderBy('id')
    .limit(PAGE)
    .execute();

async function groupsOf(
  { rows }: Database,
  { groupIds, ids }: { groupIds: readonly string[]; ids: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await rows
    .selectFrom('group_member')
    .select(['group_id', 'person_id'])
    .where((eb) => eb('group_id', '=', eb.fn.any(eb.val([...groupIds]))))
    .where((eb) => eb('person_id', '=', eb.fn.any(eb.val([...ids]))))
    .execute();
  return byPerson(found.map((row): [string, string] => [row.person_id, row.group_id]));
}

/** A group that is gone has nobody in it. */
async function readGroups(
  edges: DryRunEdges,
  groups: readonly { id: string; name: string }[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    groups.map(async (group) => {
      try {
        const { readAt } = await membersFor(edges, group, signal);
        if (readAt === null) throw notReady('the members of a group that a policy names');
      } catch (cause) {
        if (!(cause instanceof GraphError && cause.reason === 'notFound')) throw cause;
      }
    }),
  );
}

async function readRoles(graph: Graph, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const holders = await Promise.all(
    ids.map(async (role) => (await listRoleMembers(graph, role)).userIds.map((id): [string, string] => [id, role])),
  );
  return byPerson(holders.flat());
}

function byPerson(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [person, what] of pairs) found.set(person, [...(found.get(person) ?? []), what]);
  return found;
}

const isExternal = (row: Listed): boolean => row.user_type === 'guest' || row.user_principal_name.includes('#EXT#');

function kindOf(row: Listed, emergencyAccountIds: ReadonlySet<string>) {
  if (row.account_type === 'directorySynchronization') return row.account_type;
  return row.account_type === 'emergencyAccess' || emergencyAccountIds.has(row.id) ? 'emergencyAccess' : 'other';
}

const notReady = (what: string): RefusedError =>
  new RefusedError('notReady', `I am still reading ${what}.`, 'Ask again in a minute.');

/**
 * How many people have per-user MFA, and of how many that is not known, in the list of everybody; null while it is not
 * complete.
 */
export async function countPerUserMfa(rows: Rows): Promise<{ people: number; unknown: number } | null> {
  if (!(await lastComplete(rows, 'full'))) return null;
  const { states } = await countPeople(rows, {});
  const [enabled, enforced, unknown] = [states.enabled, states.enforced, states.unknown].map(Number);
  return { people: (enabled ?? 0) + (enforced ?? 0), unknown: unknown ?? 0 };
}

const RELYING_NAMED = 5;

/**
 * Whom nothing but a policy asks for MFA, as the list of everybody knows it; nobody’s per-user MFA comes back by itself while
 * the standing way back is off.
 */
export async function whoReliesOn(
  rows: Rows,
  policy: JsonObject,
  { hasStandingWayBack }: { hasStandingWayBack: boolean },
): Promise<Relying> {
  const filter = { reliesOn: { id: idIn(policy), name: nameIn(policy) } };
  const [{ people }, first, { coverageUnknown }, moved, restored] = await Promise.all([
    countPeople(rows, filter),
    rows
      .selectFrom('person')
      .select('display_name')
      .where(conditionOf(filter))
      .orderBy('name_key')
      .orderBy('id')
      .limit(RELYING_NAMED)
      .execute(),
    countPeople(rows, {}),
    countMovedPeople(rows),
    hasStandingWayBack ? countWithStandingWayBack(rows, conditionOf(filter)) : 0,
  ]);
  const names = first.map((row) => row.display_name);
  return { people, names, restored, moved, unknown: coverageUnknown };
}
