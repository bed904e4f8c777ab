import { isCertainlyUndelivered, TeamsError, type Messenger } from '../cards/messenger.ts';
import type { DeliveryRow, NoticeRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import { CrossoverError, TransportError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { PostponedError } from '../quotas/postponed-error.ts';
import { drawnCard, noticeCard } from './notice-card.ts';
import type { ClaimedDelivery, DeliveryMove } from './claims.ts';
import { notSentWords } from './store.ts';

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

/** What a way needs of whoever works the deliveries off. */
export interface WayParts {
  messenger: Messenger;
  reach: Reach;
  log: Log;
  /** Commits that the message is about to leave; false where another process has taken it. */
  noteIntent(delivery: ClaimedDelivery, channel: 'teams' | 'mail'): Promise<boolean>;
  /** Only a few intents may wait for the quota: after a crash each of them is unconfirmed, though it never left. */
  leaving: { enter(): Promise<void>; leave(): void };
  /** The mailbox takes nothing more for so many seconds. */
  holdMail(noticeId: string, seconds: number): Promise<void>;
}

/** How often somebody is tried who cannot be reached for a passing reason, before mail or giving up. */
const MAX_ATTEMPTS = 6;
/** Mail has tries of its own, however many Teams took. */
const MAX_FAULTS_WITH_MAIL = 2 * MAX_ATTEMPTS;

/** What came of a delivery; nothing where another process has taken it. */
type Attempt = Promise<DeliveryMove | undefined>;

/** Teams where the person is known; else the app first; else mail; else failed, with the reason. */
export async function deliver(parts: WayParts, notice: NoticeRow, delivery: ClaimedDelivery): Attempt {
  if (delivery.stoppedBy !== null) return { state: 'cancelled', detail: notSentWords(delivery.stoppedBy) };
  if (delivery.channel === 'mail') return sendMail(parts, notice, delivery);
  if (delivery.isKnown || (await parts.messenger.isKnown(delivery.person_id)))
    return sendInTeams(parts, notice, delivery);
  if (!notice.may_reach_out) return { state: 'failed', detail: 'No chat with this person is known.' };
  if (delivery.attempts > MAX_ATTEMPTS)
    return { state: 'planned', channel: 'mail', detail: 'The app was installed, but no chat came to be.' };
  return installFirst(parts, delivery);
}

async function installFirst(parts: WayParts, delivery: DeliveryRow): Attempt {
  try {
    await parts.reach.install(delivery.person_id);
    // The chat arrives as an activity of its own, often before Graph has answered.
    const isKnown = await parts.messenger.isKnown(delivery.person_id);
    return { state: 'planned', delayMillis: isKnown ? 0 : 250 * 2 ** delivery.attempts };
  } catch (cause) {
    if (isPassing(cause) && delivery.faults < MAX_ATTEMPTS) return again(cause, delivery);
    if (!(cause instanceof CrossoverError)) throw cause;
    return { state: 'planned', channel: 'mail', detail: whyOf('Teams', cause.reason) };
  }
}

async function sendInTeams(parts: WayParts, notice: NoticeRow, delivery: ClaimedDelivery): Attempt {
  const card = drawnCard(notice, delivery);
  await parts.leaving.enter();
  const gone = once(() => {
    parts.leaving.leave();
  });
  try {
    if (!(await parts.noteIntent(delivery, 'teams'))) return undefined;
    const sent = await parts.messenger.send(delivery.person_id, card, { isBulk: true, onLeaving: gone });
    return { state: 'delivered', activityId: sent.activityId };
  } catch (cause) {
    return afterTeams(parts, notice, { delivery, cause });
  } finally {
    gone();
  }
}

function afterTeams(
  parts: WayParts,
  notice: NoticeRow,
  { delivery, cause }: { delivery: ClaimedDelivery; cause: unknown },
): DeliveryMove {
  if (cause instanceof PostponedError) return again(cause, delivery);
  if (!(cause instanceof TeamsError) || !isCertainlyUndelivered(cause.reason)) return ambiguous(parts, delivery, cause);
  if (isPassing(cause) && delivery.faults < MAX_ATTEMPTS) return again(cause, delivery);
  const detail = whyOf('Teams', cause.reason);
  return notice.may_reach_out ? { state: 'planned', channel: 'mail', detail } : { state: 'failed', detail };
}

async function sendMail(parts: WayParts, notice: NoticeRow, delivery: ClaimedDelivery): Attempt {
  const why = delivery.detail ? `${delivery.detail}; ` : '';
  if (!parts.reach.mail) return { state: 'failed', detail: `${why}no mailbox is configured` };
  if (delivery.address === null) return { state: 'failed', detail: `${why}the person has no mail address` };
  const content = noticeCard(notice, delivery);
  if (!(await parts.noteIntent(delivery, 'mail'))) return undefined;
  try {
    await parts.reach.mail(delivery.address, { subject: content.title, text: drawnCard(notice, delivery).text });
    return { state: 'mailed', channel: 'mail' };
  } catch (cause) {
    if (!(cause instanceof GraphError) || cause.reason === 'serviceFault') return ambiguous(parts, delivery, cause);
    if (isOurs(cause)) await parts.holdMail(notice.id, secondsTold(cause) ?? 1); // or each of thousands would ask for itself
    if (isPassing(cause) && delivery.faults < MAX_FAULTS_WITH_MAIL)
      return { ...again(cause, delivery), channel: 'mail' };
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
function ambiguous(parts: WayParts, delivery: DeliveryRow, cause: unknown): DeliveryMove {
  const reason = cause instanceof CrossoverError ? cause.reason : 'unknown';
  parts.log.warn('notices.unconfirmed', { notice: delivery.notice_id, person: delivery.person_id, reason });
  return { state: 'unconfirmed', detail: `No clear answer (${reason}).` };
}

/** Certainly not sent; it comes again, and counts as a fault only where a service refused it. */
const again = (cause: unknown, delivery: DeliveryRow): DeliveryMove => ({
  state: 'planned',
  delayMillis: isOurs(cause)
    ? (secondsTold(cause) ?? 1) * 1000
    : Math.max((secondsTold(cause) ?? 0) * 1000, 500 * 2 ** Math.min(delivery.faults + 1, MAX_FAULTS_WITH_MAIL)),
  isFault: !isOurs(cause),
});

/** Whether we held it back ourselves, for the sake of a quota. */
const isOurs = (cause: unknown): boolean =>
  cause instanceof PostponedError || (cause instanceof GraphError && cause.cause instanceof PostponedError);

const isPassing = (cause: unknown): boolean =>
  isOurs(cause) ||
  (cause instanceof TeamsError && (cause.reason === 'throttled' || cause.reason === 'busy')) ||
  (cause instanceof GraphError && (cause.reason === 'throttled' || cause.reason === 'serviceFault')) ||
  cause instanceof TransportError;

function secondsTold(cause: unknown): number | undefined {
  if (cause instanceof PostponedError || cause instanceof TeamsError) return cause.retryAfterSeconds;
  return cause instanceof GraphError ? (cause.facts.retryAfterSeconds ?? undefined) : undefined;
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
