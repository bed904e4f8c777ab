import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';

interface Sleeper {
  wakesAt: number;
  wake: () => void;
}

/** Turns of the event loop in which nothing must have happened before everybody counts as waiting for time alone. */
const QUIET_TURNS = 3;
/** Whoever waits for nearly the same moment is woken at one: each move of the clocks costs. */
const GRAIN_MILLIS = 10;
/** What takes longer than this is caught, or lost: the others do not wait for it. */
const LONGEST_CALL_MILLIS = 250;

interface HurriedParts {
  nowMillis: () => number;
  /** Whether somebody waits for a database in real time. */
  isBusy: () => boolean;
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
  #acts = 0;
  #isPumping = false;
  #passing: Promise<void> = Promise.resolve();

  constructor(parts: HurriedParts) {
    this.#parts = parts;
  }

  /** Work that is waited for in real time: no simulated time passes meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    await this.#passing; // the clocks of both sides are moved one after the other
    this.#change(1);
    try {
      return await work();
    } finally {
      this.#change(-1);
    }
  }

  #change(by: 1 | -1 | 0): void {
    this.#underWay += by;
    this.#acts += 1;
    this.#lastActAt = performance.now();
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
      this.#change(0);
      void this.#pump();
    });

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#sleepers.size > 0) {
      await this.#rest();
      if (this.#sleepers.size === 0) break; // all of them left meanwhile
      const moments = [...this.#sleepers].map(({ wakesAt }) => wakesAt);
      const earliest = Math.min(...moments);
      const together = Math.max(...moments.filter((one) => one <= earliest + GRAIN_MILLIS));
      const millis = together - this.#parts.nowMillis();
      if (millis > 0) await (this.#passing = this.#parts.pass(Math.ceil(millis)));
      this.#wake();
    }
    this.#isPumping = false;
  }

  /** Ends once nobody does anything but wait for time, as far as anybody can see. */
  async #rest(): Promise<void> {
    for (let turns = 0, acts = this.#acts; turns < QUIET_TURNS;) {
      await immediate();
      const isBusy = this.#underWay > 0 || this.#parts.isBusy();
      if (isBusy && performance.now() - this.#lastActAt > LONGEST_CALL_MILLIS) return;
      turns = isBusy || acts !== this.#acts ? 0 : turns + 1;
      acts = this.#acts;
      if (isBusy) await delay(1);
    }
  }

  #wake(): void {
    const now = this.#parts.nowMillis();
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakesAt > now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    this.#change(0);
  }
}
