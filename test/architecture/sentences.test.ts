import assert from 'node:assert/strict';
import { approvalCancel } from '../../src/approvals/verbs/approval-cancel.ts';
import { approvalExport } from '../../src/approvals/verbs/approval-export.ts';
import { approvalPause } from '../../src/approvals/verbs/approval-pause.ts';
import { approvalStatus } from '../../src/approvals/verbs/approval-status.ts';
import { changeRetry } from '../../src/changes/verbs/change-retry.ts';
import { changeUndo } from '../../src/changes/verbs/change-undo.ts';
import { mfaStateBulkSet } from '../../src/changes/verbs/mfa-state-bulk-set.ts';
import { peopleQuery } from '../../src/inventory/people-filter.ts';
import { approvalList } from '../../src/approvals/verbs/approval-list.ts';
import { auditAnchor } from '../../src/audit/verbs/audit-anchor.ts';
import { auditExport } from '../../src/audit/verbs/audit-export.ts';
import { auditQuery } from '../../src/audit/verbs/audit-query.ts';
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
import { coverageGet } from '../../src/coverage/verbs/coverage-get.ts';
import { policyWhatif } from '../../src/coverage/verbs/policy-whatif.ts';
import { createGrammar } from '../../src/chat/grammar.ts';
import { policyList } from '../../src/policies/verbs/policy-list.ts';
import { securityDefaultsGet } from '../../src/policies/verbs/security-defaults-get.ts';
import { inventoryRefresh } from '../../src/inventory/verbs/inventory-refresh.ts';
import { mfaStateExport } from '../../src/inventory/verbs/mfa-state-export.ts';
import { mfaStateGet } from '../../src/inventory/verbs/mfa-state-get.ts';
import { mfaStateList } from '../../src/inventory/verbs/mfa-state-list.ts';
import { noticePreview } from '../../src/notices/verbs/notice-preview.ts';
import { noticeStatus } from '../../src/notices/verbs/notice-status.ts';
import { licenseGet } from '../../src/readiness/verbs/license-get.ts';
import { readinessReport } from '../../src/readiness/verbs/readiness-report.ts';
import { recommendationGet } from '../../src/readiness/verbs/recommendation-get.ts';
import { noticeSend } from '../../src/notices/verbs/notice-send.ts';
import { help } from '../../src/verbs/help.ts';
import type { AnyVerb } from '../../src/verbs/verb.ts';
import { verbs as declaredVerbs } from './support/declarations.ts';
import { greeting } from '../demo/words.ts';
import { page, section } from './support/pages.ts';
import { readText } from './support/source-files.ts';

const noEdges = {} as never; // nothing is asked of anybody: sentences are only understood
const verbs: readonly AnyVerb[] = [
  mfaStateGet(noEdges),
  mfaStateList(noEdges),
  mfaStateExport(noEdges),
  coverageGet(noEdges),
  policyWhatif(noEdges),
  inventoryRefresh(noEdges),
  mfaStateSet(noEdges),
  policyList(noEdges),
  securityDefaultsGet(noEdges),
  policyDryRun(noEdges),
  policyEnable(noEdges),
  policyCreate(noEdges),
  securityDefaultsDisable(noEdges),
  securityDefaultsEnable(noEdges),
  legacySettingsGet(noEdges),
  namedLocationCarryOver(noEdges),
  signInFrequencySet(noEdges),
  namedLocationCreate(noEdges),
  registrationCampaignSet(noEdges),
  readinessReport(noEdges),
  recommendationGet(noEdges),
  licenseGet(noEdges),
  noticeSend(noEdges),
  noticePreview(noEdges),
  noticeStatus(noEdges),
  approvalCancel(noEdges),
  approvalPause(noEdges),
  approvalStatus(noEdges),
  changeUndo(noEdges),
  changeRetry(noEdges),
  mfaStateBulkSet({ whom: peopleQuery } as never),
  approvalExport(noEdges),
  approvalList(noEdges),
  auditQuery(noEdges),
  auditExport(noEdges),
  auditAnchor(noEdges),
  help(() => []),
];
const grammar = createGrammar(verbs, { timeZone: 'Europe/Berlin' });
const circumstances = { now: new Date('2026-11-19T10:00:00Z'), mentions: [] };

/** Sentences that are not understood as a call. */
const misunderstood = (sentences: readonly string[]): string[] =>
  sentences.filter((sentence) => grammar.understand(sentence, circumstances).kind !== 'call');

/** Whole sentences between typographic quotation marks. */
const quotedIn = (text: string): string[] =>
  [...text.matchAll(/“([^”…]+)”/g)].map((match) => (match[1] ?? '').trim()).filter((words) => words !== 'what if');

interface Manifest {
  bots: { commandLists: { commands: { title: string }[] }[] }[];
}

describe('every sentence that we tell people to say', () => {
  it('is asked of every verb that there is', () => {
    assert.deepEqual(
      verbs.map(({ name }) => name).sort(),
      declaredVerbs()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('in README.md is understood', () => {
    const ask = section(page('README.md'), '## What you can ask');
    const sentences = [...quotedIn(ask), ...quotedIn(section(page('README.md'), '## The record'))];
    assert.ok(sentences.length > 15);
    assert.deepEqual(misunderstood(sentences), []);
  });

  it('in the story of the demo is understood', () => {
    const sentences = [...greeting({ address: '', botPort: 0 }).matchAll(/say: +(.+)$/gm)].map(
      (found) => found[1] ?? '',
    );
    assert.equal(sentences.length, 3);
    assert.deepEqual(misunderstood(sentences), []);
  });

  it('in the command lists of the app is understood', () => {
    const manifest = JSON.parse(readText('appPackage/manifest.json')) as Manifest;
    const titles = manifest.bots.flatMap((bot) =>
      bot.commandLists.flatMap((list) => list.commands.map((one) => one.title)),
    );
    assert.ok(titles.length > 5);
    assert.deepEqual(misunderstood(titles), []);
  });

  it('as the one line of help of a verb calls that very verb', () => {
    const wrong = verbs.filter((verb) => {
      const understood = grammar.understand(verb.help, circumstances);
      return understood.kind !== 'call' || understood.request.verb !== verb.name;
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});
