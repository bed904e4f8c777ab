import type { DecideEdges } from './approvals/decide.ts';
import { thaw, type Plan } from './approvals/plan.ts';
import { proposalCard, type WorkWords } from './approvals/proposal-card.ts';
import { readProposal, readUndecided } from './approvals/store.ts';
import type { ItemsPage, StatusEdges } from './approvals/verbs/approval-status.ts';
import { putOnRecord } from './audit/record.ts';
import type { DrawnCard } from './approvals/card-copies.ts';
import type { CardContent, Fact, Quote } from './cards/compose.ts';
import type { ChainPlan } from './changes/chain.ts';
import type { ApprovedChange } from './changes/change.ts';
import { insertItems } from './changes/items.ts';
import { CHANGES } from './changes/run.ts';
import { changeProgress, itemsPage, plannedLine, plannedLines, SHOWN } from './changes/words.ts';
import { databaseNow, type Database, type RowsInTransaction } from './db/database.ts';
import type { CardCopyRow, ProposalRow } from './db/tables.ts';
import type { Jobs } from './jobs/jobs.ts';
import { listedBriefly, visibleText } from './lib/text.ts';
import type { DraftItem } from './verbs/draft.ts';
import { DELIVERIES } from './notices/deliver.ts';
import { insertNotice, type Templated } from './notices/store.ts';
import { noticeNames } from './notices/texts.ts';
import { messageProgress, noticeProgress } from './notices/words.ts';
import { beginRing } from './rollouts/control.ts';
import { resolvedItem } from './rollouts/resolved-item.ts';
import { ringPreview, ringProgress } from './rollouts/ring-card.ts';
import { ringOfProposal } from './rollouts/rows.ts';
import { firstItems } from './rollouts/ring-items.ts';

interface WorkParts {
  database: Database;
  changes: readonly ApprovedChange[];
  timeZone: string;
}

/** What the work behind a proposal is, for whoever shows it, decides on it and begins it. Joins approvals with changes and notices. */
export interface ProposalWork {
  /** The proposal as one viewer sees it now. */
  draw(proposalId: string, viewer: { id: string; role: CardCopyRow['role'] }): Promise<DrawnCard | undefined>;
  driftOf: DecideEdges['driftOf'];
  /** What a proposal is about, a page at a time: as planned, and once it has begun, how each stands. */
  items: StatusEdges['items'];
  /** An item of the frozen plan; undefined where the stored text is not what was hashed, or has no such item. */
  plannedItem(proposalId: string, no: number): Promise<DraftItem | undefined>;
  /** The frozen plan where it is a chain. */
  chainOf(proposalId: string): Promise<ChainPlan | undefined>;
  begin(trx: RowsInTransaction, approved: { proposalId: string; plan: Plan; jobs: Pick<Jobs, 'wake'> }): Promise<void>;
}

/** See `ProposalWork`. */
export function createProposalWork(parts: WorkParts): ProposalWork {
  const thawed = rememberedPlans();
  const planOf = plansIn(parts.database);
  const words: Record<Plan['work'], WorkWords> = { changes: wordsOfChanges(parts), notice: wordsOfNotice(parts) };
  return {
    draw: async (proposalId, viewer) => {
      const found = await readProposal(parts.database.rows, proposalId);
      const plan = found && thawed(found.proposal);
      if (!found || !plan) return undefined;
      const hasBegun = found.proposal.state === 'approved' || found.proposal.state === 'done';
      const progress = hasBegun ? await words[plan.work].progress(found.proposal, plan) : undefined;
      const preview = words[plan.work].preview(plan);
      const undecided = await readUndecided(parts.database.rows, [proposalId]);
      const namesOf = (some: typeof undecided) => some.map(({ name }) => name);
      const asked = {
        undecided: namesOf(undecided),
        unreached: namesOf(undecided.filter(({ isUnreached }) => isUnreached)),
      };
      const { timeZone } = parts;
      const card = proposalCard({ found, plan, viewer, ...asked, preview, progress, timeZone });
      const isInProgress = found.proposal.state === 'approved' && plan.work === 'changes' && plan.items.length > 1;
      return { card, version: found.proposal.version, isInProgress };
    },
    driftOf: (plan) => driftOf(parts, plan),
    items: async (proposal, page) => {
      const plan = thawed(proposal);
      return plan ? itemsOf(parts, { proposal, plan }, page) : { lines: [], nos: [], total: 0 };
    },
    plannedItem: async (proposalId, no) => {
      const plan = await planOf(proposalId);
      const items = plan && [...plan.items, ...(plan.wayBack ?? [])];
      return items && resolvedItem(parts.database.rows, proposalId, { items, no });
    },
    chainOf: async (proposalId) => {
      const plan = await planOf(proposalId);
      return plan?.wayBack && { items: plan.items, wayBack: plan.wayBack };
    },
    begin,
  };
}

