import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { percentOf } from '../seeded-random.ts';
import { isMfaRegistered } from './authentication-methods.ts';
import type { ConditionalAccessPolicy } from './policy-shape.ts';
import { whatIf } from './what-if.ts';
import type { WhatIfParts } from './what-if.ts';

const OFFICE_APP = '4765445b-32c6-49b0-83e6-1d93765276ca';

/** What a sign-in that happens now looks like: who asked for MFA, which policies applied, and how it ended. */
export function signInFacts(user: TenantUser, parts: WhatIfParts): JsonObject {
  const isAtOffice = percentOf('office', user.id) < 40;
  const ipAddress = isAtOffice ? '192.0.2.17' : '203.0.113.54';
  const applied = [...parts.directory.policies.values()].map((policy) =>
    appliedPolicy(policy, { user, ipAddress, parts }),
  );
  const isAskedByPolicy = applied.some(({ enforcedGrantControls, result }) => {
    return Array.isArray(enforcedGrantControls) && enforcedGrantControls.length > 0 && result !== 'notApplied';
  });
  const isAsked = isAskedByPolicy || user.perUserMfaState !== 'disabled';
  const isStopped = isAsked && !isMfaRegistered(user);
  return {
    ipAddress,
    conditionalAccessStatus: isAskedByPolicy ? (isStopped ? 'failure' : 'success') : 'notApplied',
    appliedConditionalAccessPolicies: applied.map((policy) => ended(policy, isStopped)),
    status: isStopped
      ? { errorCode: 50079, failureReason: 'UserStrongAuthEnrollmentRequired', additionalDetails: null }
      : { errorCode: 0, failureReason: 'Other.', additionalDetails: isAsked ? 'MFA completed in Azure AD' : null },
    authenticationRequirement: isAsked ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    authenticationRequirementPolicies: [
      ...(user.perUserMfaState === 'disabled' ? [] : [{ requirementProvider: 'user', detail: 'Per-user MFA' }]),
      ...(isAskedByPolicy ? [{ requirementProvider: 'multiConditionalAccess', detail: 'Conditional Access' }] : []),
    ],
    appId: OFFICE_APP,
    appDisplayName: 'Office 365 Portal',
  };
}

interface AppliedTo {
  user: TenantUser;
  ipAddress: string;
  parts: WhatIfParts;
}

function appliedPolicy(policy: ConditionalAccessPolicy, { user, ipAddress, parts }: AppliedTo): JsonObject {
  const conditions = { ipAddress, country: 'DE', clientAppType: 'browser', devicePlatform: 'windows' };
  const signIn = {
    user,
    applications: [OFFICE_APP],
    userAction: undefined,
    authenticationContext: undefined,
    conditions,
  };
  const reason = whatIf(policy, signIn, parts);
  const isReportOnly = policy.state === 'enabledForReportingButNotEnforced';
  const applies = reason === 'notSet';
  const { grantControls } = policy;
  const controls = isJsonObject(grantControls) ? grantControls['builtInControls'] : [];
  const enforced = applies && !isReportOnly && Array.isArray(controls) ? controls.map(controlName) : [];
  return {
    id: policy.id,
    displayName: policy['displayName'],
    enforcedGrantControls: enforced,
    enforcedSessionControls: [],
    result: resultOf(policy.state, applies, user),
  };
}

function resultOf(state: string, applies: boolean, user: TenantUser): string {
  if (state === 'disabled') return 'notEnabled';
  if (state !== 'enabledForReportingButNotEnforced') return applies ? 'success' : 'notApplied';
  if (!applies) return 'reportOnlyNotApplied';
  return isMfaRegistered(user) ? 'reportOnlyInterrupted' : 'reportOnlyFailure';
}

const ended = (policy: JsonObject, isStopped: boolean): JsonObject =>
  isStopped && policy['result'] === 'success' ? { ...policy, result: 'failure' } : policy;

const controlName = (control: unknown): string => (control === 'mfa' ? 'Mfa' : String(control));
