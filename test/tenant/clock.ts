import type { TenantClock } from './contract.ts';

/** A clock that runs with the machine's and can be moved ahead of it. */
export function runningClock(): TenantClock {
  let aheadMillis = 0;
  return {
    now: () => new Date(Date.now() + aheadMillis),
    advance: (millis) => {
      aheadMillis += millis;
    },
  };
}

/** A clock that stands still until it is moved. */
export function standingClock(startAt: Date): TenantClock {
  let nowMillis = startAt.getTime();
  return {
    now: () => new Date(nowMillis),
    advance: (millis) => {
      nowMillis += millis;
    },
  };
}
