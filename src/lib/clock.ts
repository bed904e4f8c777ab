/** Where "now" comes from: the system's clock in production, one that tests and the demo can move otherwise. */
export interface Clock {
  /** The present instant, UTC. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds on a clock that never steps: for how long something took, not for when it was. */
export const steadyMillis = (): number => performance.now();
