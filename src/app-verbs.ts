import type { AppEdges } from './app-edges.ts';
import { approvalCancel } from './approvals/verbs/approval-cancel.ts';
import { approvalExport } from './approvals/verbs/approval-export.ts';
import { approvalList } from './approvals/verbs/approval-list.ts';
import { approvalPause } from './approvals/verbs/approval-pause.ts';
import { approvalStatus } from './approvals/verbs/approval-status.ts';
import { auditAnchor } from './audit/verbs/audit-anchor.ts';
import { auditExport } from './audit/verbs/audit-export.ts';
import { auditQuery } from './audit/verbs/audit-query.ts';
import type { Change, ChangeOfMany } from './changes/change.ts';
import { changeRetry } from './changes/verbs/change-retry.ts';
import { changeUndo } from './changes/verbs/change-undo.ts';
import { mfaStateBulkSet, type BulkSetEdges } from './changes/verbs/mfa-state-bulk-set.ts';
import { mfaStateSet } from './changes/verbs/mfa-state-set.ts';
import { choosePeople } from './chosen-people.ts';
import { coverageGet } from './coverage/verbs/coverage-get.ts';
import { policyWhatif } from './coverage/verbs/policy-whatif.ts';
import { createEndings } from './endings.ts';
import { createHalt } from './halt.ts';
import { namesOf } from './inventory/find-person.ts';
import { listedPeople } from './inventory/listed-people.ts';
import { peopleQuery, type PeopleQuery } from './inventory/people-filter.ts';
import { type Roles } from './inventory/roles.ts';
import { SNAPSHOT } from './inventory/snapshot.ts';
import { inventoryRefresh } from './inventory/verbs/inventory-refresh.ts';
import { mfaStateExport } from './inventory/verbs/mfa-state-export.ts';
import { mfaStateGet, type StateGetEdges } from './inventory/verbs/mfa-state-get.ts';
import { mfaStateList } from './inventory/verbs/mfa-state-list.ts';
import { type Jobs } from './jobs/jobs.ts';
import { type MfaEdges } from './mfa-edges.ts';
import type { DraftEdges } from './notices/draft-notice.ts';
import { meansOf } from './notices/forecast.ts';
import { readTexts } from './notices/texts.ts';
import { noticePreview } from './notices/verbs/notice-preview.ts';
import { noticeSend } from './notices/verbs/notice-send.ts';
import { noticeStatus } from './notices/verbs/notice-status.ts';
import { ownNames } from './own-names.ts';
import { type ProposalWork } from './proposal-work.ts';
import { configuredOf } from './readiness/readiness.ts';
import { readinessVerbs } from './readiness/readiness-verbs.ts';
import { rolloutVerbs } from './ring-work.ts';
import type { TenantChanges } from './tenant-changes.ts';
import { help } from './verbs/help.ts';
import type { AnyVerb } from './verbs/verb.ts';

/** What verbs need that is made once for all. */
export interface VerbParts {
  mfa: MfaEdges;
  perUserMfaState: ChangeOfMany;
  changes: readonly Change[];
  work: ProposalWork;
  roles: Roles;
  tenant: TenantChanges;
  jobs: Jobs;
}

/** Questions take policies that are a minute old; proof before a write asks for its own age. */
const POLICY_AGE_FOR_QUESTIONS_MILLIS = 60_000;

/** The one list of verbs. */
export function verbsOf(edges: AppEdges, parts: VerbParts): readonly AnyVerb[] {
  const { mfa, changes, tenant, work, jobs, roles } = parts;
  const { config, graph, database } = edges;
  const { rows } = database;
  const { timeZone } = config;
  const notices = noticeEdges(edges);
  const { emergencyAccountIds } = mfa.accounts;
  const verbs: AnyVerb[] = [
    ...verbsOfPeople(edges, parts),
    ...tenant.verbs,
    ...readinessVerbs({ database, graph, jobs, timeZone, ...configuredOf(config), reader: mfa.reader }),
    ...rolloutVerbs({ ...edges, mfa, jobs, changes, roles, foresee: tenant.foresee }),
    noticeSend({ graph, emergencyAccountIds, ...notices }),
    noticePreview(notices),
    noticeStatus({ rows, timeZone }),
    changeUndo({ rows, changes }),
    changeRetry({ rows, changes }),
    approvalList({ rows, timeZone, approvers: () => roles.approvers() }),
    approvalStatus({ rows, timeZone, items: work.items }),
    approvalExport({ rows }),
    approvalPause({ database, jobs }),
    approvalCancel({ database, jobs, halt: createHalt({ jobs, endings: createEndings({ jobs }) }) }),
    auditQuery({ rows, timeZone, namesOf: (ids) => namesOf(rows, ids) }),
    auditExport({ rows, timeZone }),
    auditAnchor({ rows, timeZone }),
    help(
      () => verbs,
      () => ownNames(rows),
    ),
  ];
  return verbs;
}

/** What notices are made of, and how they can go. */
const noticeEdges = ({ config, database: { rows } }: AppEdges): DraftEdges => ({
  ...{ rows, texts: readTexts(config.noticeTexts), timeZone: config.timeZone, helpContact: config.helpContact },
  means: meansOf(config),
});

/** What is asked and proposed about people's own state. */
function verbsOfPeople(edges: AppEdges, { mfa, perUserMfaState: change, roles, jobs }: VerbParts): AnyVerb[] {
  const { config, graph, database } = edges;
  const { rows } = database;
  const { accounts } = mfa;
  const coverageOf: StateGetEdges['coverageOf'] = (personId, user) =>
    mfa.coverageNow(personId, POLICY_AGE_FOR_QUESTIONS_MILLIS, user);
  const choose = (...[wish, signal]: Parameters<BulkSetEdges<PeopleQuery>['choose']>) =>
    choosePeople({ graph, database }, wish, signal);
  const listed = (lines: readonly string[]) => listedPeople(rows, lines);
  return [
    mfaStateGet({ graph, rows, timeZone: config.timeZone, coverageOf }),
    mfaStateList({ graph, database }),
    coverageGet({ graph, reader: mfa.reader, subjectOf: mfa.subjectOf, timeZone: config.timeZone }),
    policyWhatif({ graph, timeZone: config.timeZone }),
    mfaStateExport({ graph, database }),
    inventoryRefresh({ database, wakeReading: (trx) => jobs.wake(trx, SNAPSHOT, 'all') }),
    mfaStateSet({ rows, accounts, change }),
    mfaStateBulkSet({ accounts, change, whom: peopleQuery, choose, listed, approvers: roles.approvers }),
  ];
}
