import assert from 'node:assert/strict';
import { appId, ids, startSmallTenant, tenantId, type SmallTenant } from './small-tenant.ts';
import { activitiesOf, startTinyBot, tokenOfBot, type TinyBot } from './tiny-bot.ts';
import { personalChatIdOf, teamsIdOf, userIdOf } from './ids.ts';
import { recordOf, recordsOf, textOf, type Json } from './json.ts';

describe('The practice Bot Connector', () => {
  let tenant: SmallTenant;
  let bot: TinyBot;
  const noraChat = personalChatIdOf(appId, ids.nora);

  beforeEach(async () => {
    tenant = await startSmallTenant();
    bot = await startTinyBot(tenant);
  });
  afterEach(async () => {
    await tenant.close();
    await bot.close();
  });

  const personal = (memberId: string, more: Json = {}): Json => ({
    isGroup: false,
    bot: { id: `28:${appId}` },
    members: [{ id: memberId }],
    tenantId,
    channelData: { tenant: { id: tenantId } },
    ...more,
  });
  const codeOf = (answer: { body: Json }): unknown => recordOf(answer.body['error'])['code'];

  it('gives a Teams id back as the object id it was made of', () => {
    assert.equal(userIdOf(teamsIdOf(ids.chiara)), ids.chiara);
    assert.match(teamsIdOf(ids.chiara), /^29:/);
  });

  it('opens the same personal chat by Teams id and by object id', async () => {
    const byTeamsId = await bot.call('POST /v3/conversations', personal(teamsIdOf(ids.nora)));
    const byObjectId = await bot.call('POST /v3/conversations', personal(ids.nora));
    assert.deepEqual([byTeamsId.status, byTeamsId.body['id']], [201, noraChat]);
    assert.equal(byObjectId.body['id'], noraChat);
  });

  it('delivers the first message together with the creation of the chat', async () => {
    const activity = { type: 'message', text: 'Welcome' };
    const { body } = await bot.call('POST /v3/conversations', personal(ids.nora, { activity }));
    assert.equal(tenant.teams.messagesOf(ids.nora)[0]?.activityId, body['activityId']);
  });

  it('answers 401 without a token and with one for another audience', async () => {
    const token = await tokenOfBot(tenant, { resource: 'https://graph.microsoft.com' });
    const answers = [
      await bot.call('POST /v3/conversations', personal(ids.nora), 'nonsense'),
      await bot.call('POST /v3/conversations', personal(ids.nora), token),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401],
    );
  });

  it('answers 401 BotNotRegistered to the token of another app', async () => {
    const token = await tokenOfBot(tenant, { appId: ids.robert });
    const answer = await bot.call('POST /v3/conversations', personal(ids.nora), token);
    assert.deepEqual([answer.status, codeOf(answer)], [401, 'BotNotRegistered']);
  });

  it('answers 400 where the tenant id is missing', async () => {
    const answer = await bot.call('POST /v3/conversations', { members: [{ id: ids.nora }] });
    assert.deepEqual([answer.status, codeOf(answer)], [400, 'Bad Argument']);
  });

  it('answers 403 ForbiddenOperationException where the app is not installed', async () => {
    const created = await bot.call('POST /v3/conversations', personal(ids.priya));
    assert.deepEqual([created.status, codeOf(created)], [403, 'ForbiddenOperationException']);
    tenant.teams.installations.uninstall(ids.alice);
    const path = activitiesOf(personalChatIdOf(appId, ids.alice));
    const sent = await bot.call(`POST ${path}`, { type: 'message', text: 'x' });
    assert.deepEqual([sent.status, codeOf(sent)], [403, 'ForbiddenOperationException']);
  });

  it('answers 403 ConversationBlockedByUser where the person blocked the bot', async () => {
    const path = activitiesOf(personalChatIdOf(appId, ids.blocker));
    const answer = await bot.call(`POST ${path}`, { type: 'message', text: 'x' });
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'ConversationBlockedByUser']);
  });

  it('answers 404 ConversationNotFound for a chat that is not there', async () => {
    const answer = await bot.call(`POST ${activitiesOf('a:nowhere')}`, { type: 'message', text: 'x' });
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'ConversationNotFound']);
  });

  it('answers 404 ActivityNotFoundInConversation for a message that is not there, or is gone', async () => {
    const activityId = await bot.send(noraChat, { text: 'soon gone' });
    const path = `${activitiesOf(noraChat)}/${activityId}`;
    assert.equal((await bot.call(`DELETE ${path}`)).status, 200);
    const answers = [
      await bot.call(`PUT ${path}`, { type: 'message', text: 'x' }),
      await bot.call(`DELETE ${activitiesOf(noraChat)}/1`),
    ];
    for (const answer of answers) {
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'ActivityNotFoundInConversation']);
    }
    assert.deepEqual(tenant.teams.messagesOf(ids.nora), []);
  });

  it("does not let the bot change a person's message", async () => {
    const { activityId } = await tenant.teams.say(ids.nora, 'mine');
    const path = `${activitiesOf(noraChat)}/${activityId ?? ''}`;
    const answer = await bot.call(`PUT ${path}`, { type: 'message', text: 'yours' });
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'NotEnoughPermissions']);
  });

  it('answers 413 MessageSizeTooBig over 100 KB of UTF-16, and takes a little less', async () => {
    const send = (length: number) =>
      bot.call(`POST ${activitiesOf(noraChat)}`, { type: 'message', text: 'x'.repeat(length) });
    const tooBig = await send(51_200);
    assert.deepEqual([tooBig.status, codeOf(tooBig)], [413, 'MessageSizeTooBig']);
    assert.equal((await send(51_000)).status, 201);
  });

  it('answers 400 to a message without anything in it', async () => {
    const answer = await bot.call(`POST ${activitiesOf(noraChat)}`, { type: 'message', text: ' ' });
    assert.equal(answer.status, 400);
  });

  it('lists the members of a room, whole and in pages', async () => {
    const path = `/v3/conversations/${encodeURIComponent(tenant.teams.rooms.channelId)}`;
    const all = await bot.call(`GET ${path}/members`);
    assert.deepEqual(
      (all.body as unknown as Json[]).map((member) => member['aadObjectId']),
      [ids.nora, ids.bruno, ids.chiara],
    );
    const first = await bot.call(`GET ${path}/pagedmembers?pageSize=2`);
    const token = String(first.body['continuationToken']);
    const second = await bot.call(`GET ${path}/pagedmembers?pageSize=2&continuationToken=${token}`);
    assert.deepEqual(
      [first, second].map(({ body }) => recordsOf(body['members']).length),
      [2, 1],
    );
    assert.equal(second.body['continuationToken'], undefined);
  });

  it('names a member in the shape of Teams, and answers 404 for somebody else', async () => {
    const path = `/v3/conversations/${encodeURIComponent(noraChat)}/members`;
    const { body } = await bot.call(`GET ${path}/${encodeURIComponent(teamsIdOf(ids.nora))}`);
    assert.deepEqual(
      [body['aadObjectId'], body['userPrincipalName'], body['tenantId'], body['userRole']],
      [ids.nora, 'nora.1@fabrikam.example', tenantId, 'user'],
    );
    assert.equal((await bot.call(`GET ${path}/${ids.bruno}`)).status, 404);
  });

  it('describes the team and its channels, of which General bears the id of the team', async () => {
    const { teamId, channelId } = tenant.teams.rooms;
    const team = await bot.call(`GET /v3/teams/${encodeURIComponent(teamId)}`);
    assert.deepEqual([team.body['name'], team.body['channelCount']], ['IT Security', 2]);
    const channels = await bot.call(`GET /v3/teams/${encodeURIComponent(teamId)}/conversations`);
    assert.deepEqual(
      recordsOf(channels.body['conversations']).map(({ id, name }) => [id, name]),
      [
        [teamId, undefined],
        [channelId, 'Approvals'],
      ],
    );
  });

  it('starts a thread in a channel, and puts replies into it', async () => {
    const { channelId } = tenant.teams.rooms;
    const { body } = await bot.call('POST /v3/conversations', {
      isGroup: true,
      channelData: { channel: { id: channelId } },
      activity: { type: 'message', text: 'A plan waits' },
    });
    assert.equal(body['id'], `${channelId};messageid=${String(body['activityId'])}`);
    await bot.send(textOf(body['id']) ?? '', { text: 'It was approved' });
    const threads = tenant.teams.messagesOf(ids.bruno, channelId).map(({ threadId }) => threadId);
    assert.deepEqual(threads, [body['activityId'], body['activityId']]);
  });

  it('keeps the peak rate of calls in its own book', async () => {
    await bot.send(noraChat, { text: '1' });
    await bot.send(noraChat, { text: '2' });
    tenant.clock.advance(1000);
    await bot.send(noraChat, { text: '3' });
    const { traffic } = tenant.teams;
    assert.equal(traffic.peak({ operation: 'send', conversationId: noraChat, by: 'tenantClock' }), 2);
    assert.equal(traffic.count({ operation: 'send' }), 3);
    assert.equal(traffic.peak({ operation: 'create' }), 0);
  });
});
