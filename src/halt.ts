import { putOnRecord } from './audit/record.ts';
import { refuseMidway } from './changes/chain.ts';
import { hasOpenItems, skipWaiting } from './changes/items.ts';
import { stoppedWords } from './changes/words.ts';
import type { RowsInTransaction } from './db/database.ts';
import type { ProposalRow } from './db/tables.ts';
import type { Endings } from './endings.ts';
import type { Jobs } from './jobs/jobs.ts';
import { RefusedError } from './lib/refused.ts';
import { DELIVERIES } from './notices/deliver.ts';
import { stopNotice } from './notices/store.ts';
import { stopRing } from './rollouts/control.ts';
import { ringOfProposal } from './rollouts/rows.ts';
import type { Actor } from './verbs/actor.ts';

interface HaltEdges {
  jobs: Pick<Jobs, 'wake'>;
  endings: Pick<Endings, 'touch' | 'finishChanges'>;
}

/** Approved work that somebody stops. */
export interface HaltWish {
  proposal: Pick<ProposalRow, 'id' | 'work'>;
  by: Actor;
}

/**
 * Stops approved work at once: what has begun is read back and told, what has not never begins. Joins approvals with
 * changes and notices.
 *
 * @returns How many changes or messages will not be made.
 * @throws {RefusedError} `alreadyDecided` where it ended, or was stopped, at the same moment; `notStoppable` midway in a
 * chain.
 */
export type Halt = (trx: RowsInTransaction, wish: HaltWish) => Promise<number>;

/** See `Halt`. */
export const createHalt =
  (edges: HaltEdges): Halt =>
  async (trx, wish) => {
    const ring = await ringOfProposal(trx, wish.proposal.id);
    if (ring) return stopRing(trx, edges, { ringId: ring.id, by: wish.by });
    return wish.proposal.work === 'changes' ? haltChanges(edges, trx, wish) : haltNotice(edges, trx, wish);
  };

/** Items first, then the record, then the proposal: in the order in which work locks them too. */
async function haltChanges(
  { endings }: HaltEdges,
  trx: RowsInTransaction,
  { proposal, by }: HaltWish,
): Promise<number> {
  await refuseMidway(trx, proposal.id);
  const skipped = await skipWaiting(trx, proposal.id, stoppedWords(by.displayName));
  await putOnRecord(trx, {
    kind: 'stopped',
    actorId: by.id,
    proposalId: proposal.id,
    facts: { notBegun: skipped.length, targetIds: skipped },
  });
  await noteStopped(trx, { proposal, by });
  if (await hasOpenItems(trx, proposal.id)) await endings.touch(trx, proposal.id);
  else await endings.finishChanges(trx, proposal.id);
  return skipped.length;
}

/** The job that sends it ends it: it knows what is still on its way. */
async function haltNotice({ jobs, endings }: HaltEdges, trx: RowsInTransaction, { proposal, by }: HaltWish) {
  const notice = await trx
    .selectFrom('notice')
    .select('id')
    .where('proposal_id', '=', proposal.id)
    .where('kind', '=', 'announcement')
    .executeTakeFirstOrThrow();
  const notSent = await stopNotice(trx, notice.id, by.displayName);
  await putOnRecord(trx, { kind: 'stopped', actorId: by.id, proposalId: proposal.id, facts: { notSent } });
  await noteStopped(trx, { proposal, by });
  await endings.touch(trx, proposal.id);
  await jobs.wake(trx, DELIVERIES, notice.id);
  return notSent;
}

/** Behind the lock of the record nobody else ends it: whatever ended it before is seen now, and is not ended again. */
async function noteStopped(trx: RowsInTransaction, { proposal, by }: HaltWish): Promise<void> {
  const noted = await trx
    .updateTable('proposal')
    .set({ stopped_by: by.displayName })
    .where('id', '=', proposal.id)
    .where('state', '=', 'approved')
    .where('stopped_by', 'is', null)
    .executeTakeFirst();
  if (noted.numUpdatedRows === 1n) return;
  throw new RefusedError('alreadyDecided', 'This has just ended, or was just stopped.', 'Its card shows how.');
}
