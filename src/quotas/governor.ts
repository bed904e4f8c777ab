import { setTimeout as delay } from 'node:timers/promises';
import type { Rows } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { createLine, type Line, type LineParts } from './line.ts';
import { bucketOf, documentedLimits, type Limit, type QuotaClass } from './quota-classes.ts';
import { endCall, forgive, holdFor, holdLonger } from './quota-rows.ts';

/** What one call takes of one class. */
export interface Cost {
  quota: QuotaClass;
  tokens: number;
}

export interface TakeOptions {
  /** A person waits for it: it goes before everything that nobody waits for (Default: false). */
  isUserInitiated?: boolean;
  signal?: AbortSignal | undefined;
}

/** Keeps all calls of all replicas within the limits of the services, so that nobody has to be refused. */
export interface Governor {
  /**
   * Resolves when a call may go.
   *
   * @throws {PostponedError} where that would take longer than ten seconds: the work should become due later instead.
   */
  take(costs: readonly Cost[], options?: TakeOptions): Promise<void>;
  /** The service refused a call: its class rests for so many seconds, for all replicas. Null: the service did not say how long. */
  refused(quota: QuotaClass, retryAfterSeconds: number | null): Promise<void>;
  /** A call that was allowed has ended, however. */
  ended(costs: readonly Cost[]): void;
  /** A call of this class went well. */
  went(quota: QuotaClass): void;
  /** How many calls of a class may go at the same instant. */
  burstOf(quota: QuotaClass): number;
}

interface GovernorParts {
  rows: Rows;
  clock: Clock;
  /** (Default: chance.) */
  random?: () => number;
  /** In place of documented limits. */
  limits?: Partial<Record<QuotaClass, Limit>>;
  /** (Default: a timer.) */
  pause?: LineParts['pause'];
}

/** A governor on rows of the database, one for each class. */
export function createGovernor(parts: GovernorParts): Governor {
  const { rows, clock, random = Math.random, limits = {}, pause = timer } = parts;
  const lines = new Map<QuotaClass, Line>();
  const troubled = new Set<QuotaClass>();
  const bucket = (quota: QuotaClass) => bucketOf(limits[quota] ?? documentedLimits[quota]);
  const lineOf = (quota: QuotaClass): Line => {
    const line = lines.get(quota) ?? createLine({ rows, clock, quota, bucket: bucket(quota), pause });
    lines.set(quota, line);
    return line;
  };
  return {
    take: async (costs, options = {}) => {
      for (const { quota, tokens } of costs) await lineOf(quota).take(tokens, options);
    },
    refused: async (quota, retryAfterSeconds) => {
      troubled.add(quota);
      lineOf(quota).empty();
      if (retryAfterSeconds === null) await holdLonger(rows, quota, random());
      else await holdFor(rows, quota, retryAfterSeconds);
    },
    ended: (costs) => {
      for (const { quota } of costs) {
        const { restMillis } = bucket(quota);
        if (restMillis !== undefined) endCall(rows, quota, restMillis).catch(() => undefined); // the next token comes by itself, later
      }
    },
    went: (quota) => {
      if (troubled.delete(quota)) forgive(rows, quota).catch(() => troubled.add(quota)); // the next call says it again
    },
    burstOf: (quota) => bucket(quota).burst,
  };
}

const timer: LineParts['pause'] = (millis, signal) => delay(millis, undefined, { signal }).catch(() => undefined);

/** For commands that an administrator runs by hand, beside no replica: nothing is held back. */
export const ungoverned: Governor = {
  take: () => Promise.resolve(),
  refused: () => Promise.resolve(),
  ended: () => undefined,
  went: () => undefined,
  burstOf: () => Infinity,
};
