import type { Narrowing } from './conditions.ts';
import type { CoverageResult } from './coverage.ts';
import { fieldsOf } from './policy-shape.ts';

const namedPoliciesAtMost = 3;

const narrowingWords: Readonly<Record<Narrowing, string>> = {
  applications: 'resource',
  userActions: 'user action',
  authenticationContext: 'authentication context',
  locations: 'location',
  platforms: 'device platform',
  clientAppTypes: 'client app',
  signInRisk: 'sign-in risk',
  userRisk: 'user risk',
  insiderRisk: 'insider risk',
  devices: 'device',
  authenticationFlows: 'authentication flow',
  alternativeControls: 'a control that may take the place of MFA',
};

/**
 * A result in plain words, for a card.
 *
 * Plain text: the names of policies are an admin's own words, so whoever puts this into markup escapes it.
 */
export function describeCoverage(result: CoverageResult, policiesById: ReadonlyMap<string, unknown>): string {
  const policies = policiesIn(result.byPolicyIds, policiesById);
  switch (result.coverage) {
    case 'blocked':
      return `Conditional Access blocks every sign-in (${policies}).`;
    case 'required':
      return `Conditional Access requires MFA for every resource (${policies}).`;
    case 'conditional':
      return `Conditional Access requires MFA only in some cases (${policies}). It depends on: ${narrowingsIn(result)}.`;
    case 'reportOnly':
      return `Conditional Access does not require MFA: what would require it is report-only (${policies}).`;
    case 'none':
      return 'No Conditional Access policy requires MFA.';
  }
}

const narrowingsIn = ({ narrowedBy }: CoverageResult): string => describeNarrowings(narrowedBy);

/** What narrows a policy, in words. */
export function describeNarrowings(narrowedBy: readonly Narrowing[]): string {
  if (narrowedBy.length === 0) return 'a condition that is unknown here';
  return listOf(narrowedBy.map((narrowing) => narrowingWords[narrowing]));
}

function policiesIn(ids: readonly string[], policiesById: ReadonlyMap<string, unknown>): string {
  const names = ids.slice(0, namedPoliciesAtMost).map((id) => `“${nameOf(policiesById.get(id)) ?? id}”`);
  const unnamedCount = ids.length - names.length;
  const parts = unnamedCount > 0 ? [...names, `${unnamedCount} more`] : names;
  return `${ids.length === 1 ? 'policy' : 'policies'} ${listOf(parts)}`;
}

function nameOf(policy: unknown): string | undefined {
  const { displayName } = fieldsOf(policy);
  return typeof displayName === 'string' && displayName !== '' ? displayName : undefined;
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
