import { audienceFields } from './audience.ts';
import { fieldsOf, hasUnknownField, isBlank, namesOf, statedFieldsOf } from './policy-shape.ts';

/** What keeps a policy from requiring MFA at every sign-in of the people it applies to. */
export type Narrowing =
  | 'applications'
  | 'userActions'
  | 'authenticationContext'
  | 'locations'
  | 'platforms'
  | 'clientAppTypes'
  | 'signInRisk'
  | 'userRisk'
  | 'insiderRisk'
  | 'devices'
  | 'authenticationFlows'
  | 'alternativeControls';

/** At which sign-ins of a person a policy applies. */
export interface Reach {
  /** False where the policy is aimed at workload identities, or at no resource at all. */
  readonly isForPeople: boolean;
  /** Whether it is aimed at user actions or authentication contexts, not at resources. */
  readonly isForActions: boolean;
  /** Whether it applies at every sign-in with a modern client. */
  readonly isWhole: boolean;
  /** Whether it applies at every sign-in with a legacy client, whatever other clients it is for. */
  readonly isWholeForLegacyClients: boolean;
  /** The known conditions that narrow it; a condition that we do not know narrows without a name. */
  readonly narrowedBy: ReadonlySet<Narrowing>;
}

interface KnownCondition {
  readonly narrowing: Narrowing;
  /** Asked only about a condition that says something. */
  isNarrow(value: unknown): boolean;
}

const always = () => true;
const knownConditions: ReadonlyMap<string, KnownCondition> = new Map<string, KnownCondition>([
  ['applications', { narrowing: 'applications', isNarrow: lacks('includeApplications', 'All') }],
  ['locations', { narrowing: 'locations', isNarrow: lacks('includeLocations', 'All') }],
  ['platforms', { narrowing: 'platforms', isNarrow: lacks('includePlatforms', 'all') }],
  ['clientAppTypes', { narrowing: 'clientAppTypes', isNarrow: (types) => !isFor(types, modernClients) }],
  ['signInRiskLevels', { narrowing: 'signInRisk', isNarrow: always }],
  ['userRiskLevels', { narrowing: 'userRisk', isNarrow: always }],
  ['insiderRiskLevels', { narrowing: 'insiderRisk', isNarrow: always }],
  ['devices', { narrowing: 'devices', isNarrow: always }],
  ['deviceStates', { narrowing: 'devices', isNarrow: always }],
  ['authenticationFlows', { narrowing: 'authenticationFlows', isNarrow: always }],
]);

const modernClients = ['browser', 'mobileAppsAndDesktopClients'];
const legacyClients = ['exchangeActiveSync', 'other'];
const workloadConditions = ['clientApplications', 'servicePrincipalRiskLevels'];

const reachOfActions = { isForActions: true, isWhole: false, isWholeForLegacyClients: false };

/** Reads the `conditions` of a policy, all but the people it names. */
export function reachOf(conditions: unknown): Reach {
  const fields = fieldsOf(conditions);
  const isForPeople = workloadConditions.every((name) => isBlank(fields[name])) && hasTarget(fields['applications']);
  const actions = actionsOf(fields['applications']);
  // Such a policy never sees an ordinary sign-in, so its other conditions are beside the point.
  if (actions.size > 0) return { isForPeople, ...reachOfActions, narrowedBy: actions };

  const narrowedBy = narrowingsOf(conditions);
  const isUnknown = hasUnknownCondition(conditions);
  const hasOnlyClientsLeft = [...narrowedBy].every((name) => name === 'clientAppTypes') && !isUnknown;
  return {
    isForPeople,
    isForActions: false,
    isWhole: narrowedBy.size === 0 && !isUnknown,
    isWholeForLegacyClients: hasOnlyClientsLeft && isFor(fields['clientAppTypes'], legacyClients),
    narrowedBy,
  };
}

function narrowingsOf(conditions: unknown): ReadonlySet<Narrowing> {
  const narrowings = statedFieldsOf(conditions).map(([name, value]) => {
    const condition = knownConditions.get(name);
    return condition?.isNarrow(value) === true ? [condition.narrowing] : [];
  });
  return new Set(narrowings.flat());
}

function hasUnknownCondition(conditions: unknown): boolean {
  const known = ['users', ...knownConditions.keys(), ...workloadConditions];
  return hasUnknownField(conditions, known) || hasUnknownField(fieldsOf(conditions)['users'], audienceFields);
}

/** The things other than resources that a policy can be aimed at. */
function actionsOf(applications: unknown): ReadonlySet<Narrowing> {
  const fields = fieldsOf(applications);
  const actions = new Set<Narrowing>();
  if (!isBlank(fields['includeUserActions'])) actions.add('userActions');
  if (!isBlank(fields['includeAuthenticationContextClassReferences'])) actions.add('authenticationContext');
  return actions;
}

function hasTarget(applications: unknown): boolean {
  return statedFieldsOf(applications).some(([name, value]) => {
    if (name === 'excludeApplications') return false;
    const names = namesOf(value);
    return !names.isReadable || names.values.some((target) => target !== 'None');
  });
}

/** Narrow is a list without the word for everything, and one with anything set beside it, such as an exclusion. */
function lacks(list: string, everything: string): (condition: unknown) => boolean {
  return (condition) =>
    !namesOf(fieldsOf(condition)[list]).values.includes(everything) || hasUnknownField(condition, [list]);
}

/** Whether no modern client is among those of a policy. */
export function isForLegacyClientsOnly(clientAppTypes: unknown): boolean {
  const { values, isReadable } = namesOf(clientAppTypes);
  return isReadable && values.length > 0 && values.every((type) => legacyClients.includes(type));
}

function isFor(clientAppTypes: unknown, clients: readonly string[]): boolean {
  const types = namesOf(clientAppTypes);
  if (types.values.length === 0) return types.isReadable;
  return types.values.includes('all') || clients.every((client) => types.values.includes(client));
}
