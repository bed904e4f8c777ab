import { putOnRecord } from '../audit/record.ts';
import type { Database, RowsInTransaction } from '../db/database.ts';
import type { ProposalRow } from '../db/tables.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { CARDS } from './propose.ts';
import { lockProposal, moveProposal } from './store.ts';

export interface CancelEdges {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  /** Stops approved work, or refuses where it has just ended; gives how many changes or messages will not be made. */
  halt(trx: RowsInTransaction, wish: { proposal: ProposalRow; by: Actor }): Promise<number>;
}

/** What became of a proposal that somebody cancelled. */
export type Cancelled = { kind: 'withdrawn' } | { kind: 'stopped'; notBegun: number };

/**
 * Takes a proposal back before it is decided, or stops its work at once after it was approved.
 *
 * @throws {RefusedError} where it has ended already, or where it waits for approval and is somebody else's.
 */
export async function cancel(edges: CancelEdges, proposalId: string, by: Actor): Promise<Cancelled> {
  const isWithdrawn = await edges.database.transaction((trx) => withdraw(trx, edges, { proposalId, by }));
  if (isWithdrawn) return { kind: 'withdrawn' };
  return edges.database.transaction(async (trx) => {
    // Without a lock, since work takes its own in another order: the stop itself looks once more behind them.
    const proposal = await trx.selectFrom('proposal').selectAll().where('id', '=', proposalId).executeTakeFirst();
    if (proposal?.state !== 'approved' || proposal.stopped_by !== null) throw hasEnded(proposal);
    return { kind: 'stopped', notBegun: await edges.halt(trx, { proposal, by }) };
  });
}

/** @returns False where it does not wait for approval. */
async function withdraw(
  trx: RowsInTransaction,
  { jobs }: CancelEdges,
  { proposalId, by }: { proposalId: string; by: Actor },
): Promise<boolean> {
  const { proposal } = (await lockProposal(trx, proposalId)) ?? {};
  if (proposal?.state !== 'pending') return false;
  if (proposal.proposer_id !== by.id) {
    throw new RefusedError(
      'notAllowed',
      `Only ${proposal.proposer_name} can withdraw this.`,
      'Approvers can deny it on its card.',
    );
  }
  await moveProposal(trx, proposalId, { state: 'withdrawn', isFinished: true });
  await putOnRecord(trx, { kind: 'withdrawn', actorId: by.id, proposalId });
  await jobs.wake(trx, CARDS, proposalId);
  return true;
}

function hasEnded(proposal: ProposalRow | undefined): RefusedError {
  if (!proposal) return new RefusedError('unknownProposal', 'I do not know this proposal.', 'It may be very old.');
  const isStopped = proposal.state === 'approved';
  return new RefusedError(
    'alreadyDecided',
    isStopped ? 'This was stopped already.' : 'This has ended already.',
    isStopped ? 'What had begun is being read back.' : 'Its card shows how.',
  );
}
