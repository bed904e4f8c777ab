import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';

/** Which database a suite runs on. */
export type DatabaseKind = Database['kind'];

/**
 * Says the same facts about both databases, each in an empty one of its own; about the embedded one alone where this
 * machine lacks PostgreSQL.
 *
 * @param facts Registers the tests; its argument gives the open database, once they run.
 */
export function onEachDatabase(title: string, facts: (database: () => Database) => void): void {
  describe(`${title}, embedded`, () => {
    let database: Database | undefined;
    before(async () => {
      database = await openDatabase({ kind: 'embedded' }, { isClockMovable: true });
    });
    after(() => database?.close());
    facts(() => opened(database));
  });
  if (postgresFolder() === undefined) return;
  describe(`${title}, PostgreSQL`, () => {
    let server: PostgresServer | undefined;
    let database: Database | undefined;
    before(async () => {
      server = await startPostgres();
      database = await openDatabase({ kind: 'server', url: server.url }, { isClockMovable: true });
    });
    after(async () => {
      await database?.close();
      await server?.stop();
    });
    facts(() => opened(database));
  });
}

/** What `before` has opened. */
export function opened<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('it was not opened yet');
  return value;
}
