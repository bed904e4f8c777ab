import { sql } from 'kysely';
import type { Rows, RowsInTransaction } from '../db/database.ts';
import { nowPlus } from '../db/database.ts';
import type { CardCopyRow, ProposalRow, ProposalState } from '../db/tables.ts';
import { listed } from '../lib/text.ts';

/** A card that could not be sent so often is given up, until its reader can be reached. */
export const MAX_CARD_ATTEMPTS = 12;

/** A proposal and the decisions on it so far. */
export interface ProposalWithDecisions {
  proposal: ProposalRow;
  decisions: readonly {
    approverId: string;
    approverName: string;
    verdict: 'approved' | 'denied';
    reason: string;
    at: Date;
  }[];
}

/** A proposal as people speak of it: by its number, and what it is about. */
export const numbered = ({ no, title }: Pick<ProposalRow, 'no' | 'title'>): string => `#${no} ${title}`;

/** The proposal and its decisions; undefined where there is none. */
export async function readProposal(rows: Rows, id: string): Promise<ProposalWithDecisions | undefined> {
  const proposal = await rows.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst();
  return proposal && { proposal, decisions: await readDecisions(rows, id) };
}

/** The same, held against everybody else until the transaction ends: two clicks at once are decided one after the other. */
export async function lockProposal(trx: RowsInTransaction, id: string): Promise<ProposalWithDecisions | undefined> {
  const proposal = await trx.selectFrom('proposal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return proposal && { proposal, decisions: await readDecisions(trx, id) };
}

/** Who has decided on a proposal, the first one first. */
export async function readDecisions(rows: Rows, id: string): Promise<ProposalWithDecisions['decisions']> {
  const found = await rows.selectFrom('decision').selectAll().where('proposal_id', '=', id).orderBy('at').execute();
  return found.map((row) => ({
    approverId: row.approver_id,
    approverName: row.approver_name,
    verdict: row.verdict,
    reason: row.reason,
    at: row.at,
  }));
}

/** A card as a click names it: the chat and the message that it stood in. */
export interface ClickedMessage {
  conversationId: string;
  activityId: string;
}

/** The proposal whose card stands there; undefined for every other message, and for a card that we do not know of. */
export async function proposalShownAt(rows: Rows, at: ClickedMessage): Promise<string | undefined> {
  const copy = await rows
    .selectFrom('card_copy')
    .select('proposal_id')
    .where('conversation_id', '=', at.conversationId)
    .where('activity_id', '=', at.activityId)
    .executeTakeFirst();
  return copy?.proposal_id;
}

/** Whether we know somebody's card of a proposal: it is kept up to date by itself. */
export async function hasKnownCard(rows: Rows, proposalId: string, viewerId: string): Promise<boolean> {
  const copy = await rows
    .selectFrom('card_copy')
    .select('activity_id')
    .where('proposal_id', '=', proposalId)
    .where('viewer_id', '=', viewerId)
    .executeTakeFirst();
  return (copy?.activity_id ?? null) !== null;
}

/** As whom somebody sees a proposal: the one who asked for it, one who was asked to decide, or anybody of the channel. */
export async function roleOfViewer(rows: Rows, proposalId: string, viewerId: string): Promise<CardCopyRow['role']> {
  const copy = await rows
    .selectFrom('card_copy')
    .select('role')
    .where('proposal_id', '=', proposalId)
    .where('viewer_id', '=', viewerId)
    .executeTakeFirst();
  return copy?.role ?? 'channel';
}

/** Who was asked on each proposal and has not decided yet, and whether the card could not be sent to them; names as the snapshot knows them. */
export async function readUndecided(
  rows: Rows,
  proposalIds: readonly string[],
): Promise<readonly { proposalId: string; name: string; isUnreached: boolean }[]> {
  if (proposalIds.length === 0) return [];
  return rows
    .selectFrom('card_copy')
    .innerJoin('person', 'person.id', 'card_copy.viewer_id')
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.proposal_id', '=', 'card_copy.proposal_id')
        .onRef('decision.approver_id', '=', 'card_copy.viewer_id'),
    )
    .select([
      'card_copy.proposal_id as proposalId',
      'person.display_name as name',
      sql<boolean>`activity_id is null and attempts >= ${MAX_CARD_ATTEMPTS}`.as('isUnreached'),
    ])
    .where('card_copy.proposal_id', 'in', proposalIds)
    .where('card_copy.role', '=', 'approver')
    .where('decision.approver_id', 'is', null)
    .orderBy('person.name_key')
    .execute();
}

/** Whose approvals are missing: "Bruno and Chiara" where it takes both, "Bruno or Chiara" where one will do. */
export const missingFrom = (names: readonly string[], missing: number): string =>
  listed(names, names.length === missing ? 'and' : 'or');

/** Which of these objects an open proposal is about. */
export async function openTargets(rows: Rows, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await openAbout(rows, ids).select('proposal_target.target_id').distinct().execute();
  return new Set(found.map((row) => row.target_id));
}

/** Proposals that are not at their end yet and are about any of these objects. */
export const openAbout = (rows: Rows, ids: readonly string[]) =>
  rows
    .selectFrom('proposal_target')
    .innerJoin('proposal', 'proposal.id', 'proposal_target.proposal_id')
    .where('proposal.state', 'in', ['pending', 'approved'])
    .where((eb) => eb('proposal_target.target_id', '=', eb.fn.any(eb.val([...ids]))));

/** Who was asked on a proposal and has not decided: whoever may see its card as an approver. */
export async function undecidedIds(rows: Rows, proposalId: string): Promise<string[]> {
  const found = await rows
    .selectFrom('card_copy')
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.proposal_id', '=', 'card_copy.proposal_id')
        .onRef('decision.approver_id', '=', 'card_copy.viewer_id'),
    )
    .select('card_copy.viewer_id')
    .where('card_copy.proposal_id', '=', proposalId)
    .where('card_copy.role', '=', 'approver')
    .where('decision.approver_id', 'is', null)
    .execute();
  return found.map((row) => row.viewer_id);
}

/** Moves a proposal to another state and makes every card of it stale. */
export async function moveProposal(
  trx: RowsInTransaction,
  id: string,
  to: { state: ProposalState; ending?: string; executeWithinMillis?: number; executeBy?: Date; isFinished?: boolean },
): Promise<void> {
  await trx
    .updateTable('proposal')
    .set((eb) => ({
      state: to.state,
      version: eb('version', '+', 1),
      ...(to.ending === undefined ? {} : { ending: to.ending }),
      ...(to.executeWithinMillis === undefined ? {} : { execute_by: nowPlus(to.executeWithinMillis) }),
      ...(to.executeBy === undefined ? {} : { execute_by: to.executeBy }),
      ...(to.isFinished ? { finished_at: nowPlus(0) } : {}),
    }))
    .where('id', '=', id)
    .execute();
  // What it has become is shown at once, however lately its progress was.
  await trx
    .updateTable('card_copy')
    .set({ due_at: nowPlus(0) })
    .where('proposal_id', '=', id)
    .execute();
}

/** Makes every card of a proposal stale: something that it shows has changed. */
export async function touchProposal(rows: Rows, id: string): Promise<void> {
  await rows
    .updateTable('proposal')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}
