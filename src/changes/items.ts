import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import { sql } from 'kysely';
import { canonicalJson, type JsonObject } from '../lib/canonical-json.ts';
import type { DraftItem } from '../verbs/draft.ts';

const LEASE_MILLIS = 60_000;

/** States in which something is left to do. */
export const OPEN_STATES: readonly ItemState[] = ['ready', 'applying', 'written'];

/** Approved work that is paused begins nothing; what has begun is read back. Once its time is over it ends by itself. */
const isUnpaused = sql<boolean>`(state <> 'ready' or (is_chained and no > 0) or not exists (
  select from proposal where proposal.id = proposal_id and paused_by is not null and execute_by > app_now()))`;

/** Of a chain, each begins only when every one before it is settled; what is under way cannot be paused. */
const isItsTurn = sql<boolean>`(not is_chained or not exists (
  select from proposal_item as earlier where earlier.proposal_id = proposal_item.proposal_id
    and earlier.no < proposal_item.no and earlier.state in ('ready', 'applying', 'written')))`;

const mayGoOn = sql<boolean>`(${isUnpaused} and ${isItsTurn})`;

interface NewItems {
  proposalId: string;
  items: readonly DraftItem[];
  /** (Default: 0) */
  firstNo?: number;
  /** Whether each begins only once the one before is settled (Default: false). */
  isChained?: boolean;
}

/** Stores the items of an approved plan as work. */
export async function insertItems(
  trx: RowsInTransaction,
  { proposalId, items, firstNo = 0, isChained = false }: NewItems,
): Promise<void> {
  const list = items.map((item, at) => recordOf(item, firstNo + at));
  // One parameter for all of them: a statement takes 65,535 at most, and a plan may have ten thousand items.
  await sql`
    insert into proposal_item
      (proposal_id, no, kind, target_id, target_name, before, after, state, due_at, updated_at, is_chained)
    select ${proposalId}::uuid, no, kind, target_id, target_name, before, after, 'ready', app_now(), app_now(),
      ${isChained}
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as item (no int, kind text, target_id text, target_name text, before text, after text)`.execute(trx);
}

/** What `jsonb_to_recordset` makes a row of. */
const recordOf = (item: DraftItem, no: number) => ({
  no,
  kind: item.kind,
  target_id: item.targetId,
  target_name: item.targetName,
  before: canonicalJson(item.before),
  after: canonicalJson(item.after),
});

/** An item that a plan may be handed on with, and its place there. */
export interface ReleasedItem {
  no: number;
  item: DraftItem;
}

/**
 * Hands some items of an approved plan on to be done, now and not before; what has failed or was skipped may be tried
 * anew. Each is compared with the plan once more before it is written.
 */
export async function releaseItems(
  trx: RowsInTransaction,
  proposalId: string,
  released: readonly ReleasedItem[],
): Promise<void> {
  const list = released.map(({ no, item }) => recordOf(item, no));
  await sql`
    insert into proposal_item (proposal_id, no, kind, target_id, target_name, before, after, state, due_at, updated_at)
    select ${proposalId}::uuid, no, kind, target_id, target_name, before, after, 'ready', app_now(), app_now()
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as item (no int, kind text, target_id text, target_name text, before text, after text)
    on conflict (proposal_id, no) do update set state = 'ready', before = excluded.before, detail = null, attempts = 0,
      lease_until = null, due_at = app_now(), updated_at = app_now()
    where proposal_item.state in ('failed', 'skipped')`.execute(trx);
}

/** Takes back what was handed on and has not begun, as if it never had been; of some people, or of all. */
export async function recallItems(
  trx: RowsInTransaction,
  proposalId: string,
  targetIds?: readonly string[],
): Promise<number> {
  const recalled = await trx
    .deleteFrom('proposal_item')
    .where('proposal_id', '=', proposalId)
    .where('state', '=', 'ready')
    .$if(targetIds !== undefined, (query) => query.where('target_id', 'in', targetIds ?? []))
    .executeTakeFirst();
  return Number(recalled.numDeletedRows);
}

/** How many items of a plan are under way; of one person, or of all. */
export async function countOpenItems(
  { rows }: Pick<Database, 'rows'>,
  proposalId: string,
  targetId?: string,
): Promise<number> {
  const { open } = await rows
    .selectFrom('proposal_item')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('proposal_id', '=', proposalId)
    .where('state', 'in', OPEN_STATES)
    .$if(targetId !== undefined, (query) => query.where('target_id', '=', targetId ?? ''))
    .executeTakeFirstOrThrow();
  return open;
}

