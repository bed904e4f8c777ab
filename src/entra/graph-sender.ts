import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/deadline.ts';
import type { Log } from '../lib/log.ts';
import type { Governor } from '../quotas/governor.ts';
import { PostponedError } from '../quotas/postponed-error.ts';
import type { Outgoing } from './graph-call.ts';
import { GraphError } from './graph-error.ts';
import { graphErrorOf } from './graph-refusal.ts';
import { retryDelayMillis } from './graph-retry.ts';
import { abandoned, type Wire, type WireAnswer } from './graph-wire.ts';
import { refusedClassOf } from './quota-of.ts';

/** What calls go out through. */
export interface Edge {
  origin: string;
  wire: Wire;
  governor: Governor;
  clock: Clock;
  log: Log;
  timeoutMillis: number;
  wait: (millis: number, signal: AbortSignal | undefined) => Promise<unknown>;
  random: () => number;
}

/** One read, repeated where no answer came or Graph was busy. */
export async function read(edge: Edge, outgoing: Outgoing): Promise<WireAnswer> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt(edge, outgoing);
    } catch (error) {
      const millis = retryDelayMillis(error, { retries, isUserInitiated: outgoing.isUserInitiated }, edge.random);
      if (millis === null) throw error;
      await waited(edge, outgoing.signal, millis);
    }
  }
}

/** One call, once, in the time that our quotas allow. */
export async function attempt(edge: Edge, outgoing: Outgoing): Promise<WireAnswer> {
  await allowed(edge, outgoing);
  const answer = await sent(edge, outgoing).finally(() => {
    edge.governor.ended(outgoing.costs);
  });
  return judged(edge, outgoing, answer);
}

/**
 * Waits until the quotas allow a call, or several of the same kind.
 *
 * @throws {GraphError} `throttled` by ourselves, with the seconds after which it may be tried again.
 */
export async function allowed(edge: Edge, outgoing: Outgoing, times = 1): Promise<void> {
  const { costs, isUserInitiated, sendWithinMillis, signal } = outgoing;
  const all = costs.map(({ quota, tokens }) => ({ quota, tokens: tokens * times }));
  const end =
    sendWithinMillis === undefined ? undefined : AbortSignal.timeout(Math.max(0, Math.floor(sendWithinMillis)));
  const either = end && signal ? AbortSignal.any([end, signal]) : (end ?? signal);
  try {
    await edge.governor.take(all, { isUserInitiated: isUserInitiated || end !== undefined, signal: either });
    if (end?.aborted) throw end.reason;
  } catch (cause) {
    if (signal?.aborted) throw abandoned(signal, cause);
    if (end?.aborted) throw heldBack(outgoing, 1, cause);
    if (!(cause instanceof PostponedError)) throw cause;
    throw heldBack(outgoing, cause.retryAfterSeconds, cause);
  }
}

/** Throttled by ourselves: nothing was sent. */
function heldBack({ method, shown: path }: Outgoing, retryAfterSeconds: number, cause: unknown): GraphError {
  const facts = { method, path, status: null, code: null, requestId: null, retryAfterSeconds };
  return new GraphError('throttled', facts, { cause });
}

/** Sends, without asking the quotas; the answer is not judged. */
export const sent = (edge: Edge, { method, url, headers, body, signal: outer }: Outgoing): Promise<WireAnswer> =>
  within(edge.timeoutMillis, outer, (signal) => edge.wire({ method, url, headers, body, signal }));

/** Notes what an answer means for the quotas, and turns a refusal into an error. */
export async function judged(edge: Edge, outgoing: Outgoing, answer: WireAnswer): Promise<WireAnswer> {
  const { method, shown: path, costs } = outgoing;
  const facts = { method, path, status: answer.status, requestId: answer.headers.get('request-id') };
  if (answer.status >= 200 && answer.status < 300) {
    edge.log.info('graphAnswered', facts);
    for (const { quota } of costs) edge.governor.went(quota);
    return answer;
  }
  const error = graphErrorOf({ ...answer, method, path }, edge.clock.now());
  edge.log.warn('graphRefused', { ...facts, code: error.facts.code, reason: error.reason });
  const quota = refusedClassOf(costs, answer.headers.get('x-ms-throttle-information'));
  if (error.reason === 'throttled' && quota) await edge.governor.refused(quota, error.facts.retryAfterSeconds);
  throw error;
}

async function waited(edge: Edge, signal: AbortSignal | undefined, millis: number): Promise<void> {
  try {
    await edge.wait(millis, signal);
  } catch (error) {
    throw signal?.aborted ? abandoned(signal, error) : error;
  }
}
