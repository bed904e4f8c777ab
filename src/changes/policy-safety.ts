import { listAuthenticationMethods, strongMethodsOf } from '../entra/authentication-methods.ts';
import type { Graph } from '../entra/graph.ts';
import { listTransitiveMemberships } from '../entra/memberships.ts';
import { roleTemplates } from '../entra/role-templates.ts';
import { listRoleMembers } from '../entra/roles.ts';
import type { User } from '../entra/user-shape.ts';
import { getUser } from '../entra/users.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { listed, listedBriefly, visibleText } from '../lib/text.ts';
import { DIRECTORY_SYNCHRONIZATION_ROLE, type ProtectedAccounts } from './protection.ts';

/** A person as a policy looks at them. */
export interface PolicySubject {
  id: string;
  userType: 'member' | 'guest';
  groupIds: readonly string[];
  roleTemplateIds: readonly string[];
  guest?: Record<string, never>;
}

/** What a policy is, as Conditional Access would read it. */
export interface PolicyReading {
  isMicrosoftManaged: boolean;
  isForPeople: boolean;
  isMfaForEveryone: boolean;
  /** What of security defaults it does. */
  replaces: readonly ('everyone' | 'legacyAuthentication' | 'administrators' | 'azureManagement')[];
  /** Whether somebody who can do any kind of MFA surely gets in. */
  isMfaEnough: boolean;
  /** Whether an account that signs in unattended may fail at it. */
  mayStopUnattended: boolean;
  audience: string;
  demand: string;
  frequency: string;
  locationIds: readonly string[];
  isOutside(person: PolicySubject): boolean;
  /** By its id or by a group, so that no role decides. */
  isExcluded(account: Pick<PolicySubject, 'id' | 'groupIds'>): boolean;
}

/** What changes of Conditional Access need of the rooms beside them. */
export interface PolicyEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  factsOf(policy: JsonObject): PolicyReading;
}

/** The same, of changes whose card says for whom a policy is. */
export interface PolicyCardEdges extends PolicyEdges {
  /** For whom a policy is, with exclusions, by name. */
  audienceOf(graph: Graph, policy: JsonObject): Promise<string>;
}

/** How many Global Administrators must be able to sign in whatever a plan does. */
const ADMINISTRATORS_NEEDED = 2;

const NAMED = 5;

/**
 * Why a policy must not be in force as it is; null where it may. Reads accounts, roles and groups live.
 *
 * Two emergency access accounts must be excluded, by their ids or by groups that they are in. And two enabled, cloud-only
 * Global Administrators must stay whom it leaves out, or who can do what it asks. No account that keeps the directory in
 * step may be asked for anything, or blocked.
 */
export async function refusalToEnforce(edges: PolicyEdges, policy: JsonObject): Promise<RefusedError | null> {
  const reading = edges.factsOf(policy);
  if (!reading.isForPeople) {
    return new RefusedError(
      'invalidInput',
      'This policy is not aimed at sign-ins of people.',
      'I leave policies for workload identities alone: change it in the Entra admin center.',
    );
  }
  return (
    (await refusalUnlessExcluded(edges, reading)) ??
    (await refusalWhereSynchronizing(edges.graph, reading)) ??
    (await refusalUnlessAdministrators(edges.graph, reading))
  );
}

/** Why a policy lets an emergency access account down; null where it excludes all of them. */
export async function refusalUnlessExcluded(
  { graph, accounts }: Pick<PolicyEdges, 'graph' | 'accounts'>,
  reading: Pick<PolicyReading, 'isExcluded'>,
): Promise<RefusedError | null> {
  const ids = [...accounts.emergencyAccountIds];
  const found = await Promise.all(ids.map((id) => readAccount(graph, id)));
  const reached = found.filter(({ subject }) => !reading.isExcluded(subject)).map(({ user }) => nameOf(user));
  if (reached.length === 0) return null;
  return new RefusedError(
    'wouldLockOut',
    `${listed(reached)} would not be excluded from this policy: a mistake in it would lock everybody out.`,
    'Exclude your emergency access accounts from it, or a group that they are in, then ask again.',
  );
}

/** Those who hold the role and whose account is enabled: nobody is there to do MFA when such an account signs in. */
async function refusalWhereSynchronizing(graph: Graph, reading: PolicyReading): Promise<RefusedError | null> {
  if (!reading.mayStopUnattended) return null;
  const { userIds } = await listRoleMembers(graph, DIRECTORY_SYNCHRONIZATION_ROLE);
  const holders = await Promise.all(userIds.map((id) => readAccount(graph, id)));
  const reached = holders
    .filter(({ user, subject }) => user.accountEnabled !== false && !reading.isOutside(subject))
    .map(({ user }) => nameOf(user));
  if (reached.length === 0) return null;
  return new RefusedError(
    'wouldStopSynchronization',
    `This policy would reach the account of directory synchronisation (${listedBriefly(reached, NAMED)}), which cannot do MFA: the directory would no longer be kept in step.`,
    'Exclude the role “Directory Synchronization Accounts” from the policy first, then ask again.',
  );
}

async function refusalUnlessAdministrators(graph: Graph, reading: PolicyReading): Promise<RefusedError | null> {
  const { userIds } = await listRoleMembers(graph, roleTemplates.globalAdministrator);
  let staying = 0;
  for (const id of userIds) {
    if (await isStaying(graph, reading, id)) staying += 1;
    if (staying >= ADMINISTRATORS_NEEDED) return null;
  }
  const who = ['no Global Administrator', 'only one Global Administrator'][staying] ?? '';
  return new RefusedError(
    'wouldLockOut',
    `With this policy ${who} would surely get in who is enabled and cloud-only.`,
    'Let two Global Administrators register for MFA, or exclude two from the policy, then ask again.',
  );
}

async function isStaying(graph: Graph, reading: PolicyReading, id: string): Promise<boolean> {
  const { user, subject } = await readAccount(graph, id);
  if (user.accountEnabled !== true || user.onPremisesSyncEnabled === true) return false;
  if (reading.isOutside(subject)) return true;
  if (!reading.isMfaEnough) return false;
  const { body: methods } = await listAuthenticationMethods(graph, id);
  return strongMethodsOf(methods).length > 0;
}

async function readAccount(graph: Graph, id: string): Promise<{ user: User; subject: PolicySubject }> {
  const [{ body: user }, memberships] = await Promise.all([getUser(graph, id), listTransitiveMemberships(graph, id)]);
  return { user, subject: subjectOf(user, memberships) };
}

/** A user as policies look at them. What kind of guest it is we do not know, and that counts against it. */
export function subjectOf(
  user: User,
  { groupIds, roleTemplateIds }: Pick<PolicySubject, 'groupIds' | 'roleTemplateIds'>,
): PolicySubject {
  const isExternal = user.userType === 'Guest' || (user.userPrincipalName ?? '').includes('#EXT#');
  const userType = user.userType === 'Guest' ? 'guest' : 'member';
  return { id: user.id, userType, groupIds, roleTemplateIds, ...(isExternal ? { guest: {} } : {}) };
}

const nameOf = (user: User): string => visibleText(user.displayName ?? user.userPrincipalName ?? user.id);
