import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod/v4';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type Log, silentLog } from '../lib/log.ts';
import { rememberedTokens } from './access-token.ts';
import { GraphError } from './graph-error.ts';
import { fillPath, type PathWords, queryOf, type QueryValues } from './graph-path.ts';
import { graphErrorOf } from './graph-refusal.ts';
import { retryDelayMillis } from './graph-retry.ts';
import { abandoned, createWire, type Wire, type WireAnswer, type WireRequest } from './graph-wire.ts';

/** What Graph answered: the part we act on, checked, and the id that Microsoft finds the call by. */
export interface Answer<Body> {
  body: Body;
  requestId: string | null;
}

/** What a caller wants of all calls that are made for one purpose. */
export interface CallOptions {
  /** Ends every call, waits included: the deadline of a whole verb. */
  signal?: AbortSignal;
  /** A person waits for it: Graph throttles such calls last (Default: false). */
  isUserInitiated?: boolean;
}

interface Request extends PathWords {
  /** (Default: v1.0) */
  version?: 'v1.0' | 'beta';
  query?: QueryValues;
  headers?: Readonly<Record<string, string>>;
}

/** A call whose answer is checked; properties that the schema does not know are let through. */
export interface Checked<Body> extends Request {
  schema: z.ZodType<Body>;
}

/** Microsoft Graph. Reads are repeated at most twice; writes never, since their caller must look first. */
export interface Graph {
  /** Where Graph is, for references in bodies: `https://graph.microsoft.com` outside national clouds. */
  readonly origin: string;
  get<Body>(path: string, request: Checked<Body>): Promise<Answer<Body>>;
  /** The pages of a collection; a page may be empty and not the last. The schema is that of one item. */
  pages<Item>(path: string, request: Checked<Item>): AsyncIterable<Answer<Item[]>>;
  post<Body>(path: string, request: Checked<Body> & { body: unknown }): Promise<Answer<Body>>;
  patch(path: string, request: Request & { body: unknown }): Promise<Answer<undefined>>;
  delete(path: string, request: Request): Promise<Answer<undefined>>;
  /** The same Graph for calls of one purpose; signals add up. */
  with(options: CallOptions): Graph;
}

/** The edges of a `Graph`. */
export interface GraphOptions {
  credential: TokenCredential;
  /** For example `https://graph.microsoft.com`; https, without a path. Tokens are asked for this address only. */
  baseUrl: string;
  clock?: Clock;
  log?: Log;
  /** How long one attempt may take, the token included (Default: 8000). */
  timeoutMillis?: number;
  fetch?: typeof fetch;
  wait?: (millis: number, signal: AbortSignal | undefined) => Promise<unknown>;
  random?: () => number;
}

/** The schema of answers without a body, or with one that nobody reads. */
export const nothing = z.unknown().transform(() => undefined);

/**
 * Opens Microsoft Graph; nothing is sent yet.
 *
 * @throws {GraphError} `insecureBaseUrl` for anything but https.
 */
export function createGraph(options: GraphOptions): Graph {
  const { credential, baseUrl, clock = systemClock, fetch = globalThis.fetch } = options;
  const origin = baseUrl.replace(/\/$/, '');
  return graphOn(
    {
      origin,
      wire: createWire({ credential: rememberedTokens(credential, clock), origin, fetch }),
      clock,
      log: options.log ?? silentLog,
      timeoutMillis: options.timeoutMillis ?? 8000,
      wait: options.wait ?? ((millis, signal) => delay(millis, undefined, signal && { signal })),
      random: options.random ?? Math.random,
    },
    {},
  );
}

interface Edge extends Required<Omit<GraphOptions, 'credential' | 'baseUrl' | 'fetch'>> {
  origin: string;
  wire: Wire;
}

/** A request ready to go, and what errors and logs may say of it. */
interface Outgoing extends Omit<WireRequest, 'signal'> {
  shown: string;
  signal: AbortSignal | undefined;
}

function graphOn(edge: Edge, call: CallOptions): Graph {
  const prepared = (method: Outgoing['method'], path: string, request: Request & { body?: unknown }) =>
    outgoingOf({ edge, call, method, path }, request);
  return {
    origin: edge.origin,
    get: async (path, request) => {
      const outgoing = prepared('GET', path, request);
      return checked(outgoing, await read(edge, outgoing), request.schema);
    },
    pages: (path, request) => pagesOf(edge, () => prepared('GET', path, request), request.schema),
    post: async (path, request) => {
      const outgoing = prepared('POST', path, request);
      return checked(outgoing, await attempt(edge, outgoing), request.schema);
    },
    patch: async (path, request) => {
      const outgoing = prepared('PATCH', path, request);
      return checked(outgoing, await attempt(edge, outgoing), nothing);
    },
    delete: async (path, request) => {
      const outgoing = prepared('DELETE', path, request);
      return checked(outgoing, await attempt(edge, outgoing), nothing);
    },
    with: (options) => graphOn(edge, { ...call, ...options, ...bothSignals(call.signal, options.signal) }),
  };
}

