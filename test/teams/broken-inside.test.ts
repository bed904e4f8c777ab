import assert from 'node:assert/strict';
import { createRecorder } from '../../src/audit/recorder.ts';
import { createGrammar } from '../../src/chat/grammar.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { credentialOf } from '../../src/entra/credential.ts';
import type { Log } from '../../src/lib/log.ts';
import { askWhom } from '../../src/inventory/ask-whom.ts';
import { BotCredentialsFactory } from '../../src/teams/bot-credentials.ts';
import { createBot } from '../../src/teams/bot.ts';
import { createConnector } from '../../src/teams/connector.ts';
import { conversationsIn } from '../../src/teams/conversations.ts';
import { closePort, createServer, openPort } from '../../src/teams/server.ts';
import { StrictAuthentication } from '../../src/teams/strict-auth.ts';
import { help } from '../../src/verbs/help.ts';
import { configOf, environmentFor, trustedKeys } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { talkWith } from './support/talk.ts';

const { nora } = PEOPLE;

describe('when something breaks inside', () => {
  let tenant: PracticeTenant;
  let database: Database;
  let server: ReturnType<typeof createServer>;
  let isDatabaseGone = false;
  const logged: string[] = [];
  const { ask, lastOf, click } = talkWith(() => ({ tenant }));

  before(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    database = await openDatabase({ kind: 'embedded' });
    server = createServer({
      app: Promise.resolve({ bot: brokenBot(), links: undefined }),
      log: logInto(logged),
      isReady: () => Promise.resolve(true),
    });
    tenant.setBotEndpoint(`http://localhost:${await openPort(server, { port: 0 })}/api/messages`);
  });
  after(async () => {
    await closePort(server);
    if (!isDatabaseGone) await database.close();
    await tenant.close();
  });

  const logInto = (lines: string[]): Log => ({
    info: () => undefined,
    warn: () => undefined,
    error: (event) => lines.push(event),
  });

  /** The bot as it is, on edges that fail in a way that nobody foresaw. */
  function brokenBot() {
    const config = configOf(environmentFor(tenant));
    const credentials = new BotCredentialsFactory(credentialOf(config.credential, config.authority), config.bot);
    const fail = () => Promise.reject(new RangeError('secret of Alice Adams'));
    const verbs = [help(() => [])];
    const edges = {
      database,
      log: logInto(logged),
      appId: config.bot.appId,
      connector: createConnector(credentials, { appId: config.bot.appId }),
      conversations: conversationsIn(database.rows),
      verbs,
      grammar: createGrammar(verbs, { timeZone: 'UTC' }),
      wordsOf: () => undefined,
      callEdges: { askWhom, findPerson: fail, proposalNumbered: fail },
      record: createRecorder(database),
      readActor: fail,
      propose: fail,
      decide: fail,
      resume: fail,
      actOnRing: fail,
      show: fail,
      offerFile: fail,
      files: { answers: fail } as never,
      answerNotice: fail,
      updateCard: fail,
      isProposalCard: fail,
      onReachable: fail,
    };
    return createBot(edges, new StrictAuthentication(config.bot, credentials));
  }

  it('a message gets a kind answer that tells nothing of the inside', async () => {
    const answer = await ask(nora, 'help');
    assert.match(answer, /Something went wrong on my side/);
    assert.doesNotMatch(answer, /secret|RangeError/);
    assert.ok(logged.includes('teams.turn'));
  });

  it('a click gets a kind line, and no 501', async () => {
    const { activityId } = lastOf(nora);
    const ids = { proposalId: '01930000-0000-7000-8000-000000000000', planHash: '0'.repeat(64) };
    const line = await click(nora, activityId, { verb: 'proposal.approve', forgedData: ids });
    assert.match(line, /Something went wrong on my side\. Nothing was changed/);
    assert.ok(logged.includes('teams.click'));
  });

  it('a message gets a kind answer also when the database is gone', async () => {
    await database.close();
    isDatabaseGone = true;
    assert.match(await ask(nora, 'help'), /Something went wrong on my side/);
    assert.ok(logged.includes('teams.message'));
  });
});
