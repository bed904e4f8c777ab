import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { coverageOf, legacyAuthOf, type Coverage, type Person } from '../../src/policies/coverage.ts';
import { createDirectory } from '../tenant/directory.ts';
import type { Directory, TenantGroup, TenantUser } from '../tenant/contract.ts';
import type { ConditionalAccessPolicy } from '../tenant/graph/policy-shape.ts';
import { createRecords } from '../tenant/graph/records.ts';
import { whatIf, type ThoughtSignIn, type WhatIfParts } from '../tenant/graph/what-if.ts';
import { seededRandom, type SeededRandom } from '../tenant/seeded-random.ts';
import { drawPolicy, GUEST_KINDS, HOME_TENANTS, type Drawn } from './drawn-policies.ts';

/** What the practice tenant's own What-If, written apart from the documents, makes of a person. */
interface Judged {
  coverage: Coverage;
  isLegacyAuthClosed: boolean;
}

type External = NonNullable<ThoughtSignIn['external']>;

/** How often each answer came. */
export type Tally = Record<Coverage | 'closed' | 'guests', number>;

/**
 * Draws so many persons and sets of policies, and compares our engine with What-If: the same answer about whoever is
 * known, and never a stronger one about a guest of whom less is known.
 */
export function compareWithWhatIf(seed: number, cases: number): Tally {
  const random = seededRandom(seed);
  const world = createWorld(random);
  const tally: Tally = { blocked: 0, required: 0, conditional: 0, reportOnly: 0, none: 0, closed: 0, guests: 0 };
  for (let drawn = 0; drawn < cases; drawn += 1) {
    const user = random.pick(world.users);
    const external = user.userType === 'Guest' || random.isLuckyPercent(5) ? drawGuest(random) : undefined;
    const policies = Array.from({ length: 1 + random.below(3) }, () => drawPolicy(random, world));
    const judged = judge(policies, { user, external }, world.parts);
    compare({ policies, person: personOf(world, user, external), judged });
    if (external) compareGuest({ policies, person: personOf(world, user, external), judged }, random);
    tally[judged.coverage] += 1;
    if (judged.isLegacyAuthClosed) tally.closed += 1;
    if (external) tally.guests += 1;
  }
  return tally;
}

interface Case {
  policies: readonly ConditionalAccessPolicy[];
  person: Person;
  judged: Judged;
}

function compare({ policies, person, judged }: Case): void {
  const found = { coverage: coverageOf(person, policies).coverage, isLegacyAuthClosed: isClosed(person, policies) };
  if (!isDeepStrictEqual(found, judged)) assert.deepEqual(found, judged, told({ person, policies, found, judged }));
}

const isClosed = (person: Person, policies: unknown): boolean => legacyAuthOf(person, policies) === 'closed';

/** Without what says nothing. */
const told = (what: object): string =>
  JSON.stringify(what, (_, value: unknown) => (value === null || isDeepStrictEqual(value, []) ? undefined : value));

const STRENGTH: Record<Coverage, number> = { none: 0, reportOnly: 1, conditional: 2, required: 3, blocked: 4 };

/** Of whom the kind or the home tenant is not known, an inclusion does not count and an exclusion does. */
function compareGuest({ policies, person, judged }: Case, random: SeededRandom): void {
  const { externalUserType, homeTenantId } = person.guest ?? {};
  const guest = random.pick([{}, { homeTenantId }, { externalUserType }]);
  const { coverage } = coverageOf({ ...person, guest }, policies);
  assert.ok(STRENGTH[coverage] <= STRENGTH[judged.coverage], told({ person, guest, policies, coverage }));
}

const drawGuest = (random: SeededRandom): External => ({
  userType: random.pick(GUEST_KINDS),
  tenantId: random.pick(HOME_TENANTS),
});

