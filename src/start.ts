import { sql } from 'kysely';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { DATABASE_SCOPE, placeOf } from './db/database-place.ts';
import { credentialOf } from './entra/credential.ts';
import { createGraph } from './entra/graph.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { createGovernor } from './quotas/governor.ts';
import { BotCredentialsFactory } from './teams/bot-credentials.ts';
import { createConnector } from './teams/connector.ts';
import { closePort, createServer, openPort } from './teams/server.ts';
import { StrictAuthentication } from './teams/strict-auth.ts';

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
 * Opens the edges and starts the product.
 *
 * @throws {DatabaseError} where the database cannot be opened.
 * @throws {ListenError} where the port cannot be opened.
 */
export async function start(config: Config, edges: StartEdges): Promise<Running> {
  const { clock, log } = edges;
  const credential = credentialOf(config.credential, config.authority);
  const databaseToken = async () => (await credential.getToken(DATABASE_SCOPE))?.token ?? '';
  const database = await openDatabase(placeOf(config.database, databaseToken), {
    isClockMovable: edges.isClockMovable ?? false,
  });
  const governor = createGovernor({ rows: database.rows, clock, limits: config.limits });
  const graph = createGraph({ credential, baseUrl: config.graphUrl, governor, clock, log });
  const credentials = new BotCredentialsFactory(credential, config.bot);
  const connector = createConnector(credentials, { appId: config.bot.appId });
  const authentication = new StrictAuthentication(config.bot, credentials);
  const outward = { graph, connector, authentication, fetch: globalThis.fetch };
  const app = createApp({ config, database, ...outward, clock, log });
  await app.recover();
  const isReady = async () => (await sql`select 1`.execute(database.rows)).rows.length === 1;
  const server = createServer({ bot: app.bot, log, isReady });
  const port = await openPort(server, config).catch(async (cause: unknown) => {
    await database.close(); // or its worker would keep the process alive
    throw cause;
  });
  await app.jobs.start();
  log.info('started', { port, database: database.kind });
  return {
    port,
    sweep: () => app.jobs.sweep(),
    moveClock: (skewMillis) => database.moveClock(skewMillis),
    stop: async () => {
      await closePort(server);
      await app.jobs.stop();
      await database.close();
      log.info('stopped');
    },
  };
}
