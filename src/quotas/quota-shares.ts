import { sql } from 'kysely';
import { nowPlus, now, type Rows } from '../db/database.ts';
import type { QuotaClass } from './quota-classes.ts';
import { holdFor } from './quota-rows.ts';

/** What a process asks of its share. */
export interface ShareWish {
  /** Places that are taken at this moment. */
  inUse: number;
  /** How many it could use now. */
  wanted: number;
  isBulk: boolean;
}

/** A process's part of a limit that all replicas keep together. */
export interface Share {
  /** How many places this process has now, and for how long nobody may call at all. */
  slotsFor(wish: ShareWish): Promise<{ slots: number; blockedMillis: number }>;
  /** Nobody calls for so many seconds. */
  hold(seconds: number): Promise<void>;
}

interface ShareParts {
  rows: Rows;
  quota: QuotaClass;
  limit: number;
  /** This process, told apart from the others. */
  holder: string;
  nowMillis: () => number;
}

/** A share is renewed so often while it is used, and more often while it is too small. */
const RENEW_MILLIS = 250;
const HURRY_MILLIS = 25;
const LEASE_MILLIS = 4000;
/** The lease is over here before it is over there: what was sent at its end is still counted. */
const USED_MILLIS = 2500;
/** Where the database is away, people are answered all the same; nothing goes out in bulk then. */
const WITHOUT_DATABASE = 4;

/** Shares as rows of the database: all of them together are never more than the limit. */
export function createShare(parts: ShareParts): Share {
  const { rows, quota, nowMillis } = parts;
  let held = { slots: 0, until: 0, renewedAt: -Infinity, blockedUntil: 0 };
  let renewing: Promise<void> | undefined;
  const renew = async ({ inUse, wanted }: ShareWish): Promise<void> => {
    const askedAt = nowMillis();
    const { slots, blockedMillis } = await renewed(parts, { inUse, wanted });
    held = { slots, until: askedAt + USED_MILLIS, renewedAt: askedAt, blockedUntil: nowMillis() + blockedMillis };
  };
  return {
    slotsFor: async (wish) => {
      const age = nowMillis() - held.renewedAt;
      const isOver = nowMillis() >= held.until;
      const isShort = wish.wanted > held.slots && held.slots < parts.limit;
      if (isOver || nowMillis() < held.blockedUntil || age > (isShort ? HURRY_MILLIS : RENEW_MILLIS)) {
        renewing ??= renew(wish).finally(() => (renewing = undefined));
        const isNeeded = isOver || nowMillis() < held.blockedUntil || wish.inUse >= held.slots;
        try {
          if (isNeeded) await renewing;
          else renewing.catch(() => undefined);
        } catch (cause) {
          if (wish.isBulk) throw cause;
          return { slots: WITHOUT_DATABASE, blockedMillis: 0 };
        }
      }
      return { slots: held.slots, blockedMillis: Math.max(0, held.blockedUntil - nowMillis()) };
    },
    hold: async (seconds) => {
      held = { ...held, blockedUntil: nowMillis() + seconds * 1000 };
      await holdFor(rows, quota, seconds);
    },
  };
}

/** Takes what the others leave, and what is fair where they want as much; gives back only what is not in use. */
async function renewed(
  { rows, quota, limit, holder }: ShareParts,
  { inUse, wanted }: Pick<ShareWish, 'inUse' | 'wanted'>,
): Promise<{ slots: number; blockedMillis: number }> {
  await sql`insert into quota (name) values (${quota}) on conflict do nothing`.execute(rows);
  return rows.transaction().execute(async (trx) => {
    const { rows: locked } = await sql<{ blockedMillis: number }>`
      select greatest(extract(epoch from blocked_until - app_now())::float8 * 1000, 0) as "blockedMillis"
      from quota where name = ${quota} for update`.execute(trx);
    const others = await othersOf(trx, { quota, holder });
    const slots = slotsAmong(others, { limit, wanted });
    const kept = Math.max(slots, inUse); // what was sent in the last second still counts
    await trx
      .insertInto('quota_share')
      .values({ quota, holder, slots: kept, wanted, lease_until: nowPlus(LEASE_MILLIS) })
      .onConflict((conflict) =>
        conflict.columns(['quota', 'holder']).doUpdateSet({ slots: kept, wanted, lease_until: nowPlus(LEASE_MILLIS) }),
      )
      .execute();
    return { slots, blockedMillis: locked[0]?.blockedMillis ?? 0 };
  });
}

type Others = readonly { slots: number; wanted: number }[];

async function othersOf(rows: Rows, { quota, holder }: { quota: string; holder: string }): Promise<Others> {
  await rows.deleteFrom('quota_share').where('quota', '=', quota).where('lease_until', '<', now).execute();
  return rows
    .selectFrom('quota_share')
    .select(['slots', 'wanted'])
    .where('quota', '=', quota)
    .where('holder', '<>', holder)
    .execute();
}

/** What one process may have: what it wants, as far as it is free, and a fair part of what all want. */
export function slotsAmong(others: Others, { limit, wanted }: { limit: number; wanted: number }): number {
  const fair = Math.floor(limit / (others.length + 1));
  const entitled = others.reduce((sum, one) => sum + Math.min(one.wanted, fair), 0);
  const taken = others.reduce((sum, one) => sum + one.slots, 0);
  return Math.max(0, Math.min(wanted, Math.max(fair, limit - entitled), limit - taken));
}