/** A few people in groups within groups, some of them holding roles; small, so that policies meet people. */
function createWorld(random: SeededRandom): Drawn & { parts: WhatIfParts; users: readonly TenantUser[] } {
  const records = createRecords();
  const directory: Directory = createDirectory(0, random, new Date('2026-11-27T09:00:00Z'));
  const users = [...directory.users.values()].slice(0, 14);
  const roleIds = Array.from({ length: 3 }, () => random.guid());
  const groups = Array.from({ length: 6 }, (_, at): TenantGroup => ({
    id: random.guid(),
    displayName: `group ${at}`,
    isAssignableToRole: at === 5,
    roleTemplateIds: at === 5 ? roleIds.slice(2) : [],
    memberUserIds: new Set(users.filter(() => random.isLuckyPercent(25)).map(({ id }) => id)),
    memberGroupIds: new Set(),
  }));
  groups.forEach((group, at) => groups[at + 2] && group.memberGroupIds.add(groups[at + 2]?.id ?? '')); // 0 ⊃ 2 ⊃ 4
  directory.groups.clear();
  for (const group of groups) directory.groups.set(group.id, group);
  for (const user of users) user.roleTemplateIds = roleIds.slice(0, 2).filter(() => random.isLuckyPercent(20));
  return {
    ...{ users, parts: { directory, records }, userIds: users.map(({ id }) => id), roleIds },
    groupIds: groups.map(({ id }) => id),
    locationIds: [...records.namedLocations.keys()],
  };
}

/** A person as the product reads one: members are looked for from the groups down, not from the person up. */
function personOf({ parts }: { parts: WhatIfParts }, user: TenantUser, external: External | undefined): Person {
  const { groups } = parts.directory;
  const holds = (group: TenantGroup): boolean =>
    group.memberUserIds.has(user.id) ||
    [...group.memberGroupIds].some((id) => holds(groups.get(id) ?? assert.fail('no such group')));
  const held = [...groups.values()].filter(holds);
  return {
    id: user.id,
    userType: user.userType === 'Guest' ? 'guest' : 'member',
    groupIds: held.map(({ id }) => id),
    roleTemplateIds: [...user.roleTemplateIds, ...held.flatMap(({ roleTemplateIds }) => roleTemplateIds)],
    ...(external ? { guest: { externalUserType: kindOf(external), homeTenantId: external.tenantId } } : {}),
  };
}

const kindOf = ({ userType }: External) => GUEST_KINDS.find((kind) => kind === userType);

/** Which sign-ins there are; the first of each is an ordinary one. */
const DIMENSIONS = {
  devicePlatform: ['windows', 'iOS', 'android', 'macOS', 'linux', 'windowsPhone', 'one of tomorrow'],
  ipAddress: ['203.0.113.9', '192.0.2.17', '2001:db8::1'],
  signInRiskLevel: ['none', 'low', 'medium', 'high', 'one of tomorrow'],
  userRiskLevel: ['none', 'low', 'medium', 'high', 'one of tomorrow'],
  insiderRiskLevel: ['none', 'minor', 'moderate', 'elevated', 'one of tomorrow'],
  transferMethod: ['none of them', 'deviceCodeFlow', 'authenticationTransfer'],
  application: ['an app of nobody', 'app-1', 'app-2'],
} as const;
type Dimension = keyof typeof DIMENSIONS;
type Chosen = Record<Dimension, string>;
const ORDINARY = Object.fromEntries(Object.entries(DIMENSIONS).map(([name, [first]]) => [name, first])) as Chosen;
/** What to try otherwise, by the reason for which a policy does not apply. */
const DIMENSION_OF: Readonly<Record<string, Dimension>> = {
  devicePlatform: 'devicePlatform',
  location: 'ipAddress',
  signInRisk: 'signInRiskLevel',
  userRisk: 'userRiskLevel',
  insiderRisk: 'insiderRiskLevel',
  authenticationFlow: 'transferMethod',
  application: 'application',
};
const VARIATIONS: readonly Chosen[] = [
  ORDINARY,
  ...Object.entries(DIMENSIONS).flatMap(([name, [, ...others]]) =>
    others.map((value): Chosen => ({ ...ORDINARY, [name]: value })),
  ),
];
const MODERN = ['browser', 'mobileAppsAndDesktopClients'] as const;
const LEGACY = ['exchangeActiveSync', 'other'] as const;

type Who = Pick<ThoughtSignIn, 'user' | 'external'>;
type Asks = (chosen: Chosen, client: string, target?: Partial<ThoughtSignIn>) => string;

