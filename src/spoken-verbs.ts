import { recommendationGet } from './readiness/verbs/recommendation-get.ts';
import { readinessReport } from './readiness/verbs/readiness-report.ts';
import { licenseGet } from './readiness/verbs/license-get.ts';
import { noticeStatus } from './notices/verbs/notice-status.ts';
import { noticePreview } from './notices/verbs/notice-preview.ts';
import { securityDefaultsGet } from './policies/verbs/security-defaults-get.ts';
import { policyList } from './policies/verbs/policy-list.ts';
import { policyWhatif } from './coverage/verbs/policy-whatif.ts';
import { coverageGet } from './coverage/verbs/coverage-get.ts';
import { policyDryRun } from './changes/verbs/policy-dry-run.ts';
import { signInFrequencySet } from './changes/verbs/sign-in-frequency-set.ts';
import { namedLocationCarryOver } from './changes/verbs/named-location-carry-over.ts';
import { legacySettingsGet } from './changes/verbs/legacy-settings-get.ts';
import { approvalExport } from './approvals/verbs/approval-export.ts';
import { approvalCancel } from './approvals/verbs/approval-cancel.ts';
import { approvalList } from './approvals/verbs/approval-list.ts';
import { approvalPause } from './approvals/verbs/approval-pause.ts';
import { approvalStatus } from './approvals/verbs/approval-status.ts';
import { auditAnchor } from './audit/verbs/audit-anchor.ts';
import { auditExport } from './audit/verbs/audit-export.ts';
import { auditQuery } from './audit/verbs/audit-query.ts';
import { changeRetry } from './changes/verbs/change-retry.ts';
import { changeUndo } from './changes/verbs/change-undo.ts';
import { mfaStateBulkSet } from './changes/verbs/mfa-state-bulk-set.ts';
import { mfaStateSet } from './changes/verbs/mfa-state-set.ts';
import { namedLocationCreate } from './changes/verbs/named-location-create.ts';
import { policyCreate } from './changes/verbs/policy-create.ts';
import { policyEnable } from './changes/verbs/policy-enable.ts';
import { registrationCampaignSet } from './changes/verbs/registration-campaign-set.ts';
import { securityDefaultsDisable } from './changes/verbs/security-defaults-disable.ts';
import { securityDefaultsEnable } from './changes/verbs/security-defaults-enable.ts';
import { peopleQuery } from './inventory/people-filter.ts';
import { inventoryRefresh } from './inventory/verbs/inventory-refresh.ts';
import { mfaStateExport } from './inventory/verbs/mfa-state-export.ts';
import { mfaStateGet } from './inventory/verbs/mfa-state-get.ts';
import { mfaStateList } from './inventory/verbs/mfa-state-list.ts';
import { noticeSend } from './notices/verbs/notice-send.ts';
import { rolloutAddUsers } from './rollouts/verbs/rollout-add-users.ts';
import { rolloutExcludeUsers } from './rollouts/verbs/rollout-exclude-users.ts';
import { rolloutFinish } from './rollouts/verbs/rollout-finish.ts';
import { rolloutPause } from './rollouts/verbs/rollout-pause.ts';
import { rolloutPlan } from './rollouts/verbs/rollout-plan.ts';
import { rolloutResume } from './rollouts/verbs/rollout-resume.ts';
import { rolloutRollback } from './rollouts/verbs/rollout-rollback.ts';
import { rolloutStart } from './rollouts/verbs/rollout-start.ts';
import { rolloutStatus } from './rollouts/verbs/rollout-status.ts';
import { help } from './verbs/help.ts';
import type { AnyVerb } from './verbs/verb.ts';

const noEdges = {} as never; // nothing is asked of anybody: sentences are only understood

/** Every verb as it is declared, joined to nothing: for whoever reads phrases and never calls a verb. */
export const spokenVerbs: readonly AnyVerb[] = [
  mfaStateGet(noEdges),
  mfaStateList(noEdges),
  mfaStateExport(noEdges),
  inventoryRefresh(noEdges),
  mfaStateSet(noEdges),
  mfaStateBulkSet({ whom: peopleQuery } as never),
  policyEnable(noEdges),
  policyCreate(noEdges),
  securityDefaultsDisable(noEdges),
  securityDefaultsEnable(noEdges),
  namedLocationCreate(noEdges),
  registrationCampaignSet(noEdges),
  noticeSend(noEdges),
  rolloutAddUsers(noEdges),
  rolloutExcludeUsers(noEdges),
  rolloutFinish(noEdges),
  rolloutPause(noEdges),
  rolloutPlan({ whom: peopleQuery } as never),
  rolloutResume(noEdges),
  rolloutRollback(noEdges),
  rolloutStart(noEdges),
  rolloutStatus(noEdges),
  changeUndo(noEdges),
  changeRetry(noEdges),
  approvalList(noEdges),
  approvalStatus(noEdges),
  approvalPause(noEdges),
  approvalCancel(noEdges),
  auditQuery(noEdges),
  auditExport(noEdges),
  auditAnchor(noEdges),
  approvalExport(noEdges),
  legacySettingsGet(noEdges),
  namedLocationCarryOver(noEdges),
  signInFrequencySet(noEdges),
  policyDryRun(noEdges),
  coverageGet(noEdges),
  policyWhatif(noEdges),
  policyList(noEdges),
  securityDefaultsGet(noEdges),
  noticePreview(noEdges),
  noticeStatus(noEdges),
  licenseGet(noEdges),
  readinessReport(noEdges),
  recommendationGet(noEdges),
  help(() => []),
];
