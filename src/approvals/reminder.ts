import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import type { CardContent } from '../cards/compose.ts';
import { now, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { ProposalRow } from '../db/tables.ts';
import type { JobKind, Jobs } from '../jobs/jobs.ts';
import { counted } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { PersonRef } from '../verbs/verb.ts';
import { targetsOf, thaw } from './plan.ts';
import { CARDS, insertCopies } from './propose.ts';
import { lockProposal, numbered, undecidedIds, type ProposalWithDecisions } from './store.ts';

interface ReminderParts {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  tell(
    trx: RowsInTransaction,
    about: { proposalId: string; personIds: readonly string[]; content: CardContent },
  ): Promise<void>;
  /** Who is asked besides when approvers do not decide in time. */
  escalation(): Promise<readonly PersonRef[]>;
  timeZone: string;
}

/** So far through the time that a proposal waits, those who have not decided are reminded; so far, others are asked too. */
const REMINDED_AT = 0.5;
const ESCALATED_AT = 0.75;

/** Reminds those who have not decided by half time, and asks a second group when a quarter of the time is left. */
export function proposalReminder(parts: ReminderParts): JobKind {
  const { rows } = parts.database;
  const isBeyond = (share: number) =>
    sql<boolean>`app_now() >= created_at + (expires_at - created_at) * ${share}::float8`;
  return {
    name: 'approvals.reminder',
    due: async () => {
      const found = await rows
        .selectFrom('proposal')
        .select('id')
        .where('state', '=', 'pending')
        .where((eb) =>
          eb.or([
            eb.and([eb('reminded_at', 'is', null), isBeyond(REMINDED_AT)]),
            eb.and([eb('escalated_at', 'is', null), isBeyond(ESCALATED_AT)]),
          ]),
        )
        .execute();
      return found.map((row) => row.id);
    },
    run: async (id) => {
      const others = (await shareOfTime(rows, id)) >= ESCALATED_AT ? await parts.escalation() : [];
      await parts.database.transaction(async (trx) => {
        const found = await lockProposal(trx, id);
        if (found?.proposal.state !== 'pending') return;
        const share = await shareOfTime(trx, id);
        if (found.proposal.reminded_at === null && share >= REMINDED_AT) await remind(trx, parts, found);
        if (found.proposal.escalated_at === null && share >= ESCALATED_AT)
          await escalate(trx, parts, { found, others });
      });
    },
  };
}

/** How much of the time that a proposal waits is over: from 0 to 1. */
async function shareOfTime(rows: Rows, id: string): Promise<number> {
  const { share } = await rows
    .selectFrom('proposal')
    .select(
      sql<number>`(extract(epoch from app_now() - created_at) / extract(epoch from expires_at - created_at))::float8`.as(
        'share',
      ),
    )
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return share;
}

async function remind(trx: RowsInTransaction, parts: ReminderParts, found: ProposalWithDecisions): Promise<void> {
  const { proposal } = found;
  const personIds = await undecidedIds(trx, proposal.id);
  await trx.updateTable('proposal').set({ reminded_at: now }).where('id', '=', proposal.id).execute();
  await putOnRecord(trx, { kind: 'reminded', proposalId: proposal.id, facts: { people: personIds.length } });
  await parts.tell(trx, { proposalId: proposal.id, personIds, content: askedAgain(found, parts.timeZone) });
  const words = `I have reminded ${counted(personIds.length, 'person', 'people')} who could decide.`;
  await parts.tell(trx, {
    proposalId: proposal.id,
    personIds: [proposal.proposer_id],
    content: toldProposer(proposal, words),
  });
}

/** Whoever is asked now sees the same card, and may decide like the others. */
async function escalate(
  trx: RowsInTransaction,
  parts: ReminderParts,
  { found: { proposal }, others }: { found: ProposalWithDecisions; others: readonly PersonRef[] },
): Promise<void> {
  await trx.updateTable('proposal').set({ escalated_at: now }).where('id', '=', proposal.id).execute();
  const plan = thaw(proposal.plan, proposal.plan_hash);
  const known = await trx.selectFrom('card_copy').select('viewer_id').where('proposal_id', '=', proposal.id).execute();
  const out = new Set([...known.map((row) => row.viewer_id), ...(plan?.work === 'changes' ? targetsOf(plan) : [])]);
  const deciderIds = others.map(({ id }) => id).filter((id) => !out.has(id));
  if (!plan || deciderIds.length === 0) return;
  await insertCopies(trx, proposal.id, { deciderIds });
  await putOnRecord(trx, { kind: 'escalated', proposalId: proposal.id, facts: { people: deciderIds.length } });
  const words = `I have asked ${counted(deciderIds.length, 'more person', 'more people')} to decide.`;
  await parts.tell(trx, {
    proposalId: proposal.id,
    personIds: [proposal.proposer_id],
    content: toldProposer(proposal, words),
  });
  await parts.jobs.wake(trx, CARDS, proposal.id);
}

const askedAgain = ({ proposal, decisions }: ProposalWithDecisions, timeZone: string): CardContent => ({
  title: 'A decision is still missing',
  status: {
    text: counted(proposal.approvals_needed - decisions.length, 'approval missing', 'approvals missing'),
    tone: 'accent',
  },
  subject: numbered(proposal),
  paragraphs: ['Its card stands in this chat. Without a decision it expires, and nothing is changed.'],
  facts: [
    ['Asked by', proposal.proposer_name],
    ['Decide by', instantIn(proposal.expires_at, timeZone)],
  ],
});

const toldProposer = (proposal: ProposalRow, words: string): CardContent => ({
  title: 'Your proposal still waits',
  status: { text: 'Nothing was changed yet', tone: 'accent' },
  subject: numbered(proposal),
  paragraphs: [words],
});