function outgoingOf(
  { edge, call, method, path }: { edge: Edge; call: CallOptions; method: Outgoing['method']; path: string },
  { version = 'v1.0', query = {}, headers = {}, body, ...words }: Request & { body?: unknown },
): Outgoing {
  const { wire, shown } = fillPath(path, words);
  const queryText = queryOf(query);
  return {
    method,
    url: `${edge.origin}/${version}${wire}${queryText === '' ? '' : `?${queryText}`}`,
    shown: `/${version}${shown}`,
    headers: {
      accept: 'application/json',
      ...(call.isUserInitiated && { 'x-ms-throttle-priority': 'High' }),
      ...headers,
    },
    body,
    signal: call.signal,
  };
}

interface Page<Item> {
  value: Item[];
  '@odata.nextLink'?: string | undefined;
}

/** Kept for each item's schema: to make a schema costs many times what a check costs. */
const pageSchemas = new WeakMap<z.ZodType, z.ZodType>();

function pageSchemaOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  const known = pageSchemas.get(item) as z.ZodType<Page<Item>> | undefined;
  if (known) return known;
  const made = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
  pageSchemas.set(item, made);
  return made;
}

async function* pagesOf<Item>(
  edge: Edge,
  first: () => Outgoing,
  item: z.ZodType<Item>,
): AsyncGenerator<Answer<Item[]>> {
  const page = pageSchemaOf(item);
  let next: Outgoing | undefined = first();
  while (next !== undefined) {
    const outgoing: Outgoing = next;
    const { body, requestId } = checked(outgoing, await read(edge, outgoing), page);
    yield { body: body.value, requestId };
    next = followed(edge, outgoing, { link: body['@odata.nextLink'], requestId });
  }
}

/** The request for the next page: the link carries the query but no headers, so those are sent again. */
function followed(edge: Edge, outgoing: Outgoing, page: { link: string | undefined; requestId: string | null }) {
  if (page.link === undefined) return undefined;
  const url = URL.parse(page.link);
  // The token goes wherever the link points: to another origin it must not, and a link to itself never ends.
  if (url?.origin !== edge.origin || url.username !== '' || url.href === outgoing.url) {
    throw unexpectedAnswer(
      outgoing,
      { status: 200, requestId: page.requestId },
      'The link to the next page leads elsewhere.',
    );
  }
  return { ...outgoing, url: url.href };
}

async function read(edge: Edge, outgoing: Outgoing): Promise<WireAnswer> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt(edge, outgoing);
    } catch (error) {
      const millis = retryDelayMillis(error, retries, edge.random);
      if (millis === null) throw error;
      await waited(edge, outgoing.signal, millis);
    }
  }
}

async function waited(edge: Edge, signal: AbortSignal | undefined, millis: number): Promise<void> {
  try {
    await edge.wait(millis, signal);
  } catch (error) {
    throw signal?.aborted ? abandoned(signal, error) : error;
  }
}

async function attempt(edge: Edge, outgoing: Outgoing): Promise<WireAnswer> {
  const { method, shown: path, signal } = outgoing;
  const timeout = AbortSignal.timeout(edge.timeoutMillis);
  const answer = await edge.wire({
    ...outgoing,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const facts = { method, path, status: answer.status, requestId: answer.headers.get('request-id') };
  if (answer.status >= 200 && answer.status < 300) {
    edge.log.info('graphAnswered', facts);
    return answer;
  }
  const error = graphErrorOf({ ...answer, method, path }, edge.clock.now());
  edge.log.warn('graphRefused', { ...facts, code: error.facts.code, reason: error.reason });
  throw error;
}

function checked<Body>(outgoing: Outgoing, answer: WireAnswer, schema: z.ZodType<Body>): Answer<Body> {
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

const unexpectedAnswer = (
  { method, shown }: Outgoing,
  answer: { status: number; requestId: string | null },
  why: string,
): GraphError =>
  new GraphError(
    'unexpectedAnswer',
    { method, path: shown, ...answer, code: null, retryAfterSeconds: null },
    { serviceMessage: why },
  );

const bothSignals = (one: AbortSignal | undefined, other: AbortSignal | undefined): { signal?: AbortSignal } => {
  if (one === undefined || other === undefined) return {};
  return { signal: AbortSignal.any([one, other]) };
};
