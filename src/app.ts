import type { AppEdges } from './app-edges.ts';
import { verbsOf } from './app-verbs.ts';
import { cardCopies, reviveCopies } from './approvals/card-copies.ts';
import { proposalExpiry } from './approvals/expiry.ts';
import { planFile } from './approvals/plan-file.ts';
import { CARDS, propose } from './approvals/propose.ts';
import { proposalReminder } from './approvals/reminder.ts';
import { proposalShownAt } from './approvals/store.ts';
import { proposalNumbered } from './approvals/which-proposal.ts';
import { anchoring } from './audit/anchoring.ts';
import { recordFile } from './audit/export.ts';
import { createRecorder } from './audit/recorder.ts';
import { textRetention } from './audit/retention.ts';
import type { Messenger } from './cards/messenger.ts';
import { adminRolesFor } from './changes/admin-roles.ts';
import type { Change } from './changes/change.ts';
import { perUserMfaStateChange } from './changes/per-user-mfa-state.ts';
import { changeRunner, itemsAtOnce } from './changes/run.ts';
import { createUnderstanding } from './chat/understanding.ts';
import { createClicks } from './clicks.ts';
import type { Config } from './config.ts';
import { coverageWork } from './coverage-work.ts';
import type { Database } from './db/database.ts';
import { freeRows } from './db/lease.ts';
import { createEndings, type Endings } from './endings.ts';
import { askWhom } from './inventory/ask-whom.ts';
import { peopleFile } from './inventory/exports.ts';
import { findPerson } from './inventory/find-person.ts';
import { freePass } from './inventory/pass-rows.ts';
import { rolesFrom, type Roles } from './inventory/roles.ts';
import { groupsJob, snapshotJob } from './inventory/snapshot.ts';
import { createJobs, type JobKind, type Jobs } from './jobs/jobs.ts';
import { steadyMillis } from './lib/clock.ts';
import { CrossoverError } from './lib/errors.ts';
import type { Log } from './lib/log.ts';
import { createMfaEdges, type MfaEdges } from './mfa-edges.ts';
import { answerNotice, HELP_DESK } from './notices/answers.ts';
import { DELIVERIES, hastenDeliveries, noticeDelivery } from './notices/deliver.ts';
import { settleLostIntents } from './notices/store.ts';
import { createModel, type Model } from './model/model.ts';
import { createProposalWork, type ProposalWork } from './proposal-work.ts';
import { readingsJob } from './readiness/readings.ts';
import { createBot, type Bot } from './teams/bot.ts';
import type { CardActionEdges } from './teams/card-actions.ts';
import { conversationsIn, withChannels } from './teams/conversations.ts';
import { fileDelivery, FILES, offerFile, type FileEdges } from './teams/file-delivery.ts';
import { createFileLinks, signInForLinks, type FileLinkEdges, type FileLinks } from './teams/file-links.ts';
import { createMessenger } from './teams/messenger.ts';
import { createReach } from './teams/reach.ts';
import { ringJobs } from './ring-work.ts';
import { ringSettled } from './rollouts/control.ts';
import { ringOfProposal } from './rollouts/rows.ts';
import { tenantChanges } from './tenant-changes.ts';
import type { AnyVerb } from './verbs/verb.ts';
import { verbWords } from './verbs/words/all.ts';

export interface App {
  bot: Bot;
  jobs: Jobs;
  verbs: readonly AnyVerb[];
  /** Files in the browser, where people can sign in. */
  links: FileLinks | undefined;
  /** Sorts out what a killed process left behind, before anything new begins. */
  recover(): Promise<void>;
  /** Says in the log what makes this configuration less safe than it could be. Never rejects. */
  warn(): Promise<void>;
}

