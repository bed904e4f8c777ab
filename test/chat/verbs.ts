import { z } from 'zod/v4';
import { approvalExport } from '../../src/approvals/verbs/approval-export.ts';
import { approvalList } from '../../src/approvals/verbs/approval-list.ts';
import { auditAnchor } from '../../src/audit/verbs/audit-anchor.ts';
import { auditExport } from '../../src/audit/verbs/audit-export.ts';
import { auditQuery } from '../../src/audit/verbs/audit-query.ts';
import { mfaStateBulkSet } from '../../src/changes/verbs/mfa-state-bulk-set.ts';
import { mfaStateSet } from '../../src/changes/verbs/mfa-state-set.ts';
import { legacySettingsGet } from '../../src/changes/verbs/legacy-settings-get.ts';
import { namedLocationCarryOver } from '../../src/changes/verbs/named-location-carry-over.ts';
import { signInFrequencySet } from '../../src/changes/verbs/sign-in-frequency-set.ts';
import { namedLocationCreate } from '../../src/changes/verbs/named-location-create.ts';
import { policyCreate } from '../../src/changes/verbs/policy-create.ts';
import { policyDryRun } from '../../src/changes/verbs/policy-dry-run.ts';
import { policyEnable } from '../../src/changes/verbs/policy-enable.ts';
import { registrationCampaignSet } from '../../src/changes/verbs/registration-campaign-set.ts';
import { securityDefaultsDisable } from '../../src/changes/verbs/security-defaults-disable.ts';
import { securityDefaultsEnable } from '../../src/changes/verbs/security-defaults-enable.ts';
import { createGrammar, type Mention, type Understanding } from '../../src/chat/grammar.ts';
import { coverageGet } from '../../src/coverage/verbs/coverage-get.ts';
import { policyWhatif } from '../../src/coverage/verbs/policy-whatif.ts';
import { policyList } from '../../src/policies/verbs/policy-list.ts';
import { securityDefaultsGet } from '../../src/policies/verbs/security-defaults-get.ts';
import { inventoryRefresh } from '../../src/inventory/verbs/inventory-refresh.ts';
import { mfaStateExport } from '../../src/inventory/verbs/mfa-state-export.ts';
import { mfaStateList } from '../../src/inventory/verbs/mfa-state-list.ts';
import { noticePreview } from '../../src/notices/verbs/notice-preview.ts';
import { noticeSend } from '../../src/notices/verbs/notice-send.ts';
import { noticeStatus } from '../../src/notices/verbs/notice-status.ts';
import { licenseGet } from '../../src/readiness/verbs/license-get.ts';
import { readinessReport } from '../../src/readiness/verbs/readiness-report.ts';
import { recommendationGet } from '../../src/readiness/verbs/recommendation-get.ts';
import type { AnyVerb, Phrase, VerbKind } from '../../src/verbs/verb.ts';

/** The grammar reads declarations and never runs a verb, so no edge is ever touched. */
const noEdges = { whom: z.object({}) } as unknown;

/** A verb that only the grammar looks at. */
export const verb = (name: string, kind: VerbKind, phrases: readonly (string | Phrase)[]): AnyVerb => ({
  name,
  kind,
  role: 'reader',
  help: name,
  phrases: phrases.map((phrase) => (typeof phrase === 'string' ? { says: phrase } : phrase)),
  arguments: z.object({}),
  run: () => Promise.reject(new Error('the grammar runs nothing')),
});

