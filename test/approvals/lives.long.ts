import { openDatabase, type Database } from '../../src/db/database.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { liveThrough } from './lives.ts';

const LIVES = 10_000;

describe(`${LIVES} lives of proposals`, function () {
  this.timeout(1_800_000);
  let server: PostgresServer | undefined;
  let database: Database;
  before(async () => {
    server = postgresFolder() === undefined ? undefined : await startPostgres();
    const place = server
      ? { kind: 'server' as const, url: server.url }
      : { kind: 'embedded' as const, directory: await freshDatabase() };
    database = await openDatabase(place, { isClockMovable: true });
  });
  after(async () => {
    await database.close();
    await server?.stop();
  });

  it('keep the promises, each of them', () => liveThrough(database, LIVES));
});