/** The one list of verbs, changes and jobs, and how they are joined. */
export function createApp(edges: AppEdges): App {
  const { config, database, graph, log } = edges;
  const mfa = createMfaEdges(edges);
  const perUserMfaState = perUserMfaStateChange(mfa);
  const tenant = tenantChangesOf(edges, mfa.accounts);
  const changes = [perUserMfaState, ...tenant.changes];
  const work = createProposalWork({ database, changes, timeZone: config.timeZone });
  const conversations = conversationsOf(edges);
  const messenger = createMessenger(edges.connector, conversations);
  const reach = createReach({ graph, conversations, teamsAppId: config.teamsAppId, mailSenderId: config.mailSenderId });
  const roles = rolesFrom(graph, config, edges.clock);
  const jobs: Jobs = createJobs({
    database,
    log,
    kinds: () => {
      const { finishNotice, ...endings } = createEndings({ jobs });
      return [
        cardCopies({ database, messenger, log, install: reach.install, draw: work.draw }),
        changesJob(edges, { changes, work, endings, jobs }),
        ...ringJobs({ ...edges, mfa, jobs, roles }),
        noticeDelivery({ database, messenger, log, reach, touch: endings.touch, finish: finishNotice }),
        ...waitingJobs(edges, { jobs, endings, roles }),
        ...recordJobs(edges),
        ...readingJobs(edges),
        ...coverageWork({ config, database, graph, jobs, roles, mfa, tell: endings.tell }),
        fileDelivery(files),
      ];
    },
  });
  const files = fileEdges({ edges, jobs, roles });
  const verbs = verbsOf(edges, { mfa, perUserMfaState, changes, tenant, work, roles, jobs });
  const botEdges = {
    ...answerEdges({ edges, jobs, work, verbs, roles, files, messenger }),
    ...{ model: modelFor(edges, verbs), appId: config.bot.appId, connector: edges.connector, conversations, files },
    onReachable: (personId: string) => goOnWith(personId, { database, jobs }),
  };
  const bot = createBot(botEdges, edges.authentication);
  const warn = () => warnOfOpenGroups(roles, log);
  return { bot, jobs, verbs, links: files.links, recover: () => recover(database), warn };
}

/** The optional model, which knows the verbs that there are. */
function modelFor({ config, completeByModel: complete, log }: AppEdges, verbs: readonly AnyVerb[]): Model | undefined {
  if (!complete || !config.model) return undefined;
  const answered = new Set(verbs.map(({ name }) => name));
  const words = verbWords.filter(({ name }) => answered.has(name));
  return createModel({
    complete,
    words,
    timeZone: config.timeZone,
    isMasking: config.model.isMasking,
    prices: config.model.prices,
    log,
    nowMillis: steadyMillis,
  });
}

/** Personal chats, and the channels that requests for help and alarms go to. */
const conversationsOf = ({ config: { helpChannelId, approversChannelId: approvers }, database }: AppEdges) =>
  withChannels(conversationsIn(database.rows), {
    [HELP_DESK]: helpChannelId,
    ...(approvers === undefined ? {} : { [approvers]: approvers }),
  });

const tenantChangesOf = ({ config, database, graph, clock }: AppEdges, accounts: MfaEdges['accounts']) => {
  const { ownGroupIds, hasStandingWayBack } = config;
  return tenantChanges({ graph, clock, accounts, database, ownGroupIds, hasStandingWayBack });
};

/** What reminds of proposals that wait, and ends those that nobody decided on. */
function waitingJobs(
  { config, database }: AppEdges,
  { jobs, endings, roles }: { jobs: Jobs; endings: Pick<Endings, 'tell' | 'tellProposer'>; roles: Roles },
): JobKind[] {
  const { tell, tellProposer } = endings;
  const { escalation } = roles;
  return [
    proposalExpiry({ database, jobs, tellProposer }),
    proposalReminder({ database, jobs, tell, escalation, timeZone: config.timeZone }),
  ];
}

/** What works approved changes off. */
const changesJob = ({ config, database }: AppEdges, { changes, work, endings, jobs }: ChangeParts): JobKind =>
  changeRunner({
    ...{
      database,
      changes,
      plannedItem: work.plannedItem,
      chainOf: work.chainOf,
      touch: endings.touch,
    },
    finish: async (trx, proposalId) => {
      const ring = await ringOfProposal(trx, proposalId);
      if (!ring) return endings.finishChanges(trx, proposalId);
      await endings.touch(trx, proposalId);
      await ringSettled(trx, { jobs }, ring);
    },
    atOnce: itemsAtOnce(config.limits.requirements),
  });

interface ChangeParts {
  jobs: Jobs;
  changes: readonly Change[];
  work: ProposalWork;
  endings: Pick<Endings, 'touch' | 'finishChanges'>;
}

/** What keeps the snapshot of all people, of the groups that were asked about, and of the sign-in log. */
function readingJobs(edges: AppEdges): JobKind[] {
  const { config, database, graph } = edges;
  const { emergencyAccountIds: emergencyIds, accountRules: rules, snapshotMaxAgeMillis: maxAgeMillis } = config;
  const pass = { database, graph, emergencyIds, rules };
  return [
    snapshotJob({ ...pass, maxAgeMillis, changesMillis: config.changesMillis }),
    groupsJob(pass),
    readingsJob(edges),
  ];
}

