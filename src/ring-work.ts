import { moveProposal } from './approvals/store.ts';
import { CARDS } from './approvals/propose.ts';
import { putOnRecord } from './audit/record.ts';
import type { Change } from './changes/change.ts';
import { CONDITIONAL_ACCESS_POLICY_CREATE } from './changes/conditional-access-policy-create.ts';
import { dryRunFacts } from './changes/dry-run-words.ts';
import type { Config } from './config.ts';
import type { Database, RowsInTransaction } from './db/database.ts';
import type { Graph } from './entra/graph.ts';
import { createEndings, noteStates } from './endings.ts';
import { choosePeople } from './chosen-people.ts';
import { listedPeople } from './inventory/listed-people.ts';
import { peopleQuery, type PeopleQuery } from './inventory/people-filter.ts';
import type { Roles } from './inventory/roles.ts';
import type { JobKind, Jobs } from './jobs/jobs.ts';
import type { Log } from './lib/log.ts';
import { RefusedError } from './lib/refused.ts';
import type { MfaEdges } from './mfa-edges.ts';
import { DELIVERIES } from './notices/deliver.ts';
import { meansOf } from './notices/forecast.ts';
import { createNoticePlanner, type NoticePlanner } from './notices/plan.ts';
import { recipientsOf } from './notices/recipients.ts';
import type { RenderedNotices } from './notices/render.ts';
import { insertNotice } from './notices/store.ts';
import { noticeNames, readTexts } from './notices/texts.ts';
import { ringGate } from './ring-gate.ts';
import { freeGroupIn, ringReading } from './ring-edges.ts';
import { ringBrake } from './rollouts/brake-job.ts';
import { rolloutDaily } from './rollouts/daily.ts';
import { ringSteps } from './rollouts/step.ts';
import type { EndDraftEdges } from './rollouts/end-draft.ts';
import type { RingMessage, RolloutEdges } from './rollouts/turn.ts';
import { rolloutAddUsers } from './rollouts/verbs/rollout-add-users.ts';
import { rolloutFinish } from './rollouts/verbs/rollout-finish.ts';
import { rolloutExcludeUsers } from './rollouts/verbs/rollout-exclude-users.ts';
import { rolloutPause } from './rollouts/verbs/rollout-pause.ts';
import { rolloutPlan } from './rollouts/verbs/rollout-plan.ts';
import { rolloutResume } from './rollouts/verbs/rollout-resume.ts';
import { rolloutRollback } from './rollouts/verbs/rollout-rollback.ts';
import { rolloutStart } from './rollouts/verbs/rollout-start.ts';
import { rolloutStatus } from './rollouts/verbs/rollout-status.ts';
import type { TenantChanges } from './tenant-changes.ts';
import type { AnyVerb } from './verbs/verb.ts';

interface RingWorkParts {
  config: Config;
  database: Database;
  graph: Graph;
  log: Log;
  mfa: MfaEdges;
  jobs: Jobs;
  roles: Pick<Roles, 'approvers'>;
}

/** What rollouts need of the rooms around them: people, policies, notices, approvals. Joins features that do not know each other. */
export function createRolloutEdges(parts: RingWorkParts): RolloutEdges {
  const { config, database, log, jobs, roles } = parts;
  return {
    ...ringReading(parts),
    ...ringGate(parts),
    ...{ database, log, jobs, rules: config.rollouts },
    tell: (trx, message) => tell(trx, plannerOf(parts), message),
    approverIds: async () =>
      config.approversChannelId === undefined
        ? (await roles.approvers()).map(({ id }) => id)
        : [config.approversChannelId],
    tellAll: createEndings({ jobs }).tell,
    tellOwner: async (trx, { ring, content }) => {
      const owner = await trx
        .selectFrom('rollout')
        .selectAll()
        .where('id', '=', ring.rollout_id)
        .executeTakeFirstOrThrow();
      const recipients = [{ personId: owner.owner_id, name: owner.owner_name, address: null }];
      const notice = {
        kind: 'outcome',
        proposalId: ring.proposal_id,
        content,
        recipients,
        mayReachOut: false,
      } as const;
      await jobs.wake(trx, DELIVERIES, await insertNotice(trx, notice));
    },
    endProposal: (trx, proposalId) => endProposal(trx, jobs, proposalId),
  };
}

/** The notices' planner, as this configuration has it. */
function plannerOf({ config, jobs }: Pick<RingWorkParts, 'config' | 'jobs'>): NoticePlanner {
  const { timeZone, helpContact = 'your IT help desk' } = config;
  return createNoticePlanner({
    texts: readTexts(config.noticeTexts),
    timeZone,
    helpContact,
    means: meansOf(config),
    jobs,
  });
}

