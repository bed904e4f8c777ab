import type { Rows } from '../db/database.ts';
import type { ProposalRow } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted } from '../lib/text.ts';

/**
 * The proposal that was named, or that has this place among those that wait (the oldest is the first), or else the last one
 * of whoever asks.
 *
 * @throws {RefusedError} `unknownProposal`
 */
export async function whichProposal(
  rows: Rows,
  { proposalId, no, actorId }: { proposalId: string | undefined; no?: number | undefined; actorId: string },
): Promise<ProposalRow> {
  if (proposalId === undefined && no !== undefined) return waitingAt(rows, no);
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
        'Say its number as its card shows it, such as “proposal 12”.',
      );
}

/**
 * The id of the proposal that people call by this number.
 *
 * @throws {RefusedError} `unknownProposal`
 */
export async function proposalNumbered(rows: Rows, no: number): Promise<string> {
  const found = await rows.selectFrom('proposal').select('id').where('no', '=', no).executeTakeFirst();
  if (found) return found.id;
  throw new RefusedError(
    'unknownProposal',
    `There is no proposal #${no}.`,
    'Say “my last plan”, or the number that stands on its card; “who still has to sign?” shows what waits.',
  );
}

async function waitingAt(rows: Rows, no: number): Promise<ProposalRow> {
  const found = await rows
    .selectFrom('proposal')
    .selectAll()
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .offset(no - 1)
    .limit(1)
    .executeTakeFirst();
  if (found) return found;
  throw new RefusedError(
    'unknownProposal',
    `Fewer than ${counted(no, 'proposal waits', 'proposals wait')} for approval.`,
    '“Who still has to sign?” shows what waits.',
  );
}
