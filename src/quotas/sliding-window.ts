/** A call that may go. */
export interface Leave {
  /** It was answered, however: its place in the window is free a little later. */
  ended(): void;
}

/** The calls that the other side may still count in its present second. */
export interface SlidingWindow {
  occupied(): number;
  /** When the next place is free, where nothing is under way. */
  nextFreeMillis(): number;
  enter(): Leave;
  /** Resolves once a call has ended, or somebody nudged. */
  changed(): Promise<void>;
  nudge(): void;
}

const WINDOW_MILLIS = 1000;
/** Clocks here and there do not run alike. */
const SLACK_MILLIS = 2;
/** Round trips that the shortest is taken from: a way that has become longer is noticed. */
const REMEMBERED = 100;
/** The shortest round trip may still be a lucky one. */
const TRUSTED_SHARE = 0.9;

/**
 * A call is counted on the other side at some moment between its leaving and its answer. So its place is kept from the
 * one until a second after the other, less the shortest way there and back, which the call that takes the place needs as
 * well. However late a message is on its way, no second of the other side holds more calls than there are places.
 */
export function createWindow(nowMillis: () => number): SlidingWindow {
  let underWay = 0;
  const freeAt: number[] = [];
  const trips: number[] = [];
  let change = Promise.withResolvers<undefined>();
  const nudge = (): void => {
    change.resolve(undefined);
    change = Promise.withResolvers();
  };
  const forget = (now: number): void => {
    while (freeAt[0] !== undefined && freeAt[0] <= now) freeAt.shift();
  };
  const ended = (startedAt: number): void => {
    const now = nowMillis();
    underWay -= 1;
    insert(freeAt, now + WINDOW_MILLIS + SLACK_MILLIS - shortestOf(trips, now - startedAt));
    nudge();
  };
  return {
    occupied: () => {
      forget(nowMillis());
      return underWay + freeAt.length;
    },
    nextFreeMillis: () => (freeAt[0] ?? nowMillis() + WINDOW_MILLIS) - nowMillis(),
    enter: () => {
      const startedAt = nowMillis();
      underWay += 1;
      let isOver = false;
      return {
        ended: () => {
          if (!isOver) ended(startedAt);
          isOver = true;
        },
      };
    },
    changed: () => change.promise,
    nudge,
  };
}

/** The shortest of the last round trips, this one included, once there are enough to trust it. */
function shortestOf(trips: number[], millis: number): number {
  trips.push(millis);
  if (trips.length > REMEMBERED) trips.shift();
  return trips.length < REMEMBERED ? 0 : Math.min(...trips) * TRUSTED_SHARE;
}

/** Keeps the times in order; nearly always the new one is the last. */
function insert(times: number[], time: number): void {
  let at = times.length;
  while (at > 0 && (times[at - 1] ?? 0) > time) at -= 1;
  times.splice(at, 0, time);
}
