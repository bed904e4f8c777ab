import { isInAudience, seek, type Person } from './audience.ts';
import type { Narrowing } from './conditions.ts';
import { readRules, type CoverageOptions, type Effect, type Rule } from './rules.ts';

export { fingerprintOf } from './fingerprint.ts';
export { isMicrosoftManaged } from './microsoft-managed.ts';
export { readRules } from './rules.ts';
export type { Person } from './audience.ts';
export type { Narrowing } from './conditions.ts';
export type { ExternalUserType, Guest } from './guests.ts';
export type { CoverageOptions, Rule } from './rules.ts';

/** Whether Conditional Access requires MFA of a person, strongest first: `blocked` down to `none`. */
export type Coverage = Effect | 'reportOnly' | 'none';

/** The coverage of one person, and what it comes from. */
export interface CoverageResult {
  readonly coverage: Coverage;
  /** Sorted. Empty unless `conditional`, and even then where only a condition that we do not know narrows. */
  readonly narrowedBy: readonly Narrowing[];
  /** Ids of the policies that give this coverage, sorted; weaker ones beside them are left out. */
  readonly byPolicyIds: readonly string[];
}

/** Whether policies keep a person from signing in over legacy protocols, which cannot do MFA. */
export type LegacyAuth = 'closed' | 'open';

const effectsStrongestFirst: readonly Effect[] = ['blocked', 'required', 'conditional'];

/**
 * Whether Conditional Access requires MFA of the person, for all resources and under no condition.
 *
 * `policies` are v1.0 `conditionalAccessPolicy` objects as Graph returned them. Whatever is unknown or cannot be
 * read weakens the answer and never strengthens it; no input throws.
 */
export function coverageOf(person: Person, policies: unknown, options?: CoverageOptions): CoverageResult {
  return coverageUnder(person, readRules(policies, options));
}

/** The same as `coverageOf`, for policies that have been read already. */
export function coverageUnder(person: Person, rules: readonly Rule[]): CoverageResult {
  return resultOf(rulesFor(person, rules));
}

/** Both at once, for many people: who is in whose audience is found out once. */
export function judgeUnder(person: Person, rules: readonly Rule[]): { result: CoverageResult; closedBy: string[] } {
  const applying = rulesFor(person, rules);
  return { result: resultOf(applying), closedBy: closersOf(applying) };
}

function resultOf(applying: readonly Rule[]): CoverageResult {
  const enforced = strongestOf(applying.filter((rule) => rule.isEnforced));
  if (enforced !== undefined) return enforced;
  const reported = strongestOf(applying);
  if (reported === undefined) return { coverage: 'none', narrowedBy: [], byPolicyIds: [] };
  return { coverage: 'reportOnly', narrowedBy: [], byPolicyIds: reported.byPolicyIds };
}

/** Whether one enabled policy requires MFA or blocks for every legacy client of the person, for all resources. */
export function legacyAuthOf(person: Person, policies: unknown, options?: CoverageOptions): LegacyAuth {
  return legacyAuthClosedBy(person, readRules(policies, options)).length > 0 ? 'closed' : 'open';
}

/** Ids of the policies that each close legacy authentication to the person, sorted; it is open where there are none. */
export function legacyAuthClosedBy(person: Person, rules: readonly Rule[]): string[] {
  return closersOf(rulesFor(person, rules));
}

const closersOf = (applying: readonly Rule[]): string[] =>
  policyIdsOf(applying.filter((rule) => rule.isEnforced && rule.isClosingLegacyAuth));

function rulesFor(person: Person, rules: readonly Rule[]): Rule[] {
  const sought = seek(person);
  return rules.filter((rule) => isInAudience(sought, rule.audience));
}

/** Policies are weighed one by one: several partial ones leave gaps between them that nobody can rule out. */
function strongestOf(rules: readonly Rule[]): CoverageResult | undefined {
  for (const effect of effectsStrongestFirst) {
    const giving = rules.filter((rule) => rule.effect === effect);
    if (giving.length === 0) continue;
    const narrowedBy = [...new Set(giving.flatMap((rule) => rule.narrowedBy))].sort();
    return { coverage: effect, narrowedBy, byPolicyIds: policyIdsOf(giving) };
  }
  return undefined;
}

function policyIdsOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.map((rule) => rule.policyId))].sort();
}