type ChangesPlan = Extract<Plan, { work: 'changes' }>;
type Page = Parameters<StatusEdges['items']>[1];

async function itemsOf(
  { database, changes, timeZone }: WorkParts,
  { proposal, plan }: { proposal: ProposalRow; plan: Plan },
  page: Page,
): Promise<ItemsPage> {
  const { from, size } = page;
  if (plan.work === 'changes' && (proposal.state === 'approved' || proposal.state === 'done')) {
    const { tellApart } = plan;
    const found = await itemsPage(database.rows, changes, { proposalId: proposal.id, timeZone, tellApart, ...page });
    return { ...found, total: plan.items.length };
  }
  const all =
    plan.work === 'changes'
      ? plan.items.slice(from, from + size).map((item) => plannedLine(changes, item, plan.tellApart))
      : plan.recipients.slice(from, from + size).map(({ name }) => ({ primary: name }));
  const total = plan.work === 'changes' ? plan.items.length : plan.recipients.length;
  return { lines: all, nos: all.map((_, at) => from + at), total };
}

/** Plans as they were last thawed: one of ten thousand items takes a tenth of a second, and is drawn for everybody. */
function rememberedPlans(): (proposal: Pick<ProposalRow, 'plan' | 'plan_hash'>) => Plan | null {
  const known = new Map<string, { text: string; plan: Plan | null }>();
  return ({ plan: text, plan_hash: hash }) => {
    const last = known.get(hash);
    if (last?.text === text) return last.plan;
    const plan = thaw(text, hash);
    if (known.size >= PLANS_REMEMBERED) known.clear();
    known.set(hash, { text, plan });
    return plan;
  };
}

const PLANS_REMEMBERED = 4;

const begin: ProposalWork['begin'] = async (trx, { proposalId, plan, jobs }) => {
  if (plan.work === 'changes' && plan.ring)
    return beginRing(trx, { jobs }, { proposalId, plan: { ...plan, ring: plan.ring } });
  if (plan.work === 'changes') {
    await insertItems(trx, { proposalId, items: plan.items, isChained: plan.wayBack !== undefined });
    await jobs.wake(trx, CHANGES, proposalId);
    return;
  }
  const content = plan.notice as unknown as CardContent;
  const { recipients, resendOf } = plan;
  const shared = { kind: 'announcement', proposalId, content, recipients, resendOf, mayReachOut: true } as const;
  const notice = { ...shared, templated: templatedOf(plan) };
  const noticeId = await insertNotice(trx, notice);
  await putOnRecord(trx, { kind: 'noticePlanned', proposalId, facts: { noticeId, planned: plan.recipients.length } });
  await jobs.wake(trx, DELIVERIES, noticeId);
};

function templatedOf({
  name,
  variants,
  movesAt,
  helpContact,
}: Extract<Plan, { work: 'notice' }>): Templated | undefined {
  const known = noticeNames.find((one) => one === name);
  if (known === undefined || variants === null) return undefined;
  const texts = variants as unknown as Templated['variants']; // hashed with the plan: they are what was rendered
  return { name: known, variants: texts, movesAt: movesAt === null ? null : new Date(movesAt), helpContact };
}

/** The plans at work are kept: a large one would otherwise be read again for each of its items. */
function plansIn(database: Database): (proposalId: string) => Promise<ChangesPlan | undefined> {
  const known = new Map<string, Promise<Plan | null>>();
  const planOf = async (proposalId: string): Promise<Plan | null> => {
    const found = await readProposal(database.rows, proposalId).catch((cause: unknown) => {
      known.delete(proposalId); // a database that was away for a moment is asked again
      throw cause;
    });
    return found ? thaw(found.proposal.plan, found.proposal.plan_hash) : null;
  };
  return async (proposalId) => {
    const reading = known.get(proposalId) ?? planOf(proposalId);
    known.delete(proposalId);
    known.set(proposalId, reading); // the newest last
    const [oldest] = known.keys();
    if (known.size > PLANS_AT_WORK && oldest !== undefined) known.delete(oldest);
    const plan = await reading;
    return plan?.work === 'changes' ? plan : undefined;
  };
}

