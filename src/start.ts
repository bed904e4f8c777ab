import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { openDatabase, type Database } from './db/database.ts';
import { DATABASE_SCOPE, placeOf } from './db/database-place.ts';
import type { TokenCredential } from './entra/credential.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { closePort, createServer, openPort } from './teams/server.ts';

/** The running product. */
export interface Running {
  port: number;
  /** Looks through everything that is due, now: for clocks that are moved. */
  sweep(): Promise<void>;
  /** Moves the time that all SQL sees. Only where the start asked for a movable clock. */
  moveClock(skewMillis: number): Promise<void>;
  /** Takes nothing new in, finishes what runs, closes the database. */
  stop(): Promise<void>;
}

export interface StartEdges {
  clock: Clock;
  log: Log;
  /** For tests and the demo (Default: false). */
  isClockMovable?: boolean;
}

/**
 * Starts the product. The port opens as soon as the database is there: whoever watches over us gets an answer, and what
 * Teams sends waits, while the SDKs are loaded for a second more. Ready is what `/readyz` says.
 *
 * @throws {DatabaseError} where the database cannot be opened.
 * @throws {ListenError} where the port cannot be opened.
 */
export async function start(config: Config, edges: StartEdges): Promise<Running> {
  const { clock, log } = edges;
  const credential = loadedIdentity(config);
  const databaseToken = async () => (await (await credential()).getToken(DATABASE_SCOPE))?.token ?? '';
  const database = await openDatabase(placeOf(config.database, databaseToken), {
    isClockMovable: edges.isClockMovable ?? false,
  });
  const loaded = Promise.withResolvers<App>();
  let isLoaded = false;
  const isReady = async () => isLoaded && (await sql`select 1`.execute(database.rows)).rows.length === 1;
  const server = createServer({ app: loaded.promise, log, isReady });
  try {
    const port = await openPort(server, config);
    log.info('listening', { port });
    await credential();
    await pause(OTHERS_MILLIS);
    const { createAppWithEdges } = await import('./edges.ts');
    const app = createAppWithEdges({ config, database, credential: await credential(), clock, log });
    await app.recover();
    loaded.resolve(app);
    await app.jobs.start();
    isLoaded = true;
    log.info('started', { port, database: database.kind });
    void app.warn(); // whoever starts it need not wait for the tenant
    return running({ port, app, database, close: () => closePort(server), log });
  } catch (cause) {
    loaded.reject(cause); // whoever waits is told: not now
    await closePort(server);
    await database.close(); // or its worker would keep the process alive
    throw cause;
  }
}

/** Each load holds this process for a part of a second: between them, whoever asks for health is answered. */
const OTHERS_MILLIS = 20;

/** Loaded once somebody needs a token, which the database may be the first to do. */
function loadedIdentity(config: Config): () => Promise<TokenCredential> {
  let made: Promise<TokenCredential> | undefined;
  return () => (made ??= import('./identity.ts').then(({ identityOf }) => identityOf(config)));
}

interface Parts {
  port: number;
  app: App;
  database: Database;
  close(): Promise<void>;
  log: Log;
}

const running = ({ port, app, database, close, log }: Parts): Running => ({
  port,
  sweep: () => app.jobs.sweep(),
  moveClock: (skewMillis) => database.moveClock(skewMillis),
  stop: async () => {
    await close();
    await app.jobs.stop();
    await database.close();
    log.info('stopped');
  },
});
