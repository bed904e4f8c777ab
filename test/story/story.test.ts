import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { startProduct, type Product } from '../support/product.ts';
import { chromiumPath } from '../support/tools.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { launchBrowser } from '../tenant/teams/page-browser.ts';
import { recordOf, recordsOf, type Json } from '../tenant/teams/json.ts';

/** The README's picture; drawn anew only when asked for, since no two runs draw the same minute. */
const PICTURE = process.env['UPDATE_PICTURES'] === '1' ? '../../docs/demo.png' : '../.output/demo.png';

if (chromiumPath() !== undefined) describe('The story, in the browser', story);

/** One session from question to notice: each step stands on the one before. */
function story(this: Mocha.Suite): void {
  this.timeout(60_000);
  let product: Product;
  let browser: Browser;
  let page: Page;
  const clicksSent: string[] = [];
  let decision: Json = {};

  before(async () => {
    product = await startProduct();
    product.tenant.teams.onClockMoved(() => product.moveClock(0));
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1900, height: 1040 }, timezoneId: 'Europe/Berlin' });
    page.setDefaultTimeout(20_000);
    page.on('request', (request) => {
      if (request.url().endsWith('/api/click')) clicksSent.push(request.postData() ?? '');
    });
    await page.goto(product.tenant.pageOrigin);
    await chatOf('Nora Lindqvist').getByRole('textbox').waitFor();
  });
  after(async () => {
    await browser.close();
    await product.stop();
  });

  const chatOf = (name: string): Locator => page.getByRole('region', { name: `Chat of ${name}` });
  const [nora, bruno, chiara, alice, priya] = [
    'Nora Lindqvist',
    'Bruno Costa',
    'Chiara Rossi',
    'Alice Adams',
    'Priya Patel',
  ].map((name) => () => chatOf(name)) as [Chat, Chat, Chat, Chat, Chat];
  type Chat = () => Locator;

  /** The newest card of a chat that shows all these words. */
  const cardIn = (chat: Chat, ...words: string[]): Locator =>
    words.reduce((cards, hasText) => cards.filter({ hasText }), chat().locator('.card')).last();
  const say = async (chat: Chat, words: string): Promise<void> => {
    await chat()
      .getByRole('textbox', { name: /^Message as/ })
      .fill(words);
    await chat()
      .getByRole('textbox', { name: /^Message as/ })
      .press('Enter');
  };
  const press = (card: Locator, name: string): Promise<void> => card.getByRole('button', { name, exact: true }).click();
  const stateOfAlice = () => product.tenant.directory.users.get(PEOPLE.aliceAdams)?.perUserMfaState;
  const changeOfAlice = 'Per-user MFA of Alice Adams: enforced → disabled';

  it('Nora asks for Alice’s state and is asked which Alice she means', async () => {
    await say(nora, "what is Alice's MFA state?");
    const choice = cardIn(nora, 'Whom do you mean?', 'Alice Adams', 'Alice Archer');
    await choice.getByRole('button', { name: 'Choose' }).first().click();
    const answer = cardIn(nora, 'MFA state', 'Per-user MFA: enforced', 'Alice Adams');
    await answer.getByText('Authenticator app, phone').waitFor();
    await answer.getByText(/requires MFA for every resource/).waitFor();
  });

  it('Nora proposes to turn it off: both approvers are asked, nothing is changed', async () => {
    await say(nora, 'turn off per-user MFA for Alice Adams');
    await cardIn(nora, 'Waiting for approval', changeOfAlice).waitFor();
    await cardIn(chiara, 'Approval needed', changeOfAlice).waitFor();
    await cardIn(bruno, 'Approval needed', changeOfAlice).waitFor();
    decision = await dataOfApproval(product, PEOPLE.chiara);
    assert.equal(stateOfAlice(), 'enforced');
  });

  it('Bruno cannot deny without a reason: nothing is sent', async () => {
    const card = cardIn(bruno, 'Approval needed');
    const sentBefore = clicksSent.length;
    await press(card, 'Deny…');
    await press(card, 'Deny');
    await card.getByText('Please give a reason.').waitFor();
    assert.equal(clicksSent.length, sentBefore);
  });

  it('Bruno approves, and every card says until when the change waits', async () => {
    await press(cardIn(bruno, 'Approval needed'), 'Approve');
    for (const chat of [bruno, nora, chiara]) await cardIn(chat, changeOfAlice, 'Approved', 'Waits until').waitFor();
    assert.equal(stateOfAlice(), 'enforced');
  });

  it('a quarter of an hour later the change is done, in the tenant and on every card', async () => {
    await page.getByRole('button', { name: '+15 min' }).click();
    for (const chat of [nora, bruno, chiara]) await cardIn(chat, changeOfAlice, 'Done and read back').waitFor();
    await cardIn(nora, 'Your change is done', changeOfAlice).waitFor();
    assert.equal(stateOfAlice(), 'disabled');
  });

  it('Chiara clicks on the card as it was before, and is refused', async () => {
    const { teams } = product.tenant;
    const [message] = teams.messagesOf(PEOPLE.chiara).filter((one) => one.isFromBot);
    await teams.click(PEOPLE.chiara, message?.activityId ?? '', { verb: 'proposal.approve', forgedData: decision });
    await chiara().getByRole('status').getByText('already approved and carried out').waitFor();
  });

  it('Nora proposes to tell the pilot group, and Chiara reads the very message before she approves', async () => {
    await say(nora, 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00');
    const card = cardIn(chiara, 'Approval needed', 'Tell SG-MFA-Pilot (7 people)');
    await card.getByText('How you confirm your sign-in is changing').waitFor();
    await card.getByText(/You do not need to register again/).waitFor();
    assert.equal(product.tenant.directory.sentMails.length, 0);
    await press(card, 'Approve');
  });

  it('Alice gets the notice, and so does Priya, for whom the app is installed', async () => {
    for (const chat of [alice, priya]) {
      const notice = cardIn(chat, 'How you confirm your sign-in is changing', 'Nora Lindqvist', 'extension 4711');
      await notice
        .getByText(/From Mon/)
        .first()
        .waitFor();
    }
  });

  it('who cannot be reached in Teams gets a mail, and the books on the card add up', async () => {
    await page.getByRole('button', { name: '+15 min' }).click(); // chats that have just come to be are tried again
    const [sent, ...copies] = [nora, bruno, chiara].map((chat) =>
      cardIn(chat, 'Tell SG-MFA-Pilot', 'Everybody was told'),
    );
    for (const copy of copies) await copy.waitFor();
    const text = (await sent?.textContent()) ?? '';
    const counts = ['Planned', 'Delivered in Teams', 'By mail', 'Failed', 'Unconfirmed'].map((label) =>
      Number(new RegExp(`${label}(\\d+)`).exec(text)?.[1]),
    );
    assert.deepEqual(counts, [7, 4, 3, 0, 0]);
    const addresses = product.tenant.directory.sentMails.flatMap((mail) => mail.to);
    assert.equal(new Set(addresses).size, 3);
  });

  it('the next proposal waits for both approvers again', async () => {
    await say(nora, 'turn off per-user MFA for Priya Patel');
    for (const chat of [bruno, chiara]) await cardIn(chat, 'Approval needed', 'Priya Patel').waitFor();
    await cardIn(nora, 'Waiting for approval', 'Priya Patel').waitFor();
    await takePicture(page);
  });

  it('the tenant shows one write and three mails', async () => {
    await page.getByRole('button', { name: 'What the tenant says' }).click();
    const drawer = page.getByRole('complementary', { name: 'What the tenant says' });
    await drawer.getByRole('list', { name: 'Mails sent' }).getByRole('listitem').nth(2).waitFor();
    const patches = drawer.getByRole('list', { name: 'Writes to the directory' }).getByText('PATCH 204');
    assert.equal(await patches.count(), 1);
  });

  it('Nora reads all of it in the last changes', async () => {
    await say(nora, 'show the last changes');
    const list = cardIn(nora, 'Last changes');
    await list.getByText('Sent: Tell SG-MFA-Pilot').waitFor();
    await list.getByText(`Done and read back: ${changeOfAlice}`).waitFor();
    await list.getByText(`Approved: ${changeOfAlice}`).waitFor();
  });
}

/** What the Approve button of somebody's newest card carries. */
async function dataOfApproval({ tenant }: Product, personId: string): Promise<Json> {
  const message = await tenant.teams.waitForMessage(personId, ({ cards }) => approveIn(cards[0]) !== undefined);
  return recordOf(approveIn(message.cards[0])?.['data']);
}

const approveIn = (card: Json | undefined): Json | undefined =>
  recordsOf(card?.['actions']).find((action) => action['verb'] === 'proposal.approve');

async function takePicture(page: Page): Promise<void> {
  const path = fileURLToPath(new URL(PICTURE, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
