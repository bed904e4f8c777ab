import assert from 'node:assert/strict';
import { verifyRecord } from '../../src/commands/audit-verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { createPrincipal } from '../../src/db/principal.ts';
import { startPostgres, WITH_PASSWORD, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { found } from './support/findings.ts';

/** What Azure's function does, as far as a server without Entra can: it makes a role that may sign in. */
const AZURES_FUNCTION = `create function pgaadauth_create_principal(role_name text, is_admin boolean, is_mfa boolean)
  returns text language plpgsql as $$ begin
    if is_admin or is_mfa then raise exception 'no more than a plain role was asked for'; end if;
    execute format('create role %I login', role_name);
    return 'Created role for ' || role_name;
  end $$`;

const noToken = () => Promise.resolve('');

if (postgresFolder() !== undefined) {
  describe('the database principal of the bot', () => {
    let server: PostgresServer;
    before(async () => {
      server = await startPostgres();
      await server.query(server.url, AZURES_FUNCTION);
    });
    after(() => server.stop());

    const asAdministrator = (url: string): string => url.replace('postgres@', 'postgres:unused@');

    it('may keep the tables of the bot, which start on it', async () => {
      const url = await server.createDatabase();
      assert.equal(await createPrincipal(asAdministrator(url), 'crossover-test', noToken), 'created');
      const database = await openDatabase({ kind: 'server', url: url.replace('postgres@', 'crossover-test@') });
      const { rows } = await database.executeSql('select current_user as name, count(*) from audit_head group by 1');
      await database.close();
      assert.deepEqual(rows, [{ name: 'crossover-test', count: 1 }]);
    });

    it('is no administrator of the server', async () => {
      const [role] = await server.query(
        server.url,
        `select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = 'crossover-test'`,
      );
      assert.deepEqual(role, { rolsuper: false, rolcreaterole: false, rolcreatedb: false });
    });

    it('is kept where it is there already', async () => {
      const url = await server.createDatabase();
      assert.equal(await createPrincipal(asAdministrator(url), 'crossover-test', noToken), 'there already');
    });

    it('may have a name with quotes in it', async () => {
      const url = await server.createDatabase();
      const name = `o'neil "; drop database postgres; --`;
      assert.equal(await createPrincipal(asAdministrator(url), name, noToken), 'created');
      assert.equal(await createPrincipal(asAdministrator(url), name, noToken), 'there already');
    });

    it('is made with the token of the administrator where the address holds no password', async () => {
      const url = (await server.createDatabase()).replace('postgres@', `${WITH_PASSWORD}@`);
      await server.query(server.url, `create role ${WITH_PASSWORD} superuser login password 'a token'`);
      const token = () => Promise.resolve('a token');
      assert.equal(await createPrincipal(`${url}?sslmode=disable`, 'crossover-test-2', token), 'created');
      await assert.rejects(createPrincipal(`${url}?sslmode=disable`, 'crossover-test-3', noToken), /password/);
    });

    it('finds an empty database, which the check of the record leaves empty', async () => {
      const url = await server.createDatabase();
      const [line] = await found(verifyRecord({ kind: 'server', url, passwordFrom: 'url' }, noToken));
      assert.match(line?.text ?? '', /^The database holds no record/);
      assert.deepEqual(await server.query(url, `select from pg_tables where schemaname = 'public'`), []);
    });
  });
}
