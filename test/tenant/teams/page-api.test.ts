import assert from 'node:assert/strict';
import { personalChatIdOf } from './ids.ts';
import { recordOf, recordsOf, type Json } from './json.ts';
import { appId, ids, startSmallTenant, type SmallTenant } from './small-tenant.ts';
import { startTinyBot, type TinyBot } from './tiny-bot.ts';

describe("The practice Teams page's API", () => {
  let tenant: SmallTenant;
  let bot: TinyBot;

  beforeEach(async () => {
    tenant = await startSmallTenant();
    bot = await startTinyBot(tenant);
  });
  afterEach(async () => {
    await tenant.close();
    await bot.close();
  });

  const get = async (path: string): Promise<Json> => recordOf(await (await fetch(tenant.origin + path)).json());
  const post = async (path: string, body: Json): Promise<Json> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(tenant.origin + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return recordOf(await response.json());
  };

  it('streams a message of the bot as an event', async () => {
    const response = await fetch(`${tenant.origin}/api/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    assert.match((await reader.read()).value ?? '', /"type":"hello"/);
    await bot.send(personalChatIdOf(appId, ids.nora), { text: 'A plan waits' });
    const event = recordOf(JSON.parse(((await reader.read()).value ?? '').replace('data: ', '')));
    assert.deepEqual(
      [event['type'], recordOf(event['message'])['text'], event['now']],
      ['message', 'A plan waits', '2026-11-23T08:30:00.000Z'],
    );
    await reader.cancel();
  });

  it('seats the admin, the approvers and the pilot users side by side', async () => {
    const { seats } = await get('/api/start');
    assert.deepEqual(
      recordsOf(seats).map(({ displayName, part }) => [displayName, part]),
      [
        ['Nora Lindqvist', 'Admin'],
        ['Bruno Costa', 'Approver'],
        ['Chiara Rossi', 'Approver'],
        ['Alice Adams', 'Pilot user'],
        ['Priya Patel', 'Pilot user'],
      ],
    );
  });

  it('moves the clock forward and tells whoever listens, in steps of ten minutes at most', async () => {
    let movedCount = 0;
    tenant.teams.onClockMoved(() => {
      movedCount += 1;
      return Promise.resolve();
    });
    const { now } = await post('/api/clock', { minutes: 15 });
    assert.deepEqual([now, movedCount], ['2026-11-23T08:45:00.000Z', 2]);
    assert.match(String((await post('/api/clock', { minutes: -1 }))['problem']), /forward only/);
  });

  it('finds people by a part of their name or department', async () => {
    const { people } = await get('/api/people?q=leg');
    assert.deepEqual(
      recordsOf(people).map(({ userId }) => userId),
      [ids.robert],
    );
  });

  it('says why a person has no chat, and adds the app only where that may be', async () => {
    const absenceOf = async (userId: string): Promise<Json> =>
      recordOf((await get(`/api/chats?userId=${userId}`))['absence']);
    assert.equal((await absenceOf(ids.priya))['mayInstall'], true);
    assert.equal((await absenceOf(ids.unlicensed))['mayInstall'], false);
    await post('/api/install', { userId: ids.unlicensed });
    assert.equal(tenant.teams.installations.find(ids.unlicensed), undefined);
    await post('/api/install', { userId: ids.priya });
    assert.notEqual(tenant.teams.installations.find(ids.priya), undefined);
  });

  it('shows the mails that were sent, without their markup', async () => {
    tenant.directory.sentMails.push({
      at: tenant.clock.now(),
      fromUserId: ids.nora,
      to: ['priya.5@fabrikam.example'],
      subject: 'You move on Tuesday',
      contentType: 'HTML',
      content: '<style>p{}</style><p>Dear <b>Priya</b></p>',
    });
    const [mail] = recordsOf((await get('/api/tenant'))['mails']);
    assert.deepEqual([mail?.['subject'], mail?.['preview']], ['You move on Tuesday', 'Dear Priya']);
  });

  it('serves nothing but its own files', async () => {
    for (const path of ['/browser/../teams.ts', '/browser/%2e%2e/teams.ts', '/package.json']) {
      assert.equal((await fetch(tenant.origin + path)).status, 404);
    }
    assert.equal((await fetch(`${tenant.origin}/vendor/adaptivecards.js`)).status, 200);
  });
});
