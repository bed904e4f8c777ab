import { requirementOf } from './grant.ts';
import { isMicrosoftManaged } from './microsoft-managed.ts';
import { fieldsOf } from './policy-shape.ts';

/** What Graph's What-If says of one policy and one sign-in. */
export interface Evaluated {
  readonly policy: unknown;
  readonly policyApplies: boolean;
  /** Flags, as Graph writes them: `notSet` where it applies. */
  readonly analysisReasons: string;
}

/** What would happen at a sign-in. */
export interface WhatIfResult {
  /** `open`: Graph could not judge a policy that might ask for MFA. */
  verdict: 'blocked' | 'mfa' | 'mfaOrOther' | 'open' | 'nothing';
  /** Names of the policies behind it. */
  byPolicies: readonly string[];
  /** Of those that would, were they not report-only. */
  reportOnly: readonly string[];
  /** What Graph was not told and would have to know. */
  unjudged: readonly string[];
}

/** What follows from What-If: report-only policies come back as applying, so the state is looked at. */
export function whatIfResultOf(all: readonly Evaluated[]): WhatIfResult {
  const telling = all.filter(({ policy }) => requirementOf(fieldsOf(policy)['grantControls']) !== 'nothing');
  const inState = (state: string) => telling.filter(({ policy }) => fieldsOf(policy)['state'] === state);
  const enabled = inState('enabled');
  const applying = enabled.filter((one) => one.policyApplies);
  const by = (requirement: string) =>
    applying.filter(({ policy }) => requirementOf(fieldsOf(policy)['grantControls']) === requirement);
  const open = enabled.filter((one) => !one.policyApplies && /notEnoughInformation/i.test(one.analysisReasons));
  const found = (['block', 'mfa', 'mfaOrOther'] as const).find((requirement) => by(requirement).length > 0);
  const verdicts = { block: 'blocked', mfa: 'mfa', mfaOrOther: 'mfaOrOther' } as const;
  return {
    verdict: found ? verdicts[found] : open.length > 0 ? 'open' : 'nothing',
    byPolicies: found ? by(found).map(nameOf) : [],
    reportOnly: inState('enabledForReportingButNotEnforced')
      .filter((one) => one.policyApplies)
      .map(nameOf),
    unjudged: open.map(nameOf),
  };
}

/** Whether a policy that counts as proof asked for MFA, or blocked: enabled, and not Microsoft's own. */
export const isProvenBy = (all: readonly Evaluated[]): boolean => {
  const { verdict } = whatIfResultOf(all.filter(({ policy }) => !isMicrosoftManaged(policy)));
  return verdict === 'mfa' || verdict === 'blocked';
};

function nameOf({ policy }: Evaluated): string {
  const { displayName, id } = fieldsOf(policy);
  return typeof displayName === 'string' && displayName !== '' ? displayName : String(id);
}
