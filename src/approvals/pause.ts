import { lockRecord, putOnRecord } from '../audit/record.ts';
import { refuseMidway } from '../changes/chain.ts';
import type { Database, Rows, RowsInTransaction } from '../db/database.ts';
import type { ProposalRow } from '../db/tables.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { RefusedError } from '../lib/refused.ts';
import { holdsRoleOf } from '../verbs/verb.ts';
import type { Actor } from '../verbs/actor.ts';
import { CARDS } from './propose.ts';
import { touchProposal } from './store.ts';

export interface PauseEdges {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
}

/**
 * Pauses approved changes between two items: nothing more begins, and what has begun is read back.
 *
 * @returns False where there is nothing at work to pause.
 * @throws {RefusedError} `notStoppable` midway in a chain.
 */
export function pause({ database, jobs }: PauseEdges, proposalId: string, by: Actor): Promise<boolean> {
  return database.transaction(async (trx) => {
    await refuseMidway(trx, proposalId);
    await lockRecord(trx);
    const paused = await runningChanges(trx, proposalId)
      .set({ paused_by: by.displayName })
      .where('paused_by', 'is', null)
      .executeTakeFirst();
    if (paused.numUpdatedRows !== 1n) return false;
    await putOnRecord(trx, { kind: 'paused', actorId: by.id, proposalId });
    await showAnew(trx, jobs, proposalId);
    return true;
  });
}

/**
 * Lets paused work go on, within the time that its approval gave it. Reached by a button alone: words never act.
 *
 * @throws {RefusedError} `notAllowed`; `alreadyDecided` where it is not paused.
 */
export async function resume(
  { database, jobs, wakeWork }: PauseEdges & { wakeWork: WakeWork },
  proposalId: string,
  by: Actor,
): Promise<void> {
  if (!holdsRoleOf({ role: 'operator', orRole: 'approver' }, by)) {
    throw new RefusedError('notAllowed', 'You may not resume this.', 'Ask an operator or an approver.');
  }
  await database.transaction(async (trx) => {
    await lockRecord(trx);
    const resumed = await runningChanges(trx, proposalId)
      .set({ paused_by: null })
      .where('paused_by', 'is not', null)
      .executeTakeFirst();
    if (resumed.numUpdatedRows !== 1n)
      throw new RefusedError('alreadyDecided', 'This is not paused any more.', 'Its card shows how it goes on.');
    await putOnRecord(trx, { kind: 'resumed', actorId: by.id, proposalId });
    await showAnew(trx, jobs, proposalId);
    await wakeWork(trx, proposalId);
  });
}

/** Approved changes that nobody stopped. */
const runningChanges = (trx: RowsInTransaction, proposalId: string) =>
  trx
    .updateTable('proposal')
    .where('id', '=', proposalId)
    .where('work', '=', 'changes')
    .where('state', '=', 'approved')
    .where('stopped_by', 'is', null);

async function showAnew(trx: RowsInTransaction, jobs: PauseEdges['jobs'], proposalId: string): Promise<void> {
  await touchProposal(trx, proposalId);
  await jobs.wake(trx, CARDS, proposalId);
}

type WakeWork = (trx: RowsInTransaction, proposalId: string) => Promise<void>;

export type Pausable = Pick<ProposalRow, 'id' | 'no' | 'title'>;

/** What could be paused, the newest first. */
export const pausable = ({ database }: PauseEdges): Promise<Pausable[]> =>
  atWork(database.rows).where('paused_by', 'is', null).execute();

/** What is paused and could go on, the newest first; of one proposal alone where it is given. */
export const pausedPlans = (rows: Rows, proposalId?: string): Promise<Pausable[]> =>
  atWork(rows)
    .where('paused_by', 'is not', null)
    .$if(proposalId !== undefined, (query) => query.where('id', '=', proposalId ?? ''))
    .execute();

/** Approved changes that nobody stopped, the newest first. */
const atWork = (rows: Rows) =>
  rows
    .selectFrom('proposal')
    .select(['id', 'no', 'title'])
    .where('work', '=', 'changes')
    .where('state', '=', 'approved')
    .where('stopped_by', 'is', null)
    .orderBy('created_at', 'desc');

/** Why there is nothing to pause in a proposal, and what can be done instead. */
export async function notAtWork({ database }: PauseEdges, proposalId: string): Promise<RefusedError> {
  const found = await database.rows
    .selectFrom('proposal')
    .select(['no', 'state', 'paused_by'])
    .where('id', '=', proposalId)
    .executeTakeFirst();
  const say = (message: string, remedy: string) => new RefusedError('alreadyDecided', message, remedy);
  if (found?.state === 'pending')
    return say(
      'It waits for approval: nothing is at work.',
      `“Withdraw ${found.no}” takes it back; approvers can deny it on its card.`,
    );
  if (found?.state === 'approved' && found.paused_by !== null)
    return say('It is paused already.', '“Resume” on its card lets it go on.');
  return say('There is nothing to pause here.', 'Its card shows how it stands.');
}
