import type { AddressInfo } from 'node:net';
import type { Activity } from 'botbuilder';
import type { AuthenticationError } from 'botframework-connector';
import restify, { type Next, type Request, type Response, type Server } from 'restify';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Bot } from './bot.ts';
import { RETURN_PATH, type FileLinks } from './file-links.ts';
import { addFileRoutes } from './file-routes.ts';
import { inboundActivity } from './inbound.ts';

export interface ServerEdges {
  /** The bot, and files in the browser where people can sign in. What comes before they are there waits for them. */
  app: Promise<{ bot: Bot; links: FileLinks | undefined }>;
  log: Log;
  /** Whether work can be done: all is loaded, and the database answers. */
  isReady: () => Promise<boolean>;
}

/** Teams sends at most some hundred kilobytes; more is not from Teams. */
const MAX_BODY_BYTES = 512 * 1024;

/** The HTTP server: the bot's route, two for whoever watches over us, and those of files. */
export function createServer({ app, log, isReady }: ServerEdges): Server {
  app.catch(() => undefined); // each request that waits for it hears of it
  const server = restify.createServer({ name: 'crossover', handleUncaughtExceptions: false });
  server.use(plainOnly);
  server.use(restify.plugins.bodyReader({ maxBodySize: MAX_BODY_BYTES }));
  server.post('/api/messages', async (request: Request, response: Response) => {
    await receive({ app, log }, request, response);
  });
  server.get('/healthz', (_request: Request, response: Response, next: Next) => {
    response.send(200, { status: 'ok' });
    next();
  });
  server.get('/readyz', async (_request: Request, response: Response) => {
    const isUp = await isReady().catch(() => false);
    response.send(isUp ? 200 : 503, { status: isUp ? 'ready' : 'not ready' });
  });
  addFileRoutes(server, { links: async () => (await app).links, log });
  return server;
}

/** The port could not be opened. */
export class ListenError extends CrossoverError {
  override readonly name = 'ListenError';
  readonly reason: 'portTaken' | 'portRefused';
  readonly remedy = 'Set PORT to a free TCP port that this account may open.';

  constructor(port: number, cause: Error & { code?: string }) {
    const isTaken = cause.code === 'EADDRINUSE';
    super(`port ${port} ${isTaken ? 'is in use' : 'cannot be opened'}`, { cause });
    this.reason = isTaken ? 'portTaken' : 'portRefused';
  }
}

/**
 * Opens the port, of one address or of all; 0 takes any free one.
 *
 * @returns The port.
 * @throws {ListenError}
 */
export const openPort = (
  server: Server,
  { port, host }: { port: number; host?: string | undefined },
): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', (cause: Error) => {
      fail(new ListenError(port, cause));
    });
    server.listen({ port, host }, () => {
      done((server.server.address() as AddressInfo).port);
    });
  });

/** Takes nothing new in, and waits until what was begun is answered. */
export const closePort = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => {
      done();
    });
  });

/** Before a body is read: the reader dies of what only says that it is compressed, and unpacks without a limit. */
function plainOnly(request: Request, response: Response, next: Next): void {
  const { 'content-encoding': encoding, 'content-type': type = '' } = request.headers;
  const expected = request.path() === RETURN_PATH ? FORM : JSON_TYPE;
  if (request.method !== 'POST' || (encoding === undefined && expected.test(type))) {
    next();
    return;
  }
  response.send(415, { error: 'not plain JSON' });
  next(false);
}

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

async function receive(
  { app, log }: Pick<ServerEdges, 'app' | 'log'>,
  request: Request,
  response: Response,
): Promise<void> {
  const activity = activityIn(request.body);
  if (!activity) {
    response.send(400, { error: 'not an activity' });
    return;
  }
  try {
    const answer = await (await app).bot.receive(request.headers.authorization ?? '', activity);
    if (answer?.body === undefined) response.send(answer?.status ?? 200);
    else response.send(answer.status, answer.body);
  } catch (cause) {
    if (isRefusedToken(cause)) {
      const status = cause.statusCode === 403 ? 403 : 401;
      log.warn('teams.refused', { status });
      if (status === 401) response.header('WWW-Authenticate', 'Bearer');
      response.send(status, { error: 'not authorised' });
      return;
    }
    log.error('teams.receive', cause, cause instanceof CrossoverError ? { reason: cause.reason } : {});
    response.send(503, { error: 'not now' });
  }
}

/** Told by its field, since the SDK that throws it is not loaded yet when the port opens. */
const isRefusedToken = (cause: unknown): cause is AuthenticationError =>
  cause instanceof Error && 'statusCode' in cause && (cause.statusCode === 401 || cause.statusCode === 403);

/** The activity in a body; undefined for anything else, before any token is looked at. */
function activityIn(body: unknown): Activity | undefined {
  const parsed = inboundActivity.safeParse(jsonIn(body));
  return parsed.success ? (parsed.data as unknown as Activity) : undefined;
}

function jsonIn(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
