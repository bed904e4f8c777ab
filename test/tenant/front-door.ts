import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { Answer } from './answer.ts';
import type { TenantCertificate } from './keys.ts';
import type { Issuer, LoggedRequest, RequestContext, Surface, TenantClock } from './contract.ts';
import type { Gate, Outcome } from './gate.ts';
import type { Graph } from './graph/graph.ts';
import { GraphRefusal, invalidToken, refusalAnswer } from './graph/refusal.ts';
import { holdBack, writeAnswer } from './http-answer.ts';
import type { HeldAnswer } from './http-answer.ts';
import type { IssuerRequest } from './issuer-surface.ts';
import type { MailboxConcurrency } from './quotas/mailbox-concurrency.ts';

/** What stands behind the front door. */
export interface FrontDoorParts {
  /** Of issuer, Graph and Connector. */
  origin: string;
  pageOrigin: string;
  issuer: Issuer;
  serveIssuer(request: IssuerRequest): Promise<Answer | undefined>;
  graph: Graph;
  connector: Surface;
  page: Surface;
  gate: Gate;
  clock: TenantClock;
  mailboxes: MailboxConcurrency;
  /** How long every answer of Graph takes at this moment. */
  latencyMillis(): number;
  /** Told after Graph was asked to change something. */
  onGraphWrite(): void;
}

/** A request with its body read. */
interface Arrival {
  request: IncomingMessage;
  response: ServerResponse;
  context: RequestContext;
  isBodyUnreadable: boolean;
}

type SurfaceName = LoggedRequest['surface'];

const UNKNOWN_PATH: Answer = { status: 404, body: { error: { code: 'NotFound', message: 'No such path.' } } };

/** Opens a port on the loopback address only and says which; port 0 takes any free one. */
export async function listen(server: Server, port: number): Promise<number> {
  server.keepAliveTimeout = 60_000; // with the usual 5 s a busy test process meets a connection that is just closing
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Makes the https server of issuer, Graph and Connector; `parts` is read at each request. */
export function createSecureDoor(keys: TenantCertificate, parts: () => FrontDoorParts): Server {
  const { certificatePem: cert, privateKeyPem: key } = keys;
  return createSecureServer({ cert, key }, (request, response) => {
    answerSafely(request, response, (arrival) => serveSecure(parts(), arrival));
  });
}

/** Makes the http server of the page, which also gives the keys to callers that do not trust the certificate. */
export function createPageDoor(parts: () => FrontDoorParts): Server {
  return createPlainServer((request, response) => {
    answerSafely(request, response, async (arrival) => {
      const { page, pageOrigin } = parts();
      if (arrival.context.path.includes('/.well-known/')) {
        return passGate(parts(), arrival, { surface: 'issuer', origin: pageOrigin });
      }
      if (!(await page(request, response, arrival.context))) writeAnswer(response, UNKNOWN_PATH);
    });
  });
}

/** A fault of the practice tenant itself is answered loudly, so that no test takes it for Graph's. */
function answerSafely(
  request: IncomingMessage,
  response: ServerResponse,
  serve: (arrival: Arrival) => Promise<void>,
): void {
  readArrival(request, response)
    .then(serve)
    .catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      writeAnswer(response, { status: 500, body: { error: { code: 'PracticeTenantFault', message } } });
    });
}

async function readArrival(request: IncomingMessage, response: ServerResponse): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const rawBody = bytes.toString('utf8');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const parsed = isForm ? { body: Object.fromEntries(new URLSearchParams(rawBody)) } : parseJson(rawBody);
  const { url: path = '/', method = 'GET' } = request;
  const context = { path, method, body: parsed?.body, rawBody, bytes };
  return { request, response, context, isBodyUnreadable: parsed === undefined };
}

function parseJson(rawBody: string): { body: unknown } | undefined {
  if (rawBody === '') return { body: undefined };
  try {
    return { body: JSON.parse(rawBody) };
  } catch {
    return undefined;
  }
}

async function serveSecure(parts: FrontDoorParts, arrival: Arrival): Promise<void> {
  const surface = surfaceOf(arrival.context.path);
  await passGate(parts, arrival, { surface, origin: parts.origin });
  if (surface === 'graph' && arrival.context.method !== 'GET') parts.onGraphWrite();
}

