import { BlockList, isIP } from 'node:net';

import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { Directory, TenantUser } from '../contract.ts';
import { groupsHoldingTransitively, rolesOf } from './membership.ts';
import type { ConditionalAccessPolicy } from './policy-shape.ts';
import type { TenantRecords } from './records.ts';

/** A sign-in that is only thought of. */
export interface ThoughtSignIn {
  /** Undefined where a workload signs in. */
  user: TenantUser | undefined;
  /** What kind of guest or external user it is, and from which tenant, where that is told. */
  external?: { userType?: string | undefined; tenantId?: string | undefined } | undefined;
  applications: readonly string[];
  userAction: string | undefined;
  authenticationContext: string | undefined;
  conditions: JsonObject;
}

/** Why a policy does not apply, in Graph's words; `notSet` where it does. */
export type AnalysisReason = string;

export interface WhatIfParts {
  directory: Directory;
  records: TenantRecords;
}

const USER_ACTIONS: Record<string, string> = {
  registerSecurityInformation: 'urn:user:registersecurityinfo',
  registerOrJoinDevices: 'urn:user:registerdevice',
};

/**
 * What the documents say of a policy and a sign-in: each condition is judged by itself, one that is configured and not
 * told of leaves the question open, and report-only policies are judged like enabled ones.
 */
export function whatIf(policy: ConditionalAccessPolicy, signIn: ThoughtSignIn, parts: WhatIfParts): AnalysisReason {
  if (policy.state === 'disabled') return 'policyNotEnabled';
  const conditions = objectAt(policy, 'conditions');
  if (!isJsonObject(policy['grantControls']) && !isJsonObject(policy['sessionControls'])) return 'emptyPolicy';
  const judged = [
    signIn.user === undefined
      ? 'workloadIdentities'
      : usersReason(objectAt(conditions, 'users'), signIn.user, { ...parts, external: signIn.external }),
    targetReason(objectAt(conditions, 'applications'), signIn),
    ...CONDITIONS.map((judge) => judge(conditions, signIn.conditions, parts)),
  ];
  return judged.find((reason) => reason !== undefined) ?? 'notSet';
}

function usersReason(
  users: JsonObject,
  user: TenantUser,
  { directory, external }: WhatIfParts & Pick<ThoughtSignIn, 'external'>,
): AnalysisReason | undefined {
  const groups = new Set(groupsHoldingTransitively(directory, user.id).map(({ id }) => id));
  const roles = new Set(rolesOf(directory, user, 'transitive'));
  const guest = external ?? (user.userType === 'Guest' ? {} : undefined);
  const isNamed = (side: 'include' | 'exclude'): boolean => {
    const named = idsAt(users, `${side}Users`);
    return (
      named.includes('all') ||
      named.includes(user.id) ||
      (guest !== undefined &&
        (named.includes('guestsorexternalusers') || isGuestNamed(users[`${side}GuestsOrExternalUsers`], guest))) ||
      idsAt(users, `${side}Groups`).some((id) => groups.has(id)) ||
      idsAt(users, `${side}Roles`).some((id) => roles.has(id))
    );
  };
  return isNamed('include') && !isNamed('exclude') ? undefined : 'users';
}

/** A guest is one of B2B collaboration unless the sign-in says otherwise; tenants are compared where it says one. */
function isGuestNamed(named: unknown, guest: NonNullable<ThoughtSignIn['external']>): boolean {
  if (!isJsonObject(named)) return false;
  const kinds = flagsAt(named, 'guestOrExternalUserTypes');
  if (!kinds.includes(guest.userType ?? 'b2bCollaborationGuest')) return false;
  const tenants = objectAt(named, 'externalTenants');
  if (tenants['membershipKind'] !== 'enumerated' || guest.userType === 'internalGuest') return true;
  return guest.tenantId === undefined || idsAt(tenants, 'members').includes(guest.tenantId.toLowerCase());
}

function targetReason(target: JsonObject, signIn: ThoughtSignIn): AnalysisReason | undefined {
  if (signIn.userAction !== undefined) {
    const urn = USER_ACTIONS[signIn.userAction] ?? '';
    return textsAt(target, 'includeUserActions').includes(urn) ? undefined : 'userActions';
  }
  if (signIn.authenticationContext !== undefined) {
    const named = textsAt(target, 'includeAuthenticationContextClassReferences');
    return named.includes(signIn.authenticationContext) ? undefined : 'authenticationContext';
  }
  // a rule about attributes of applications is a language of its own, which this tenant does not speak
  if (isJsonObject(target['applicationFilter'])) return 'notEnoughInformation';
  const included = textsAt(target, 'includeApplications');
  const excluded = textsAt(target, 'excludeApplications');
  const isIncluded = (app: string): boolean => included.includes('All') || included.includes(app);
  const applies = signIn.applications.some((app) => isIncluded(app) && !excluded.includes(app));
  return applies ? undefined : 'application';
}

