import { putOnRecord } from '../audit/record.ts';
import { now, type Database, type RowsInTransaction } from '../db/database.ts';
import type { JobKind, Jobs } from '../jobs/jobs.ts';
import { CARDS } from './propose.ts';
import { lockProposal, moveProposal } from './store.ts';

interface ExpiryParts {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  /** Tells the proposer that nobody decided. */
  tellProposer(trx: RowsInTransaction, proposalId: string): Promise<void>;
}

/** Ends proposals on which nobody decided in time, and says so. */
export function proposalExpiry({ database, jobs, tellProposer }: ExpiryParts): JobKind {
  return {
    name: 'approvals.expiry',
    due: async () => {
      const found = await database.rows
        .selectFrom('proposal')
        .select('id')
        .where('state', '=', 'pending')
        .where('expires_at', '<=', now)
        .execute();
      return found.map((row) => row.id);
    },
    run: (id) =>
      database.transaction(async (trx) => {
        const found = await lockProposal(trx, id);
        if (found?.proposal.state !== 'pending') return;
        await moveProposal(trx, id, { state: 'expired', isFinished: true });
        await putOnRecord(trx, { kind: 'expired', proposalId: id });
        await tellProposer(trx, id);
        await jobs.wake(trx, CARDS, id);
      }),
  };
}