async function tell(trx: RowsInTransaction, planner: NoticePlanner, message: RingMessage): Promise<void> {
  const { ringId, proposalId, notice, movesAt, senderName, personIds } = message;
  const name = noticeNames.find((one) => one === notice.name);
  if (name === undefined) return;
  const recipients = await recipientsOf(trx, personIds);
  if (recipients.length === 0) return;
  const frozen = notice.variants as unknown as RenderedNotices['variants']; // hashed with the plan: they are what was rendered
  await planner.plan(trx, {
    name,
    movesAt: notice.at === null ? null : movesAt,
    senderName,
    recipients,
    proposalId,
    about: ringId,
    frozen,
  });
}

async function endProposal(trx: RowsInTransaction, jobs: Jobs, proposalId: string): Promise<void> {
  const items = await trx
    .selectFrom('proposal_item')
    .select(['target_id', 'kind', 'state', 'detail', 'after', 'is_chained', 'no'])
    .where('proposal_id', '=', proposalId)
    .orderBy('no')
    .execute();
  const done = items.filter(({ state }) => state === 'done' || state === 'promoted');
  await putOnRecord(trx, { kind: 'finished', proposalId, facts: { items: items.length, done: done.length } });
  await noteStates(trx, done);
  await moveProposal(trx, proposalId, { state: 'done', isFinished: true });
  await jobs.wake(trx, CARDS, proposalId);
}

/** What moves rings on, and what brakes them. */
export function ringJobs(parts: RingWorkParts): JobKind[] {
  const edges = createRolloutEdges(parts);
  return [ringSteps(edges), ringBrake(edges), rolloutDaily(edges)];
}

/** What the verbs of rollouts need beside. */
interface RingVerbParts extends RingWorkParts, Pick<TenantChanges, 'foresee'> {
  changes: readonly Change[];
}

/** The verbs of rollouts. */
export function rolloutVerbs(parts: RingVerbParts): readonly AnyVerb[] {
  const { config, database, graph, mfa, jobs, roles } = parts;
  const { rows } = database;
  const { timeZone, rollouts: rules, risks } = config;
  const drafting = draftEdges(parts);
  const known: MfaEdges['known'] = (ids, signal) => mfa.known(ids, signal);
  const leadMillis = Math.max(rules.observeMillis, ...rules.noticeMillis) + config.approvalWindowMillis;
  const plan = {
    database,
    rules,
    leadMillis,
    known,
    mostPeople: risks.mostPeople,
    ownGroups: config.ownGroupIds.length,
  };
  const listed = (lines: readonly string[]) => listedPeople(rows, lines);
  return [
    rolloutPlan<PeopleQuery>({
      ...plan,
      whom: peopleQuery,
      approvers: () => roles.approvers(),
      listed,
      choose: ({ whom, again }, signal) => {
        const enabled = { ...whom, filter: { ...whom.filter, isEnabled: true } };
        return choosePeople({ graph, database }, { whom: enabled, again }, signal);
      },
    }),
    rolloutStart(drafting),
    rolloutFinish({ ...drafting, database, graph, foresee: foreseeIn(parts) }),
    rolloutAddUsers({ database, timeZone, known, listed }),
    rolloutExcludeUsers({ database, timeZone, listed }),
    rolloutPause({ database, jobs }),
    rolloutResume({ rows, timeZone }),
    rolloutRollback({ database }),
    rolloutStatus({ rows, timeZone }),
  ];
}

/** In numbers for a card; that it cannot be counted yet keeps nobody from proposing. */
const foreseeIn =
  ({ foresee }: RingVerbParts): EndDraftEdges['foresee'] =>
  async (policy, signal) => {
    try {
      return dryRunFacts(await foresee(policy, signal));
    } catch (cause) {
      if (!(cause instanceof RefusedError)) throw cause;
      return [['Would do', `not counted yet: ${cause.message}`]];
    }
  };

function draftEdges({ config, database, graph, mfa, jobs, changes }: RingVerbParts) {
  const { rollouts: rules, risks, approvalWindowMillis } = config;
  const making = changes.find(({ kind }) => kind === CONDITIONAL_ACCESS_POLICY_CREATE);
  if (!making) throw new RefusedError('invalidInput', 'I do not know how to make a policy.', 'Report this.');
  return {
    rows: database.rows,
    ...{ rules, risks, approvalWindowMillis, noticeMillis: rules.noticeMillis },
    emergencyAccountIds: mfa.accounts.emergencyAccountIds,
    known: (ids: readonly string[], signal: AbortSignal) => mfa.known(ids, signal),
    freeGroup: freeGroupIn({ config, database, graph }),
    previewPolicy: making.preview,
    planner: plannerOf({ config, jobs }),
  };
}
