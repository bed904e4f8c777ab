import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Bot } from '../../src/teams/bot.ts';
import { closePort, createServer, ListenError, openPort } from '../../src/teams/server.ts';

describe('the HTTP server', () => {
  let database: Database;
  const bot: Bot = { receive: () => Promise.resolve(undefined) };
  const app = Promise.resolve({ bot, links: undefined });
  const isReady = async () => (await sql`select 1`.execute(database.rows)).rows.length === 1;

  before(async () => {
    database = await openDatabase({ kind: 'embedded' });
  });

  it('is not ready once the database is gone, and still alive', async () => {
    const server = createServer({ app, log: silentLog, isReady });
    const origin = `http://localhost:${await openPort(server, { port: 0 })}`;
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    await database.close();
    assert.equal((await fetch(`${origin}/readyz`)).status, 503);
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    await closePort(server);
  });

  it('lets an activity that comes before the bot is there wait for it', async () => {
    const later = Promise.withResolvers<{ bot: Bot; links: undefined }>();
    const server = createServer({ app: later.promise, log: silentLog, isReady: () => Promise.resolve(false) });
    const origin = `http://localhost:${await openPort(server, { port: 0 })}`;
    const activity = { type: 'message', id: '1', serviceUrl: 'https://smba.example', channelId: 'msteams' };
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(activity) };
    const early = fetch(`${origin}/api/messages`, post);
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    assert.equal((await fetch(`${origin}/readyz`)).status, 503);
    later.resolve({ bot: { receive: () => Promise.resolve({ status: 202 }) }, links: undefined });
    assert.notEqual((await early).status, 503);
    await closePort(server);
  });

  it('says that a port is taken, with the remedy', async () => {
    const first = createServer({ app, log: silentLog, isReady });
    const second = createServer({ app, log: silentLog, isReady });
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
