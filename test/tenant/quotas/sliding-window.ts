/** What a window says of one more request. */
export interface Verdict {
  isAllowed: boolean;
  /** How much of the limit is used, this request included; above 1 where it is refused. */
  share: number;
  /** After how many seconds the same request would fit if nobody else came. */
  retryAfterSeconds: number;
}

/** Compacted once so many old entries lie before the first that counts. */
const MOST_OLD_ENTRIES = 4096;

/** Counts what came within the last so many seconds. What is refused counts too, as Graph counts it. */
export class SlidingWindow {
  readonly #millis: number;
  #times: number[] = [];
  #costs: number[] = [];
  #first = 0;
  #sum = 0;
  /** The most that ever lay in one window. */
  peak = 0;

  constructor(perSeconds: number) {
    this.#millis = perSeconds * 1000;
  }

  take(nowMillis: number, { cost, limit }: { cost: number; limit: number }): Verdict {
    this.#forget(nowMillis);
    this.#times.push(nowMillis);
    this.#costs.push(cost);
    this.#sum += cost;
    this.peak = Math.max(this.peak, this.#sum);
    const isAllowed = this.#sum <= limit;
    const retryAfterSeconds = isAllowed ? 0 : this.#secondsUntil(limit - cost, nowMillis);
    return { isAllowed, share: this.#sum / limit, retryAfterSeconds };
  }

  #forget(nowMillis: number): void {
    for (; this.#first < this.#times.length; this.#first += 1) {
      if (nowMillis - (this.#times[this.#first] ?? 0) < this.#millis) break;
      this.#sum -= this.#costs[this.#first] ?? 0;
    }
    if (this.#first < MOST_OLD_ENTRIES) return;
    this.#times = this.#times.slice(this.#first);
    this.#costs = this.#costs.slice(this.#first);
    this.#first = 0;
  }

  /** Until no more than `room` is left of what lies here now. */
  #secondsUntil(room: number, nowMillis: number): number {
    let left = this.#sum;
    let at = this.#first;
    for (; at < this.#times.length && left > room; at += 1) left -= this.#costs[at] ?? 0;
    const leavesAt = (this.#times[at - 1] ?? nowMillis) + this.#millis;
    return Math.max(1, Math.ceil((leavesAt - nowMillis) / 1000));
  }
}