/** Takes so many due items at most for this process alone; none where all is done, waiting or taken. */
export async function claimItems({ rows }: Database, proposalId: string, most: number): Promise<ProposalItemRow[]> {
  const { rows: claimed } = await sql<ProposalItemRow>`
    with due as materialized (
      select proposal_id, no from proposal_item
      where proposal_id = ${proposalId} and state in (${sql.join(OPEN_STATES)}) and ${isDueAndFree} and ${mayGoOn}
      order by no limit ${most} for update skip locked)
    update proposal_item i set lease_until = ${nowPlus(LEASE_MILLIS)}, attempts = i.attempts + 1
    from due where i.proposal_id = due.proposal_id and i.no = due.no
    returning i.*`.execute(rows);
  return claimed.sort((one, other) => one.no - other.no);
}

/** Proposals with an item that is due and that nobody is at. */
export async function dueProposals({ rows }: Database): Promise<string[]> {
  const found = await rows
    .selectFrom('proposal_item')
    .select('proposal_id')
    .distinct()
    .where('state', 'in', OPEN_STATES)
    .where(isDueAndFree)
    .where(mayGoOn)
    .execute();
  return found.map((row) => row.proposal_id);
}

/** Whatever has not begun never begins: no process that was about to begin it holds it any longer. */
export async function skipWaiting(trx: RowsInTransaction, proposalId: string, detail: string): Promise<string[]> {
  const skipped = await trx
    .updateTable('proposal_item')
    .set({ state: 'skipped', detail, lease_until: null, updated_at: now })
    .where('proposal_id', '=', proposalId)
    .where('state', '=', 'ready')
    .returning('target_id')
    .execute();
  return skipped.map((row) => row.target_id);
}

/** Whether something is left to do. */
export async function hasOpenItems(trx: RowsInTransaction, proposalId: string): Promise<boolean> {
  const open = await trx
    .selectFrom('proposal_item')
    .select('no')
    .where('proposal_id', '=', proposalId)
    .where('state', 'in', OPEN_STATES)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

/** Where an item goes next. */
export interface ItemMove {
  state: ItemState;
  detail?: string | null;
  dueAt?: Date;
  delayMillis?: number;
  /** Whether this process goes on with it (Default: false, it is freed). */
  isHeld?: boolean;
  /** The newest before-state, where it was just read. */
  before?: JsonObject;
  /** Whether looks are counted anew. */
  isFirstLook?: boolean;
  /** The id of what it made, once that is known. */
  madeId?: string | undefined;
  /** Whether Graph took it at this moment (Default: false). */
  isWritten?: boolean;
}

/**
 * Moves an item on.
 *
 * @returns False where its lease was lost meanwhile: another process is at it, and this one must do nothing more.
 */
export async function moveItem(trx: Rows, item: ProposalItemRow, to: ItemMove): Promise<boolean> {
  const moved = await itemRow(trx, item)
    .set({
      state: to.state,
      ...(to.isHeld ? {} : { lease_until: null }),
      updated_at: now,
      due_at: to.dueAt ?? nowPlus(to.delayMillis ?? 0),
      ...(to.detail === undefined ? {} : { detail: to.detail }),
      ...(to.before === undefined ? {} : { before: canonicalJson(to.before) }),
      ...(to.isFirstLook ? { attempts: 0 } : {}),
      ...(to.madeId === undefined ? {} : { made_id: to.madeId }),
      ...(to.isWritten ? { written_at: sql<Date>`coalesce(written_at, ${now})` } : {}),
    })
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

const itemRow = (rows: Rows, item: ProposalItemRow) =>
  rows
    .updateTable('proposal_item')
    .where('proposal_id', '=', item.proposal_id)
    .where('no', '=', item.no)
    .where('lease_until', '=', item.lease_until);

/** A stored item as the plan spelled it. */
export const draftItemOf = (row: ProposalItemRow): DraftItem => ({
  kind: row.kind,
  targetId: row.target_id,
  targetName: row.target_name,
  before: JSON.parse(row.before) as JsonObject,
  after: JSON.parse(row.after) as JsonObject,
});
