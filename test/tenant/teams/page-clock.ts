import type { TenantClock } from '../contract.ts';
import type { TeamsEvent } from './chats.ts';
import type { Feed } from './feed.ts';

/** A clock that jumped would skip what a running product does meanwhile: it looks at what it waits for every few minutes. */
const stepMinutes = 10;

/** The tenant's clock as the page moves it: in steps, with everybody who follows it in between. */
export interface PageClock {
  move(minutes: number): Promise<void>;
  onStep(listener: () => Promise<void>): void;
}

/** See `PageClock`. */
export function createPageClock(clock: TenantClock, feed: Feed<TeamsEvent>): PageClock {
  const listeners: (() => Promise<void>)[] = [];
  let moving: Promise<void> = Promise.resolve();
  const step = async (minutes: number): Promise<void> => {
    clock.advance(minutes * 60_000);
    feed.publish({ type: 'clock' });
    await Promise.all(listeners.map((listener) => listener()));
  };
  const move = async (minutes: number): Promise<void> => {
    for (let left = minutes; left > 0; left -= stepMinutes) await step(Math.min(left, stepMinutes));
  };
  return {
    move: (minutes) => {
      moving = moving.then(() => move(minutes)); // two clicks are one after the other
      return moving;
    },
    onStep: (listener) => {
      listeners.push(listener);
    },
  };
}
