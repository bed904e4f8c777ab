import { isInAudience, isOutside, readAudience, seek, type Person } from './audience.ts';
import { coverageUnder } from './coverage.ts';
import { mayStopUnattended } from './policy-facts.ts';
import { fieldsOf } from './policy-shape.ts';
import { readRules } from './rules.ts';

/** Somebody whom a policy may reach, with what decides how they would fare. */
export interface Foreseen {
  person: Person;
  name: string;
  /** Null where it is not known. */
  isMfaCapable: boolean | null;
  kind: 'emergencyAccess' | 'directorySynchronization' | 'other';
}

/** What turning a policy on would do, as far as the list of everybody tells. */
export interface DryRun {
  people: number;
  /** Whom it surely applies to. */
  reached: number;
  /** Whom it may apply to: a guest of unknown kind, a list that cannot be read. */
  maybeReached: number;
  /** Whom nothing asks for MFA at every sign-in now, and this would. */
  newlyRequired: number;
  /** The same at some sign-ins only. */
  newlyConditional: number;
  newlyBlocked: number;
  /** Of those who would newly be asked, whoever cannot answer. */
  notCapable: number;
  capabilityUnknown: number;
  /** The first of them by name. */
  notCapableNames: readonly string[];
  /** Protected accounts that it reaches, or may reach, by name; of synchronisation where it asks them for anything. */
  emergency: readonly string[];
  synchronization: readonly string[];
}

const NAMED = 10;

/** Counts, one person after the other, whom a policy would newly ask or keep out if it were enabled as it stands. */
export interface DryRunCounter {
  add(one: Foreseen): void;
  result(): DryRun;
}

/** See `DryRunCounter`. What cannot be read about a policy counts as reaching people, here where that is the worse case. */
export function dryRunCounter(policy: unknown, policies: readonly unknown[]): DryRunCounter {
  const { id, conditions } = fieldsOf(policy);
  const audience = readAudience(fieldsOf(conditions)['users']);
  const others = policies.filter((one) => fieldsOf(one)['id'] !== id && fieldsOf(one)['state'] === 'enabled');
  const now = readRules(others);
  const then = readRules([...others, { ...fieldsOf(policy), state: 'enabled' }]);
  const isRisk = mayStopUnattended(policy);
  const sum = { people: 0, reached: 0, maybeReached: 0, newlyRequired: 0, newlyConditional: 0, newlyBlocked: 0 };
  const lacking = { notCapable: 0, capabilityUnknown: 0 };
  const [notCapableNames, emergency, synchronization]: [string[], string[], string[]] = [[], [], []];
  const judge = ({ person, name, isMfaCapable }: Foreseen): void => {
    const [before, after] = [coverageUnder(person, now).coverage, coverageUnder(person, then).coverage];
    if (before === after || before === 'blocked') return;
    if (after === 'blocked') sum.newlyBlocked += 1;
    if (after === 'required') sum.newlyRequired += 1;
    if (after === 'conditional' && before !== 'required') sum.newlyConditional += 1;
    if (after === 'blocked' || isMfaCapable === true) return;
    lacking[isMfaCapable === null ? 'capabilityUnknown' : 'notCapable'] += 1;
    if (isMfaCapable === false && notCapableNames.length < NAMED) notCapableNames.push(name);
  };
  return {
    add: (one) => {
      const sought = seek(one.person);
      sum.people += 1;
      if (isOutside(sought, audience)) return;
      sum[isInAudience(sought, audience) ? 'reached' : 'maybeReached'] += 1;
      if (one.kind === 'emergencyAccess') emergency.push(one.name);
      else if (isRisk && one.kind === 'directorySynchronization') synchronization.push(one.name);
      judge(one);
    },
    result: () => ({ ...sum, ...lacking, notCapableNames, emergency, synchronization }),
  };
}

/** The ids of the groups that a policy is for, and of those that it leaves out, in lower case. */
export function groupsIn(policy: unknown): { included: readonly string[]; excluded: readonly string[] } {
  const { include, exclude } = readAudience(fieldsOf(fieldsOf(policy)['conditions'])['users']);
  return { included: include.groups.values, excluded: exclude.groups.values };
}

/** The group ids and role template ids that decide whom a policy and those in force reach, in lower case. */
export function namedBy(
  policy: unknown,
  policies: readonly unknown[],
): { groupIds: string[]; roleTemplateIds: string[] } {
  const deciding = [policy, ...policies.filter((one) => fieldsOf(one)['state'] === 'enabled')];
  const sides = deciding.flatMap((one) => {
    const { include, exclude } = readAudience(fieldsOf(fieldsOf(one)['conditions'])['users']);
    return [include, exclude];
  });
  return {
    groupIds: [...new Set(sides.flatMap(({ groups }) => groups.values))],
    roleTemplateIds: [...new Set(sides.flatMap(({ roles }) => roles.values))],
  };
}
