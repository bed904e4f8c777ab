import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { DatabaseError } from '../../src/db/database-error.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { beginPass } from '../../src/inventory/pass-rows.ts';
import { startPostgres, WITH_PASSWORD, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';

if (postgresFolder() !== undefined) {
  describe('Several processes on one PostgreSQL', () => {
    let server: PostgresServer;
    before(async () => {
      server = await startPostgres();
    });
    after(() => server.stop());

    const withDatabases = async <T>(url: string, count: number, work: (all: Database[]) => Promise<T>): Promise<T> => {
      const all = await Promise.all(Array.from({ length: count }, () => openDatabase({ kind: 'server', url })));
      try {
        return await work(all);
      } finally {
        await Promise.all(all.map((each) => each.close()));
      }
    };

    it('start at once, and exactly one brings the schema', async () => {
      const url = await server.createDatabase();
      await withDatabases(url, 3, () => Promise.resolve());
      assert.deepEqual(await server.query(url, 'select name from kysely_migration'), [
        { name: '0001-first' },
        { name: '0002-inventory' },
        { name: '0003-quota' },
        { name: '0004-card-by-message' },
        { name: '0005-stop' },
        { name: '0006-record' },
        { name: '0007-made' },
        { name: '0008-plans-of-many' },
        { name: '0009-reminders' },
        { name: '0010-coverage' },
        { name: '0011-chains' },
        { name: '0012-readiness' },
        { name: '0013-notices' },
        { name: '0014-asked-before' },
        { name: '0015-rollouts' },
        { name: '0016-milliseconds' },
        { name: '0017-observed' },
        { name: '0018-gate-told' },
        { name: '0019-file-links' },
        { name: '0020-proposal-numbers' },
        { name: '0021-postponed' },
      ]);
      assert.deepEqual(await server.query(url, 'select seq::int from audit_head'), [{ seq: 0 }]);
    });

    it('find the schema there when they start later, and what was stored in it', async () => {
      const url = await server.createDatabase();
      await withDatabases(url, 1, ([first]) => first?.rows.insertInto('lease').values(row('kept')).execute() ?? none());
      const names = await withDatabases(
        url,
        1,
        ([later]) => later?.rows.selectFrom('lease').select('name').execute() ?? none(),
      );
      assert.deepEqual(names, [{ name: 'kept' }]);
    });

    it('begin one pass through the directory, not three', async () => {
      const url = await server.createDatabase();
      const begun = await withDatabases(url, 3, (all) =>
        Promise.all(all.flatMap(({ rows }) => [1, 2, 3].map(() => beginPass(rows, { kind: 'full', askedBy: null })))),
      );
      assert.equal(begun.filter(Boolean).length, 1);
    });

    it('go on after their connections were cut', async () => {
      const url = await server.createDatabase();
      const answers = await withDatabases(url, 1, async ([only]) => {
        if (!only) return none();
        await sql`select 1`.execute(only.rows);
        await server.query(
          server.url,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(url)}'`,
        );
        await sql`select 1`.execute(only.rows).catch(() => undefined); // may be told of the cut by this one
        return (await sql<{ one: number }>`select 1 as one`.execute(only.rows)).rows;
      });
      assert.deepEqual(answers, [{ one: 1 }]);
    });

    it('live on where a connection is cut between two statements of a transaction, which then fails', async () => {
      const url = await server.createDatabase();
      const cut = await withDatabases(url, 1, ([only]) =>
        Promise.resolve(
          only?.transaction(async (trx) => {
            await sql`select 1`.execute(trx);
            await server.query(
              server.url,
              `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${nameOf(url)}'`,
            );
            await sql`select 1`.execute(trx);
          }),
        ).then(
          () => 'nothing failed',
          (cause: unknown) => String(cause),
        ),
      );
      assert.match(cut, /terminat|closed|not queryable/);
    });

    it('say what is missing where the principal may not create tables', async () => {
      const url = await server.createDatabase();
      await server.query(url, 'revoke create on schema public from public; create role reader login');
      const asReader = url.replace('postgres@', 'reader@');
      await assert.rejects(openDatabase({ kind: 'server', url: asReader }), (cause) => {
        assert.ok(cause instanceof DatabaseError);
        assert.equal(cause.reason, 'migrationFailed');
        assert.match(cause.remedy, /right to create tables/);
        return true;
      });
    });

    it('show each new connection a password that was fetched for it', async () => {
      const url = await server.createDatabase();
      await server.query(url, `create role ${WITH_PASSWORD} login superuser password 'token-of-the-identity'`);
      let asked = 0;
      const password = () => {
        asked += 1;
        return Promise.resolve('token-of-the-identity');
      };
      const database = await openDatabase({
        kind: 'server',
        url: `${url.replace('postgres@', `${WITH_PASSWORD}@`)}?sslmode=disable`,
        password,
      });
      await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`.execute(database.rows)));
      await database.close();
      assert.equal(asked, 3);
    });
  });
}

const row = (name: string) => ({ name, until: new Date(0) });
const none = () => Promise.resolve([]);
const nameOf = (url: string) => new URL(url).pathname.slice(1);
