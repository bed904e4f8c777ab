import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod/v4';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type Log, silentLog } from '../lib/log.ts';
import { type Governor, ungoverned } from '../quotas/governor.ts';
import { rememberedTokens } from './access-token.ts';
import { batched, type Outcome } from './graph-batch.ts';
import {
  type Answer,
  type CallOptions,
  checked,
  type Checked,
  nothing,
  type Outgoing,
  outgoingOf,
  type Request,
  unexpectedAnswer,
} from './graph-call.ts';
import { attempt, type Edge, read } from './graph-sender.ts';
import { createWire } from './graph-wire.ts';

export type { Answer, CallOptions } from './graph-call.ts';
export type { Outcome } from './graph-batch.ts';

/** Microsoft Graph. Reads are repeated a few times; writes never, since their caller must look first. */
export interface Graph {
  /** Where Graph is, for references in bodies: `https://graph.microsoft.com` outside national clouds. */
  readonly origin: string;
  get<Body>(path: string, request: Checked<Body>): Promise<Answer<Body>>;
  /**
   * The same read for many things, through `$batch`: each has an outcome of its own, in any order.
   *
   * @param until From then on nothing more is sent: what was not has no outcome.
   */
  getMany<Body>(path: string, requests: readonly Checked<Body>[], until?: AbortSignal): AsyncIterable<Outcome<Body>>;
  /** The pages of a collection; a page may be empty and not the last. The schema is that of one item. */
  pages<Item>(path: string, request: Checked<Item>): AsyncIterable<Answer<Item[]>>;
  post<Body>(path: string, request: Checked<Body> & { body: unknown }): Promise<Answer<Body>>;
  patch(path: string, request: Request & { body: unknown }): Promise<Answer<undefined>>;
  /** The same write for many things, through `$batch`. Only what was throttled, and thus not done, is sent again. */
  patchMany(path: string, requests: readonly (Request & { body: unknown })[]): AsyncIterable<Outcome<undefined>>;
  delete(path: string, request: Request): Promise<Answer<undefined>>;
  /** The same Graph for calls of one purpose; signals add up. */
  with(options: CallOptions): Graph;
}

/** The edges of a `Graph`. */
export interface GraphOptions {
  credential: TokenCredential;
  /** For example `https://graph.microsoft.com`; https, without a path. Tokens are asked for this address only. */
  baseUrl: string;
  /** Keeps calls within the quotas (Default: nothing does, for commands that are run by hand). */
  governor?: Governor;
  clock?: Clock;
  log?: Log;
  /** How long one attempt may take, the token included (Default: 8000). */
  timeoutMillis?: number;
  fetch?: typeof fetch;
  wait?: (millis: number, signal: AbortSignal | undefined) => Promise<unknown>;
  random?: () => number;
}

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
      governor: options.governor ?? ungoverned,
      clock,
      log: options.log ?? silentLog,
      timeoutMillis: options.timeoutMillis ?? 8000,
      wait: options.wait ?? ((millis, signal) => delay(millis, undefined, signal && { signal })),
      random: options.random ?? Math.random,
    },
    {},
  );
}

function graphOn(edge: Edge, call: CallOptions): Graph {
  const { origin } = edge;
  const prepared = (method: Outgoing['method'], path: string, request: Request & { body?: unknown }) =>
    outgoingOf({ origin, call, method, path }, request);
  const many = (method: 'GET' | 'PATCH', path: string, requests: readonly (Request & { body?: unknown })[]) =>
    requests.map((request) => prepared(method, path, request));
  return {
    origin,
    get: async (path, request) => {
      const outgoing = prepared('GET', path, request);
      return checked(outgoing, await read(edge, outgoing), request.schema);
    },
    getMany: (path, requests, until) => {
      const [first] = requests;
      return batched({ edge, outgoing: many('GET', path, requests), schema: first?.schema ?? z.never(), until });
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
    patchMany: (path, requests) => batched({ edge, outgoing: many('PATCH', path, requests), schema: nothing }),
    delete: async (path, request) => {
      const outgoing = prepared('DELETE', path, request);
      return checked(outgoing, await attempt(edge, outgoing), nothing);
    },
    with: (options) => graphOn(edge, { ...call, ...options, ...bothSignals(call.signal, options.signal) }),
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

const bothSignals = (one: AbortSignal | undefined, other: AbortSignal | undefined): { signal?: AbortSignal } => {
  if (one === undefined || other === undefined) return {};
  return { signal: AbortSignal.any([one, other]) };
};
