import { openDatabase } from '../../src/db/database.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/lib/log.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { postgresFolder } from './tools.ts';

/** Names the server of a test run to its processes. */
export const SHARED_SERVER = 'CROSSOVER_TEST_SERVER';

let server: PostgresServer | undefined;

/** One server for all suites of a run: each gets databases of its own, copied from one that has been started once. */
export async function mochaGlobalSetup(): Promise<void> {
  if (postgresFolder() === undefined) return;
  server = await startPostgres();
  // Whatever is created from now on is a copy of it.
  const template = server.url.replace(/postgres$/, 'template1');
  const database = await openDatabase({ kind: 'server', url: template });
  const jobs = createJobs({ database, log: silentLog, kinds: () => [] });
  await jobs.start(); // makes tables of its own
  await jobs.stop();
  await database.close();
  process.env[SHARED_SERVER] = server.url;
}

export const mochaGlobalTeardown = (): Promise<void> | undefined => server?.stop();
