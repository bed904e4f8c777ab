import type { KnownFacts, ManyParts } from './changes/per-user-mfa-many.ts';
import { protectionOf, type ProtectedAccounts } from './changes/protection.ts';
import type { Database, Rows } from './db/database.ts';
import type { PersonRow } from './db/tables.ts';
import type { Graph } from './entra/graph.ts';
import { listRoleMembers } from './entra/roles.ts';
import { membersFor } from './inventory/find-place.ts';
import { lastComplete } from './inventory/pass-rows.ts';
import { isGuid } from './lib/ids.ts';
import { RefusedError } from './lib/refused.ts';
import { timeOfDayIn } from './lib/time-words.ts';
import { coverageUnder, legacyAuthClosedBy, type Person, type Rule } from './policies/coverage.ts';
import { describeCoverage } from './policies/describe.ts';
import { namedIn } from './policies/named-in.ts';
import { idOf, rulesThatCount } from './policies/proof.ts';
import type { PolicyReader } from './policies/policy-reader.ts';

export interface KnownFactsEdges {
  database: Database;
  graph: Graph;
  reader: PolicyReader;
  accounts: ProtectedAccounts;
  /** Which of these people an open proposal is about. */
  openTargets(rows: Rows, ids: readonly string[]): Promise<ReadonlySet<string>>;
  timeZone: string;
}

/** Policies are a minute old at most: everybody is read again right before the write. */
const POLICY_AGE_MILLIS = 60_000;

/**
 * What is known of many people without asking Graph about each: their rows in the list of everybody, and what policies
 * make of them by the members of the groups and roles that the policies name. Joins the inventory with policies and changes.
 *
 * @throws {RefusedError} `notReady` while such a group is still being read.
 */
export async function knownFacts(
  edges: KnownFactsEdges,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Pick<ManyParts, 'facts' | 'basis'>> {
  const { rows } = edges.database;
  const { policies } = await edges.reader.read(POLICY_AGE_MILLIS);
  const rules = rulesThatCount(policies);
  const byId = new Map(policies.map((policy) => [idOf(policy), policy]));
  const [people, belonging, proposed, full] = await Promise.all([
    rows
      .selectFrom('person')
      .selectAll()
      .where((eb) => eb('id', '=', eb.fn.any(eb.val([...ids]))))
      .execute(),
    belongingOf(edges, { rules, ids, signal }),
    edges.openTargets(rows, ids),
    lastComplete(rows, 'full'),
  ]);
  const facts = people.map((row): [string, KnownFacts] => {
    const person = personOf(row, belonging);
    const protection = protectionIn(row, person, edges.accounts);
    const proof = proofUnder(person, rules, byId);
    return [row.id, { ...ownFactsOf(row), protection, isProposed: proposed.has(row.id), proof }];
  });
  const basis = full?.finished_at
    ? `the list of ${timeOfDayIn(full.finished_at, edges.timeZone)}`
    : 'a list in the making';
  return { facts: new Map(facts), basis };
}

function proofUnder(person: Person, rules: readonly Rule[], policiesById: ReadonlyMap<string, unknown>) {
  const result = coverageUnder(person, rules);
  return {
    coverage: result.coverage,
    isLegacyAuthClosed: legacyAuthClosedBy(person, rules).length > 0,
    words: describeCoverage(result, policiesById),
  };
}

const ownFactsOf = (row: PersonRow): Omit<KnownFacts, 'protection' | 'proof' | 'isProposed'> => ({
  name: row.display_name,
  live: row.per_user_mfa_state,
  isMfaCapable: row.is_mfa_capable === true,
  isGuest: row.user_type === 'guest',
  isAdministrator: row.is_admin === true,
  department: row.department,
  address: row.mail,
});

function protectionIn(row: PersonRow, person: Person, accounts: ProtectedAccounts): string | null {
  if (row.account_type === 'emergencyAccess') return 'an emergency access account';
  if (row.account_type === 'directorySynchronization') return 'a directory synchronisation account';
  return protectionOf({ id: row.id, userPrincipalName: row.user_principal_name }, person, accounts);
}

/** By person: the groups and roles of those that were asked about. */
interface Belonging {
  groupIds: ReadonlyMap<string, readonly string[]>;
  roleTemplateIds: ReadonlyMap<string, readonly string[]>;
}

/** An external account may be a member too; what kind of guest it is we do not know, and coverage then counts against us. */
const personOf = (row: PersonRow, { groupIds, roleTemplateIds }: Belonging): Person => ({
  id: row.id,
  userType: row.user_type,
  groupIds: groupIds.get(row.id) ?? [],
  roleTemplateIds: roleTemplateIds.get(row.id) ?? [],
  ...(row.user_type === 'guest' || row.user_principal_name.includes('#EXT#') ? { guest: {} } : {}),
});

async function belongingOf(
  edges: KnownFactsEdges,
  { rules, ids, signal }: { rules: readonly Rule[]; ids: readonly string[]; signal: AbortSignal },
): Promise<Belonging> {
  const named = namedIn(rules);
  const groups = [...new Set([...named.groupIds, ...edges.accounts.protectedGroupIds])].filter(isGuid);
  const [, roles] = await Promise.all([
    Promise.all(groups.map((id) => readMembers(edges, id, signal))),
    Promise.all(named.roleTemplateIds.filter(isGuid).map((id) => holdersOf(edges, id, signal))),
  ]);
  const found = await edges.database.rows
    .selectFrom('group_member')
    .select(['group_id', 'person_id'])
    .where((eb) => eb('group_id', '=', eb.fn.any(eb.val(groups))))
    .where((eb) => eb('person_id', '=', eb.fn.any(eb.val([...ids]))))
    .execute();
  return {
    groupIds: byPerson(found.map((row): [string, string] => [row.person_id, row.group_id])),
    roleTemplateIds: byPerson(roles.flat()),
  };
}

async function readMembers(edges: KnownFactsEdges, id: string, signal: AbortSignal): Promise<void> {
  const { readAt } = await membersFor(edges, { id, name: id }, signal);
  if (readAt !== null) return;
  throw new RefusedError(
    'notReady',
    'I am still reading the members of a group that a policy names.',
    'Ask again in a minute.',
  );
}

async function holdersOf({ graph }: KnownFactsEdges, roleTemplateId: string, signal: AbortSignal) {
  const { userIds } = await listRoleMembers(graph.with({ signal, isUserInitiated: true }), roleTemplateId);
  return userIds.map((id): [string, string] => [id, roleTemplateId]);
}

function byPerson(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [person, what] of pairs) found.set(person, [...(found.get(person) ?? []), what]);
  return found;
}
