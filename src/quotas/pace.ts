import { setTimeout as delay } from 'node:timers/promises';
import { PostponedError } from './postponed-error.ts';
import type { Share } from './quota-shares.ts';
import { createWindow, type Leave, type SlidingWindow } from './sliding-window.ts';

/** Lets calls of one class go so that no second ever holds more than the limit, as the other side counts them. */
export interface Pace {
  /**
   * Resolves when a call may go. What a person waits for goes first; what is one of many goes evenly, so that a place
   * for a person is free all the time.
   *
   * @throws {PostponedError} where the service said not to come for longer than ten seconds.
   */
  take(options?: { isBulk?: boolean | undefined }): Promise<Leave>;
  /** The service said not to come for so many seconds: all replicas keep off. */
  refused(retryAfterSeconds: number): Promise<void>;
}

export interface PaceParts {
  /** How many calls any second may hold. */
  limit: number;
  /** This process's part of the limit, shared with the other replicas. */
  share: Share;
  /** A clock that never steps, in milliseconds. */
  nowMillis: () => number;
  /** (Default: a timer.) */
  pause?: (millis: number) => Promise<unknown>;
}

interface Waiting {
  isBulk: boolean;
  resolve(leave: Leave): void;
  reject(cause: unknown): void;
}

/** For longer than this nothing waits in the process. */
const LONGEST_WAIT_MILLIS = 10_000;
/** Whatever waits is looked at so often at least: clocks are moved, and shares grow. */
const LOOK_AGAIN_MILLIS = 50;
/** How far bulk may catch up after a pause of the machine. */
const CATCH_UP_MILLIS = 200;

/** See `Pace`. */
export function createPace(parts: PaceParts): Pace {
  const { share, nowMillis, pause = delay } = parts;
  const waiting: Waiting[] = [];
  const window = createWindow(nowMillis);
  const line: Line = { ...parts, waiting, window, nextBulkAt: 0, pause };
  let isServing = false;
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    while (waiting.length > 0) {
      try {
        const millis = await serveNext(line);
        if (millis > 0) await Promise.race([pause(Math.min(millis, LOOK_AGAIN_MILLIS)), window.changed()]);
      } catch (cause) {
        for (const one of waiting.splice(0)) one.reject(cause);
      }
    }
    isServing = false;
  };
  return {
    take: ({ isBulk = false } = {}) =>
      new Promise((resolve, reject) => {
        waiting.push({ isBulk, resolve, reject });
        if (!isBulk) window.nudge();
        void serve();
      }),
    refused: (seconds) => share.hold(seconds),
  };
}

interface Line extends PaceParts {
  waiting: Waiting[];
  window: SlidingWindow;
  /** Bulk goes evenly: its next call not before. */
  nextBulkAt: number;
}

/** Lets the next one go, or says for how many milliseconds nobody may. */
async function serveNext(line: Line): Promise<number> {
  const { waiting, window, share, limit, nowMillis } = line;
  const next = waiting.find((one) => !one.isBulk) ?? waiting[0];
  if (!next) return 0;
  const { slots, blockedMillis } = await share.slotsFor({
    inUse: window.occupied(),
    wanted: waiting.some((one) => one.isBulk) ? limit : Math.min(limit, window.occupied() + waiting.length + 1),
    isBulk: next.isBulk,
  });
  if (blockedMillis > LONGEST_WAIT_MILLIS) {
    for (const one of waiting.splice(0)) one.reject(new PostponedError('connector', blockedMillis / 1000));
    return 0;
  }
  if (blockedMillis > 0) return blockedMillis;
  if (window.occupied() >= slots) return Math.max(1, window.nextFreeMillis());
  const now = nowMillis();
  if (next.isBulk && now < line.nextBulkAt) return line.nextBulkAt - now;
  if (next.isBulk) line.nextBulkAt = Math.max(line.nextBulkAt, now - CATCH_UP_MILLIS) + 1000 / slots;
  waiting.splice(waiting.indexOf(next), 1);
  next.resolve(window.enter());
  return 0;
}