type ConditionJudge = (policy: JsonObject, signIn: JsonObject, parts: WhatIfParts) => AnalysisReason | undefined;

const CONDITIONS: readonly ConditionJudge[] = [
  (policy, signIn) =>
    includeExclude(objectAt(policy, 'platforms'), {
      names: ['includePlatforms', 'excludePlatforms'],
      all: 'all',
      value: signIn['devicePlatform'],
      reason: 'devicePlatform',
    }),
  (policy, signIn) => oneOf(textsAt(policy, 'clientAppTypes'), signIn['clientAppType'], 'clientApps'),
  (policy, signIn, parts) => locationReason(objectAt(policy, 'locations'), signIn, parts),
  (policy, signIn) => oneOf(textsAt(policy, 'signInRiskLevels'), signIn['signInRiskLevel'], 'signInRisk'),
  (policy, signIn) => oneOf(textsAt(policy, 'userRiskLevels'), signIn['userRiskLevel'], 'userRisk'),
  (policy, signIn) => oneOf(flagsAt(policy, 'insiderRiskLevels'), signIn['insiderRiskLevel'], 'insiderRisk'),
  (policy, signIn) => {
    const wanted = flagsAt(objectAt(policy, 'authenticationFlows'), 'transferMethods');
    if (wanted.includes('none')) return undefined; // no flag is set
    return oneOf(wanted, objectAt(signIn, 'authenticationFlow')['transferMethod'], 'authenticationFlow');
  },
  // a rule about devices is a language of its own, which this tenant does not speak
  (policy) => (isJsonObject(policy['devices']) ? 'notEnoughInformation' : undefined),
];

/** A list that the sign-in's value has to stand in; an empty one, or `all`, asks for nothing. No risk is a level as well. */
function oneOf(wanted: readonly string[], value: unknown, reason: AnalysisReason): AnalysisReason | undefined {
  if (wanted.length === 0 || wanted.includes('all')) return undefined;
  if (typeof value !== 'string') return 'notEnoughInformation';
  return wanted.includes(value) ? undefined : reason;
}

function includeExclude(
  condition: JsonObject,
  { names, all, value, reason }: { names: [string, string]; all: string; value: unknown; reason: AnalysisReason },
): AnalysisReason | undefined {
  const [included, excluded] = [textsAt(condition, names[0]), textsAt(condition, names[1])];
  if (included.length === 0 || (included.includes(all) && excluded.length === 0)) return undefined;
  if (typeof value !== 'string') return 'notEnoughInformation';
  return (included.includes(all) || included.includes(value)) && !excluded.includes(value) ? undefined : reason;
}

function locationReason(
  locations: JsonObject,
  signIn: JsonObject,
  { records }: WhatIfParts,
): AnalysisReason | undefined {
  const [included, excluded] = [textsAt(locations, 'includeLocations'), textsAt(locations, 'excludeLocations')];
  if (included.length === 0 || (included.includes('All') && excluded.length === 0)) return undefined;
  const { ipAddress, country } = signIn;
  if (typeof ipAddress !== 'string') return 'notEnoughInformation';
  const isIn = (named: string): boolean => {
    if (named === 'All') return true;
    const candidates = [...records.namedLocations.values()];
    if (named === 'AllTrusted')
      return candidates.some((each) => each['isTrusted'] === true && holds(each, ipAddress, country));
    return candidates.some((each) => each.id === named && holds(each, ipAddress, country));
  };
  return included.some(isIn) && !excluded.some(isIn) ? undefined : 'location';
}

function holds(location: JsonObject, ipAddress: string, country: unknown): boolean {
  const { countriesAndRegions, ipRanges } = location;
  if (Array.isArray(countriesAndRegions)) return countriesAndRegions.includes(country);
  const list = new BlockList();
  for (const range of Array.isArray(ipRanges) ? ipRanges.filter(isJsonObject) : []) {
    const [address = '', prefix = ''] = String(range['cidrAddress']).split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return isIP(ipAddress) !== 0 && list.check(ipAddress, isIP(ipAddress) === 6 ? 'ipv6' : 'ipv4');
}

function objectAt(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  return isJsonObject(value) ? value : {};
}

function textsAt(from: JsonObject, name: string): string[] {
  const value = from[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Ids are the same in any case. */
const idsAt = (from: JsonObject, name: string): string[] => textsAt(from, name).map((id) => id.toLowerCase());

/** Flags come joined by commas. */
function flagsAt(from: JsonObject, name: string): string[] {
  const value = from[name];
  return typeof value === 'string' ? value.split(',').flatMap((flag) => flag.trim() || []) : textsAt(from, name);
}
