import { completePolicy, type ConditionalAccessPolicy } from '../tenant/graph/policy-shape.ts';
import type { SeededRandom } from '../tenant/seeded-random.ts';

/** What policies may name. */
export interface Drawn {
  userIds: readonly string[];
  groupIds: readonly string[];
  roleIds: readonly string[];
  locationIds: readonly string[];
}

export const GUEST_KINDS = [
  'internalGuest',
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'otherExternalUser',
  'serviceProvider',
] as const;
export const HOME_TENANTS = ['7d1c6b9e-0000-4000-8000-000000000001', '7d1c6b9e-0000-4000-8000-00000000000B'];

type Json = Record<string, unknown>;

/** A policy as somebody might have made it, in the shape of Graph; about half of them are under no condition. */
export function drawPolicy(random: SeededRandom, drawn: Drawn): ConditionalAccessPolicy {
  const state = random.pick(['enabled', 'enabled', 'enabled', 'enabledForReportingButNotEnforced', 'disabled']);
  return completePolicy({
    id: random.guid(),
    state,
    displayName: 'drawn',
    conditions: {
      users: drawUsers(random, drawn),
      applications: drawTarget(random),
      ...(random.isLuckyPercent(50) ? {} : drawConditions(random, drawn)),
    },
    grantControls: drawGrant(random),
    sessionControls: random.isLuckyPercent(10) ? { signInFrequency: { isEnabled: true, value: 4 } } : null,
  });
}

/** Each of them with so much luck. */
const some = <T>(random: SeededRandom, from: readonly T[], percent: number): T[] =>
  from.filter(() => random.isLuckyPercent(percent));
/** Ids come in either case. */
const spelled = (random: SeededRandom, ids: readonly string[]): string[] =>
  ids.map((id) => (random.isLuckyPercent(20) ? id.toUpperCase() : id));

function drawUsers(random: SeededRandom, { userIds, groupIds, roleIds }: Drawn): Json {
  const ids = (from: readonly string[], percent: number) => spelled(random, some(random, from, percent));
  const everybody = random.pick([['All'], ['All'], ['None'], ['GuestsOrExternalUsers'], ids(userIds, 20)]);
  return {
    includeUsers: everybody,
    excludeUsers: [...ids(userIds, 5), ...some(random, ['GuestsOrExternalUsers'], 8)],
    includeGroups: everybody[0] === 'All' ? [] : ids(groupIds, 25),
    excludeGroups: ids(groupIds, 6),
    includeRoles: everybody[0] === 'All' ? [] : ids(roleIds, 25),
    excludeRoles: ids(roleIds, 8),
    includeGuestsOrExternalUsers: random.isLuckyPercent(25) ? drawGuests(random) : null,
    excludeGuestsOrExternalUsers: random.isLuckyPercent(15) ? drawGuests(random) : null,
  };
}

function drawGuests(random: SeededRandom): Json {
  const kinds = some(random, GUEST_KINDS, 40);
  const members = spelled(random, some(random, HOME_TENANTS, 50));
  return {
    guestOrExternalUserTypes: (kinds.length > 0 ? kinds : ['otherExternalUser']).join(','),
    // a list of tenants never goes with internal guests: nothing documents what that means
    externalTenants: random.pick([
      null,
      { membershipKind: 'all' },
      kinds.includes('internalGuest') ? null : { membershipKind: 'enumerated', members },
    ]),
  };
}

function drawTarget(random: SeededRandom): Json {
  return random.pick<Json>([
    { includeApplications: ['All'] },
    { includeApplications: ['All'] },
    { includeApplications: ['All'] },
    { includeApplications: ['All'], excludeApplications: ['app-1'] },
    { includeApplications: ['app-1', 'app-2'] },
    { includeApplications: ['All'], applicationFilter: { mode: 'include', rule: 'CustomSecurityAttribute.a -eq "b"' } },
    { includeApplications: ['None'] },
    { includeUserActions: ['urn:user:registersecurityinfo'] },
    { includeUserActions: ['urn:user:registerdevice'] },
    { includeAuthenticationContextClassReferences: ['c1'] },
  ]);
}

function drawConditions(random: SeededRandom, { locationIds }: Drawn): Json {
  const lucky = (percent: number, condition: () => Json): Json => (random.isLuckyPercent(percent) ? condition() : {});
  return {
    ...lucky(40, () => ({ clientAppTypes: drawClients(random) })),
    ...lucky(25, () => ({ platforms: drawPlatforms(random) })),
    ...lucky(25, () => ({ locations: drawLocations(random, locationIds) })),
    ...lucky(12, () => ({ signInRiskLevels: some(random, ['none', 'low', 'medium', 'high'], 50) })),
    ...lucky(12, () => ({ userRiskLevels: some(random, ['low', 'medium', 'high'], 50) })),
    ...lucky(8, () => ({ insiderRiskLevels: some(random, ['minor', 'moderate', 'elevated'], 50).join(',') })),
    ...lucky(8, () => ({
      authenticationFlows: { transferMethods: random.pick(['deviceCodeFlow', 'authenticationTransfer']) },
    })),
    ...lucky(6, () => ({ devices: { deviceFilter: { mode: 'exclude', rule: 'device.isCompliant -eq True' } } })),
  };
}

const drawClients = (random: SeededRandom): string[] => [
  ...random.pick([
    ['all'],
    [],
    ['browser', 'mobileAppsAndDesktopClients'],
    ['browser'],
    ['exchangeActiveSync', 'other'],
  ]),
  ...some(random, ['other'], 20),
];

const drawPlatforms = (random: SeededRandom): Json =>
  random.pick<Json>([
    { includePlatforms: ['all'], excludePlatforms: [] },
    { includePlatforms: ['all'], excludePlatforms: ['linux'] },
    { includePlatforms: ['android', 'iOS', 'windows', 'windowsPhone', 'macOS', 'linux'] },
  ]);

const drawLocations = (random: SeededRandom, ids: readonly string[]): Json =>
  random.pick<Json>([
    { includeLocations: ['All'], excludeLocations: [] },
    { includeLocations: ['All'], excludeLocations: ['AllTrusted'] },
    { includeLocations: ['All'], excludeLocations: ids },
    { includeLocations: ['AllTrusted'] },
    { includeLocations: ids },
  ]);

function drawGrant(random: SeededRandom): Json | null {
  if (random.isLuckyPercent(5)) return null;
  const operator = random.pick(['OR', 'AND']);
  const controls = random.pick([
    ['mfa'],
    ['mfa'],
    ['mfa'],
    ['block'],
    ['compliantDevice'],
    ['mfa', 'compliantDevice'],
    [],
  ]);
  const others = {
    termsOfUse: some(random, ['terms'], 8),
    customAuthenticationFactors: some(random, ['factor'], 4),
  };
  if (controls.includes('mfa') || random.isLuckyPercent(60)) return { operator, builtInControls: controls, ...others };
  const requirementsSatisfied = random.pick(['mfa', 'mfa', 'none']);
  return { operator, builtInControls: controls, ...others, authenticationStrength: { id: 's', requirementsSatisfied } };
}
