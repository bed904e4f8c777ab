import type { Rows } from '../db/database.ts';
import { now } from '../db/database.ts';
import type { QuotaClass } from './quota-classes.ts';

/** Until when a service has told us to keep off a class of calls; null where it has not. */
export async function heldUntil(rows: Rows, quota: QuotaClass): Promise<Date | null> {
  const held = await rows
    .selectFrom('quota')
    .select('blocked_until')
    .where('name', '=', quota)
    .where('blocked_until', '>', now)
    .executeTakeFirst();
  return held?.blocked_until ?? null;
}
