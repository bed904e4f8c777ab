import type { CardContent } from '../cards/compose.ts';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { DeliveryRow, DeliveryState, NoticeRow } from '../db/tables.ts';
import { canonicalJson, type Json } from '../lib/canonical-json.ts';
import { newId } from '../lib/ids.ts';

/** Somebody to be told. */
export interface Recipient {
  personId: string;
  name: string;
  address: string | null;
}

export interface NewNotice {
  kind: NoticeRow['kind'];
  proposalId: string | null;
  content: CardContent;
  recipients: readonly Recipient[];
  /** Whether the app may be installed and mail be sent to reach somebody. */
  mayReachOut: boolean;
}

/** One statement has 65,535 parameters at most, and a delivery has thirteen. */
const ROWS_PER_STATEMENT = 2000;
const LEASE_MILLIS = 60_000;

/** Plans a notice: one delivery for each recipient, each to be made once. */
export async function insertNotice(trx: RowsInTransaction, notice: NewNotice): Promise<string> {
  const id = newId();
  await trx
    .insertInto('notice')
    .values({
      id,
      proposal_id: notice.proposalId,
      kind: notice.kind,
      content: canonicalJson(notice.content as unknown as Json),
      state: 'running',
      may_reach_out: notice.mayReachOut,
      version: 1,
      created_at: now,
    })
    .execute();
  for (let start = 0; start < notice.recipients.length; start += ROWS_PER_STATEMENT) {
    const part = notice.recipients.slice(start, start + ROWS_PER_STATEMENT);
    await trx
      .insertInto('delivery')
      .values(part.map((one) => plannedDelivery(id, one)))
      .execute();
  }
  return id;
}

const plannedDelivery = (noticeId: string, recipient: Recipient) => ({
  notice_id: noticeId,
  person_id: recipient.personId,
  name: recipient.name,
  address: recipient.address,
  state: 'planned' as const,
  channel: null,
  detail: null,
  activity_id: null,
  intent_at: null,
  attempts: 0,
  due_at: now,
  lease_until: null,
  updated_at: now,
});

/** What has not been sent never is. Returns how many people that were. */
export async function stopNotice(trx: RowsInTransaction, noticeId: string, by: string): Promise<number> {
  await trx.updateTable('notice').set({ stopped_by: by }).where('id', '=', noticeId).execute();
  const stopped = await trx
    .updateTable('delivery')
    .set({ state: 'failed', detail: notSentWords(by), lease_until: null, updated_at: now })
    .where('notice_id', '=', noticeId)
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return Number(stopped.numUpdatedRows);
}

/** What stands at every message that a stop came before. */
export const notSentWords = (by: string): string => `Stopped by ${by} before it was sent.`;

export interface ClaimedDelivery extends DeliveryRow {
  /** Who has stopped the notice, while this message was on its way and came back. */
  stoppedBy: string | null;
}

/** Takes one due delivery for this process alone. */
export async function claimDelivery(database: Database, noticeId: string): Promise<ClaimedDelivery | undefined> {
  return database.transaction(async (trx) => {
    const found = await trx
      .selectFrom('delivery')
      .selectAll()
      .select((eb) => eb.selectFrom('notice').select('stopped_by').where('id', '=', noticeId).as('stoppedBy'))
      .where('notice_id', '=', noticeId)
      .where('state', '=', 'planned')
      .where(isDueAndFree)
      .orderBy('due_at')
      .orderBy('person_id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!found) return undefined;
    await deliveryRow(trx, found)
      .set((eb) => ({ lease_until: nowPlus(LEASE_MILLIS), attempts: eb('attempts', '+', 1) }))
      .execute();
    return { ...found, attempts: found.attempts + 1 };
  });
}

/**
 * Commits that a message is about to leave: found without an answer after a crash, nobody knows whether it did.
 *
 * @returns False where another process has taken the delivery meanwhile: then it must not be sent here.
 */
export async function noteIntent(
  database: Database,
  delivery: DeliveryRow,
  channel: 'teams' | 'mail',
): Promise<boolean> {
  const noted = await claimedRow(database.rows, delivery)
    .where('state', '=', 'planned')
    .set({ state: 'sending', channel, intent_at: now, updated_at: now })
    .executeTakeFirst();
  return noted.numUpdatedRows === 1n;
}

export interface DeliveryMove {
  state: DeliveryState;
  channel?: 'teams' | 'mail';
  detail?: string;
  activityId?: string;
  delayMillis?: number;
}

/** Moves a delivery on and frees it; nothing where another process has taken it meanwhile. */
export async function moveDelivery(rows: Rows, delivery: DeliveryRow, to: DeliveryMove): Promise<void> {
  await claimedRow(rows, delivery)
    .set({
      state: to.state,
      lease_until: null,
      updated_at: now,
      due_at: nowPlus(to.delayMillis ?? 0),
      ...(to.channel ? { channel: to.channel } : {}),
      ...(to.detail === undefined ? {} : { detail: to.detail }),
      ...(to.activityId === undefined ? {} : { activity_id: to.activityId }),
    })
    .execute();
}

const deliveryRow = (rows: Rows, delivery: DeliveryRow) =>
  rows.updateTable('delivery').where('notice_id', '=', delivery.notice_id).where('person_id', '=', delivery.person_id);

/** The row as it was claimed: every claim counts one attempt more. */
const claimedRow = (rows: Rows, delivery: DeliveryRow) =>
  deliveryRow(rows, delivery).where('attempts', '=', delivery.attempts);

/** Messages whose answer never came are *unconfirmed*: visible, and never resent without being asked for. */
export async function settleLostIntents(rows: Rows, of: { noticeId?: string; isAlone: boolean }): Promise<void> {
  let lost = rows
    .updateTable('delivery')
    .set({ state: 'unconfirmed', lease_until: null, updated_at: now, detail: 'The message left, but no answer came.' })
    .where('state', '=', 'sending');
  if (of.noticeId !== undefined) lost = lost.where('notice_id', '=', of.noticeId);
  if (!of.isAlone) lost = lost.where('lease_until', '<', now);
  await lost.execute();
}

/** The books of a notice: they add up at every moment. */
export interface Books {
  planned: number;
  delivered: number;
  mailed: number;
  failed: number;
  unconfirmed: number;
  underWay: number;
}

/** Counts the deliveries of a notice. */
export async function readBooks(rows: Rows, noticeId: string): Promise<Books> {
  const counts = await rows
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('notice_id', '=', noticeId)
    .groupBy('state')
    .execute();
  const of = (...states: DeliveryState[]) =>
    counts.filter((one) => states.includes(one.state)).reduce((sum, one) => sum + one.count, 0);
  return {
    planned: counts.reduce((sum, one) => sum + one.count, 0),
    delivered: of('delivered'),
    mailed: of('mailed'),
    failed: of('failed'),
    unconfirmed: of('unconfirmed'),
    underWay: of('planned', 'sending'),
  };
}
