import { thaw } from './approvals/plan.ts';
import { CARDS } from './approvals/propose.ts';
import { lockProposal, moveProposal, numbered, touchProposal, type ProposalWithDecisions } from './approvals/store.ts';
import { putOnRecord } from './audit/record.ts';
import type { CardContent } from './cards/compose.ts';
import { chainTimes, type ChainTimes } from './changes/chain.ts';
import { chainWords } from './changes/chain-words.ts';
import { PER_USER_MFA_STATE, settable } from './changes/per-user-mfa-rules.ts';

import type { RowsInTransaction } from './db/database.ts';
import type { ProposalItemRow, ProposalRow } from './db/tables.ts';
import type { PerUserMfaState } from './entra/user-shape.ts';
import { writeStates } from './inventory/person-rows.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import type { Jobs } from './jobs/jobs.ts';
import { DELIVERIES } from './notices/deliver.ts';
import { insertNotice, readBooks, type NewNotice } from './notices/store.ts';
import { counted } from './lib/text.ts';

interface EndingEdges {
  jobs: Pick<Jobs, 'wake'>;
}

/** What happens when approved work moves on and ends: cards, the record, and who is told. Joins features that do not know each other. */
export interface Endings {
  touch(trx: RowsInTransaction, proposalId: string): Promise<void>;
  finishChanges(trx: RowsInTransaction, proposalId: string): Promise<void>;
  finishNotice(trx: RowsInTransaction, proposalId: string): Promise<void>;
  tellProposer(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** Tells some people something about a proposal, where they can be reached without more ado. */
  tell(
    trx: RowsInTransaction,
    about: { proposalId: string; personIds: readonly string[]; content: CardContent },
  ): Promise<void>;
}

/** See `Endings`. */
export function createEndings({ jobs }: EndingEdges): Endings {
  const tell: Tell = async (trx, notice) => {
    await jobs.wake(trx, DELIVERIES, await insertNotice(trx, notice));
  };
  const wakeCards = (trx: RowsInTransaction, proposalId: string) => jobs.wake(trx, CARDS, proposalId);
  return {
    touch: async (trx, proposalId) => {
      await touchProposal(trx, proposalId);
      await wakeCards(trx, proposalId);
    },
    finishChanges: async (trx, proposalId) => {
      await finishChanges(trx, proposalId, tell);
      await wakeCards(trx, proposalId);
    },
    finishNotice: async (trx, proposalId) => {
      await finishNotice(trx, proposalId, tell);
      await wakeCards(trx, proposalId);
    },
    tellProposer: async (trx, proposalId) => {
      const found = await lockProposal(trx, proposalId);
      if (!found) return;
      await tell(trx, toProposer(found.proposal, notBegun(found)));
    },
    tell: async (trx, { proposalId, personIds, content }) => {
      const recipients = personIds.map((personId) => ({ personId, name: personId, address: null }));
      if (recipients.length > 0)
        await tell(trx, { kind: 'outcome', proposalId, content, recipients, mayReachOut: false });
    },
  };
}

/** A proposal that ended before anything was done, for the one who made it. */
function notBegun({ proposal, decisions }: ProposalWithDecisions): CardContent {
  const denier = decisions.find((one) => one.verdict === 'denied');
  const [title, words] = denier
    ? ['Your proposal was denied', `${denier.approverName}: ${denier.reason}`]
    : proposal.state === 'void'
      ? ['Your proposal is void', `Something has changed meanwhile: ${proposal.ending ?? ''}`]
      : ['Your proposal has expired', 'Too few people decided in time. Propose it again if it is still wanted.'];
  return {
    ...outcome(proposal, { isClean: false, title, words }),
    status: { text: 'Nothing was changed', tone: 'attention' },
  };
}

type Tell = (trx: RowsInTransaction, notice: NewNotice) => Promise<void>;

async function finishChanges(trx: RowsInTransaction, proposalId: string, tell: Tell): Promise<void> {
  const proposal = await endProposal(trx, proposalId);
  const items = await trx
    .selectFrom('proposal_item')
    .select(['target_id', 'kind', 'state', 'detail', 'after', 'is_chained', 'no'])
    .where('proposal_id', '=', proposalId)
    .orderBy('no')
    .execute();
  const done = items.filter((item) => item.state === 'done' || item.state === 'promoted');
  const times = await chainTimes({ rows: trx }, proposalId);
  const facts = { items: items.length, done: done.length, ...(times ?? {}) };
  await putOnRecord(trx, { kind: 'finished', proposalId, facts });
  await noteStates(trx, done);
  await tellTargets(trx, { proposal, done, tell });
  await tell(trx, toProposer(proposal, changesOutcome(proposal, items, times)));
}

/** What is told of an item once it has ended. */
export type EndedItem = Pick<
  ProposalItemRow,
  'target_id' | 'kind' | 'state' | 'detail' | 'after' | 'is_chained' | 'no'
>;

async function finishNotice(trx: RowsInTransaction, proposalId: string, tell: Tell): Promise<void> {
  const proposal = await endProposal(trx, proposalId);
  const notice = await trx
    .selectFrom('notice')
    .select('id')
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'announcement')
    .executeTakeFirstOrThrow();
  const books = await readBooks(trx, notice.id);
  await putOnRecord(trx, { kind: 'finished', proposalId, facts: { ...books } });
  const isClean = books.failed + books.unconfirmed === 0;
  const words = `${books.delivered} in Teams, ${books.mailed} by mail, ${books.failed} failed, ${books.unconfirmed} unconfirmed.`;
  const title = proposal.stopped_by === null ? 'Your notice was sent' : lookTitle('notice', proposal);
  await tell(trx, toProposer(proposal, outcome(proposal, { isClean, title, words })));
}

