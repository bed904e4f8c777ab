import { lockRecord, putOnRecord } from '../audit/record.ts';
import { now, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { ProposalItemRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { gathered } from '../lib/gathered.ts';
import { TransportError } from '../lib/errors.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { ApprovedChange, Written } from './change.ts';
import { breakChain, isPatienceOver, isUnderWay, type ChainPlan } from './chain.ts';
import { claimItems, draftItemOf, dueProposals, hasOpenItems, moveItem } from './items.ts';
import { stoppedWords } from './words.ts';

/** Name of the job that works an approved plan off. */
export const CHANGES = 'changes.work';

interface RunnerParts {
  database: Database;
  changes: readonly ApprovedChange[];
  /** An item as the approved plan spells it; undefined where the stored plan is not whole or has no such item. */
  plannedItem(proposalId: string, no: number): Promise<DraftItem | undefined>;
  /** The approved plan where it is a chain (Default: none is). */
  chainOf?(proposalId: string): Promise<ChainPlan | undefined>;
  /** Something that the proposal's cards show has changed. */
  touch(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** The last item is settled: ends the proposal and tells whom it concerns, in the same transaction. */
  finish(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /**
   * Items of one plan under way at once: each waits for Graph several times, and the quotas pace them all together.
   * Fewer where a quota is narrow: who waits long in line looks in vain.
   */
  atOnce: number;
}

/** Looks after an interrupted write before it is taken for not done: replicas lag. */
const LOOKS_BEFORE_REPEATING = 3;
/** What is slow to show is rarely there within seconds: to look all the time would cost the quota of many people. */
const firstPause = ({ isSlowToShow }: ApprovedChange): number => (isSlowToShow ? 5000 : 500);
/** Looks that a read-back gets before the item counts as failed: replicas lag. */
const MAX_LOOKS = 8;
/** The same where replicas lag long, and how far apart the last of them are: a quarter of an hour in all. */
const MAX_SLOW_LOOKS = 12;
const LONGEST_PAUSE_MILLIS = 120_000;

/** The same in a chain, where nobody is asked for MFA meanwhile. */
const CHAIN_LOOKS = 4;
const CHAIN_PAUSE_MILLIS = 2000;

const paced = (item: ProposalItemRow, millis: number): number =>
  isUnderWay(item) ? Math.min(CHAIN_PAUSE_MILLIS, millis) : millis;

const looksOf = (item: ProposalItemRow, { isSlowToShow }: ApprovedChange): number =>
  isUnderWay(item) ? CHAIN_LOOKS : isSlowToShow ? MAX_SLOW_LOOKS : MAX_LOOKS;

const MOST_AT_ONCE = 16;

/** As many items as get their turn within two seconds: the proof that a write rests on holds for three. */
export const itemsAtOnce = ({ count, perSeconds }: { count: number; perSeconds: number }): number =>
  Math.min(MOST_AT_ONCE, Math.max(1, Math.floor((2 * count) / perSeconds)));

/**
 * Works approved plans off, several items at a time, each for itself: look, note the intent, write, read back, record.
 * After a crash at any point the item is looked at again before anything is written again.
 */
export function changeRunner(parts: RunnerParts): JobKind {
  return {
    name: CHANGES,
    run: async (proposalId) => {
      const first = await claimItems(parts.database, proposalId, parts.atOnce);
      const next = claimingTogether(parts.database, proposalId);
      const ended = await Promise.allSettled(first.map((item) => workOff(parts, item, next)));
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    },
    due: () => dueProposals(parts.database),
  };
}

type Claim = () => Promise<ProposalItemRow | undefined>;

/** Whoever is free while others claim claims with the next ones: one statement for all of them. */
function claimingTogether(database: Database, proposalId: string): Claim {
  const claim = gathered((all: readonly undefined[]) => claimItems(database, proposalId, all.length));
  return () => claim(undefined);
}

/** Takes one due item after the other, until none is left: none is claimed before it can be worked on. */
async function workOff(parts: RunnerParts, first: ProposalItemRow, next: Claim): Promise<void> {
  for (let item: ProposalItemRow | undefined = first; item; item = await next()) await step(parts, item);
}

async function step(parts: RunnerParts, item: ProposalItemRow): Promise<void> {
  const change = parts.changes.find((one) => one.kind === item.kind);
  if (!change) return settle(parts, item, { state: 'failed', detail: `I do not know how to change ${item.kind}.` });
  try {
    if (item.state === 'ready') await begin(parts, change, item);
    else await lookAgain(parts, change, item);
  } catch (cause) {
    await noteFault(parts, item, cause);
  }
}

async function begin(parts: RunnerParts, change: ApprovedChange, item: ProposalItemRow): Promise<void> {
  const whyNot = isUnderWay(item) ? null : await whyNotNow(parts.database.rows, item.proposal_id);
  if (whyNot === 'paused') return letGo(parts, item);
  if (whyNot !== null) return settle(parts, item, { state: 'skipped', detail: whyNot });
  const planned = await parts.plannedItem(item.proposal_id, item.no);
  if (!planned || !isAsPlanned(item, planned)) {
    return settle(parts, item, {
      state: 'failed',
      detail: 'The stored work is not what was approved. Tell your security team.',
    });
  }
  const inspection = await change.inspect(planned);
  switch (inspection.verdict) {
    case 'alreadySo':
      return settle(parts, item, { state: 'alreadySo', detail: 'It was so already; nothing was written.' });
    case 'skip':
      return settle(parts, item, { state: 'skipped', detail: inspection.why });
    case 'wait':
      return wait(parts, item, inspection);
    case 'go':
      return write(parts, change, { item: { ...item, before: canonicalJson(inspection.before) }, inspection });
  }
}

/** Whoever can write into the database must not thereby change what approvers said yes to. */
const isAsPlanned = (item: ProposalItemRow, planned: DraftItem): boolean =>
  item.kind === planned.kind && item.target_id === planned.targetId && item.after === canonicalJson(planned.after);

/** Why nothing more of a plan may begin, in words; `paused`; null where it may. */
async function whyNotNow(rows: Rows, proposalId: string): Promise<string | null> {
  const proposal = await rows
    .selectFrom('proposal')
    .select((eb) => ['stopped_by', 'paused_by', eb('execute_by', '<', now).as('isLate')])
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  if (proposal.stopped_by !== null) return stoppedWords(proposal.stopped_by);
  if (proposal.isLate) return 'The time to act had passed before it could begin.';
  return proposal.paused_by === null ? null : 'paused';
}

/** Paused at the very moment: it stays as it is, for whoever resumes. */
async function letGo(parts: RunnerParts, item: ProposalItemRow): Promise<void> {
  await moveItem(parts.database.rows, item, { state: 'ready' });
}

/** Paused or stopped while it was looked at: behind the lock of the record, so that nothing begins once whoever did it was told so. */
async function isHaltedMeanwhile(trx: RowsInTransaction, item: ProposalItemRow): Promise<boolean> {
  if (isUnderWay(item)) return false;
  await lockRecord(trx);
  return (await whyNotNow(trx, item.proposal_id)) !== null;
}

async function wait(
  parts: RunnerParts,
  item: ProposalItemRow,
  { until, why }: { until: Date; why: string },
): Promise<void> {
  await parts.database.transaction(async (trx) => {
    const isNews = item.detail !== why || item.due_at.getTime() !== until.getTime();
    const isMine = await moveItem(trx, item, { state: 'ready', detail: why, dueAt: until });
    if (isNews && isMine) await parts.touch(trx, item.proposal_id);
  });
}

async function write(
  parts: RunnerParts,
  change: ApprovedChange,
  { item, inspection: { holdsMillis } }: { item: ProposalItemRow; inspection: { holdsMillis?: number } },
): Promise<void> {
  const draft = draftItemOf(item);
  const about = { proposalId: item.proposal_id, targetId: item.target_id };
  const isMine = await parts.database.transaction(async (trx) => {
    // Committed before the write: whoever comes after a crash knows that it may have happened.
    const isMoved = await moveItem(trx, item, { state: 'applying', detail: null, before: draft.before, isHeld: true });
    if (!isMoved) return false;
    if (await isHaltedMeanwhile(trx, item)) {
      await moveItem(trx, item, { state: 'ready' });
      return false;
    }
    const facts = { change: item.kind, before: draft.before, after: draft.after };
    await putOnRecord(trx, { kind: 'writing', ...about, facts });
    return true;
  });
  if (!isMine) return;
  const { requestId, madeId } = await applied(parts, change, { item, draft, holdsMillis });
  const isStillMine = await parts.database.transaction(async (trx) => {
    const to = { state: 'written', isHeld: true, isFirstLook: true, isWritten: true, madeId } as const;
    const isMoved = await moveItem(trx, item, to);
    // On record in any case, and after the item: whoever stops work locks them in this order, too.
    await putOnRecord(trx, { kind: 'written', ...about, facts: { requestId } });
    return isMoved;
  });
  if (isStillMine) await readBack(parts, change, { ...item, state: 'written', attempts: 0 });
}

/** Graph says of these that it did nothing: what must not be written twice may then begin anew. */
const CERTAINLY_NOT_DONE: readonly string[] = ['throttled', 'unauthorized', 'noToken'];

async function applied(
  parts: RunnerParts,
  change: ApprovedChange,
  { item, draft, holdsMillis }: { item: ProposalItemRow; draft: DraftItem; holdsMillis: number | undefined },
): Promise<Written> {
  try {
    return await change.apply(draft, holdsMillis);
  } catch (cause) {
    const isUndone = cause instanceof GraphError && CERTAINLY_NOT_DONE.includes(cause.reason);
    if (change.isOnce && isUndone) await moveItem(parts.database.rows, item, { state: 'ready', isHeld: true });
    throw cause;
  }
}

/** The write may have reached the tenant, or certainly has: look first. */
async function lookAgain(parts: RunnerParts, change: ApprovedChange, item: ProposalItemRow): Promise<void> {
  if (item.state === 'written') return readBack(parts, change, item);
  const { verdict, live } = await change.verify(draftItemOf(item));
  if (verdict !== 'before') return readBack(parts, change, item);
  if (item.attempts <= (change.isOnce ? MAX_LOOKS : LOOKS_BEFORE_REPEATING)) {
    await moveItem(parts.database.rows, item, { state: 'applying', delayMillis: 250 * 2 ** item.attempts });
    return;
  }
  if (change.isOnce) return settle(parts, item, { state: 'failed', detail: NEVER_TWICE });
  const whyNot = isUnderWay(item) ? null : await whyNotNow(parts.database.rows, item.proposal_id);
  if (whyNot !== null && whyNot !== 'paused') {
    return settle(parts, item, { state: 'failed', detail: `It was interrupted, and reads back ${live}. ${whyNot}` });
  }
  // Not written, as several looks say: begin anew, with every check.
  await moveItem(parts.database.rows, item, { state: 'ready', isFirstLook: true });
}

const NEVER_TWICE =
  'It was interrupted, and I do not find it in the tenant. I never make it a second time by myself: look in the Entra admin center, then propose it again.';

async function readBack(parts: RunnerParts, change: ApprovedChange, item: ProposalItemRow): Promise<void> {
  const { verdict, live, madeId } = await change.verify(draftItemOf(item));
  switch (verdict) {
    case 'equal':
      return settle(parts, item, { state: 'done', detail: `Read back: ${live}.`, madeId });
    case 'promoted':
      return settle(parts, item, {
        state: 'promoted',
        detail: `Entra made it ${live} at once, since the person is registered.`,
      });
    case 'before':
    case 'different':
      if (item.attempts >= looksOf(item, change))
        return settle(parts, item, { state: 'failed', detail: `Graph took the change, but reads back ${live}.` });
      await moveItem(parts.database.rows, item, {
        state: 'written',
        delayMillis: paced(item, Math.min(LONGEST_PAUSE_MILLIS, firstPause(change) * 2 ** item.attempts)),
      });
  }
}

async function settle(
  parts: RunnerParts,
  item: ProposalItemRow,
  end: {
    state: 'done' | 'alreadySo' | 'promoted' | 'skipped' | 'failed';
    detail: string;
    madeId?: string | undefined;
  },
): Promise<void> {
  const plan = item.is_chained ? await parts.chainOf?.(item.proposal_id) : undefined;
  await parts.database.transaction(async (trx) => {
    const isWritten = end.state === 'done' || end.state === 'promoted';
    if (!(await moveItem(trx, item, { ...end, isWritten }))) return;
    const isDone = end.state === 'done' || end.state === 'promoted';
    await putOnRecord(trx, {
      kind: isDone ? 'readBack' : end.state === 'failed' ? 'failed' : 'skipped',
      proposalId: item.proposal_id,
      targetId: item.target_id,
      facts: { outcome: end.state },
      texts: { detail: end.detail },
    });
    if (plan && (end.state === 'failed' || end.state === 'skipped'))
      await breakChain(trx, item, { state: end.state, plan });
    if (await hasOpenItems(trx, item.proposal_id)) await parts.touch(trx, item.proposal_id);
    else await parts.finish(trx, item.proposal_id);
  });
}

const MAY_PASS: readonly string[] = ['throttled', 'serviceFault', 'unauthorized', 'noToken'];
/** In a chain they were switched off a moment ago. */
const LAGGING = 'securityDefaultsOn';

async function noteFault(parts: RunnerParts, item: ProposalItemRow, cause: unknown): Promise<void> {
  const mayPass =
    cause instanceof TransportError ||
    (cause instanceof GraphError &&
      (MAY_PASS.includes(cause.reason) || (isUnderWay(item) && cause.reason === LAGGING)));
  const plan = isUnderWay(item) ? await parts.chainOf?.(item.proposal_id) : undefined;
  const current = await parts.database.rows
    .selectFrom('proposal_item')
    .select('state')
    .where('proposal_id', '=', item.proposal_id)
    .where('no', '=', item.no)
    .executeTakeFirst();
  if (!current) return; // taken back before it began
  if (cause instanceof GraphError && !mayPass) {
    const what =
      current.state === 'written' ? 'Graph took the change, but does not let me read it back' : 'Graph said no';
    const detail = `${what} (${cause.facts.code ?? cause.reason}). ${cause.remedy}`;
    return settle(parts, item, { state: 'failed', detail });
  }
  if (plan && mayPass && (await isPatienceOver(parts.database.rows, item, plan)))
    return settle(parts, item, { state: 'failed', detail: 'It did not work for a minute, so everything is put back.' });
  // Held back by our own quotas before it was sent: nothing was written, so it begins anew.
  const isUnsent = cause instanceof GraphError && cause.reason === 'throttled' && cause.facts.status === null;
  const state = isUnsent && current.state === 'applying' ? 'ready' : current.state;
  const retryAfterSeconds = cause instanceof GraphError ? (cause.facts.retryAfterSeconds ?? 0) : 0;
  const delayMillis = Math.max(
    retryAfterSeconds * 1000,
    Math.min(60_000, paced(item, 1000 * 2 ** Math.min(item.attempts, 6))),
  );
  await moveItem(parts.database.rows, item, { state, delayMillis });
  if (!mayPass) throw cause;
}
