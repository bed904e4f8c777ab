import { putOnRecord } from '../audit/record.ts';
import { composeCard, type CardContent } from '../cards/compose.ts';
import { isCertainlyUndelivered, TeamsError, type Messenger } from '../cards/messenger.ts';
import { now, type Database, type RowsInTransaction } from '../db/database.ts';
import type { DeliveryRow, NoticeRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { CrossoverError, TransportError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import {
  claimDelivery,
  moveDelivery,
  noteIntent,
  notSentWords,
  readBooks,
  settleLostIntents,
  type ClaimedDelivery,
  type DeliveryMove,
} from './store.ts';

/** Name of the job that makes the deliveries of a notice. */
export const DELIVERIES = 'notices.deliver';

/** Ways to somebody whom Teams does not know yet. */
export interface Reach {
  /**
   * Installs the app for somebody, so that a chat with them comes to be.
   *
   * @throws {GraphError} where it is not allowed: mail is next.
   */
  install(personId: string): Promise<void>;
  /** Sends a mail; undefined where no mailbox is configured. */
  mail?: ((to: string, message: { subject: string; text: string }) => Promise<void>) | undefined;
}

interface DeliverParts {
  database: Database;
  messenger: Messenger;
  reach: Reach;
  log: Log;
  /** A delivery was settled: the cards of its proposal show it. */
  touch(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** The last delivery of an approved notice is settled. */
  finish(trx: RowsInTransaction, proposalId: string): Promise<void>;
}

/** How often somebody is tried who cannot be reached for a passing reason, before mail or giving up. */
const MAX_ATTEMPTS = 6;
/** Mail has tries of its own, however many Teams took. */
const MAX_ATTEMPTS_WITH_MAIL = 2 * MAX_ATTEMPTS;
/** How many people are told at the same time. */
const AT_ONCE = 8;

/** Tells everybody whom a notice is for, each at most once. */
export function noticeDelivery(parts: DeliverParts): JobKind {
  return {
    name: DELIVERIES,
    run: async (noticeId) => {
      await settleLostIntents(parts.database.rows, { noticeId, isAlone: false });
      const moved = await Promise.all(Array.from({ length: AT_ONCE }, () => deliverAll(parts, noticeId)));
      await closeIfDone(parts, noticeId, { hasNews: moved.includes(true) });
    },
    due: async () => {
      const found = await parts.database.rows
        .selectFrom('notice')
        .select('id')
        .where('state', '=', 'running')
        .execute();
      return found.map((row) => row.id);
    },
  };
}

/** @returns Whether the books have changed. */
async function deliverAll(parts: DeliverParts, noticeId: string): Promise<boolean> {
  const notice = await parts.database.rows
    .selectFrom('notice')
    .selectAll()
    .where('id', '=', noticeId)
    .executeTakeFirst();
  let hasNews = false;
  if (notice?.state !== 'running') return hasNews;
  for (
    let one = await claimDelivery(parts.database, noticeId);
    one;
    one = await claimDelivery(parts.database, noticeId)
  ) {
    const move = await deliver(parts, notice, one);
    if (!move) continue;
    await moveDelivery(parts.database.rows, one, move);
    hasNews ||= move.state !== 'planned';
  }
  return hasNews;
}

/** What came of a delivery; nothing where another process has taken it. */
type Attempt = Promise<DeliveryMove | undefined>;

/** Teams where the person is known; else the app first; else mail; else failed, with the reason. */
async function deliver(parts: DeliverParts, notice: NoticeRow, delivery: ClaimedDelivery): Attempt {
  if (delivery.stoppedBy !== null) return { state: 'failed', detail: notSentWords(delivery.stoppedBy) };
  if (delivery.channel === 'mail') return sendMail(parts, notice, delivery);
  if (await parts.messenger.isKnown(delivery.person_id)) return sendInTeams(parts, notice, delivery);
  if (!notice.may_reach_out) return { state: 'failed', detail: 'No chat with this person is known.' };
  if (delivery.attempts > MAX_ATTEMPTS)
    return { state: 'planned', channel: 'mail', detail: 'The app was installed, but no chat came to be.' };
  return installFirst(parts, delivery);
}

async function installFirst(parts: DeliverParts, delivery: DeliveryRow): Attempt {
  try {
    await parts.reach.install(delivery.person_id);
    // The chat arrives as an activity of its own, often before Graph has answered.
    const isKnown = await parts.messenger.isKnown(delivery.person_id);
    return { state: 'planned', delayMillis: isKnown ? 0 : 250 * 2 ** delivery.attempts };
  } catch (cause) {
    if (isPassing(cause) && delivery.attempts <= MAX_ATTEMPTS)
      return { state: 'planned', delayMillis: backOffMillis(cause, delivery) };
    if (!(cause instanceof CrossoverError)) throw cause;
    return { state: 'planned', channel: 'mail', detail: whyOf('Teams', cause.reason) };
  }
}

async function sendInTeams(parts: DeliverParts, notice: NoticeRow, delivery: DeliveryRow): Attempt {
  const card = composeCard(contentOf(notice));
  if (!(await noteIntent(parts.database, delivery, 'teams'))) return undefined;
  try {
    const sent = await parts.messenger.send(delivery.person_id, card);
    return { state: 'delivered', activityId: sent.activityId };
  } catch (cause) {
    if (!(cause instanceof TeamsError) || !isCertainlyUndelivered(cause.reason))
      return ambiguous(parts, delivery, cause);
    if (isPassing(cause) && delivery.attempts <= MAX_ATTEMPTS)
      return { state: 'planned', delayMillis: backOffMillis(cause, delivery) };
    const detail = whyOf('Teams', cause.reason);
    return notice.may_reach_out ? { state: 'planned', channel: 'mail', detail } : { state: 'failed', detail };
  }
}

async function sendMail(parts: DeliverParts, notice: NoticeRow, delivery: DeliveryRow): Attempt {
  const why = delivery.detail ? `${delivery.detail}; ` : '';
  if (!parts.reach.mail) return { state: 'failed', detail: `${why}no mailbox is configured` };
  if (delivery.address === null) return { state: 'failed', detail: `${why}the person has no mail address` };
  const { text } = composeCard(contentOf(notice));
  if (!(await noteIntent(parts.database, delivery, 'mail'))) return undefined;
  try {
    await parts.reach.mail(delivery.address, { subject: contentOf(notice).title, text });
    return { state: 'mailed' };
  } catch (cause) {
    if (!(cause instanceof GraphError) || cause.reason === 'serviceFault') return ambiguous(parts, delivery, cause);
    if (isPassing(cause) && delivery.attempts <= MAX_ATTEMPTS_WITH_MAIL)
      return { state: 'planned', channel: 'mail', delayMillis: backOffMillis(cause, delivery) };
    return { state: 'failed', detail: `${why}${whyOf('mail', cause.reason)}` };
  }
}

/** The usual reasons as people say them; a rare one in the service's own word, to be looked up. */
const reasonWords: ReadonlyMap<string, string> = new Map([
  ['userNotLicensed', 'no licence with Teams'],
  ['appBlocked', 'the app is blocked by a policy'],
  ['blocked', 'the person has blocked the bot'],
  ['notInstalled', 'the app cannot be installed'],
  ['forbidden', 'not permitted'],
  ['notFound', 'the mailbox or person was not found'],
]);

const whyOf = (way: 'Teams' | 'mail', reason: string): string => `${way}: ${reasonWords.get(reason) ?? reason}`;

/** No answer came, or one that says nothing: the message may have arrived, so it is never sent again by itself. */
function ambiguous(parts: DeliverParts, delivery: DeliveryRow, cause: unknown): DeliveryMove {
  const reason = cause instanceof CrossoverError ? cause.reason : 'unknown';
  parts.log.warn('notices.unconfirmed', { notice: delivery.notice_id, person: delivery.person_id, reason });
  return { state: 'unconfirmed', detail: `No clear answer (${reason}).` };
}

const isPassing = (cause: unknown): boolean =>
  (cause instanceof TeamsError && (cause.reason === 'throttled' || cause.reason === 'busy')) ||
  (cause instanceof GraphError && (cause.reason === 'throttled' || cause.reason === 'serviceFault')) ||
  cause instanceof TransportError;

function backOffMillis(cause: unknown, delivery: DeliveryRow): number {
  const told =
    cause instanceof TeamsError
      ? cause.retryAfterSeconds
      : cause instanceof GraphError
        ? cause.facts.retryAfterSeconds
        : undefined;
  return Math.max((told ?? 0) * 1000, 500 * 2 ** delivery.attempts);
}

const contentOf = (notice: NoticeRow): CardContent => JSON.parse(notice.content) as CardContent;

/** Whether the cards of its proposal tell how it was delivered; what the proposer is told by the way is not on them. */
const isOnCard = (notice: NoticeRow): boolean => notice.kind !== 'outcome';

async function closeIfDone(parts: DeliverParts, noticeId: string, { hasNews }: { hasNews: boolean }): Promise<void> {
  await parts.database.transaction(async (trx) => {
    const notice = await trx.selectFrom('notice').selectAll().where('id', '=', noticeId).forUpdate().executeTakeFirst();
    if (notice?.state !== 'running') return;
    const books = await readBooks(trx, noticeId);
    if (books.underWay > 0) {
      if (hasNews && notice.proposal_id && isOnCard(notice)) await parts.touch(trx, notice.proposal_id);
      return;
    }
    await trx.updateTable('notice').set({ state: 'done' }).where('id', '=', noticeId).execute();
    await putOnRecord(trx, {
      kind: 'noticeSettled',
      ...(notice.proposal_id ? { proposalId: notice.proposal_id } : {}),
      facts: { noticeId, ...books },
    });
    if (!notice.proposal_id || !isOnCard(notice)) return;
    if (notice.kind === 'announcement') await parts.finish(trx, notice.proposal_id);
    else await parts.touch(trx, notice.proposal_id);
  });
}

/** Notices with something due whose chat has come to be: they need not wait any longer. */
export async function hastenDeliveries(rows: Database['rows'], personId: string): Promise<string[]> {
  const hastened = await rows
    .updateTable('delivery')
    .set({ due_at: now })
    .where('person_id', '=', personId)
    .where('state', '=', 'planned')
    .where('channel', 'is', null) // what was tried in Teams or by mail waits as long as it was told to
    .returning('notice_id')
    .execute();
  return hastened.map((row) => row.notice_id);
}
