import { sql } from 'kysely';
import { nowPlus, type Rows } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { DeliveryRow, DeliveryState } from '../db/tables.ts';

/** A process that dies leaves what it had taken to others after this long. */
const LEASE_MILLIS = 60_000;

export interface ClaimedDelivery extends DeliveryRow {
  /** Whether a personal chat with them is known. */
  isKnown: boolean;
  /** Who has stopped the notice, while this message was on its way and came back. */
  stoppedBy: string | null;
}

/** Takes some due deliveries for this process alone, in one statement. */
export async function claimDeliveries(
  rows: Rows,
  { noticeId, limit }: { noticeId: string; limit: number },
): Promise<ClaimedDelivery[]> {
  const { rows: claimed } = await sql<ClaimedDelivery>`
    with due as materialized (
      select person_id from delivery where notice_id = ${noticeId} and state = 'planned' and ${isDueAndFree}
      order by due_at, person_id limit ${limit} for update skip locked)
    update delivery d set lease_until = ${nowPlus(LEASE_MILLIS)}, attempts = d.attempts + 1
    from due where d.notice_id = ${noticeId} and d.person_id = due.person_id
    returning d.*, exists (select from conversation c where c.user_id = d.person_id) as "isKnown",
      (select stopped_by from notice where id = ${noticeId}) as "stoppedBy"`.execute(rows);
  return claimed;
}

/** A delivery as it was claimed: every claim counts one attempt more, so that whoever slept too long changes nothing. */
type Claim = Pick<DeliveryRow, 'notice_id' | 'person_id' | 'attempts'>;

const keyOf = ({ notice_id: notice, person_id: person }: Pick<Claim, 'notice_id' | 'person_id'>) =>
  `${notice} ${person}`;

const claimJson = ({ notice_id, person_id, attempts }: Claim) => ({ notice_id, person_id, attempts });

/**
 * Commits that messages are about to leave: found without an answer after a crash, nobody knows whether they did.
 *
 * @returns For each whether it may leave; false where another process has taken it meanwhile.
 */
export async function noteIntents(
  rows: Rows,
  intents: readonly { delivery: Claim; channel: 'teams' | 'mail' }[],
): Promise<boolean[]> {
  const given = JSON.stringify(intents.map(({ delivery, channel }) => ({ ...claimJson(delivery), channel })));
  const { rows: noted } = await sql<Pick<Claim, 'notice_id' | 'person_id'>>`
    update delivery d set state = 'sending', channel = i.channel, intent_at = app_now(), updated_at = app_now()
    from jsonb_to_recordset(${given}::jsonb) as i(notice_id uuid, person_id text, attempts int, channel text)
    where d.notice_id = i.notice_id and d.person_id = i.person_id and d.attempts = i.attempts and d.state = 'planned'
    returning d.notice_id, d.person_id`.execute(rows);
  const keys = new Set(noted.map(keyOf));
  return intents.map(({ delivery }) => keys.has(keyOf(delivery)));
}

export interface DeliveryMove {
  state: DeliveryState;
  channel?: 'teams' | 'mail';
  detail?: string;
  activityId?: string;
  delayMillis?: number;
  /** Whether a service refused it for a passing reason. */
  isFault?: boolean;
}

/** Moves deliveries on and frees them; those that another process has taken meanwhile stay as they are. */
export async function moveDeliveries(
  rows: Rows,
  moves: readonly { delivery: Claim; to: DeliveryMove }[],
): Promise<undefined[]> {
  const given = JSON.stringify(
    moves.map(({ delivery, to }) => ({
      ...claimJson(delivery),
      state: to.state,
      channel: to.channel ?? null,
      detail: to.detail ?? null,
      activity_id: to.activityId ?? null,
      delay: Math.round(to.delayMillis ?? 0),
      fault: to.isFault ? 1 : 0,
    })),
  );
  await sql`
    update delivery d set state = m.state, lease_until = null, updated_at = app_now(),
      due_at = app_now() + m.delay * interval '1 millisecond', channel = coalesce(m.channel, d.channel),
      detail = coalesce(m.detail, d.detail), activity_id = coalesce(m.activity_id, d.activity_id),
      faults = d.faults + m.fault
    from jsonb_to_recordset(${given}::jsonb) as m(notice_id uuid, person_id text, attempts int, state text, channel text,
      detail text, activity_id text, delay bigint, fault int)
    where d.notice_id = m.notice_id and d.person_id = m.person_id and d.attempts = m.attempts`.execute(rows);
  return moves.map(() => undefined);
}

/** Gives back what was claimed and not begun: this process stops. */
export async function freeDeliveries(rows: Rows, claimed: readonly Claim[]): Promise<void> {
  if (claimed.length === 0) return;
  await sql`
    update delivery d set lease_until = null
    from jsonb_to_recordset(${JSON.stringify(claimed.map(claimJson))}::jsonb)
      as f(notice_id uuid, person_id text, attempts int)
    where d.notice_id = f.notice_id and d.person_id = f.person_id and d.attempts = f.attempts
      and d.state = 'planned'`.execute(rows);
}

/** All mail of a notice that waits comes later: the mailbox takes no more for now. */
export async function holdMail(rows: Rows, noticeId: string, seconds: number): Promise<void> {
  await rows
    .updateTable('delivery')
    .set({ due_at: nowPlus(Math.ceil(seconds * 1000)) })
    .where('notice_id', '=', noticeId)
    .where('state', '=', 'planned')
    .where('channel', '=', 'mail')
    .where(sql<boolean>`due_at < ${nowPlus(Math.ceil(seconds * 1000))}`)
    .execute();
}
