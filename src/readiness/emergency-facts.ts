import type { Rows } from '../db/database.ts';
import { listAuthenticationMethods } from '../entra/authentication-methods.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { listTransitiveMemberships, type Memberships } from '../entra/memberships.ts';
import { roleTemplates } from '../entra/role-templates.ts';
import type { User } from '../entra/user-shape.ts';
import { getUser } from '../entra/users.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { shortened, visibleText } from '../lib/text.ts';
import type { Person } from '../policies/coverage.ts';
import { policyFactsOf } from '../policies/policy-facts.ts';
import type { EmergencyAccount } from './gates/facts.ts';

const DAY_MILLIS = 86_400_000;

/** Graph's types; a certificate is not listed among the methods of a person. */
const PHISHING_RESISTANT = new Set([
  'fido2AuthenticationMethod',
  'windowsHelloForBusinessAuthenticationMethod',
  'platformCredentialAuthenticationMethod',
]);

interface EmergencyParts {
  graph: Graph;
  rows: Rows;
  policies: readonly JsonObject[];
  now: Date;
}

/**
 * The emergency access accounts, read live; only their last sign-in is as old as the list of everybody. After those that
 * are listed, Global Administrators whom every MFA policy for everybody leaves out by name or group: somebody may have
 * meant them to be such accounts.
 */
export async function emergencyFacts(parts: EmergencyParts, ids: readonly string[]): Promise<EmergencyAccount[]> {
  const listed = await Promise.all(ids.map((id) => emergencyAccount(parts, id)));
  return [...listed, ...(await lookAlikes(parts, ids))];
}

/** More are not looked at: where Conditional Access leaves out that many administrators, it is no emergency access. */
const MOST_LOOKED_AT = 10;

async function lookAlikes(parts: EmergencyParts, listedIds: readonly string[]): Promise<EmergencyAccount[]> {
  const forEverybody = parts.policies.filter(isInForce).map(policyFactsOf);
  const requiring = forEverybody.filter(({ isMfaForEveryone }) => isMfaForEveryone);
  if (requiring.length === 0) return [];
  const found = await parts.rows
    .selectFrom('person')
    .select(['id', 'display_name'])
    .where('is_admin', '=', true)
    .where('is_enabled', '=', true)
    .where('coverage', '=', 'none')
    .where((eb) => eb.not(eb('id', '=', eb.fn.any(eb.val([...listedIds])))))
    .orderBy('id')
    .limit(MOST_LOOKED_AT)
    .execute();
  const looked = await Promise.all(
    found.map(async ({ id, display_name: name }) => {
      const { roleTemplateIds, groupIds } = await listTransitiveMemberships(parts.graph, id);
      const isLeftOut = requiring.every((policy) => policy.isExcluded({ id, groupIds }));
      return isLeftOut && roleTemplateIds.includes(roleTemplates.globalAdministrator) ? [unlisted(name)] : [];
    }),
  );
  return looked.flat();
}

const isInForce = ({ state }: JsonObject): boolean => state === 'enabled';
const unlisted = (name: string): EmergencyAccount => ({
  ...goneAccount(shortened(visibleText(name), 60)),
  isListed: false,
});

async function emergencyAccount(parts: EmergencyParts, id: string): Promise<EmergencyAccount> {
  const { graph, rows, now } = parts;
  try {
    const [{ body: user }, memberships, hasPhishingResistantMethod, seen] = await Promise.all([
      getUser(graph, id),
      listTransitiveMemberships(graph, id),
      hasResistantMethod(graph, id),
      rows.selectFrom('person').select('last_sign_in_at').where('id', '=', id).executeTakeFirst(),
    ]);
    const lastAt = seen?.last_sign_in_at;
    return {
      name: shortened(visibleText(user.displayName ?? id), 60),
      isListed: true,
      isThere: true,
      isEnabled: user.accountEnabled === true,
      isCloudOnly: user.onPremisesSyncEnabled !== true,
      hasPhishingResistantMethod,
      ...exclusionsOf(parts.policies, user, memberships),
      lastSignInDaysAgo: lastAt ? Math.floor((now.getTime() - lastAt.getTime()) / DAY_MILLIS) : null,
    };
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return goneAccount(id);
    throw cause;
  }
}

const goneAccount = (name: string): EmergencyAccount => ({
  ...{ name, isListed: true, isThere: false, isEnabled: false, isCloudOnly: false, hasPhishingResistantMethod: null },
  ...{ notExcludedFrom: 0, notExcludedFromReportOnly: 0, lastSignInDaysAgo: null },
});

/** Null where the tenant does not tell it: the rest is worth saying all the same. */
async function hasResistantMethod(graph: Graph, id: string): Promise<boolean | null> {
  try {
    const { body } = await listAuthenticationMethods(graph, id);
    return body.some(({ type }) => PHISHING_RESISTANT.has(type));
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'forbidden') return null;
    throw cause;
  }
}

/** A policy that surely never applies to the account needs no exclusion. */
function exclusionsOf(policies: readonly JsonObject[], user: User, { groupIds, roleTemplateIds }: Memberships) {
  const person: Person = {
    id: user.id,
    userType: user.userType === 'Guest' ? 'guest' : 'member',
    groupIds,
    roleTemplateIds,
  };
  const reaching = policies.filter((policy) => {
    const facts = policyFactsOf(policy);
    return facts.isForPeople && !facts.isOutside(person);
  });
  return {
    notExcludedFrom: reaching.filter(({ state }) => state === 'enabled').length,
    notExcludedFromReportOnly: reaching.filter(({ state }) => state === 'enabledForReportingButNotEnforced').length,
  };
}
