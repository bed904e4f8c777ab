import type { Rows } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { PostponedError } from './postponed-error.ts';
import type { Bucket, QuotaClass } from './quota-classes.ts';
import { AHEAD_MILLIS, reserve, type Wish } from './quota-rows.ts';

/** Calls of one class that wait in this process, whoever is waited for by a person first. */
export interface Line {
  take(tokens: number, options: { isUserInitiated?: boolean; signal?: AbortSignal | undefined }): Promise<void>;
  /** What is held in hand is given up: the service refused this class. */
  empty(): void;
}

export interface LineParts {
  rows: Rows;
  clock: Clock;
  quota: QuotaClass;
  bucket: Bucket;
  /** Waits in this process; ends early, without an error, when the signal says so. */
  pause(millis: number, signal: AbortSignal): Promise<void>;
}

interface Waiting {
  tokens: number;
  isUserInitiated: boolean;
  promise: Promise<undefined>;
  resolve(value: undefined): void;
  reject(cause: unknown): void;
}

/** How long tokens may be held in hand: what another replica is told must soon hold for this one. */
const IN_HAND_MILLIS = 250;
/** The clock may be moved meanwhile, and the row be freed: it is looked at again at least so often. */
const LONGEST_PAUSE_MILLIS = 1000;
const LOOK_AGAIN_MILLIS = 100;

export function createLine(parts: LineParts): Line {
  const waiting: Waiting[] = [];
  const hand = { tokens: 0, until: 0 };
  let rest = new AbortController();
  let isServing = false;

  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    for (let next = nextOf(waiting); next; next = nextOf(waiting)) {
      rest = new AbortController();
      await serveOne(parts, { next, waiting, hand, rest: rest.signal });
    }
    isServing = false;
  };

  return {
    take: (tokens, { isUserInitiated = false, signal }) => {
      const one = { tokens, isUserInitiated, ...Promise.withResolvers<undefined>() };
      waiting.push(one);
      if (isUserInitiated) rest.abort(null); // whatever was paused for may wait behind this one; a reason would cost a stack
      void serve();
      return signal ? unlessStopped(one, { waiting, signal }) : one.promise;
    },
    empty: () => {
      hand.tokens = 0;
    },
  };
}

/** Leaves the line where the caller stops waiting. */
async function unlessStopped(
  one: Waiting,
  { waiting, signal }: { waiting: Waiting[]; signal: AbortSignal },
): Promise<void> {
  const leave = (): void => {
    remove(waiting, one);
    one.reject(signal.reason);
  };
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  await one.promise.finally(() => {
    signal.removeEventListener('abort', leave);
  });
}

interface Service {
  next: Waiting;
  waiting: Waiting[];
  hand: { tokens: number; until: number };
  rest: AbortSignal;
}

/** Lets one call go, or waits a little for its time; what cannot wait here is sent away. */
async function serveOne(parts: LineParts, { next, waiting, hand, rest }: Service): Promise<void> {
  const at = parts.clock.now().getTime();
  if (hand.tokens >= next.tokens && at < hand.until) {
    hand.tokens -= next.tokens;
    remove(waiting, next);
    next.resolve(undefined);
    return;
  }
  try {
    const reserved = await reserve(parts.rows, parts, wishOf(parts.bucket, next, waiting));
    if (reserved.tokens > 0) {
      if (reserved.waitMillis > 0) await parts.pause(reserved.waitMillis, never);
      hand.tokens = reserved.tokens;
      hand.until = parts.clock.now().getTime() + IN_HAND_MILLIS;
    } else {
      await waitOrGiveUp(parts, { waiting, rest, waitMillis: reserved.waitMillis });
    }
  } catch (cause) {
    for (const one of waiting.splice(0)) one.reject(cause); // the database is away: nothing is known of the quota
  }
}

/**
 * People who wait at the same time get what is free at once, and a chunk for those who come in the next moment; what
 * nobody waits for leaves something for them.
 */
function wishOf({ chunk, restMillis }: Bucket, next: Waiting, waiting: readonly Waiting[]): Wish {
  const alike = waiting.filter((one) => one.isUserInitiated === next.isUserInitiated);
  const wanted = alike.reduce((sum, one) => sum + one.tokens, 0);
  const needed = Math.max(next.tokens, Math.min(wanted, chunk));
  // Where one call waits for the end of another, nobody knows when: whoever waits looks again.
  return {
    needed,
    wanted: next.isUserInitiated ? Math.max(wanted, chunk) : needed,
    mayWait: next.isUserInitiated && restMillis === undefined,
  };
}

async function waitOrGiveUp(
  parts: LineParts,
  { waiting, rest, waitMillis }: { waiting: Waiting[]; rest: AbortSignal; waitMillis: number },
): Promise<void> {
  if (waitMillis <= AHEAD_MILLIS) {
    const longest = parts.bucket.restMillis === undefined ? LONGEST_PAUSE_MILLIS : LOOK_AGAIN_MILLIS;
    await parts.pause(Math.min(waitMillis, longest), rest);
    return;
  }
  for (const one of waiting.splice(0)) one.reject(new PostponedError(parts.quota, waitMillis / 1000));
}

const never = new AbortController().signal;

const nextOf = (waiting: readonly Waiting[]): Waiting | undefined =>
  waiting.find((one) => one.isUserInitiated) ?? waiting[0];

function remove(waiting: Waiting[], one: Waiting): void {
  const place = waiting.indexOf(one);
  if (place >= 0) waiting.splice(place, 1);
}
