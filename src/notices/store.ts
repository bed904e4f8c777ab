import type { CardContent } from '../cards/compose.ts';
import { now, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { DeliveryState, NoticeRow } from '../db/tables.ts';
import { canonicalJson, type Json } from '../lib/canonical-json.ts';
import { newId } from '../lib/ids.ts';
import type { RenderedNotice } from './render.ts';
import type { NoticeName } from './texts.ts';

/** Somebody to be told. */
export interface Recipient {
  personId: string;
  name: string;
  address: string | null;
  /** Which of the notice's texts they read (Default: its `content`). */
  variant?: string | null;
  /** The only way to them (Default: Teams first, then mail). */
  channel?: 'mail' | null;
}

export interface NewNotice {
  kind: NoticeRow['kind'];
  proposalId: string | null;
  /** The text for everybody who has no other. */
  content: CardContent;
  /** One of our notices, in all the languages of its readers (Default: none). */
  templated?: Templated | undefined;
  /** What of the caller's it belongs to, to be found again by (Default: nothing). */
  about?: string | null;
  resendOf?: string | null;
  recipients: readonly Recipient[];
  /** Whether the app may be installed and mail be sent to reach somebody. */
  mayReachOut: boolean;
}

/** What a notice of ours has beside its words. */
export interface Templated {
  name: NoticeName;
  variants: Record<string, RenderedNotice>;
  movesAt: Date | null;
  helpContact: string;
}

/** One statement has 65,535 parameters at most, and a delivery has seventeen. */
const ROWS_PER_STATEMENT = 2000;

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
      about: notice.about ?? null,
      resend_of: notice.resendOf ?? null,
      ...templatedColumns(notice.templated),
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

const templatedColumns = (templated: Templated | undefined) => ({
  name: templated?.name ?? null,
  variants: templated ? canonicalJson(templated.variants as unknown as Json) : null,
  moves_at: templated?.movesAt ?? null,
  help_contact: templated?.helpContact ?? null,
});

const plannedDelivery = (noticeId: string, recipient: Recipient) => ({
  notice_id: noticeId,
  person_id: recipient.personId,
  name: recipient.name,
  address: recipient.address,
  state: 'planned' as const,
  channel: recipient.channel ?? null,
  detail: null,
  activity_id: null,
  intent_at: null,
  attempts: 0,
  due_at: now,
  lease_until: null,
  updated_at: now,
  variant: recipient.variant ?? null,
  answer: null,
  answered_at: null,
  faults: 0,
});

/** What has not been sent never is. Returns how many people that were. */
export async function stopNotice(trx: RowsInTransaction, noticeId: string, by: string): Promise<number> {
  await trx.updateTable('notice').set({ stopped_by: by }).where('id', '=', noticeId).execute();
  const stopped = await trx
    .updateTable('delivery')
    .set({ state: 'cancelled', detail: notSentWords(by), lease_until: null, updated_at: now })
    .where('notice_id', '=', noticeId)
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return Number(stopped.numUpdatedRows);
}

/** What stands at every message that a stop came before. */
export const notSentWords = (by: string): string => `Stopped by ${by} before it was sent.`;

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
  /** Stopped before they were sent. */
  cancelled: number;
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
    cancelled: of('cancelled'),
    underWay: of('planned', 'sending'),
  };
}
