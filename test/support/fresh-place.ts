import { rmSync } from 'node:fs';
import type { DatabasePlace } from '../../src/db/database-place.ts';
import { freshDatabase } from './fresh-database.ts';
import { SHARED_SERVER } from './shared-postgres.ts';
import { databasesOf } from './postgres.ts';

/** A database as it is after a first start, of which whoever asks is the only owner. */
export interface FreshPlace {
  at: DatabasePlace;
  /** Throws it away; nobody may have it open. */
  remove(): Promise<void>;
}

/** On the server of this test run, which takes a third less work, or embedded where this machine lacks PostgreSQL. */
export async function freshPlace(): Promise<FreshPlace> {
  const server = process.env[SHARED_SERVER];
  return server === undefined ? embeddedPlace() : placeOn(server);
}

/** For what only the embedded database does. */
export async function embeddedPlace(): Promise<FreshPlace> {
  const directory = await freshDatabase();
  return {
    at: { kind: 'embedded', directory },
    remove: () => {
      rmSync(directory, { recursive: true });
      return Promise.resolve();
    },
  };
}

async function placeOn(server: string): Promise<FreshPlace> {
  const { createDatabase, dropDatabase } = databasesOf(server);
  const url = await createDatabase();
  return { at: { kind: 'server', url }, remove: () => dropDatabase(url) };
}
