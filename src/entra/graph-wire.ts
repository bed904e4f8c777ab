import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  AuthenticationHandlerOptions,
  Client,
  type Context,
  GraphClientError,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { TransportError } from '../lib/errors.ts';
import { GraphError, refusal } from './graph-error.ts';
import { accessToken } from './access-token.ts';

/** Microsoft Graph's name in `TransportError.service`. */
export const GRAPH_SERVICE = 'Microsoft Graph';

/** One request as it goes out. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Absolute, on the origin that the wire was made for. */
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

/** Whatever was answered, refusals included; the body still as text. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * One request, one answer: nothing is repeated, redirected or judged here.
 *
 * @throws {TransportError} where no answer came; `timeout` and `aborted` as the signal says.
 * @throws {GraphError} `noToken` where Microsoft Entra ID refused us.
 */
export type Wire = (request: WireRequest) => Promise<WireAnswer>;

/** What a wire is made of. */
export interface WireParts {
  credential: TokenCredential;
  /** For example `https://graph.microsoft.com`, without a path. */
  origin: string;
  fetch: typeof fetch;
}

/**
 * A wire to Graph through Microsoft's client, of which we use the address building and the rule that a token goes only
 * over https and only to known hosts. Its retry handler is left out: that one repeats POST.
 *
 * @throws {GraphError} `insecureBaseUrl`: over http the client would go on silently, without a token.
 */
export function createWire(parts: WireParts): Wire {
  const client = Client.initWithMiddleware({
    baseUrl: `${parts.origin}/`,
    customHosts: new Set([hostOf(parts.origin)]),
    middleware: [new AuthenticationHandler(noProvider), new Sender(parts.fetch)],
  });
  return async (request) => {
    const outgoing = client
      .api(request.url)
      .headers(request.headers)
      .options({ signal: request.signal, redirect: 'manual' }) // a token must not travel to where an answer points
      .responseType(ResponseType.RAW)
      .middlewareOptions([new AuthenticationHandlerOptions(tokenFor(parts, request.signal))]);
    try {
      const response = await dispatch(outgoing, request);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw failureOf(error, request.signal);
    }
  };
}

/** The last link of the client's chain: our own fetch instead of the global one. */
class Sender implements Middleware {
  readonly #fetch: typeof fetch;

  constructor(fetch: WireParts['fetch']) {
    this.#fetch = fetch;
  }

  async execute(context: Context): Promise<void> {
    context.response = await carried(this.#fetch(context.request as string, context.options));
  }
}

// Each request brings its own provider, so that its signal also ends the wait for a token.
const noProvider = {
  getAccessToken: () => Promise.reject(refusal('noToken', '', 'no credential for this request')),
};

// The scope follows the address, so that a wrong address gets no token that is good for the right one.
const tokenFor = ({ credential, origin }: WireParts, signal: AbortSignal) => ({
  getAccessToken: () => carried(accessToken(credential, `${origin}/.default`, signal)),
});

async function dispatch(outgoing: ReturnType<Client['api']>, { method, body }: WireRequest): Promise<Response> {
  switch (method) {
    case 'GET':
      return (await outgoing.get()) as Response;
    case 'POST':
      return (await outgoing.post(body)) as Response;
    case 'PATCH':
      return (await outgoing.patch(body)) as Response;
    case 'DELETE':
      return (await outgoing.delete()) as Response;
  }
}

/** Errors in the one wrapping that the client passes on untouched; any other it flattens to text, losing the cause. */
async function carried<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw Object.assign(new GraphClientError(), { customError: { error } });
  }
}

function failureOf(caught: unknown, signal: AbortSignal): GraphError | TransportError {
  const error =
    caught instanceof GraphClientError ? (caught.customError as { error?: unknown } | undefined)?.error : caught;
  if (error instanceof GraphError || error instanceof TransportError) return error;
  return signal.aborted ? abandoned(signal, error) : new TransportError('connection', GRAPH_SERVICE, { cause: error });
}

/** Nobody waits any longer: `timeout` where a time ran out, `aborted` where somebody stopped it. */
export function abandoned({ reason }: AbortSignal, cause: unknown): TransportError {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new TransportError(isTimeout ? 'timeout' : 'aborted', GRAPH_SERVICE, { cause });
}

function hostOf(origin: string): string {
  const url = URL.parse(origin);
  if (url?.protocol !== 'https:' || url.origin !== origin) {
    throw refusal('insecureBaseUrl', '/', 'Microsoft Graph is reached over https only, at an address without a path.');
  }
  return url.hostname;
}
