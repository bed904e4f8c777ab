import assert from 'node:assert/strict';
import { teamsIdOf, personalChatIdOf } from './ids.ts';
import { recordOf, recordsOf, textOf, type Json } from './json.ts';
import { appId, ids, startSmallTenant, tenantId, type SmallTenant } from './small-tenant.ts';
import { activitiesOf, cardAnswer, cardAttachment, simpleCard, startTinyBot, type TinyBot } from './tiny-bot.ts';

describe('Talk in the practice Teams', () => {
  let tenant: SmallTenant;
  let bot: TinyBot;
  const noraChat = personalChatIdOf(appId, ids.nora);
  const approve = { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { proposal: 'p1' } };

  beforeEach(async () => {
    tenant = await startSmallTenant();
    bot = await startTinyBot(tenant);
  });
  afterEach(async () => {
    await tenant.close();
    await bot.close();
  });

  const heardTypes = (): unknown[] => bot.heard.map((activity) => activity['type']);
  const sendCard = (chatId: string, card: Json): Promise<string> => bot.send(chatId, cardAttachment(card));
  const textOfCard = (card: Json | undefined): unknown => recordsOf(card?.['body'])[0]?.['text'];

  it("delivers a person's sentence in the shape of Teams, with a token that the bot can check", async () => {
    const delivery = await tenant.teams.say(ids.nora, 'help', { timezone: 'Europe/Berlin' });
    assert.deepEqual([delivery.outcome, delivery.status, bot.refusedCount], ['answered', 200, 0]);
    const { id, attachments, entities, ...activity } = recordOf(bot.heard[0]);
    assert.equal(id, delivery.activityId);
    assert.equal(recordsOf(attachments)[0]?.['contentType'], 'text/html');
    assert.equal(recordsOf(entities).at(-1)?.['timezone'], 'Europe/Berlin');
    assert.deepEqual(activity, {
      type: 'message',
      text: 'help',
      textFormat: 'plain',
      timestamp: '2026-11-23T08:30:00.000Z',
      localTimestamp: '2026-11-23T09:30:00.000+01:00',
      localTimezone: 'Europe/Berlin',
      serviceUrl: `${tenant.origin}/`,
      channelId: 'msteams',
      from: { id: teamsIdOf(ids.nora), name: 'Nora Lindqvist', aadObjectId: ids.nora },
      recipient: { id: `28:${appId}`, name: 'Crossover' },
      conversation: { conversationType: 'personal', tenantId, id: noraChat },
      channelData: { tenant: { id: tenantId } },
      locale: 'en-GB',
    });
  });

  it("shows the bot's reply in the person's chat only", async () => {
    bot.handler = async (activity) => {
      const reply = { type: 'message', text: `You said ${String(activity['text'])}` };
      const chatId = textOf(recordOf(activity['conversation'])['id']) ?? '';
      await bot.call(`POST ${activitiesOf(chatId)}/${String(activity['id'])}`, reply);
      return undefined;
    };
    await tenant.teams.say(ids.nora, 'hello');
    assert.deepEqual(
      tenant.teams.messagesOf(ids.nora).map(({ text }) => text),
      ['hello', 'You said hello'],
    );
    assert.deepEqual(tenant.teams.messagesOf(ids.alice), []);
  });

  it('wakes who waits for a message when it comes, and when an older one becomes it', async () => {
    const coming = tenant.teams.waitForMessage(ids.nora, ({ text }) => text === 'first');
    const activityId = await bot.send(noraChat, { text: 'first' });
    assert.equal((await coming).activityId, activityId);
    const changing = tenant.teams.waitForMessage(ids.nora, ({ text }) => text === 'second');
    await bot.call(`PUT ${activitiesOf(noraChat)}/${activityId}`, { type: 'message', text: 'second' });
    assert.equal((await changing).activityId, activityId);
  });

  it('says which messages there are when the one waited for does not come', async () => {
    await bot.send(noraChat, { text: 'something else' });
    const waiting = tenant.teams.waitForMessage(ids.nora, () => false, { timeoutMillis: 1 });
    await assert.rejects(waiting, /bot: something else/);
  });

  it('reports a bot that is down, and keeps the report with the message', async () => {
    await bot.close();
    const delivery = await tenant.teams.say(ids.nora, 'anybody there?');
    assert.deepEqual([delivery.outcome, delivery.status], ['failed', 0]);
    assert.match(tenant.teams.messagesOf(ids.nora)[0]?.problem ?? '', /Not delivered.*ECONNREFUSED/);
  });

  it('sends what the bot had in its card, and under it what the person filled in', async () => {
    bot.handler = (activity) => (activity['type'] === 'invoke' ? cardAnswer(simpleCard('Approved')) : undefined);
    const card = simpleCard('Move 3 people', [approve], {
      body: [
        { type: 'TextBlock', text: 'Move 3 people' },
        { type: 'Input.Text', id: 'why', isRequired: true },
        { type: 'Input.Toggle', id: 'isSure', title: 'Sure' },
      ],
    });
    const activityId = await sendCard(noraChat, card);
    await assert.rejects(tenant.teams.click(ids.nora, activityId, { verb: 'approve' }), /required input "why"/);
    await tenant.teams.click(ids.nora, activityId, { title: 'Approve', inputs: { why: 'tested' } });
    const invoke = recordOf(bot.heard[0]);
    assert.deepEqual(
      [invoke['type'], invoke['name'], invoke['replyToId']],
      ['invoke', 'adaptiveCard/action', activityId],
    );
    assert.deepEqual(invoke['value'], {
      action: {
        type: 'Action.Execute',
        verb: 'approve',
        data: { proposal: 'p1', why: 'tested', isSure: 'false' },
      },
      trigger: 'manual',
    });
    assert.equal(textOfCard(tenant.teams.messagesOf(ids.nora)[0]?.cards[0]), 'Approved');
  });

  it('shows the answered card to the person who clicked, and an update to everybody', async () => {
    const { channelId } = tenant.teams.rooms;
    const activityId = await sendCard(channelId, simpleCard('Waiting', [approve]));
    const seen = (userId: string): unknown => textOfCard(tenant.teams.messagesOf(userId, channelId)[0]?.cards[0]);
    bot.handler = () => cardAnswer(simpleCard('You approved'));
    await tenant.teams.click(ids.bruno, activityId, { verb: 'approve' });
    assert.deepEqual([seen(ids.bruno), seen(ids.chiara)], ['You approved', 'Waiting']);
    const updated = { type: 'message', ...cardAttachment(simpleCard('Done')) };
    await bot.call(`PUT ${activitiesOf(channelId)}/${activityId}`, updated);
    assert.deepEqual([seen(ids.bruno), seen(ids.chiara)], ['Done', 'Done']);
  });

  it('shows a sentence or an error that answers a click as a banner, to that person', async () => {
    const activityId = await sendCard(noraChat, simpleCard('Waiting', [approve]));
    const bannerAfter = async (status: number, body: unknown): Promise<unknown> => {
      bot.handler = () => ({ status, body });
      await tenant.teams.click(ids.nora, activityId, { verb: 'approve' });
      return tenant.teams.messagesOf(ids.nora)[0]?.banner;
    };
    const type = 'application/vnd.microsoft.activity.message';
    assert.deepEqual(await bannerAfter(200, { statusCode: 200, type, value: 'Too late' }), {
      kind: 'note',
      text: 'Too late',
    });
    const error = { code: '403', message: 'Not yours to decide' };
    assert.deepEqual(
      await bannerAfter(200, { statusCode: 403, type: 'application/vnd.microsoft.error', value: error }),
      { kind: 'failure', text: 'Not yours to decide' },
    );
    assert.deepEqual(await bannerAfter(501, undefined), {
      kind: 'failure',
      text: 'The bot answered with an error (HTTP 501).',
    });
  });

  it('sends the click of an Action.Submit as a message with a value and no text', async () => {
    const submit = { type: 'Action.Submit', title: 'Send', data: { a: 1 } };
    const activityId = await sendCard(noraChat, simpleCard('Form', [submit]));
    await tenant.teams.click(ids.nora, activityId, { title: 'Send' });
    const { type, value, text, replyToId } = recordOf(bot.heard[0]);
    assert.deepEqual([type, value, text, replyToId], ['message', { a: 1 }, undefined, activityId]);
  });

  it('lets a test send what no button of the card would', async () => {
    const activityId = await sendCard(noraChat, simpleCard('Waiting', [approve]));
    await tenant.teams.click(ids.nora, activityId, { verb: 'approve', forgedData: { proposal: 'p2' } });
    const action = recordOf(recordOf(bot.heard[0]?.['value'])['action']);
    assert.deepEqual(action['data'], { proposal: 'p2' });
  });

  it('does not let a person click in a chat that is not theirs', async () => {
    const activityId = await sendCard(noraChat, simpleCard('Waiting', [approve]));
    await assert.rejects(tenant.teams.click(ids.alice, activityId, { verb: 'approve' }), /not in the chat/);
  });

  it('tells the bot of an installation with conversationUpdate and installationUpdate', async () => {
    const { chatId } = tenant.teams.installations.install(ids.priya);
    await tenant.teams.settled();
    assert.deepEqual(heardTypes().sort(), ['conversationUpdate', 'installationUpdate']);
    const added = bot.heard.find((activity) => activity['type'] === 'conversationUpdate');
    assert.deepEqual(recordsOf(added?.['membersAdded']), [{ id: `28:${appId}` }]);
    assert.equal(recordOf(added?.['conversation'])['id'], chatId);
    const update = bot.heard.find((activity) => activity['type'] === 'installationUpdate');
    assert.equal(update?.['action'], 'add');
  });

  it('tells the bot of nothing where the app was there before', async () => {
    const before = tenant.teams.installations.find(ids.nora);
    assert.deepEqual(tenant.teams.installations.install(ids.nora), before);
    await tenant.teams.settled();
    assert.deepEqual(bot.heard, []);
  });

  it('tells the bot of a removal, and lets nobody write to it then', async () => {
    tenant.teams.installations.uninstall(ids.nora);
    await tenant.teams.settled();
    assert.deepEqual(
      bot.heard.map((activity) => activity['action']),
      ['remove'],
    );
    const delivery = await tenant.teams.say(ids.nora, 'hello?');
    assert.deepEqual([delivery.outcome, delivery.activityId], ['failed', undefined]);
  });

  it('lets the bot hear in a group chat only what mentions it', async () => {
    const { groupChatId: chatId } = tenant.teams.rooms;
    const unheard = await tenant.teams.say(ids.nora, 'good morning', { chatId });
    assert.deepEqual([unheard.outcome, bot.heard], ['unheard', []]);
    await tenant.teams.say(ids.nora, '@Crossover ask @Bruno Costa', { chatId });
    const activity = recordOf(bot.heard[0]);
    assert.equal(activity['text'], '<at>Crossover</at> ask <at>Bruno Costa</at>');
    const mentioned = recordsOf(activity['entities']).filter((entity) => entity['type'] === 'mention');
    assert.deepEqual(
      mentioned.map((entity) => entity['mentioned']),
      [
        { id: `28:${appId}`, name: 'Crossover' },
        { id: teamsIdOf(ids.bruno), name: 'Bruno Costa' },
      ],
    );
    assert.equal(recordOf(activity['conversation'])['conversationType'], 'groupChat');
  });

  it('names the thread in what a channel tells the bot', async () => {
    const { channelId, teamId } = tenant.teams.rooms;
    const { activityId } = await tenant.teams.say(ids.nora, '@Crossover help', { chatId: channelId });
    const { conversation, channelData } = recordOf(bot.heard[0]);
    assert.equal(recordOf(conversation)['id'], `${channelId};messageid=${activityId ?? ''}`);
    assert.equal(recordOf(recordOf(channelData)['team'])['id'], teamId);
  });

  it('refreshes a card once for a person whom it lists, and for nobody else', async () => {
    const { channelId } = tenant.teams.rooms;
    const action = { type: 'Action.Execute', verb: 'look', data: { proposal: 'p1' } };
    const refresh = { action, userIds: [teamsIdOf(ids.bruno)] };
    const activityId = await sendCard(channelId, simpleCard('Common', [], { refresh }));
    bot.handler = () => cardAnswer(simpleCard('Yours', [], { refresh }));
    assert.equal(await tenant.teams.show(ids.chiara, activityId), undefined);
    assert.equal((await tenant.teams.show(ids.bruno, activityId))?.outcome, 'answered');
    assert.equal(await tenant.teams.show(ids.bruno, activityId), undefined);
    assert.equal(recordOf(bot.heard[0]?.['value'])['trigger'], 'automatic');
    const seen = [ids.bruno, ids.chiara].map((id) => textOfCard(tenant.teams.messagesOf(id, channelId)[0]?.cards[0]));
    assert.deepEqual(seen, ['Yours', 'Common']);
  });

  it('refreshes for the first 60 listed people only', async () => {
    const strangers = Array.from({ length: 60 }, (_, index) => `29:1stranger${index}`);
    const refresh = {
      action: { type: 'Action.Execute', verb: 'look' },
      userIds: [...strangers, teamsIdOf(ids.nora)],
    };
    const activityId = await sendCard(noraChat, simpleCard('Common', [], { refresh }));
    assert.equal(await tenant.teams.show(ids.nora, activityId), undefined);
    assert.deepEqual(bot.heard, []);
  });
});