/** What follows from What-If over every kind of sign-in; it tells of report-only policies too, so the state is looked at. */
function judge(policies: readonly ConditionalAccessPolicy[], who: Who, parts: WhatIfParts): Judged {
  const effects = policies.map((policy) => {
    const asks: Asks = (chosen, clientAppType, target = {}) =>
      whatIf(policy, { ...who, ...signInOf(chosen, clientAppType), ...target }, parts);
    const demand = demandOf(policy);
    return { state: policy.state, modern: effectOf(demand, asks), isClosing: isClosing(demand, asks) };
  });
  const inForce = effects.filter(({ state }) => state === 'enabled');
  const has = (list: typeof effects, effect: Coverage) => list.some(({ modern }) => modern === effect);
  const strongest = (['blocked', 'required', 'conditional'] as const).find((effect) => has(inForce, effect));
  const isReported = effects.some(({ modern }) => modern !== 'none');
  return {
    coverage: strongest ?? (isReported ? 'reportOnly' : 'none'),
    isLegacyAuthClosed: inForce.some((effect) => effect.isClosing),
  };
}

const signInOf = ({ application, transferMethod, ...conditions }: Chosen, clientAppType: string) => ({
  applications: [application],
  userAction: undefined,
  authenticationContext: undefined,
  conditions: { ...conditions, clientAppType, country: 'DE', authenticationFlow: { transferMethod } },
});

const isAlways = (asks: Asks, clients: readonly string[]): boolean =>
  VARIATIONS.every((chosen) => clients.every((client) => asks(chosen, client) === 'notSet'));

const TARGETS: readonly Partial<ThoughtSignIn>[] = [
  {},
  { userAction: 'registerSecurityInformation' },
  { userAction: 'registerOrJoinDevices' },
  { authenticationContext: 'c1' },
];

/** Whether there is a sign-in to which the policy applies: what stands in its way is tried otherwise, one after the other. */
const isEver = (asks: Asks): boolean =>
  TARGETS.some((target) => [...MODERN, ...LEGACY].some((client) => isEverAt(asks, client, target)));

function isEverAt(asks: Asks, client: string, target: Partial<ThoughtSignIn>): boolean {
  let chosen = ORDINARY;
  for (let tries = 0; tries <= Object.keys(DIMENSIONS).length; tries += 1) {
    const reason = asks(chosen, client, target);
    // A rule about devices or applications is not judged: there may be a sign-in that it is about.
    if (reason === 'notSet' || reason === 'notEnoughInformation') return true;
    const dimension = DIMENSION_OF[reason];
    if (dimension === undefined) return false;
    const found = DIMENSIONS[dimension].find((to) => asks({ ...chosen, [dimension]: to }, client, target) !== reason);
    if (found === undefined) return false;
    chosen = { ...chosen, [dimension]: found };
  }
  return false;
}

type Demand = 'nothing' | 'mfa' | 'mayBeMfa' | 'block';

function effectOf(demand: Demand, asks: Asks): 'blocked' | 'required' | 'conditional' | 'none' {
  if (demand === 'nothing') return 'none';
  if (demand === 'block') return isAlways(asks, MODERN) ? 'blocked' : 'none';
  if (demand === 'mfa' && isAlways(asks, MODERN)) return 'required';
  return isEver(asks) ? 'conditional' : 'none';
}

const isClosing = (demand: Demand, asks: Asks): boolean =>
  (demand === 'mfa' || demand === 'block') && isAlways(asks, LEGACY);

/** The ways in that a grant leaves: each control by itself, or all together. */
function demandOf({ grantControls }: ConditionalAccessPolicy): Demand {
  const grant = (grantControls ?? {}) as Record<string, unknown>;
  const listed = [grant['builtInControls'], grant['termsOfUse'], grant['customAuthenticationFactors']];
  const strength = grant['authenticationStrength'] as { requirementsSatisfied: string } | null | undefined;
  const controls = [
    ...listed.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])),
    ...(strength ? [strength.requirementsSatisfied === 'mfa' ? 'mfa' : 'a strength that is none'] : []),
  ];
  if (controls.length === 0) return 'nothing';
  const ways = grant['operator'] === 'AND' ? [controls] : controls.map((control) => [control]);
  const open = ways.filter((way) => !way.includes('block'));
  if (open.length === 0) return 'block';
  const withMfa = open.filter((way) => way.includes('mfa'));
  return withMfa.length === 0 ? 'nothing' : withMfa.length === open.length ? 'mfa' : 'mayBeMfa';
}
