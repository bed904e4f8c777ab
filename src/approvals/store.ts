import type { Rows, RowsInTransaction } from '../db/database.ts';
import { nowPlus } from '../db/database.ts';
import type { ProposalRow, ProposalState } from '../db/tables.ts';

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

async function readDecisions(rows: Rows, id: string): Promise<ProposalWithDecisions['decisions']> {
  const found = await rows.selectFrom('decision').selectAll().where('proposal_id', '=', id).orderBy('at').execute();
  return found.map((row) => ({
    approverId: row.approver_id,
    approverName: row.approver_name,
    verdict: row.verdict,
    reason: row.reason,
    at: row.at,
  }));
}

/** Moves a proposal to another state and makes every card of it stale. */
export async function moveProposal(
  trx: RowsInTransaction,
  id: string,
  to: { state: ProposalState; ending?: string; executeWithinMillis?: number; isFinished?: boolean },
): Promise<void> {
  await trx
    .updateTable('proposal')
    .set((eb) => ({
      state: to.state,
      version: eb('version', '+', 1),
      ...(to.ending === undefined ? {} : { ending: to.ending }),
      ...(to.executeWithinMillis === undefined ? {} : { execute_by: nowPlus(to.executeWithinMillis) }),
      ...(to.isFinished ? { finished_at: nowPlus(0) } : {}),
    }))
    .where('id', '=', id)
    .execute();
}

/** Makes every card of a proposal stale: something that it shows has changed. */
export async function touchProposal(trx: RowsInTransaction, id: string): Promise<void> {
  await trx
    .updateTable('proposal')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}
