import { readAudience, seek, waysInto, type Person, type Way } from './audience.ts';
import { reachOf, type Reach } from './conditions.ts';
import { requirementOf } from './grant.ts';
import { isMicrosoftManaged } from './microsoft-managed.ts';
import { describeNarrowings } from './describe.ts';
import { fieldsOf, isBlank } from './policy-shape.ts';
import { readRules } from './rules.ts';

/** What one policy does about the MFA of a person, and why. */
export interface PolicyExplanation {
  policyId: string;
  /** An admin's own words: show them as text. */
  name: string;
  /** `covers`: it counts. `inPart`: it does something, which is not enough. `not`: it does nothing about this person's MFA. */
  verdict: 'covers' | 'inPart' | 'not';
  /** One or two sentences. */
  why: string;
}

/** What groups are called, by id in lower case; an id that is not there is shown as it is. */
export type Names = ReadonlyMap<string, string>;

/** Explains every policy for one person, those that cover first. Microsoft-managed ones never count. */
export function explainPolicies(person: Person, policies: readonly unknown[], names: Names): PolicyExplanation[] {
  const order = { covers: 0, inPart: 1, not: 2 };
  return policies
    .map((policy) => explain(person, policy, names))
    .sort((one, other) => order[one.verdict] - order[other.verdict]);
}

/** The groups that decide whether policies are for this person: those that it is worth knowing the name of. */
export function decidingGroupIds(person: Person, policies: readonly unknown[]): string[] {
  const sought = seek(person);
  const ways = policies.flatMap((policy) => {
    const { include, exclude } = readAudience(fieldsOf(fieldsOf(policy)['conditions'])['users']);
    return [...waysInto(sought, include), ...waysInto(sought, exclude)];
  });
  return [...new Set(ways.flatMap((way) => (way.kind === 'group' ? [way.id] : [])))];
}

function explain(person: Person, policy: unknown, names: Names): PolicyExplanation {
  const { id, displayName, state, conditions, grantControls } = fieldsOf(policy);
  const policyId = typeof id === 'string' ? id : '';
  const told = (verdict: PolicyExplanation['verdict'], why: string): PolicyExplanation => ({
    ...{ policyId, verdict, why },
    name: typeof displayName === 'string' && displayName !== '' ? displayName : policyId,
  });
  const who = whoOf(person, fieldsOf(conditions)['users'], names);
  if (!who.isIn) return told('not', who.why);
  const [rule] = readRules([policy]);
  if (!rule) return told('not', `${who.why} ${idleWords(state, grantControls, reachOf(conditions))}`);
  if (isMicrosoftManaged(policy))
    return told('inPart', `${who.why} Microsoft manages it and may change it by itself, so it never counts.`);
  if (!rule.isEnforced) return told('inPart', `${who.why} It is report-only: it protects nobody.`);
  switch (rule.effect) {
    case 'required':
      return told('covers', `${who.why} It requires MFA for every resource, under no condition.`);
    case 'blocked':
      return told('covers', `${who.why} It blocks every sign-in.`);
    case 'conditional':
      return told('inPart', `${who.why} It requires MFA only in some cases: ${describeNarrowings(rule.narrowedBy)}.`);
    case undefined:
      return told('inPart', `${who.why} It only closes legacy authentication.`);
  }
}

/** Why a policy that is for somebody does nothing about their MFA. */
function idleWords(state: unknown, grantControls: unknown, reach: Reach): string {
  if (state === 'disabled') return 'It is off.';
  if (state !== 'enabled' && state !== 'enabledForReportingButNotEnforced') return 'Its state is not known here.';
  if (!reach.isForPeople) return 'It is for workload identities, or for no resource at all.';
  if (requirementOf(grantControls) === 'block')
    return 'It blocks some sign-ins only, which says nothing about the others.';
  return isBlank(grantControls) ? 'It asks for nothing.' : 'What it asks for is no MFA.';
}

function whoOf(person: Person, users: unknown, names: Names): { isIn: boolean; why: string } {
  const sought = seek(person);
  const { include, exclude } = readAudience(users);
  const [excluded] = waysInto(sought, exclude);
  if (excluded) return { isIn: false, why: `It excludes ${wayWords(excluded, names)}.` };
  const [included] = waysInto(sought, include).filter((way) => way.isSure);
  return included
    ? { isIn: true, why: `It is for ${wayWords(included, names)}.` }
    : { isIn: false, why: 'It is for others.' };
}

function wayWords(way: Way, names: Names): string {
  const surely = way.isSure ? '' : ', which may hold this person';
  switch (way.kind) {
    case 'everybody':
      return 'everybody';
    case 'account':
      return 'this very account';
    case 'guests':
      return `guests${surely}`;
    case 'group':
      return `the group ${names.get(way.id) ?? way.id}`;
    case 'role':
      return `the role ${names.get(way.id) ?? way.id}`;
    case 'unreadable':
      return 'a list that cannot be read, which may hold this person';
  }
}
