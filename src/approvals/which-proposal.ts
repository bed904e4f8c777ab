import type { Rows } from '../db/database.ts';
import type { ProposalRow } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';

/**
 * The proposal that was named, or else the last one of whoever asks.
 *
 * @throws {RefusedError} `unknownProposal`
 */
export async function whichProposal(
  rows: Rows,
  { proposalId, actorId }: { proposalId: string | undefined; actorId: string },
): Promise<ProposalRow> {
  const found = await rows
    .selectFrom('proposal')
    .selectAll()
    .where((eb) => (proposalId === undefined ? eb('proposer_id', '=', actorId) : eb('id', '=', proposalId)))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (found) return found;
  throw proposalId === undefined
    ? new RefusedError(
        'unknownProposal',
        'You have proposed nothing yet.',
        '“Who still has to sign?” shows what waits.',
      )
    : new RefusedError(
        'unknownProposal',
        'I do not know this proposal.',
        'Copy its number from the details of its card.',
      );
}
