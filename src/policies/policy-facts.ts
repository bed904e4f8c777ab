import { isExcludedAccount, isOutside, readAudience, seek, type Audience, type Person } from './audience.ts';
import { isForLegacyClientsOnly, reachOf } from './conditions.ts';
import { frequencyWords } from './grant-words.ts';
import { requirementOf } from './grant.ts';
import { replacedBy, type Replaced } from './replacing.ts';
import { isMicrosoftManaged } from './microsoft-managed.ts';
import { fieldsOf, isBlank, namesOf, statedFieldsOf } from './policy-shape.ts';

/** What matters of one policy before somebody makes it stronger, weaker or other than it is. */
export interface PolicyFacts {
  isMicrosoftManaged: boolean;
  /** False where it is aimed at workload identities, or at no resource at all. */
  isForPeople: boolean;
  /** Whether it is for all users, its exclusions aside, and requires MFA of them for all resources under no condition. */
  isMfaForEveryone: boolean;
  /** What of security defaults it does. */
  replaces: readonly Replaced[];
  /** Whether somebody who can do any kind of MFA surely gets in. */
  isMfaEnough: boolean;
  /** Whether an account that signs in unattended may fail at it: it asks for something that nobody is there to give, or blocks. */
  mayStopUnattended: boolean;
  /** For whom, with exclusions, in words. */
  audience: string;
  /** What it asks of them, in words. */
  demand: string;
  /** How often it asks again, in words. */
  frequency: string;
  /** Ids of the named locations that it includes or excludes. */
  locationIds: readonly string[];
  /** Whether it surely never applies to this person. */
  isOutside(person: Person): boolean;
  /** Whether it excludes this account by its id or by a group. */
  isExcluded(account: Pick<Person, 'id' | 'groupIds'>): boolean;
}

/** Reads one policy as Graph sent it. Whatever cannot be read counts against it. */
export function policyFactsOf(policy: unknown): PolicyFacts {
  const { conditions, grantControls } = fieldsOf(policy);
  const { users, locations } = fieldsOf(conditions);
  const audience = readAudience(users);
  const reach = reachOf(conditions);
  const isForAll = audience.include.users.values.includes('all');
  return {
    isMicrosoftManaged: isMicrosoftManaged(policy),
    isForPeople: reach.isForPeople,
    isMfaForEveryone: reach.isForPeople && reach.isWhole && isForAll && requirementOf(grantControls) === 'mfa',
    replaces: replacedBy(policy),
    isMfaEnough: isMfaEnough(grantControls),
    mayStopUnattended: mayStopUnattended(policy),
    audience: audienceWords(audience),
    demand: demandWords(grantControls),
    frequency: frequencyWords(fieldsOf(fieldsOf(policy)['sessionControls'])['signInFrequency']),
    locationIds: locationIdsOf(locations),
    isOutside: (person) => isOutside(seek(person), audience),
    isExcluded: (account) => isExcludedAccount(account, audience),
  };
}

/** The built-in strength that any kind of MFA satisfies; others ask for certain methods. */
const ANY_MFA_STRENGTH = '00000000-0000-0000-0000-000000000002';

function isMfaEnough(grantControls: unknown): boolean {
  const { operator, builtInControls, authenticationStrength, ...rest } = fieldsOf(grantControls);
  const controls = namesOf(builtInControls);
  if (!controls.isReadable || controls.values.includes('block')) return false;
  const isStrengthFine = fieldsOf(authenticationStrength)['id'] === ANY_MFA_STRENGTH;
  const hasMfa = controls.values.includes('mfa') || isStrengthFine;
  if (operator === 'OR') return hasMfa;
  const isAlone = controls.values.every((control) => control === 'mfa') && isBlank(rest);
  return hasMfa && isAlone && (isStrengthFine || isBlank(authenticationStrength));
}

/**
 * Whether an account that signs in unattended, as that of directory synchronisation, may fail at a policy. At which
 * resources and from where such an account signs in is not known, so no other condition speaks for the policy.
 */
export function mayStopUnattended(policy: unknown): boolean {
  const { conditions, grantControls } = fieldsOf(policy);
  const { isForPeople, isForActions } = reachOf(conditions);
  if (!isForPeople || isForActions || isForLegacyClientsOnly(fieldsOf(conditions)['clientAppTypes'])) return false;
  return statedFieldsOf(grantControls).some(([name]) => name !== 'operator');
}

function locationIdsOf(locations: unknown): string[] {
  const { includeLocations, excludeLocations } = fieldsOf(locations);
  return [includeLocations, excludeLocations].flatMap((list) => namesOf(list).values.map((id) => id.toLowerCase()));
}

function audienceWords({ include, exclude }: Audience): string {
  const included = include.users.values.includes('all') ? 'everybody' : selectionWords(include);
  const excluded = selectionWords(exclude);
  return `${included || 'nobody'}${excluded === '' ? '' : `, but not ${excluded}`}`;
}

function selectionWords({ users, groups, roles, guests }: Audience['include']): string {
  const people = users.values.filter((id) => id !== 'none').length;
  const parts = [
    [people, 'account'],
    [groups.values.length, 'group'],
    [roles.values.length, 'role'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}${count === 1 ? '' : 's'}`);
  return [...words, ...(guests.kinds.size > 0 || guests.hasUnknownKind ? ['guests'] : [])].join(', ');
}

function demandWords(grantControls: unknown): string {
  switch (requirementOf(grantControls)) {
    case 'mfa':
      return 'requires MFA';
    case 'mfaOrOther':
      return 'requires MFA or something else';
    case 'block':
      return 'blocks the sign-in';
    case 'nothing':
      return isBlank(grantControls) ? 'asks for nothing' : 'requires something else than MFA';
  }
}