export const verbs: readonly AnyVerb[] = [
  mfaStateSet(noEdges as Parameters<typeof mfaStateSet>[0]),
  mfaStateBulkSet(noEdges as Parameters<typeof mfaStateBulkSet>[0]),
  policyList(noEdges as Parameters<typeof policyList>[0]),
  securityDefaultsGet(noEdges as Parameters<typeof securityDefaultsGet>[0]),
  policyDryRun(noEdges as Parameters<typeof policyDryRun>[0]),
  policyEnable(noEdges as Parameters<typeof policyEnable>[0]),
  policyCreate(noEdges as Parameters<typeof policyCreate>[0]),
  securityDefaultsDisable(noEdges as Parameters<typeof securityDefaultsDisable>[0]),
  securityDefaultsEnable(noEdges as Parameters<typeof securityDefaultsEnable>[0]),
  legacySettingsGet(noEdges as Parameters<typeof legacySettingsGet>[0]),
  namedLocationCarryOver(noEdges as Parameters<typeof namedLocationCarryOver>[0]),
  signInFrequencySet(noEdges as Parameters<typeof signInFrequencySet>[0]),
  namedLocationCreate(noEdges as Parameters<typeof namedLocationCreate>[0]),
  registrationCampaignSet(noEdges as Parameters<typeof registrationCampaignSet>[0]),
  approvalExport(noEdges as Parameters<typeof approvalExport>[0]),
  approvalList(noEdges as Parameters<typeof approvalList>[0]),
  verb('mfa.state.get', 'read', [
    "what is {person}'s mfa (state|status)",
    'what is the [per-user] mfa (state|status) (of|for) {person}',
    { says: 'what is my mfa (state|status)', with: { person: 'me' } },
    { says: 'am I {state}?', with: { person: 'me' } },
    'is {person} {state}',
  ]),
  mfaStateList(noEdges as Parameters<typeof mfaStateList>[0]),
  mfaStateExport(noEdges as Parameters<typeof mfaStateExport>[0]),
  inventoryRefresh(noEdges as Parameters<typeof inventoryRefresh>[0]),
  coverageGet(noEdges as Parameters<typeof coverageGet>[0]),
  policyWhatif(noEdges as Parameters<typeof policyWhatif>[0]),
  auditQuery(noEdges as Parameters<typeof auditQuery>[0]),
  auditExport(noEdges as Parameters<typeof auditExport>[0]),
  auditAnchor(noEdges as Parameters<typeof auditAnchor>[0]),
  readinessReport(noEdges as Parameters<typeof readinessReport>[0]),
  recommendationGet(noEdges as Parameters<typeof recommendationGet>[0]),
  licenseGet(noEdges as Parameters<typeof licenseGet>[0]),
  verb('first.list', 'read', ['list the first {count} {state} people']),
  noticeSend(noEdges as Parameters<typeof noticeSend>[0]),
  noticePreview(noEdges as Parameters<typeof noticePreview>[0]),
  noticeStatus(noEdges as Parameters<typeof noticeStatus>[0]),
  verb('ring.start', 'propose', ['start ring {ring} [on {when}] [because {reason}]']),
  verb('everything.stop', 'stop', ['stop everything [now]']),
  verb('help.show', 'read', ['help [(with|about) {topic}]', '(hello|hi)']),
];

export const alice = { id: '11111111-1111-4111-8111-111111111111', displayName: 'Alice Adams' };
export const bob = { id: '22222222-2222-4222-8222-222222222222', displayName: 'Bob Not Brown' };

/** Sunday, 14:30 in Berlin. */
export const sunday = new Date('2026-11-22T13:30:00Z');

export const berlin = createGrammar(verbs, { timeZone: 'Europe/Berlin' });

/** What the sentence means in Berlin on that Sunday. */
export const understood = (text: string, mentions: readonly Mention[] = []): Understanding =>
  berlin.understand(text, { now: sunday, mentions });

/** What the words would start, at once or after one click. */
export function requestsOf(meaning: Understanding): { verb: string; arguments: Record<string, unknown> }[] {
  if (meaning.kind === 'call') return [meaning.request];
  return meaning.kind === 'unsure' ? meaning.choices.map((choice) => choice.request) : [];
}

/** Whether the words would start a proposal, at once or after one click. */
export const proposes = (meaning: Understanding): boolean =>
  requestsOf(meaning).some((request) => verbs.find((one) => one.name === request.verb)?.kind === 'propose');

/** What reading the text costs, without what the machine does meanwhile: the least of three runs. */
export function leastMillisOf(text: string, mentions: readonly Mention[] = []): number {
  const runs = [1, 2, 3].map(() => {
    const before = performance.now();
    understood(text, mentions);
    return performance.now() - before;
  });
  return Math.min(...runs);
}