function surfaceOf(path: string): SurfaceName {
  if (/^\/(v1\.0|beta)\//.test(path)) return 'graph';
  return /^\/(v3|drive)\//.test(path) ? 'connector' : 'issuer';
}

async function passGate(
  parts: FrontDoorParts,
  arrival: Arrival,
  at: { surface: SurfaceName; origin: string },
): Promise<void> {
  const { context, request, response } = arrival;
  const { path, method, body } = context;
  const entry: LoggedRequest = {
    at: parts.clock.now(),
    surface: at.surface,
    method,
    path,
    headers: request.headers,
    body,
    status: 0,
  };
  const outcome = await parts.gate.pass<Answer | HeldAnswer>(entry, () => {
    if (at.surface === 'graph') return serveGraph(parts, arrival);
    return at.surface === 'connector' ? serveConnector(parts, arrival) : serveIssuer(parts, arrival, at.origin);
  });
  if (outcome === 'cut') request.socket.destroy();
  else if ('send' in outcome) outcome.send();
  else writeAnswer(response, outcome);
}

async function serveIssuer(parts: FrontDoorParts, arrival: Arrival, origin: string): Promise<Answer> {
  const { method, path, body } = arrival.context;
  const { headers } = arrival.request;
  return (await parts.serveIssuer({ method, path, origin, headers, body })) ?? UNKNOWN_PATH;
}

async function serveConnector(parts: FrontDoorParts, arrival: Arrival): Promise<Answer | HeldAnswer> {
  const held = holdBack(arrival.response);
  if (await parts.connector(arrival.request, arrival.response, arrival.context)) return held;
  held.send();
  return UNKNOWN_PATH;
}

const GRAPH_AUDIENCES = ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'];

async function serveGraph(parts: FrontDoorParts, arrival: Arrival): Promise<Outcome<Answer>> {
  const { headers } = arrival.request;
  const claims = await claimsOf(parts, headers.authorization);
  if (claims === null) return refusedToken(parts, headers.authorization);
  const { roles } = claims;
  const permissions = new Set(Array.isArray(roles) ? roles.map(String) : []);
  const { appid, azp } = claims;
  const appId = [appid, azp].find((claim) => typeof claim === 'string') ?? '';
  const { method, path, body } = arrival.context;
  return insideMailbox(parts, `${appId}${mailboxIn(path)}`, async () => {
    if (parts.latencyMillis() > 0) await new Promise((resolve) => setTimeout(resolve, parts.latencyMillis()));
    const { isBodyUnreadable } = arrival;
    return parts.graph.serve({ method, path, headers, body, isBodyUnreadable, appId, permissions });
  });
}

const mailboxIn = (path: string): string => /\/users\/[^/]+(?=\/sendMail)/i.exec(path)?.[0].toLowerCase() ?? '';

/** An app may have so many requests open for one mailbox; other requests pass. */
async function insideMailbox(
  { mailboxes, clock }: FrontDoorParts,
  scope: string,
  serve: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  if (!scope.includes('/users/')) return serve();
  if (!mailboxes.enter(scope)) return throttled(clock);
  try {
    return await serve();
  } finally {
    mailboxes.leave(scope);
  }
}

function throttled(clock: TenantClock): Answer {
  const requestId = crypto.randomUUID();
  const refusal = new GraphRefusal(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.');
  const headers = { 'request-id': requestId, 'Retry-After': '1' };
  return { ...refusalAnswer(refusal, requestId, clock), headers };
}

/** Besides the public Graph's, the tenant's own origin is an audience, as in a cloud that has its own Graph. */
const claimsOf = (parts: FrontDoorParts, authorization: string | undefined): Promise<Record<string, unknown> | null> =>
  parts.issuer.verify(authorization, [...GRAPH_AUDIENCES, parts.origin]);

function refusedToken(parts: FrontDoorParts, authorization: string | undefined): Answer {
  const requestId = crypto.randomUUID();
  const isMissing = authorization === undefined;
  const refusal = invalidToken(isMissing ? 'Access token is empty.' : 'Access token validation failure.');
  return { ...refusalAnswer(refusal, requestId, parts.clock), headers: { 'request-id': requestId } };
}