/** As many as the rings of a rollout that may be approved at the same time. */
const PLANS_AT_WORK = 8;

/** Drift is looked for live where a plan is small; a large one is looked at item by item right before each write. */
const LOOKED_AT_ON_CLICK = 20;

async function driftOf({ changes, database }: WorkParts, plan: Plan): Promise<string | null> {
  if (plan.work === 'notice') {
    const isPast = plan.movesAt !== null && new Date(plan.movesAt) <= (await databaseNow(database.rows));
    return isPast ? 'the time that the notice announces has passed.' : null;
  }
  const items = plan.ring ? firstItems(plan.items) : plan.items;
  const looked = items.slice(0, LOOKED_AT_ON_CLICK);
  for (const change of changes) {
    const some = looked.filter(({ kind }) => kind === change.kind);
    const drift =
      some.length > 1 && change.driftOfMany ? await change.driftOfMany(some) : await firstDrift(change, some);
    if (drift) return drift;
  }
  return null;
}

async function firstDrift(change: ApprovedChange, items: readonly DraftItem[]): Promise<string | null> {
  for (const item of items) {
    const drift = await change.driftOf(item);
    if (drift) return drift;
  }
  return null;
}

function wordsOfChanges({ database, changes, timeZone }: WorkParts): WorkWords {
  return {
    preview: (plan) => ({
      facts: [],
      moreFacts: plan.work === 'changes' ? leftOutFacts(plan) : [],
      list: plan.work === 'changes' ? plannedLines(changes, plan.items, plan.tellApart) : [],
      more: plan.work === 'changes' ? Math.max(0, plan.items.length - SHOWN) : 0,
      ...(plan.work === 'changes' ? { quotes: messageQuotes(plan) } : {}),
      ...(plan.work === 'changes' && plan.ring ? ringPreview({ ...plan, ring: plan.ring }) : {}),
    }),
    progress: async ({ id: proposalId, paused_by: pausedBy }, plan) => {
      const ring = await ringOfProposal(database.rows, proposalId);
      if (ring) return ringProgress(database.rows, ring, timeZone);
      const tellApart = plan.work === 'changes' ? plan.tellApart : {};
      const progress = await changeProgress(database.rows, changes, { proposalId, timeZone, pausedBy, tellApart });
      return { ...progress, facts: [...progress.facts, ...(await messageProgress(database.rows, proposalId))] };
    },
  };
}

/** Whom the plan leaves out, by why. */
const leftOutFacts = ({ leftOut }: Extract<Plan, { work: 'changes' }>): Fact[] =>
  [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, some]) => {
    const names = some.map(({ targetName }) => visibleText(targetName));
    return [`Left out, ${visibleText(why)}`, listedBriefly(names, NAMED_IN_DETAILS)];
  });

/** What people whom the plan changes are told: each text, and whom it goes to. */
const messageQuotes = ({ messages }: Extract<Plan, { work: 'changes' }>): Quote[] =>
  messages.map(({ content, recipients }) => {
    const names = listedBriefly(
      recipients.map((one) => one.name),
      NAMED,
    );
    return {
      label: `When it is done, ${names} will be told, in Teams (the app is installed if need be) or else by mail:`,
      content: content as unknown as CardContent,
    };
  });

/** How many of the people who are told an approver sees by name. */
const NAMED = 5;
const NAMED_IN_DETAILS = 100;

function wordsOfNotice({ database }: WorkParts): WorkWords {
  return {
    preview: (plan) => {
      if (plan.work !== 'notice') return { facts: [], list: [], more: 0, moreFacts: [] };
      const names = plan.recipients.map((one) => one.name);
      return {
        facts: [['Goes to', listedBriefly(names, NAMED)]],
        list: [],
        more: 0,
        moreFacts: names.length > NAMED ? [['Everybody', listedBriefly(names, NAMED_IN_DETAILS)]] : [],
        quotes: [{ label: 'The message to each of them:', content: plan.notice as unknown as CardContent }],
      };
    },
    progress: ({ id }) => noticeProgress(database.rows, id),
  };
}
