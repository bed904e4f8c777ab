import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { personalChatIdOf, teamsIdOf } from './ids.ts';
import { recordOf, recordsOf, textOf, type Json } from './json.ts';
import { axeFindings, chromiumPath, launchBrowser, photograph } from './page-browser.ts';
import { appId, ids, startSmallTenant, type SmallTenant } from './small-tenant.ts';
import { activitiesOf, cardAnswer, cardAttachment, simpleCard, startTinyBot, type TinyBot } from './tiny-bot.ts';
import { planCard, stateCard } from './sample-cards.ts';

if (chromiumPath === undefined) console.log('NOT RUN: practice Teams page (Chromium is missing)');
else describe('The practice Teams page', pageFacts);

function pageFacts(): void {
  let browser: Browser;
  let tenant: SmallTenant;
  let bot: TinyBot;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    tenant = await startSmallTenant();
    bot = await startTinyBot(tenant);
    page = await browser.newPage({ viewport: { width: 1600, height: 950 }, timezoneId: 'UTC' });
  });
  afterEach(async () => {
    await page.close();
    await tenant.close();
    await bot.close();
  });

  const chatOf = (name: string): Locator => page.getByRole('region', { name: `Chat of ${name}` });
  const personalChat = (userId: string): string => personalChatIdOf(appId, userId);
  const open = async (): Promise<void> => {
    await page.goto(tenant.origin);
    await chatOf('Nora Lindqvist').getByRole('textbox', { name: 'Message as Nora Lindqvist' }).waitFor();
  };
  const say = async (name: string, text: string): Promise<void> => {
    const box = chatOf(name).getByRole('textbox', { name: `Message as ${name}` });
    await box.fill(text);
    await box.press('Enter');
  };
  const echo = async (activity: Json): Promise<undefined> => {
    const chatId = textOf(recordOf(activity['conversation'])['id']) ?? '';
    await bot.send(chatId, { text: `You said *${textOf(activity['text']) ?? ''}*` });
  };
  const button = (name: string): Json => ({ type: 'Action.Execute', title: name, verb: name.toLowerCase() });

  it('shows what Nora types and what the bot replies', async () => {
    bot.handler = echo;
    await open();
    await say('Nora Lindqvist', 'help');
    const log = chatOf('Nora Lindqvist').getByRole('log');
    await log.getByText('You said help').waitFor();
    assert.equal(await log.getByRole('article').count(), 2);
    assert.equal(await log.locator('em').textContent(), 'help');
  });

  it('says a suggested sentence when it is clicked', async () => {
    bot.handler = echo;
    await open();
    await chatOf('Bruno Costa').getByRole('button', { name: 'Say: help' }).click();
    await chatOf('Bruno Costa').getByText('You said help').waitFor();
  });

  it('sends a file with what is said, in a personal chat', async () => {
    bot.handler = echo;
    await open();
    const chat = chatOf('Nora Lindqvist');
    await chat.locator('input[type=file]').setInputFiles({
      name: 'wave 1.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('UPN\nalice@fabrikam.example\n'),
    });
    await chat.getByRole('button', { name: 'Remove wave 1.csv' }).waitFor();
    await photograph(page, 'attached');
    await say('Nora Lindqvist', 'move these');
    await chat.getByText('You said move these').waitFor();
    await chat.getByRole('log').getByText('wave 1.csv').waitFor();
    assert.equal(await chat.getByRole('button', { name: 'Remove wave 1.csv' }).count(), 0);
    const [file] = recordsOf(bot.heard[0]?.['attachments']);
    assert.equal(file?.['contentType'], 'application/vnd.microsoft.teams.file.download.info');
    const { downloadUrl } = recordOf(file['content']);
    assert.equal(await (await fetch(textOf(downloadUrl) ?? '')).text(), 'UPN\nalice@fabrikam.example\n');
  });

  it('keeps a card busy until the bot answered the click, then shows the answered card', async () => {
    await bot.send(personalChat(ids.nora), cardAttachment(simpleCard('Move 3 people?', [button('Approve')])));
    const reached = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    bot.handler = async () => {
      reached.resolve(undefined);
      await release.promise;
      return cardAnswer(simpleCard('Approved by Nora'));
    };
    await open();
    const approve = chatOf('Nora Lindqvist').getByRole('button', { name: 'Approve' });
    await approve.click();
    await reached.promise;
    assert.equal(await approve.isDisabled(), true);
    release.resolve(undefined);
    await chatOf('Nora Lindqvist').getByText('Approved by Nora').waitFor();
    assert.equal(await approve.count(), 0);
  });

  it('shows a banner when a click fails, and lets the person click again', async () => {
    await bot.send(personalChat(ids.nora), cardAttachment(simpleCard('Move 3 people?', [button('Approve')])));
    bot.handler = () => ({ status: 501 });
    await open();
    const chat = chatOf('Nora Lindqvist');
    await chat.getByRole('button', { name: 'Approve' }).click();
    await chat.getByRole('alert').getByText('HTTP 501').waitFor();
    await chat.locator('.card:not([aria-busy])').waitFor();
    assert.equal(await chat.getByRole('button', { name: 'Approve' }).isEnabled(), true);
  });

  it('tells the person when the bot is down', async () => {
    await bot.close();
    await open();
    await say('Nora Lindqvist', 'hello?');
    await chatOf('Nora Lindqvist').getByRole('alert').getByText('Not delivered').waitFor();
  });

  it('says that the connection is lost when the tenant is gone, and keeps what was typed', async () => {
    await open();
    await page.route('**/api/*', (route) => route.abort());
    await page.evaluate("fetch('/api/events').catch(() => 0)");
    await say('Nora Lindqvist', 'a long sentence');
    await chatOf('Nora Lindqvist').getByRole('alert').getByText('did not answer').waitFor();
    const box = chatOf('Nora Lindqvist').getByRole('textbox', { name: 'Message as Nora Lindqvist' });
    assert.equal(await box.inputValue(), 'a long sentence');
    await tenant.close();
    await page.getByText('The connection to the practice tenant is lost').waitFor();
  });

  it('closes the panel of the tenant by Escape', async () => {
    await open();
    await page.getByRole('button', { name: 'What the tenant says' }).click();
    await page.getByRole('complementary', { name: 'What the tenant says' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'What the tenant says' }).waitFor({ state: 'hidden' });
  });

  it('shows that there is something new below, to somebody who reads further up', async () => {
    await open();
    const log = chatOf('Nora Lindqvist').getByRole('log');
    for (let no = 0; no < 40; no += 1) await bot.send(personalChat(ids.nora), { text: `line ${no}` });
    await log.getByText('line 39', { exact: true }).waitFor();
    await log.evaluate((element: { scrollTop: number }) => {
      element.scrollTop = 0;
    });
    await bot.send(personalChat(ids.nora), { text: 'the newest' });
    await chatOf('Nora Lindqvist').getByRole('button', { name: 'New messages' }).click();
    await chatOf('Nora Lindqvist').getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' });
  });

  it('does not send a card whose required input is empty', async () => {
    const body = [{ type: 'Input.Text', id: 'why', label: 'Why', isRequired: true, errorMessage: 'Say why' }];
    await bot.send(personalChat(ids.nora), cardAttachment(simpleCard('', [button('Deny')], { body })));
    bot.handler = () => cardAnswer(simpleCard('Denied'));
    await open();
    const chat = chatOf('Nora Lindqvist');
    await chat.getByRole('button', { name: 'Deny' }).click();
    await chat.getByText('Say why').waitFor();
    assert.deepEqual(bot.heard, []);
    await chat.getByRole('textbox', { name: /Why/ }).fill('too early');
    await chat.getByRole('button', { name: 'Deny' }).click();
    await chat.getByText('Denied').waitFor();
    const action = recordOf(recordOf(bot.heard[0]?.['value'])['action']);
    assert.deepEqual([action['verb'], action['data']], ['deny', { why: 'too early' }]);
  });

  it('refreshes a card by itself for a person whom it lists', async () => {
    const refresh = { action: { type: 'Action.Execute', verb: 'look' }, userIds: [teamsIdOf(ids.alice)] };
    bot.handler = () => cardAnswer(simpleCard('Only for Alice', [], { refresh }));
    await open();
    for (const id of [ids.alice, ids.nora]) {
      await bot.send(personalChat(id), cardAttachment(simpleCard('For everybody', [], { refresh })));
    }
    await chatOf('Alice Adams').getByText('Only for Alice').waitFor();
    await chatOf('Nora Lindqvist').getByText('For everybody').waitFor();
    assert.equal(bot.heard.length, 1);
  });

  it('loses no message that comes while a chat is read for the first time', async () => {
    const isRead = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    await page.route(`**/api/chats?userId=${ids.nora}`, async (route) => {
      const response = await route.fetch();
      isRead.resolve(undefined);
      await release.promise;
      await route.fulfill({ response });
    });
    await page.goto(tenant.origin);
    await chatOf('Alice Adams').getByText('Nothing has been said here yet.').waitFor();
    await isRead.promise;
    await bot.send(personalChat(ids.nora), { text: 'in between' });
    await bot.send(personalChat(ids.alice), { text: 'and after it' });
    await chatOf('Alice Adams').getByText('and after it').waitFor(); // events come in order: Nora's is there as well
    release.resolve(undefined);
    await chatOf('Nora Lindqvist').getByText('in between').waitFor();
  });

  it('shows names and texts as text, whatever they try', async () => {
    await open();
    await page.getByRole('combobox', { name: 'Open a chat' }).fill('robert');
    await page.getByRole('option', { name: /Robert/ }).click();
    const name = tenant.directory.users.get(ids.robert)?.displayName ?? '';
    const evil = `<img src=x onerror="document.title='owned'"> [x](javascript:alert(1)) ${name}`;
    await bot.send(personalChat(ids.robert), { text: evil });
    await bot.send(personalChat(ids.robert), cardAttachment(simpleCard(evil)));
    const log = page.getByRole('log', { name: /Messages of Robert/ });
    await log.locator('.card').waitFor();
    assert.equal(await log.locator('img:not(.avatar), b, a').count(), 0);
    assert.equal(await page.title(), 'Practice Teams');
  });

  it('adds the app for a person who does not have it, and opens the chat then', async () => {
    bot.handler = (activity) => (activity['type'] === 'conversationUpdate' ? echo(activity) : undefined);
    await open();
    await chatOf('Priya Patel').getByRole('button', { name: 'Add the app' }).click();
    await chatOf('Priya Patel').getByText('You said').waitFor();
    assert.equal(await chatOf('Priya Patel').getByRole('textbox').isEnabled(), true);
  });

  it("opens the approvers' channel, where one can be anybody of it", async () => {
    bot.handler = echo;
    await open();
    await page.getByRole('button', { name: '# Approvals' }).click();
    const room = chatOf('Approvals');
    await room.getByRole('combobox', { name: 'Who you are in Approvals' }).selectOption('Bruno Costa');
    const box = room.getByRole('textbox', { name: 'Message in Approvals' });
    await box.fill('nobody hears this');
    await box.press('Enter');
    await box.fill('@Crossover help');
    await box.press('Enter');
    await room.getByText('You said').waitFor();
    assert.deepEqual(
      bot.heard.map((activity) => recordOf(activity['from'])['aadObjectId']),
      [ids.bruno],
    );
  });

  it("moves the tenant's clock", async () => {
    await open();
    await page.getByRole('button', { name: '+1 day' }).click();
    await page.getByText('Tue, 24 Nov 2026, 08:30 UTC').waitFor();
  });

  it('is drawn in light, dark, high contrast and on a narrow screen', async () => {
    await playStory();
    await open();
    await chatOf('Chiara Rossi').getByText('Move the pilot ring').waitFor();
    await photograph(page, 'light');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
    await photograph(page, 'dark');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('High contrast');
    await photograph(page, 'contrast');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
    await page.getByRole('button', { name: '# Approvals' }).click();
    await page.getByRole('button', { name: 'What the tenant says' }).click();
    await page.getByRole('complementary').getByText('You move to the new sign-in').waitFor();
    await photograph(page, 'drawer');
    await page.getByRole('button', { name: 'What the tenant says' }).click();
    await page.setViewportSize({ width: 420, height: 860 });
    await page.getByRole('button', { name: 'What the tenant says' }).click();
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await page.getByRole('button', { name: 'Go to Bruno Costa' }).click();
    await photograph(page, 'narrow');
  });

  for (const theme of ['Light', 'Dark', 'High contrast']) {
    it(`has nothing that axe finds hard to use, in the ${theme.toLowerCase()} theme`, async () => {
      await playStory();
      await open();
      await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
      await page.getByRole('button', { name: '# Approvals' }).click();
      await page.getByRole('button', { name: 'What the tenant says' }).click();
      await chatOf('Approvals').getByText('Move the pilot ring').waitFor();
      assert.deepEqual(await axeFindings(page), []);
    });
  }

  async function playStory(): Promise<void> {
    bot.handler = async (activity) => {
      const chatId = textOf(recordOf(activity['conversation'])['id']) ?? '';
      if (activity['text'] === 'help') await echo(activity);
      else await bot.send(chatId, cardAttachment(stateCard));
      return undefined;
    };
    await tenant.teams.say(ids.nora, "what is Alice Adams's MFA state?");
    tenant.clock.advance(3 * 60_000);
    await tenant.teams.say(ids.bruno, 'help');
    for (const id of [ids.bruno, ids.chiara]) await bot.send(personalChat(id), cardAttachment(planCard));
    await bot.send(tenant.teams.rooms.channelId, cardAttachment(planCard));
    const notice = '**You move to the new sign-in on Tuesday.** Nothing to do before:\n\n- same phone\n- same app';
    const suggestedActions = { actions: [{ type: 'imBack', title: 'When?', value: 'when do I move?' }] };
    const activityId = await bot.send(personalChat(ids.alice), { text: notice, suggestedActions });
    const edited = { type: 'message', text: `${notice}\n\nSee you, <at>Alice Adams</at>.`, suggestedActions };
    const mention = { type: 'mention', text: '<at>Alice Adams</at>', mentioned: { name: 'Alice Adams' } };
    await bot.call(`PUT ${activitiesOf(personalChat(ids.alice))}/${activityId}`, {
      ...edited,
      entities: [mention],
    });
    bot.handler = () => ({ status: 503 });
    await tenant.teams.say(ids.alice, 'when do I move?');
    tenant.directory.sentMails.push({
      at: tenant.clock.now(),
      fromUserId: ids.nora,
      to: ['priya.5@fabrikam.example'],
      subject: 'You move to the new sign-in on Tuesday',
      contentType: 'HTML',
      content: '<p>Dear Priya, from Tuesday 09:00 your sign-in is protected by Conditional Access.</p>',
    });
  }
}
