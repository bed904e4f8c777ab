import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Bot } from '../../src/teams/bot.ts';
import { closePort, createServer, ListenError, openPort } from '../../src/teams/server.ts';

describe('the HTTP server', () => {
  let database: Database;
  const bot: Bot = { receive: () => Promise.resolve(undefined) };
  const isReady = async () => (await sql`select 1`.execute(database.rows)).rows.length === 1;

  before(async () => {
    database = await openDatabase({ kind: 'embedded' });
  });

  it('is not ready once the database is gone, and still alive', async () => {
    const server = createServer({ bot, log: silentLog, isReady });
    const origin = `http://localhost:${await openPort(server, { port: 0 })}`;
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    await database.close();
    assert.equal((await fetch(`${origin}/readyz`)).status, 503);
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    await closePort(server);
  });

  it('says that a port is taken, with the remedy', async () => {
    const first = createServer({ bot, log: silentLog, isReady });
    const second = createServer({ bot, log: silentLog, isReady });
    const port = await openPort(first, { port: 0 });
    await assert.rejects(openPort(second, { port }), (cause) => {
      assert.ok(cause instanceof ListenError);
      assert.equal(cause.reason, 'portTaken');
      assert.match(cause.remedy, /PORT/);
      return true;
    });
    await closePort(first);
  });
});