async function endProposal(trx: RowsInTransaction, proposalId: string): Promise<ProposalRow> {
  await moveProposal(trx, proposalId, { state: 'done', isFinished: true });
  return trx.selectFrom('proposal').selectAll().where('id', '=', proposalId).executeTakeFirstOrThrow();
}

const toProposer = (proposal: ProposalRow, content: CardContent): NewNotice => ({
  kind: 'outcome',
  proposalId: proposal.id,
  content,
  recipients: [{ personId: proposal.proposer_id, name: proposal.proposer_name, address: null }],
  mayReachOut: false,
});

function changesOutcome(proposal: ProposalRow, items: readonly EndedItem[], times: ChainTimes | null): CardContent {
  const exceptions = items.filter((item) => item.state === 'failed' || item.state === 'skipped');
  const only = items.length === 1 ? items[0] : undefined;
  const words =
    only?.detail ??
    (items.some((item) => item.is_chained) ? chainWords(items, times) : undefined) ??
    `${counted(items.length - exceptions.length, 'change', 'changes')} done, ${exceptions.length} not.`;
  const isClean = exceptions.length === 0;
  return outcome(proposal, { isClean, title: isClean ? 'Your change is done' : lookTitle('change', proposal), words });
}

const lookTitle = (what: 'change' | 'notice', { stopped_by: by }: ProposalRow): string =>
  by === null ? `Your ${what} needs a look` : `Your ${what} was stopped`;

const outcome = (
  proposal: ProposalRow,
  { isClean, title, words }: { isClean: boolean; title: string; words: string },
): CardContent => ({
  title,
  status: {
    text: isClean ? 'Everything as planned' : 'Not everything as planned',
    tone: isClean ? 'good' : 'attention',
  },
  subject: numbered(proposal),
  paragraphs: [words],
});

/**
 * The lists do not contradict what we did ourselves.
 *
 * @param done In the order of the plan: of somebody who was moved and taken back, the last counts.
 */
export async function noteStates(trx: RowsInTransaction, done: readonly EndedItem[]): Promise<void> {
  const states = new Map<string, PerUserMfaState>();
  for (const { kind, target_id: id, state, after } of done)
    if (kind === PER_USER_MFA_STATE)
      states.set(id, state === 'promoted' ? 'enforced' : settable({ after: JSON.parse(after) as JsonObject }));
  const last = [...states].map(([id, state]) => ({ id, state }));
  if (last.length > 0) await writeStates(trx, last, new Date(0));
}

/** Whoever the plan says is told, in the words that approvers saw. */
async function tellTargets(
  trx: RowsInTransaction,
  { proposal, done, tell }: { proposal: ProposalRow; done: readonly EndedItem[]; tell: Tell },
): Promise<void> {
  const plan = thaw(proposal.plan, proposal.plan_hash);
  if (plan?.work !== 'changes') return;
  const changed = new Set(done.map((item) => item.target_id));
  for (const { content, recipients } of plan.messages) {
    const told = recipients.filter(({ personId }) => changed.has(personId));
    if (told.length === 0) continue;
    const notice = { content: content as unknown as CardContent, recipients: told, mayReachOut: true };
    await tell(trx, { kind: 'stateChanged', proposalId: proposal.id, ...notice });
  }
}
