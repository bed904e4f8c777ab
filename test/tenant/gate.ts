import type { Answer } from './answer.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Fault, Faults, Hold, LoggedRequest, TenantClock } from './contract.ts';

/** What came of a request: an answer, or a connection that has to be cut without one. */
export type Outcome<T> = T | Answer | 'cut';

/** Where every request passes, single or in a `$batch`: it is written down, and faults and holds strike. */
export interface Gate {
  log: LoggedRequest[];
  faults: Faults;
  pass<T extends { status: number }>(entry: LoggedRequest, serve: () => Promise<T | 'cut'>): Promise<Outcome<T>>;
}

type Match = Pick<Fault, 'method' | 'path'>;

interface Catch {
  match: Match;
  when: 'before' | 'after';
  /** How many fitting requests go by first. */
  skip: number;
  reach(entry: LoggedRequest): void;
  released: Promise<void>;
  release: () => void;
}

/** What a gate is made with. */
export interface GateOptions {
  /** Draws whom a fault with a share strikes. */
  random: SeededRandom;
  /** (Default: 'all'.) */
  keeping?: LogKeeping | undefined;
}

/** How much of the log is kept: all of it, the newest so many, or nothing. */
export type LogKeeping = 'all' | 'off' | { newest: number };

export function createGate(clock: TenantClock, { random, keeping = 'all' }: GateOptions): Gate {
  const log: LoggedRequest[] = [];
  const write = logWriter(log, keeping);
  const rules: { fault: Fault; timesLeft: number }[] = [];
  const catches: Catch[] = [];

  function takeFault(entry: LoggedRequest): Fault | undefined {
    const rule = rules.find(({ fault, timesLeft }) => timesLeft > 0 && isMatch(fault, entry) && isStruck(fault));
    if (rule === undefined) return undefined;
    rule.timesLeft -= 1;
    return rule.fault;
  }

  function isStruck({ sharePercent }: Fault): boolean {
    return sharePercent === undefined || random.isLuckyPercent(sharePercent);
  }

  async function stopAt(when: Catch['when'], entry: LoggedRequest): Promise<void> {
    const index = catches.findIndex((each) => each.when === when && isMatch(each.match, entry) && each.skip-- <= 0);
    const [caught] = index < 0 ? [] : catches.splice(index, 1);
    caught?.reach(entry);
    await caught?.released;
  }

  return {
    log,
    faults: createFaults(rules, catches),
    pass: async (entry, serve) => {
      write(entry);
      const fault = takeFault(entry);
      await stopAt('before', entry);
      if (fault?.delayMillis !== undefined) await wait(fault.delayMillis);
      if (fault?.isHanging === true) return neverAnswers();
      if (fault?.reset === 'before') return 'cut';
      const answer = fault?.status === undefined ? await serve() : answerOf(fault, entry, clock);
      await stopAt('after', entry);
      if (fault?.reset === 'after' || answer === 'cut') return 'cut';
      entry.status = answer.status;
      return answer;
    },
  };
}

function logWriter(log: LoggedRequest[], keeping: LogKeeping): (entry: LoggedRequest) => void {
  if (keeping === 'off') return () => undefined;
  return (entry) => {
    log.push(entry);
    // cut seldom: every cut moves what stays
    if (keeping !== 'all' && log.length >= 2 * keeping.newest) log.splice(0, log.length - keeping.newest);
  };
}

function createFaults(rules: { fault: Fault; timesLeft: number }[], catches: Catch[]): Faults {
  const released: Catch[] = []; // kept so that `clear` also frees whoever waits already
  return {
    add: (fault) => {
      rules.push({ fault, timesLeft: fault.times ?? Infinity });
    },
    hold: ({ when = 'before', skip = 0, ...match }) => {
      const reached = Promise.withResolvers<LoggedRequest>();
      const release = Promise.withResolvers<undefined>();
      const caught: Catch = {
        match,
        when,
        skip,
        reach: reached.resolve,
        released: release.promise,
        release: () => {
          release.resolve(undefined);
        },
      };
      catches.push(caught);
      released.push(caught);
      return { reached: reached.promise, release: caught.release } satisfies Hold;
    },
    clear: () => {
      rules.length = 0;
      catches.length = 0;
      for (const each of released.splice(0)) each.release();
    },
  };
}

function isMatch(match: Match, entry: LoggedRequest): boolean {
  // `search`, not `test`: a pattern with the flag g would remember where it stopped
  return (match.method ?? entry.method) === entry.method && entry.path.search(match.path) >= 0;
}

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** Waits for ever; the front door destroys the connection when the tenant closes. */
const neverAnswers = (): Promise<never> => new Promise(() => undefined);

const USUAL_ERRORS: Record<number, { code: string; message: string }> = {
  429: { code: 'TooManyRequests', message: 'Please retry again later.' },
  500: { code: 'InternalServerError', message: 'Internal server error.' },
  502: { code: 'BadGateway', message: 'Bad gateway.' },
  503: { code: 'ServiceUnavailable', message: 'The service is temporarily unavailable.' },
  504: { code: 'GatewayTimeout', message: 'The upstream service did not answer in time.' },
};

/** The fault's own body, or else an error in Graph's shape that fits its status. */
function answerOf(fault: Fault, entry: LoggedRequest, clock: TenantClock): Answer {
  const { status = 500, headers = {} } = fault;
  const usual = USUAL_ERRORS[status] ?? { code: 'UnknownError', message: '' };
  const innerError = { date: clock.now().toISOString().slice(0, 19), 'request-id': crypto.randomUUID() };
  const isGraph = entry.surface === 'graph';
  const body = 'body' in fault ? fault.body : { error: isGraph ? { ...usual, innerError } : usual };
  return {
    status,
    headers: { ...(isGraph && { 'request-id': innerError['request-id'] }), ...headers },
    body,
  };
}
