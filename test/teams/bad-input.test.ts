import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { sql } from 'kysely';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { trustedKeys } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import type { Json } from '../tenant/teams/json.ts';
import { activityOf, knock, tokenWith, type Knock } from './support/door.ts';

const FOREIGN = '11111111-2222-4333-8444-555555555555';

describe('POST /api/messages', () => {
  let tenant: PracticeTenant;
  let bot: BotProcess;
  let endpoint: string;
  let goodToken: string;
  let directory: string;

  before(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    directory = await freshDatabase();
    bot = await startBotProcess(tenant, { DATABASE_DIRECTORY: directory });
    const { port } = bot.log.find(({ event }) => event === 'started') ?? {};
    endpoint = `http://localhost:${String(port)}/api/messages`;
    goodToken = `Bearer ${await tokenWith(tenant)}`;
  });
  after(async () => {
    await bot.close();
    await tenant.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const activity = (differing: Json = {}): string => JSON.stringify(activityOf(tenant, differing));
  const conversation = (tenantId: string): Json => ({
    ...(activityOf(tenant)['conversation'] as Json),
    tenantId,
  });
  const knocks = (what: Partial<Knock>): Promise<number> => knock(endpoint, { body: activity(), ...what });
  const withToken = async (...[claims, signing]: [Parameters<typeof tokenWith>[1], Parameters<typeof tokenWith>[2]?]) =>
    knocks({ authorization: `Bearer ${await tokenWith(tenant, claims, signing)}` });
  const withBody = (body: Knock['body'], headers: Record<string, string> = {}): Promise<number> =>
    knocks({ authorization: goodToken, body, headers });

  describe('refuses as not authorised (401)', () => {
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    const facts: Record<string, () => Promise<number>> = {
      'no token': () => knocks({}),
      'a token of garbage': () => knocks({ authorization: 'Bearer garbage' }),
      'three parts of garbage': () => knocks({ authorization: 'Bearer aaaa.bbbb.cccc' }),
      'a name and a password': () => knocks({ authorization: 'Basic bm9yYTpzZWNyZXQ=' }),
      'an expired token': () => withToken({ exp: hourAgo, nbf: hourAgo - 3600 }),
      'a token that is not good yet': () => withToken({ nbf: hourAgo + 7200, exp: hourAgo + 9000 }),
      'a token that never ends': () => withToken({ exp: undefined }),
      'a token for another bot': () => withToken({ aud: FOREIGN }),
      'a token of another issuer': () =>
        withToken({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' }),
      'a token signed by another key of the same name': async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return withToken({}, { key: privateKey });
      },
      'a token signed by a key that nobody knows': () => withToken({}, { kid: 'another-key' }),
      'a token signed with the public key as a secret (HS256)': async () => {
        const token = await new SignJWT({ iss: 'https://api.botframework.com', aud: tenant.bot.appId })
          .setProtectedHeader({ alg: 'HS256', kid: 'practice-tenant-key' })
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(JSON.stringify(tenant.issuer.jwks.keys[0])));
        return knocks({ authorization: `Bearer ${token}` });
      },
      'a token without a signature (alg none)': () => {
        const claims = { iss: 'https://api.botframework.com', aud: tenant.bot.appId, serviceurl: `${tenant.origin}/` };
        const token = new UnsecuredJWT(claims).setExpirationTime('1h').encode();
        return knocks({ authorization: `Bearer ${token}` });
      },
      'a token without a service address': () => withToken({ serviceurl: undefined }),
      'a token for another service address': () => withToken({ serviceurl: 'https://elsewhere.example/' }),
      'an activity from a service address that is not listed': async () => {
        const serviceUrl = 'https://elsewhere.example/';
        const authorization = `Bearer ${await tokenWith(tenant, { serviceurl: serviceUrl })}`;
        return knocks({ authorization, body: activity({ serviceUrl }) });
      },
      'a listed address that is only the name of a user': async () => {
        const serviceUrl = `https://${new URL(tenant.origin).host}@elsewhere.example/`;
        const authorization = `Bearer ${await tokenWith(tenant, { serviceurl: serviceUrl })}`;
        return knocks({ authorization, body: activity({ serviceUrl }) });
      },
    };
    for (const [fact, post] of Object.entries(facts))
      it(fact, async () => {
        assert.equal(await post(), 401);
      });

    it('and says which kind of token it wants (WWW-Authenticate)', async () => {
      const headers = { 'content-type': 'application/json' };
      const refused = await fetch(endpoint, { method: 'POST', headers, body: activity() });
      assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer']);
    });
  });

  describe('refuses as forbidden (403)', () => {
    const facts: Record<string, () => string> = {
      "another tenant's activity": () =>
        activity({ channelData: { tenant: { id: FOREIGN } }, conversation: conversation(FOREIGN) }),
      'an activity whose channel names another tenant': () => activity({ channelData: { tenant: { id: FOREIGN } } }),
      'an activity whose chat names another tenant': () => activity({ conversation: conversation(FOREIGN) }),
      'an activity of no tenant': () => activity({ channelData: {}, conversation: { id: 'a:1' } }),
      'a bot that writes': () => activity({ from: { id: `28:${FOREIGN}`, name: 'Another bot' } }),
    };
    for (const [fact, body] of Object.entries(facts))
      it(fact, async () => {
        assert.equal(await withBody(body()), 403);
      });
  });

  describe('refuses as no activity (400)', () => {
    const facts: Record<string, () => string> = {
      'an empty object': () => '{}',
      'an empty list': () => '[]',
      null: () => 'null',
      'an empty body': () => '',
      'invalid JSON': () => '{"type": "message"',
      'a type that is a number': () => '{"type":5}',
      'an activity without a service address': () => activity({ serviceUrl: undefined }),
      'an activity of another channel': () => activity({ channelId: 'emulator' }),
      'a person whose object id is a path': () => activity({ from: { id: '29:1', aadObjectId: '../groups' } }),
      'a hundred thousand brackets': () => '['.repeat(100_000),
    };
    for (const [fact, body] of Object.entries(facts))
      it(fact, async () => {
        assert.equal(await withBody(body()), 400);
      });
    it('an empty object without a token, which the SDK looks at before any token', async () => {
      assert.equal(await knocks({ body: '{}' }), 400);
    });
  });

  it('refuses other content than JSON (415)', async () => {
    assert.equal(await withBody(activity(), { 'content-type': 'text/plain' }), 415);
    assert.equal(await withBody(activity(), { 'content-type': 'multipart/form-data; boundary=x' }), 415);
  });

  it('refuses what calls itself compressed and is not, without dying of it (415)', async () => {
    assert.equal(await withBody('not compressed at all', { 'content-encoding': 'gzip' }), 415);
  });

  it('refuses 10 MB (413)', async () => {
    assert.equal(await withBody(activity({ text: 'x'.repeat(10 * 1024 * 1024) })), 413);
  });

  it('knows no GET (405)', async () => {
    assert.equal((await fetch(endpoint)).status, 405);
  });

  it('takes nested junk beside an activity without stumbling over it', async () => {
    const junk = `{"a":`.repeat(20_000) + '1' + '}'.repeat(20_000);
    const reaction = JSON.stringify(activityOf(tenant, { type: 'messageReaction' }));
    assert.equal(await withBody(`${reaction.slice(0, -1)},"junk":${junk}}`), 200);
  });

  describe('after all of that', () => {
    it('still answers', async () => {
      const delivery = await tenant.teams.say(PEOPLE.nora, 'help');
      assert.equal(delivery.status, 200);
      const { cards } = await tenant.teams.waitForMessage(PEOPLE.nora, (message) => message.cards.length > 0);
      assert.match(String(cards[0]?.['fallbackText']), /What you can ask me/);
    });

    it('is alive and ready', async () => {
      const origin = new URL(endpoint).origin;
      assert.equal((await fetch(`${origin}/healthz`)).status, 200);
      assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    });

    it('has logged the refusals without a token and without a name', () => {
      const lines = bot.log.map((entry) => JSON.stringify(entry));
      assert.ok(lines.some((line) => line.includes('teams.refused')));
      assert.deepEqual(
        lines.filter((line) => /eyJ|Bearer|Lindqvist|garbage|elsewhere/.test(line)),
        [],
      );
    });

    it('has written nothing to the console', () => {
      assert.deepEqual(bot.complaints, []);
    });

    it('has stored nothing but the one message that was good', async () => {
      await bot.terminate();
      const database = await openDatabase({ kind: 'embedded', directory });
      const count = async (table: string) => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
          database.rows,
        );
        return rows[0]?.n;
      };
      const counts = [await count('inbound_activity'), await count('conversation'), await count('audit_record')];
      await database.close();
      assert.deepEqual(counts, [1, 1, 1]);
    });
  });
});
