import { sql } from 'kysely';
import { nowPlus, type Rows } from '../db/database.ts';
import type { Bucket, QuotaClass } from './quota-classes.ts';

/** What a reservation gave: tokens for a moment so many milliseconds from now; or none, and not before so many milliseconds. */
export interface Reservation {
  tokens: number;
  waitMillis: number;
}

/** What is asked for: `needed` in any case, up to `wanted` as far as they are free at this moment. */
export interface Wish {
  needed: number;
  wanted: number;
  /** Whether a place may be taken in a later moment, and waited for. */
  mayWait: boolean;
}

/** How far ahead a call that a person waits for may reserve its place, before every call that nobody waits for. */
export const AHEAD_MILLIS = 10_000;

/**
 * Takes tokens of one class for this process, on the database's clock, so that replicas agree without knowing each other.
 * A call that nobody waits for gets what is free now; one that a person waits for takes the next place, and waits.
 */
export async function reserve(
  rows: Rows,
  { quota, bucket }: { quota: QuotaClass; bucket: Bucket },
  wish: Wish,
): Promise<Reservation> {
  const { intervalMillis, burst } = bucket;
  const { rows: found } = await sql<Reservation>`
    with at as materialized (select app_now() as now),
    seen as materialized (
      select q.name, greatest(q.full_at, at.now) as full_at,
        extract(epoch from greatest(q.full_at, at.now) - at.now)::float8 * 1000 as owed_millis,
        greatest(extract(epoch from q.blocked_until - at.now)::float8 * 1000, 0) as blocked_millis
      from quota q, at where q.name = ${quota} for update of q),
    asked as materialized (
      select seen.*, greatest(${wish.needed}::int, least(${wish.wanted}::int,
        floor(${burst}::int - owed_millis / ${intervalMillis}::float8)::int)) as tokens from seen),
    due as materialized (
      select asked.*, greatest(owed_millis + (tokens - ${burst}::int) * ${intervalMillis}::float8, 0) as wait_millis from asked),
    taken as (
      update quota q set full_at = due.full_at + tokens * ${intervalMillis}::float8 * interval '1 millisecond' from due
      where q.name = due.name and blocked_millis = 0 and wait_millis <= ${wish.mayWait ? AHEAD_MILLIS : 0}
      returning tokens)
    select coalesce((select tokens from taken), 0) as tokens, greatest(wait_millis, blocked_millis) as "waitMillis" from due
  `.execute(rows);
  const [row] = found;
  if (row) return row;
  await sql`insert into quota (name) values (${quota}) on conflict do nothing`.execute(rows);
  return reserve(rows, { quota, bucket }, wish);
}

/** The call that took the last token has ended: the next one comes after the rest. */
export async function endCall(rows: Rows, name: QuotaClass, restMillis: number): Promise<void> {
  await rows
    .updateTable('quota')
    .set({ full_at: nowPlus(restMillis) })
    .where('name', '=', name)
    .execute();
}

/** The service said no, and for how long: every replica keeps off this class until then. */
export async function holdFor(rows: Rows, name: QuotaClass, seconds: number): Promise<void> {
  await sql`
    insert into quota (name, blocked_until) values (${name}, app_now() + ${seconds} * interval '1 second')
    on conflict (name) do update set blocked_until = greatest(quota.blocked_until, excluded.blocked_until)`.execute(
    rows,
  );
}

const FIRST_HOLD_SECONDS = 2;
const LONGEST_HOLD_SECONDS = 120;

/**
 * The service said no, and not for how long: twice as long with each time in a row. What was refused while everybody
 * keeps off already belongs to the same time.
 *
 * @param jitter From 0 to 1, so that tenants do not return in step.
 */
export async function holdLonger(rows: Rows, name: QuotaClass, jitter: number): Promise<void> {
  await sql`
    insert into quota (name, blocked_until, refusals)
    values (${name}, app_now() + ${FIRST_HOLD_SECONDS * (1 + jitter / 2)} * interval '1 second', 1)
    on conflict (name) do update set refusals = quota.refusals + 1,
      blocked_until = app_now() + (excluded.blocked_until - app_now())
        * least(2 ^ quota.refusals, ${LONGEST_HOLD_SECONDS / FIRST_HOLD_SECONDS})
    where quota.blocked_until <= app_now()`.execute(rows);
}

/** It goes again: the next refusal is a first one. */
export async function forgive(rows: Rows, name: QuotaClass): Promise<void> {
  await rows.updateTable('quota').set({ refusals: 0 }).where('name', '=', name).execute();
}
