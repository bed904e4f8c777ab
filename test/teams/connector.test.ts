import assert from 'node:assert/strict';
import { TeamsError } from '../../src/cards/messenger.ts';
import { credentialOf } from '../../src/entra/credential.ts';
import { TransportError } from '../../src/lib/errors.ts';
import { BotCredentialsFactory } from '../../src/teams/bot-credentials.ts';
import { createConnector, type Connector, type Conversation } from '../../src/teams/connector.ts';
import { configOf, environmentFor, trustedKeys } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Fault } from '../tenant/contract.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';

const SENDING = /^\/v3\/conversations\/[^/]+\/activities/;

describe('the Bot Connector', () => {
  let tenant: PracticeTenant;
  let connector: Connector;
  let chat: Conversation;
  const hello = { type: 'message', text: 'hello' };

  before(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    const config = configOf(environmentFor(tenant));
    const credentials = new BotCredentialsFactory(credentialOf(config.credential, config.authority), config.bot);
    connector = createConnector(credentials, { appId: config.bot.appId, timeoutMillis: 400 });
    chat = { id: tenant.teams.chats.personal(PEOPLE.nora)?.id ?? '', serviceUrl: `${tenant.origin}/` };
    await connector.send(chat, hello); // the token is asked for once, not in the time of a test
  });
  afterEach(() => {
    tenant.faults.clear();
  });
  after(() => tenant.close());

  const attempts = (method: string): number =>
    tenant.log.filter((entry) => entry.method === method && SENDING.test(entry.path)).length;

  /** What a send comes to under a fault, and how often it was tried. */
  async function sendUnder(fault: Omit<Fault, 'path'>): Promise<{ cause: unknown; tried: number }> {
    tenant.faults.add({ ...fault, path: SENDING });
    const before = attempts('POST');
    const cause: unknown = await connector.send(chat, hello).then(
      () => assert.fail('the message was taken'),
      (error: unknown) => error,
    );
    return { cause, tried: attempts('POST') - before };
  }

  for (const status of [500, 502, 503, 504, 429]) {
    it(`does not send a message again after ${status}`, async () => {
      const { cause, tried } = await sendUnder({ status, headers: { 'retry-after': '1' } });
      assert.ok(cause instanceof TeamsError);
      assert.equal(cause.reason, status === 429 ? 'throttled' : 'serviceFault');
      assert.equal(cause.retryAfterSeconds, 1);
      assert.equal(tried, 1);
    });
  }

  for (const reset of ['before', 'after'] as const) {
    it(`does not send a message again when the connection breaks ${reset} it was taken`, async () => {
      const { cause, tried } = await sendUnder({ reset });
      assert.ok(cause instanceof TransportError);
      assert.deepEqual([cause.reason, tried], ['connection', 1]);
    });
  }

  it('does not wait for ever for an answer', async () => {
    const { cause, tried } = await sendUnder({ isHanging: true });
    assert.ok(cause instanceof TransportError);
    assert.deepEqual([cause.reason, cause.service, tried], ['timeout', 'Microsoft Teams', 1]);
  });

  const refusals: [string, Fault['status'], string | undefined, TeamsError['reason']][] = [
    ['a chat that is locked for a moment', 412, 'PreconditionFailed', 'busy'],
    ['a card that was deleted', 404, 'ActivityNotFoundInConversation', 'gone'],
    ['a card that is too big', 413, 'MessageSizeTooBig', 'tooBig'],
    ['a person who has blocked the bot', 403, 'ConversationBlockedByUser', 'blocked'],
    ['a chat that the app was removed from', 403, 'BotNotInConversationRoster', 'notInstalled'],
    ['a message that Teams cannot read', 400, 'BadSyntax', 'rejected'],
    ['an answer without a body', 403, undefined, 'notInstalled'],
  ];
  for (const [what, status = 0, code, reason] of refusals) {
    it(`tells ${what} (${status}) from other refusals, at the first attempt`, async () => {
      const { activityId } = await connector.send(chat, hello);
      const body = code === undefined ? undefined : { error: { code, message: 'No.' } };
      tenant.faults.add({ method: 'PUT', path: SENDING, status, body });
      const before = attempts('PUT');
      await assert.rejects(connector.update(chat, activityId, hello), (cause) => {
        assert.ok(cause instanceof TeamsError);
        assert.equal(cause.reason, reason);
        return true;
      });
      assert.equal(attempts('PUT') - before, 1);
    });
  }

  it('knows of a member the object id, and of a stranger nothing', async () => {
    const member = await connector.memberObjectId(chat, PEOPLE.nora);
    assert.deepEqual(member, { id: PEOPLE.nora, displayName: 'Nora Lindqvist' });
    await assert.rejects(connector.memberObjectId(chat, PEOPLE.bob), TeamsError);
  });
});
