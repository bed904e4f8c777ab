import { setTimeout as delay } from 'node:timers/promises';
import { putOnRecord } from '../audit/record.ts';
import type { Messenger } from '../cards/messenger.ts';
import { now, type Database, type RowsInTransaction } from '../db/database.ts';
import type { NoticeRow } from '../db/tables.ts';
import type { JobKind } from '../jobs/jobs.ts';
import type { Log } from '../lib/log.ts';
import {
  claimDeliveries,
  freeDeliveries,
  holdMail,
  moveDeliveries,
  noteIntents,
  type ClaimedDelivery,
  type DeliveryMove,
} from './claims.ts';
import { gate, gathered } from '../lib/gathered.ts';
import { readBooks, settleLostIntents } from './store.ts';
import { deliver, type Reach, type WayParts } from './ways.ts';

export type { Reach } from './ways.ts';

/** Name of the job that makes the deliveries of a notice. */
export const DELIVERIES = 'notices.deliver';

interface DeliverParts {
  database: Database;
  messenger: Messenger;
  reach: Reach;
  log: Log;
  /** A delivery was settled: the cards of its proposal show it. */
  touch(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** The last delivery of an approved notice is settled. */
  finish(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** (Default: a timer.) */
  pause?: (millis: number) => Promise<unknown>;
}

/** How many people are told at the same time: enough for the quota of Teams at a third of a second an answer. */
const AT_ONCE = 24;
/** How many deliveries one statement takes: about as many as leave in two seconds. */
const CLAIMED_AT_ONCE = 100;
const SOON_MILLIS = 300;
/** How many intents may be committed and wait for the quota. */
const INTENTS_AHEAD = 4;

/** Tells everybody whom a notice is for, each at most once. */
export function noticeDelivery(parts: DeliverParts): JobKind {
  const ways = waysOf(parts);
  return {
    name: DELIVERIES,
    run: async (noticeId, stopping) => {
      await settleLostIntents(parts.database.rows, { noticeId, isAlone: false });
      const hasNews = await deliverAll({ ...parts, ...ways }, noticeId, stopping);
      await closeIfDone(parts, noticeId, { hasNews });
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

type Moved = (one: { delivery: ClaimedDelivery; to: DeliveryMove }) => Promise<unknown>;

/** What all notices of this process share: intents and outcomes are written in batches, and few intents wait. */
function waysOf({ database: { rows }, messenger, reach, log }: DeliverParts): { ways: WayParts; move: Moved } {
  const noteIntent = gathered((all: readonly Parameters<typeof noteIntents>[1][number][]) => noteIntents(rows, all));
  return {
    ways: {
      ...{ messenger, reach, log, leaving: gate(INTENTS_AHEAD) },
      noteIntent: (delivery, channel) => noteIntent({ delivery, channel }),
      holdMail: (noticeId, seconds) => holdMail(rows, noticeId, seconds),
    },
    move: gathered((all: readonly { delivery: ClaimedDelivery; to: DeliveryMove }[]) => moveDeliveries(rows, all)),
  };
}

type AllParts = DeliverParts & { ways: WayParts; move: Moved };

/** @returns Whether the books have changed. */
async function deliverAll(parts: AllParts, noticeId: string, stopping: AbortSignal): Promise<boolean> {
  const { pause = delay } = parts;
  const notice = await parts.database.rows
    .selectFrom('notice')
    .selectAll()
    .where('id', '=', noticeId)
    .executeTakeFirst();
  if (notice?.state !== 'running') return false;
  for (let hasNews = false; ;) {
    const round = await deliverRound(parts, notice, stopping);
    hasNews ||= round.hasNews;
    if (stopping.aborted || !round.isAgain) return hasNews;
    // Somebody's chat is about to come: this process waits for it, instead of waking once for each of them.
    await pause(SOON_MILLIS);
  }
}

/** All that is due now; `isAgain` where some of it is due again at once, or nearly so. */
async function deliverRound(
  { database, ways, move }: AllParts,
  notice: NoticeRow,
  stopping: AbortSignal,
): Promise<{ hasNews: boolean; isAgain: boolean }> {
  const source = claimedOnes(() => claimDeliveries(database.rows, { noticeId: notice.id, limit: CLAIMED_AT_ONCE }));
  const said = { hasNews: false, isAgain: false };
  const lane = async (): Promise<void> => {
    for (let one = await source.next(); one && !stopping.aborted; one = await source.next()) {
      const to = await deliver(ways, notice, one);
      if (!to) continue;
      await move({ delivery: one, to });
      said.hasNews ||= to.state !== 'planned';
      said.isAgain ||= to.state === 'planned' && (to.delayMillis ?? 0) < 2 * SOON_MILLIS;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    await freeDeliveries(database.rows, await source.rest());
  }
  return said;
}

/** Deliveries one by one, claimed many at a time, the next ones while the last are under way. */
function claimedOnes(claim: () => Promise<ClaimedDelivery[]>) {
  const claimed: ClaimedDelivery[] = [];
  let claiming: Promise<void> | undefined;
  let isOver = false;
  const fill = (): Promise<void> =>
    (claiming ??= claim()
      .then((some) => {
        isOver ||= some.length < CLAIMED_AT_ONCE;
        claimed.push(...some);
      })
      .finally(() => {
        claiming = undefined;
      }));
  return {
    next: async (): Promise<ClaimedDelivery | undefined> => {
      if (claimed.length > CLAIMED_AT_ONCE / 2) return claimed.shift();
      if (!isOver) {
        const filled = fill();
        if (claimed.length === 0) await filled;
        else filled.catch(() => undefined); // whoever finds nothing left hears of it
      }
      return claimed.shift();
    },
    /** Those that nobody has begun with. */
    rest: async (): Promise<ClaimedDelivery[]> => {
      isOver = true;
      await claiming?.catch(() => undefined);
      return claimed.splice(0);
    },
  };
}

/** Whether the cards of its proposal tell how it was delivered; what the proposer is told by the way is not on them. */
const isOnCard = (notice: NoticeRow): boolean => notice.kind === 'announcement' || notice.kind === 'stateChanged';

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
