/** The classes in which Microsoft counts our calls, one row of the database each. Named after what is counted. */
export type QuotaClass =
  /** Directory calls, in resource units. */
  | 'identity'
  /** Directory writes, beside their units. */
  | 'identityWrites'
  /** Per-user MFA states: Microsoft publishes no limit, so it is a setting. */
  | 'requirements'
  /** Conditional Access, all apps of the tenant together. */
  | 'conditionalAccess'
  /** Reports, sign-ins and directory audits. */
  | 'reports'
  /** Apps that Teams has installed for people. */
  | 'installedApps'
  /** Mail out of one mailbox, by the minute. */
  | 'mail'
  /** The same, by the day. */
  | 'mailDay'
  /** Everything that the Bot Connector is asked, per app and tenant: its windows are kept by `pace.ts`. */
  | 'connector';

/** A limit as a service states it: at most `count` in any stretch of so many seconds. */
export interface Limit {
  count: number;
  perSeconds: number;
  /** How many calls may go at once after a pause, at the cost of the rate that lasts (Default: 3.4 % of a large count, else one). */
  burst?: number;
  /** Each call waits until the one before was answered, a whole window long: no delay on the way can bring two together. */
  isOneByOne?: boolean;
}

/**
 * The limits that Microsoft documents. Directory units are those of the smallest tenants: they are never what keeps us
 * waiting, and nobody has to tell us how large the tenant is.
 *
 * @see https://learn.microsoft.com/graph/throttling-limits
 */
export const documentedLimits: Readonly<Record<QuotaClass, Limit>> = {
  identity: { count: 3500, perSeconds: 10, burst: 175 }, // twenty people who ask at once should not wait for each other
  identityWrites: { count: 3000, perSeconds: 150 },
  requirements: { count: 600, perSeconds: 10 }, // UNVERIFIED: ours; a state is read, set and read back at the pace of directory writes
  conditionalAccess: { count: 1, perSeconds: 1, isOneByOne: true },
  reports: { count: 5, perSeconds: 10 },
  installedApps: { count: 30, perSeconds: 1 },
  mail: { count: 30, perSeconds: 60, burst: 10 }, // a few people are told at once
  mailDay: { count: 10_000, perSeconds: 86_400, burst: 5000 }, // half a day's mail may go as fast as the minute allows
  connector: { count: 50, perSeconds: 1 },
};

/** How we keep below a limit: a token every so often, and a few that may have been saved up. */
export interface Bucket {
  intervalMillis: number;
  burst: number;
  /** How many tokens a process takes at a time, so that not every call costs a look at the database. */
  chunk: number;
  /** The next token comes so long after the call that took the last one has ended; until then, or if it never does, so long as `intervalMillis`. */
  restMillis?: number;
}

/** What rate, burst and tokens in hand together are of a large limit. */
const WHOLE_SHARE = 0.995;
/** Replicas that may hold tokens in hand. */
const REPLICAS = 5;
/** Of states, twenty: as many people who ask at once do not wait for each other. */
const BURST_SHARE = 0.034;
const LARGE = 50;
const CHUNK_SHARE = 0.005;
/** The other side's clock may run a little faster. */
const CLOCK_SHARE = 1.03;
/** After this long a call has ended, or its process has. */
const LONGEST_CALL_MILLIS = 10_000;
/** What a message may be late on its way, against the narrowest windows. */
const JITTER_SECONDS = 0.15;
/** A busy machine sent the sixth call of ten seconds half a second too early for the first one. */
const NARROW_SLACK = 0.06;

/**
 * The bucket that stays below a limit in every window: rate, burst and what five replicas hold in hand add up to less
 * than the limit. Small limits have no burst: their tokens come one by one, a little more apart than they would have to.
 */
export function bucketOf(limit: Limit): Bucket {
  const { count, perSeconds, burst = count >= LARGE ? Math.floor(count * BURST_SHARE) : 1 } = limit;
  if (limit.isOneByOne) {
    const restMillis = (perSeconds * 1000 * CLOCK_SHARE) / count;
    return { intervalMillis: LONGEST_CALL_MILLIS, burst: 1, chunk: 1, restMillis };
  }
  const isLarge = count >= LARGE;
  if (isLarge) {
    const chunk = Math.max(1, Math.floor(count * CHUNK_SHARE));
    const lasting = count * WHOLE_SHARE - burst - REPLICAS * chunk;
    return { intervalMillis: (perSeconds * 1000) / lasting, burst, chunk };
  }
  const slack = 1 + Math.max(NARROW_SLACK, JITTER_SECONDS / perSeconds);
  const lasting = burst > 1 ? count - burst : count;
  return { intervalMillis: ((perSeconds * 1000) / lasting) * slack, burst: Math.max(1, burst), chunk: 1 };
}
