import { setTimeout as delay } from 'node:timers/promises';

interface Sleeper {
  wakesAt: number;
  wake: () => void;
}

/** So long nothing must have happened before everybody counts as waiting for time alone. */
const QUIET_MILLIS = 2;
/** A call that takes longer than this is caught, or lost: the others do not wait for it. */
const LONGEST_CALL_MILLIS = 250;

interface HurriedParts {
  nowMillis: () => number;
  /** Lets simulated time pass. */
  pass: (millis: number) => Promise<void>;
}

/**
 * Time that is waited for by processes which all keep to one simulated clock: once nobody does anything but wait, it is the
 * earliest of the moments that they wait for. Real time is spent on work alone.
 */
export class HurriedTime {
  readonly #parts: HurriedParts;
  readonly #sleepers = new Set<Sleeper>();
  #underWay = 0;
  #lastActAt = 0;
  #isPumping = false;
  #passing: Promise<void> = Promise.resolve();

  constructor(parts: HurriedParts) {
    this.#parts = parts;
  }

  /** A call that is waited for in real time. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    await this.#passing; // the clocks of both sides are moved one after the other
    this.#underWay += 1;
    this.#lastActAt = performance.now();
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#lastActAt = performance.now();
    }
  }

  /** Ends when so much simulated time has passed, or early, without an error, when the signal says so. */
  readonly pause = (millis: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const sleeper = { wakesAt: this.#parts.nowMillis() + millis, wake: resolve };
      const leave = (): void => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      if (signal?.aborted) {
        leave();
        return;
      }
      signal?.addEventListener('abort', leave, { once: true });
      this.#sleepers.add(sleeper);
      this.#lastActAt = performance.now();
      void this.#pump();
    });

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#sleepers.size > 0) {
      await delay(QUIET_MILLIS);
      const quietMillis = performance.now() - this.#lastActAt;
      if (quietMillis < (this.#underWay > 0 ? LONGEST_CALL_MILLIS : QUIET_MILLIS)) continue;
      if (this.#sleepers.size === 0) break; // all of them left meanwhile
      const earliest = Math.min(...[...this.#sleepers].map(({ wakesAt }) => wakesAt));
      const millis = earliest - this.#parts.nowMillis();
      if (millis > 0) await (this.#passing = this.#parts.pass(Math.ceil(millis)));
      this.#wake();
    }
    this.#isPumping = false;
  }

  #wake(): void {
    const now = this.#parts.nowMillis();
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakesAt > now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    this.#lastActAt = performance.now();
  }
}
