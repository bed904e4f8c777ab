import type { TenantClock } from '../contract.ts';

export type ConnectorOperation = 'send' | 'update' | 'delete' | 'create' | 'members' | 'conversations';

interface Call {
  operation: ConnectorOperation;
  conversationId: string | undefined;
  tenantMillis: number;
  realMillis: number;
}

/** Which calls to count, and by which clock. */
export interface PeakQuestion {
  operation?: ConnectorOperation;
  conversationId?: string;
  /** (Default: 1000) */
  windowMillis?: number;
  /** The tenant's clock stands still unless it is moved, so choose with care. (Default: 'realTime') */
  by?: 'realTime' | 'tenantClock';
}

/** The Connector's own book of the bot's calls, for asking how fast they came. */
export class Traffic {
  readonly #calls: Call[] = [];
  readonly #clock: TenantClock;

  constructor(clock: TenantClock) {
    this.#clock = clock;
  }

  record(operation: ConnectorOperation, conversationId?: string): void {
    this.#calls.push({
      operation,
      conversationId,
      tenantMillis: this.#clock.now().getTime(),
      realMillis: performance.now(),
    });
  }

  count(question: PeakQuestion = {}): number {
    return this.#matching(question).length;
  }

  /** The most calls that fell into any window of the given length (Default: one second). */
  peak(question: PeakQuestion = {}): number {
    const { windowMillis = 1000, by = 'realTime' } = question;
    const times = this.#matching(question).map((c) => (by === 'realTime' ? c.realMillis : c.tenantMillis));
    let first = 0;
    let peak = 0;
    times.forEach((time, index) => {
      while (time - (times[first] ?? time) >= windowMillis) first += 1;
      peak = Math.max(peak, index - first + 1);
    });
    return peak;
  }

  #matching({ operation, conversationId }: PeakQuestion): Call[] {
    return this.#calls.filter(
      (call) =>
        (operation === undefined || call.operation === operation) &&
        (conversationId === undefined || call.conversationId === conversationId),
    );
  }
}
