import assert from 'node:assert/strict';
import { startProduct, type Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { cardsOf } from '../tenant/teams/messages.ts';
import { activityOf, knock, tokenWith } from './support/door.ts';
import { readingOf, talkWith } from './support/talk.ts';

const { nora, bruno, chiara } = PEOPLE;
/** Its types declare no module; the package's own entry is for bundlers. */
const ADAPTIVE_CARDS: string = 'adaptivecards/dist/adaptivecards.js';
const SENDING = /^\/v3\/conversations\/[^/]+\/activities/;

describe('the traps of the SDK', () => {
  let product: Product;
  const { ask, answersTo, lastOf, click } = talkWith(() => product);

  before(async () => {
    product = await startProduct({ tenant: { people: 60 } });
  });
  afterEach(() => {
    product.tenant.faults.clear();
    product.tenant.graph.latencyMillis = 0;
  });
  after(() => product.stop());

  it('one card, two people: each sees an answer of their own, and nobody the other’s (actionExecute)', async () => {
    const { tenant } = product;
    const chatId = tenant.teams.rooms.groupChatId;
    await ask(nora, '@Crossover help', { chatId });
    const { activityId } = lastOf(nora, chatId);
    const common = readingOf(lastOf(chiara, chatId));
    const updates = tenant.teams.traffic.count({ operation: 'update' });
    const forgedData = { verb: 'mfa.state.get', arguments: { person: { me: true } } };
    await click(nora, activityId, { verb: 'ask', forgedData });
    await click(bruno, activityId, { verb: 'ask', forgedData });
    assert.match(readingOf(lastOf(nora, chatId)), /Nora Lindqvist/);
    assert.match(readingOf(lastOf(bruno, chatId)), /Bruno Costa/);
    assert.equal(readingOf(lastOf(chiara, chatId)), common);
    assert.equal(tenant.teams.traffic.count({ operation: 'update' }), updates);
  });

  it('five turns at once are five answers, each to its own question (TurnState)', async () => {
    const names = ['Alice Adams', 'Bob Berg', 'Priya Patel', 'Bruno Costa', 'Chiara Rossi'];
    const { teams } = product.tenant;
    const sent = await Promise.all(names.map((name) => teams.say(nora, `what is ${name}'s MFA state?`)));
    const first = Math.min(...sent.map(({ activityId }) => Number(activityId)));
    const answers = answersTo(nora, String(first)).map(readingOf);
    assert.equal(answers.length, names.length);
    for (const name of names) assert.equal(answers.filter((answer) => answer.includes(name)).length, 1, name);
  });

  it('somebody who waits gets one answer and no typing without end (startTypingTimer)', async () => {
    const { tenant } = product;
    tenant.graph.latencyMillis = 600; // longer than the timer would wait, over all calls
    const before = tenant.teams.traffic.count({ operation: 'send' });
    assert.match(await ask(nora, "what is Bob Berg's MFA state?"), /Bob Berg/);
    assert.equal(tenant.teams.traffic.count({ operation: 'send' }) - before, 1);
  });

  it('a word that merely contains a command is no command (app.message)', async () => {
    assert.match(await ask(nora, 'unhelpful'), /did not understand/);
  });

  it('an answer carries no label that a machine made it up (AI.SAY)', async () => {
    await ask(nora, 'help');
    assert.doesNotMatch(JSON.stringify(lastOf(nora).activity), /AIGenerated|usageInfo|feedback/i);
  });

  it('an answer that Teams did not take is not sent again (retries of the connector)', async () => {
    const { tenant } = product;
    const sends = () => tenant.log.filter(({ method, path }) => method === 'POST' && SENDING.test(path)).length;
    for (const fault of [
      { status: 500 },
      { status: 429, headers: { 'retry-after': '1' } },
      { reset: 'after' } as const,
    ]) {
      tenant.faults.add({ method: 'POST', path: SENDING, times: 1, ...fault });
      const before = sends();
      const { status } = await tenant.teams.say(nora, 'help');
      assert.deepEqual([status, sends() - before], [200, 1]);
    }
  });

  it('an invoke that nobody knows is not found, and no fault of the server (501)', async () => {
    const { tenant, running } = product;
    const body = JSON.stringify(activityOf(tenant, { type: 'invoke', name: 'composeExtension/query', value: {} }));
    const authorization = `Bearer ${await tokenWith(tenant)}`;
    assert.equal(await knock(`http://localhost:${running.port}/api/messages`, { authorization, body }), 404);
  });

  it('the keys that tokens are checked with are read once, not for each message (JWKS)', () => {
    const reads = product.tenant.log.filter(({ path }) => path.includes('openidconfiguration'));
    assert.ok(reads.length >= 1 && reads.length <= 2, `${reads.length} reads`); // the SDK's cache, and that of our own check
  });

  it('bot and Graph are one identity: both tokens are asked for with the same credential', () => {
    const bodies = product.tenant.log
      .filter(({ surface, path }) => surface === 'issuer' && path.includes('/token'))
      .map(({ body }) => JSON.stringify(body));
    assert.ok(bodies.length > 0);
    assert.ok(bodies.every((body) => body.includes(product.tenant.bot.appId)));
  });

  it('cards can be read by adaptivecards in Node, whose module form has to be named', async () => {
    await ask(nora, 'help');
    const [card] = cardsOf(lastOf(nora).activity);
    await assert.rejects(import('adaptivecards'));
    const { default: adaptiveCards } = (await import(ADAPTIVE_CARDS)) as {
      default: { AdaptiveCard: new () => { parse(card: unknown): void; getItemCount(): number } };
    };
    const parsed = new adaptiveCards.AdaptiveCard();
    parsed.parse(card);
    assert.ok(parsed.getItemCount() > 0);
  });
});
