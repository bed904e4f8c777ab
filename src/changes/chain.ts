import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import { now, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import { insertItems } from './items.ts';

/**
 * A *chain* is a plan whose items are done in order, each after the one before, and which is not left half done: where
 * one fails, what was done is put back in the other order, by items that the approved plan holds as well.
 */
export interface ChainPlan {
  items: readonly DraftItem[];
  /** The last item's way back first. */
  wayBack: readonly DraftItem[];
}

/** From the first write on, a step that does not work is tried for so long, then everything is put back. */
const PATIENCE_MILLIS = 60_000;

/** Whether an item can only go on: others of its chain have been done, so that no stop and no deadline holds it. */
export const isUnderWay = ({ is_chained: isChained, no }: Pick<ProposalItemRow, 'is_chained' | 'no'>): boolean =>
  isChained && no > 0;

/**
 * Refuses to stop a chain midway; locks it, so that none begins at this very moment.
 *
 * @throws {RefusedError} `notStoppable`.
 */
export async function refuseMidway(trx: RowsInTransaction, proposalId: string): Promise<void> {
  const first = await trx
    .selectFrom('proposal_item')
    .select('state')
    .where('proposal_id', '=', proposalId)
    .where('no', '=', 0)
    .where('is_chained', '=', true)
    .forUpdate()
    .executeTakeFirst();
  if (!first || first.state === 'ready') return;
  throw new RefusedError(
    'notStoppable',
    'This has begun, and cannot be stopped between its steps: nobody would be asked for MFA.',
    'It ends within a minute, or puts everything back by itself. Its card shows how.',
  );
}

/** Whether a step of a chain has been tried for long enough. What is being put back is tried for ever. */
export async function isPatienceOver(rows: Rows, item: ProposalItemRow, plan: ChainPlan): Promise<boolean> {
  if (item.no === 0 || item.no >= plan.items.length) return false;
  const { rows: found } = await sql<{ isOver: boolean }>`
    select coalesce(written_at, updated_at) < app_now() - ${PATIENCE_MILLIS} * interval '1 millisecond' as "isOver"
    from proposal_item where proposal_id = ${item.proposal_id} and no = 0`.execute(rows);
  return found[0]?.isOver === true;
}

const NEVER_WRITTEN: readonly ItemState[] = ['skipped'];

/** A step of a chain did not work: nothing more of it begins, and what was begun is put back, the last first. */
export async function breakChain(
  trx: RowsInTransaction,
  item: ProposalItemRow,
  { state, plan }: { state: ItemState; plan: ChainPlan },
): Promise<void> {
  const { proposal_id: proposalId, no } = item;
  const length = plan.items.length;
  if (no >= length) return; // what is being put back goes on with the next step, whatever became of this one
  await trx
    .updateTable('proposal_item')
    .set({ state: 'skipped', detail: 'Not begun: the step before did not work.', lease_until: null, updated_at: now })
    .where('proposal_id', '=', proposalId)
    .where('no', '>', no)
    .where('state', '=', 'ready')
    .execute();
  const last = NEVER_WRITTEN.includes(state) ? no - 1 : no;
  if (last < 0) return;
  const from = length - 1 - last;
  const back = plan.wayBack.slice(from);
  await insertItems(trx, { proposalId, items: back, firstNo: length + from, isChained: true });
  await putOnRecord(trx, { kind: 'puttingBack', proposalId, facts: { failedNo: no, items: back.length } });
}

/** How long it took from the first step of a chain to the second, and to the last; null where it did not come so far. */
export interface ChainTimes {
  firstGapMillis: number;
  wholeMillis: number;
}

/** What was measured of a chain that was done as planned. */
export async function chainTimes({ rows }: Pick<Database, 'rows'>, proposalId: string): Promise<ChainTimes | null> {
  const { rows: found } = await sql<ChainTimes & { written: number; steps: number }>`
    select count(*)::int as steps, count(written_at)::int as written,
      round(extract(epoch from min(written_at) filter (where no = 1) - min(written_at) filter (where no = 0)) * 1000)::int
        as "firstGapMillis",
      round(extract(epoch from max(written_at) - min(written_at)) * 1000)::int as "wholeMillis"
    from proposal_item where proposal_id = ${proposalId} and is_chained`.execute(rows);
  const [row] = found;
  if (!row || row.steps < 2 || row.written < row.steps) return null;
  return { firstGapMillis: row.firstGapMillis, wholeMillis: row.wholeMillis };
}

const secondsWords = (millis: number): string => `${(millis / 1000).toFixed(1)} s`;

/** What was measured, in words. */
export const gapWords = ({ firstGapMillis, wholeMillis }: ChainTimes): string =>
  `Done in order. From the first step to the second ${secondsWords(firstGapMillis)}, to the last ${secondsWords(wholeMillis)}.`;

/** How a chain ended that was not done as planned. */
export function chainWords(items: readonly Pick<ProposalItemRow, 'no' | 'state' | 'detail'>[]): string {
  const broken = items.find(({ state }) => state === 'failed' || state === 'skipped');
  const last = items.at(-1);
  const why = broken?.detail ?? '';
  if (!last || items.every(({ state }) => state === 'skipped')) return `Nothing was changed. ${why}`;
  const back = items.filter(({ no }) => no > (broken?.no ?? 0)).filter(({ state }) => state !== 'skipped');
  const isBack = back.length > 0 && back.every(({ state }) => state === 'done' || state === 'alreadySo');
  return isBack
    ? `A step did not work, and everything was put back and read back. ${why}`
    : `A step did not work, and not everything could be put back: look in the Entra admin center now. ${why}`;
}
