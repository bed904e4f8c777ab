import { readAudience, type Audience } from './audience.ts';
import { reachOf, type Narrowing, type Reach } from './conditions.ts';
import { requirementOf, type Requirement } from './grant.ts';
import { fieldsOf, isBlank } from './policy-shape.ts';

/** What a policy does to the MFA of the people it applies to. */
export type Effect = 'blocked' | 'required' | 'conditional';

/** A policy, reduced to what it means for MFA. */
export interface Rule {
  readonly policyId: string;
  /** False for report-only. */
  readonly isEnforced: boolean;
  readonly audience: Audience;
  /** Undefined where it only closes legacy authentication. */
  readonly effect: Effect | undefined;
  /** Empty unless the effect is `conditional`, and even then where only an unknown condition narrows. */
  readonly narrowedBy: readonly Narrowing[];
  /** Whether it requires MFA or blocks at every sign-in with a legacy client. */
  readonly isClosingLegacyAuth: boolean;
}

/** Policies to leave out. */
export interface CoverageOptions {
  /** Ids as they stand in the policies, of Microsoft-managed ones for example. */
  readonly ignorePolicyIds?: ReadonlySet<string> | undefined;
}

/**
 * Reads Conditional Access policies as Graph returned them; do it once, then ask about many people.
 *
 * What is no policy, has no id, is switched off or soft-deleted, has a state that we do not know, or neither
 * requires MFA nor blocks, yields no rule.
 */
export function readRules(policies: unknown, options: CoverageOptions = {}): Rule[] {
  if (!Array.isArray(policies)) return [];
  return policies
    .map(readRule)
    .filter((rule) => rule !== undefined)
    .filter((rule) => options.ignorePolicyIds?.has(rule.policyId) !== true);
}

function readRule(policy: unknown): Rule | undefined {
  const { id, state, deletedDateTime, conditions, grantControls } = fieldsOf(policy);
  const isEnforced = state === 'enabled';
  const isAlive = (isEnforced || state === 'enabledForReportingButNotEnforced') && isBlank(deletedDateTime);
  if (typeof id !== 'string' || id === '' || !isAlive) return undefined;

  const reach = reachOf(conditions);
  const requirement = reach.isForPeople ? requirementOf(grantControls) : 'nothing';
  const effect = effectOf(requirement, reach);
  const isClosingLegacyAuth = reach.isWholeForLegacyClients && (requirement === 'mfa' || requirement === 'block');
  if (effect === undefined && !isClosingLegacyAuth) return undefined;
  return {
    policyId: id,
    isEnforced,
    audience: readAudience(fieldsOf(conditions)['users']),
    effect,
    narrowedBy: effect === 'conditional' ? narrowingsOf(requirement, reach) : [],
    isClosingLegacyAuth,
  };
}

function effectOf(requirement: Requirement, reach: Reach): Effect | undefined {
  switch (requirement) {
    case 'nothing':
      return undefined;
    case 'block': // of some sign-ins only, it says nothing about the others
      return reach.isWhole ? 'blocked' : undefined;
    case 'mfa':
      return reach.isWhole ? 'required' : 'conditional';
    case 'mfaOrOther':
      return 'conditional';
  }
}

function narrowingsOf(requirement: Requirement, { narrowedBy, isForActions }: Reach): Narrowing[] {
  const isAlternative = requirement === 'mfaOrOther' && !isForActions;
  return [...narrowedBy, ...(isAlternative ? (['alternativeControls'] as const) : [])];
}