/** What erases texts of the record in time, and notes its head outside the database where there is a place for it. */
function recordJobs({ config, database, log }: AppEdges): JobKind[] {
  const { anchorFile: file, keepTextMillis: keepMillis } = config;
  return [textRetention({ database, keepMillis }), ...(file === undefined ? [] : [anchoring({ database, file, log })])];
}

/** Somebody can be reached now: what waited for that goes on. */
async function goOnWith(personId: string, { database, jobs }: { database: Database; jobs: Jobs }): Promise<void> {
  const notices = await hastenDeliveries(database.rows, personId);
  const proposals = await reviveCopies(database.rows, personId);
  await database.transaction(async (trx) => {
    for (const id of notices) await jobs.wake(trx, DELIVERIES, id);
    for (const id of proposals) await jobs.wake(trx, CARDS, id);
  });
}

interface TurnParts {
  edges: AppEdges;
  jobs: Jobs;
  roles: Roles;
}

function fileEdges({ edges, jobs, roles }: TurnParts): FileEdges {
  const { config, database, connector, log, fetch } = edges;
  const kinds = [peopleFile, recordFile, planFile].map((kind) => kind(database.rows));
  const shared = { database, record: createRecorder(database), log, kinds, readActor: roles.actorOf };
  return {
    ...{ ...shared, connector, fetch, fileHosts: config.fileHosts, links: linksIn(config, shared) },
    conversations: conversationsIn(database.rows),
    wakeFile: (trx, id) => jobs.wake(trx, FILES, id),
  };
}

function linksIn(config: Config, edges: Omit<FileLinkEdges, 'signIn' | 'origin'>): FileLinks | undefined {
  if (!config.links) return undefined;
  const { authorityHost } = config.authority;
  const signIn = signInForLinks({ authorityHost, tenantId: config.bot.tenantId, ...config.links });
  return createFileLinks({ ...edges, signIn, origin: config.links.origin });
}

interface AnswerParts extends TurnParts {
  messenger: Messenger;
  work: ProposalWork;
  verbs: readonly AnyVerb[];
  files: FileEdges;
}

function answerEdges({ edges, jobs, work, verbs, roles, files, messenger }: AnswerParts): CardActionEdges {
  const { config, database, graph, log } = edges;
  const adminRoles = config.proposersNeedEntraRole ? adminRolesFor : () => [];
  return {
    database,
    record: files.record,
    log,
    verbs,
    grammar: createUnderstanding(verbs, { words: verbWords, timeZone: config.timeZone }),
    wordsOf: (name) => verbWords.find((words) => words.name === name),
    callEdges: {
      askWhom,
      findPerson: (words, context) => findPerson({ graph, rows: database.rows }, words, context),
      proposalNumbered: (no) => proposalNumbered(database.rows, no),
    },
    readActor: roles.actorOf,
    propose: (drafts, by) => propose({ ...config, ...roles, database, jobs, adminRolesFor: adminRoles }, drafts, by),
    offerFile: (personId, file) => offerFile(files, personId, file),
    ...createClicks({ ...config, database, jobs, work, actorOf: roles.actorOf }),
    answerNotice: (click) => answerNotice({ database, jobs, help: helpOf(config) }, click),
    updateCard: (at, card) => messenger.update(at, card),
    isProposalCard: async (at) => (await proposalShownAt(database.rows, at)) !== undefined,
  };
}

/** Where requests for help go: the channel, else the mailbox that the help contact names. */
const helpOf = ({ helpChannelId, helpContact, mailSenderId }: Config): Parameters<typeof answerNotice>[0]['help'] => ({
  hasChannel: helpChannelId !== undefined,
  mailTo: mailSenderId !== undefined && /^[^\s@]+@[^\s@]+$/.test(helpContact ?? '') ? (helpContact ?? null) : null,
});

async function recover(database: Database): Promise<void> {
  const isAlone = database.kind === 'embedded'; // the directory lock: nobody else can be at work
  await settleLostIntents(database.rows, { isAlone });
  if (!isAlone) return;
  await freeRows(database.rows);
  await freePass(database.rows);
}

/** Their owners could make themselves approvers: every plan then needs two of them. */
async function warnOfOpenGroups(roles: Roles, log: Log): Promise<void> {
  try {
    for (const { id } of await roles.openGroups()) log.warn('approvers.groupNotRoleAssignable', { groupId: id });
  } catch (cause) {
    log.warn('approvers.groupsNotRead', { reason: cause instanceof CrossoverError ? cause.name : 'unknown' });
  }
}
