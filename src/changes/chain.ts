import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import { now, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
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

/** What was measured of a chain, from right before its first write was sent. */
export interface ChainTimes extends JsonObject {
  /** Until Graph was known to have taken the second step; null where all was put back. */
  firstGapMillis: number | null;
  /** Until the last step, or the last that was put back. */
  wholeMillis: number;
}

/** The state of a step that is as its plan wants it. */
export const AS_WANTED: readonly ItemState[] = ['done', 'alreadySo'];

/**
 * What was measured of a chain that has ended; null where it wrote nothing, or could not be put back. Where a process
 * died between a write and its answer, the times are longer than they were, never shorter.
 */
export async function chainTimes({ rows }: Pick<Database, 'rows'>, proposalId: string): Promise<ChainTimes | null> {
  const steps = await rows
    .selectFrom('proposal_item')
    .select(['target_id', 'state', sql<Date>`coalesce(written_at, updated_at)`.as('at')])
    .where('proposal_id', '=', proposalId)
    .where('is_chained', '=', true)
    .orderBy('no')
    .execute();
  const [first, second] = steps;
  const last = steps.at(-1);
  if (!first || !second || !last || !AS_WANTED.includes(last.state)) return null;
  // The intent was committed before the write: what is known only after a crash may have happened right after it.
  const { begunAt } = await rows
    .selectFrom('audit_record')
    .select((eb) => eb.fn.max<Date | null>('at').as('begunAt'))
    .where('proposal_id', '=', proposalId)
    .where('target_id', '=', first.target_id)
    .where('kind', '=', 'writing')
    .where('at', '<=', first.at)
    .executeTakeFirstOrThrow();
  if (begunAt === null) return null;
  const millisTo = (at: Date): number => at.getTime() - begunAt.getTime();
  const isAsPlanned = steps.every(({ state }) => AS_WANTED.includes(state));
  return { firstGapMillis: isAsPlanned ? millisTo(second.at) : null, wholeMillis: millisTo(last.at) };
}
