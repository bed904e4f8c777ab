import { CARDS } from './approvals/propose.ts';
import { lockProposal, moveProposal, touchProposal, type ProposalWithDecisions } from './approvals/store.ts';
import { putOnRecord } from './audit/record.ts';
import type { CardContent } from './cards/compose.ts';
import { stateIn } from './changes/per-user-mfa-rules.ts';
import { PER_USER_MFA_STATE } from './changes/per-user-mfa-state.ts';
import { draftItemOf } from './changes/items.ts';
import type { RowsInTransaction } from './db/database.ts';
import type { ProposalItemRow, ProposalRow } from './db/tables.ts';
import { noteState } from './inventory/person-rows.ts';
import type { Jobs } from './jobs/jobs.ts';
import { stateChanged } from './notices/announcement.ts';
import { DELIVERIES } from './notices/deliver.ts';
import { insertNotice, readBooks, type NewNotice } from './notices/store.ts';
import { counted } from './lib/text.ts';

interface EndingEdges {
  jobs: Pick<Jobs, 'wake'>;
  helpContact: string | undefined;
}

/** What happens when approved work moves on and ends: cards, the record, and who is told. Joins features that do not know each other. */
export interface Endings {
  touch(trx: RowsInTransaction, proposalId: string): Promise<void>;
  finishChanges(trx: RowsInTransaction, proposalId: string): Promise<void>;
  finishNotice(trx: RowsInTransaction, proposalId: string): Promise<void>;
  tellProposer(trx: RowsInTransaction, proposalId: string): Promise<void>;
}

/** See `Endings`. */
export function createEndings({ jobs, helpContact }: EndingEdges): Endings {
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
      await finishChanges(trx, proposalId, { tell, helpContact });
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

interface Telling {
  tell: Tell;
  helpContact: string | undefined;
}

async function finishChanges(trx: RowsInTransaction, proposalId: string, telling: Telling): Promise<void> {
  const proposal = await endProposal(trx, proposalId);
  const items = await trx
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .orderBy('no')
    .execute();
  const done = items.filter((item) => item.state === 'done' || item.state === 'promoted');
  await putOnRecord(trx, { kind: 'finished', proposalId, facts: { items: items.length, done: done.length } });
  for (const item of done) await tellTarget(trx, { item, proposal, ...telling });
  await telling.tell(trx, toProposer(proposal, changesOutcome(proposal, items)));
}

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
  await tell(trx, toProposer(proposal, outcome(proposal, { isClean, title: 'Your notice was sent', words })));
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

function changesOutcome(proposal: ProposalRow, items: readonly ProposalItemRow[]): CardContent {
  const exceptions = items.filter((item) => item.state === 'failed' || item.state === 'skipped');
  const only = items.length === 1 ? items[0] : undefined;
  const words =
    only?.detail ?? `${counted(items.length - exceptions.length, 'change', 'changes')} done, ${exceptions.length} not.`;
  const isClean = exceptions.length === 0;
  return outcome(proposal, { isClean, title: isClean ? 'Your change is done' : 'Your change needs a look', words });
}

const outcome = (
  proposal: ProposalRow,
  { isClean, title, words }: { isClean: boolean; title: string; words: string },
): CardContent => ({
  title,
  status: {
    text: isClean ? 'Everything as planned' : 'Not everything as planned',
    tone: isClean ? 'good' : 'attention',
  },
  subject: proposal.title,
  paragraphs: [words],
});

interface TellTarget extends Telling {
  item: ProposalItemRow;
  proposal: ProposalRow;
}

/** Whoever was enabled or enforced is told what to expect; being switched off asks nothing of anybody. */
async function tellTarget(trx: RowsInTransaction, { item, proposal, helpContact, tell }: TellTarget): Promise<void> {
  if (item.kind !== PER_USER_MFA_STATE) return;
  const wanted = stateIn(draftItemOf(item).after);
  const state = item.state === 'promoted' ? 'enforced' : wanted;
  if (state !== 'disabled' && state !== 'enabled' && state !== 'enforced') return;
  await noteState(trx, item.target_id, state);
  if (state === 'disabled') return;
  const known = await trx.selectFrom('person').select('mail').where('id', '=', item.target_id).executeTakeFirst();
  await tell(trx, {
    kind: 'stateChanged',
    proposalId: proposal.id,
    content: stateChanged({
      state,
      isRegistered: item.state === 'promoted' || draftItemOf(item).after['isTakingBack'] === true,
      senderName: proposal.proposer_name,
      helpContact: helpContact ?? 'your IT help desk',
    }),
    recipients: [{ personId: item.target_id, name: item.target_name, address: known?.mail ?? null }],
    mayReachOut: true,
  });
}
