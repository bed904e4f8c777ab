import { z } from 'zod/v4';
import type { Cost } from '../quotas/governor.ts';
import { GraphError } from './graph-error.ts';
import { fillPath, type PathWords, queryOf, type QueryValues } from './graph-path.ts';
import type { WireAnswer, WireRequest } from './graph-wire.ts';
import { costsOf } from './quota-of.ts';

/** What Graph answered: the part we act on, checked, and the id that Microsoft finds the call by. */
export interface Answer<Body> {
  body: Body;
  requestId: string | null;
}

/** What a caller wants of all calls that are made for one purpose. */
export interface CallOptions {
  /** Ends every call, waits included: the deadline of a whole verb. */
  signal?: AbortSignal;
  /** A person waits for it: it goes before our own other calls, and Graph throttles it last (Default: false). */
  isUserInitiated?: boolean;
  /**
   * What the call rests on holds so long: where the quotas let it go no sooner, it is not sent at all. It goes before
   * calls that can wait.
   *
   * @throws {GraphError} `throttled` by ourselves, without a status.
   */
  sendWithinMillis?: number;
}

export interface Request extends PathWords {
  /** (Default: v1.0) */
  version?: 'v1.0' | 'beta';
  query?: QueryValues;
  headers?: Readonly<Record<string, string>>;
}

/** A call whose answer is checked; properties that the schema does not know are let through. */
export interface Checked<Body> extends Request {
  schema: z.ZodType<Body>;
}

/** The schema of answers without a body, or with one that nobody reads. */
export const nothing = z.unknown().transform(() => undefined);

/** A request built once and never altered: what goes out, what errors and logs may say of it, and what it costs. */
export interface Outgoing extends Readonly<Omit<WireRequest, 'signal'>> {
  readonly version: 'v1.0' | 'beta';
  /** Path and query without origin and version, as an item of a batch is addressed. */
  readonly relativeUrl: string;
  readonly shown: string;
  readonly costs: readonly Cost[];
  readonly isUserInitiated: boolean;
  readonly sendWithinMillis: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Where a request goes, and for what purpose. */
interface Destination {
  origin: string;
  call: CallOptions;
  method: Outgoing['method'];
  /** With its `{words}`. */
  path: string;
}

/**
 * Builds a request.
 *
 * @throws {GraphError} `badRequest` where a word of the path has no usable value.
 */
export function outgoingOf(
  { origin, call, method, path }: Destination,
  { version = 'v1.0', query = {}, headers = {}, body, ...words }: Request & { body?: unknown },
): Outgoing {
  const { wire, shown } = fillPath(path, words);
  const queryText = queryOf(query);
  const relativeUrl = `${wire}${queryText === '' ? '' : `?${queryText}`}`;
  const { isUserInitiated = false, sendWithinMillis, signal } = call;
  return Object.freeze({
    method,
    version,
    relativeUrl,
    url: `${origin}/${version}${relativeUrl}`,
    shown: `/${version}${shown}`,
    headers: Object.freeze({
      accept: 'application/json',
      ...(isUserInitiated && { 'x-ms-throttle-priority': 'High' }),
      ...headers,
    }),
    body,
    costs: costsOf({ method, path, query }),
    isUserInitiated,
    sendWithinMillis,
    signal,
  });
}

/**
 * The part of an answer that the schema knows.
 *
 * @throws {GraphError} `unexpectedAnswer` where it is of another shape.
 */
export function checked<Body>(outgoing: Outgoing, answer: WireAnswer, schema: z.ZodType<Body>): Answer<Body> {
  const requestId = answer.headers.get('request-id');
  const parsed = schema.safeParse(jsonOrNull(answer.text));
  if (parsed.success) return { body: parsed.data, requestId };
  const what = parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join(', ');
  throw unexpectedAnswer(outgoing, { status: answer.status, requestId }, what);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // which no schema takes, except the one that reads nothing
  }
}

export const unexpectedAnswer = (
  { method, shown }: Outgoing,
  answer: { status: number; requestId: string | null },
  why: string,
): GraphError =>
  new GraphError(
    'unexpectedAnswer',
    { method, path: shown, ...answer, code: null, retryAfterSeconds: null },
    { serviceMessage: why },
  );
