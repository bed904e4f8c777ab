import { json } from 'node:stream/consumers';
import { ConnectorClient } from 'botframework-connector';
import { identityOf } from '../../src/identity.ts';
import { BotCredentialsFactory } from '../../src/teams/bot-credentials.ts';
import { configOf } from '../support/product.ts';
import type { LoopPlan, LoopSaid } from './plain-loop.ts';

/** The other process of `plainLoop`. */
const { env, serviceUrl, chatIds } = (await json(process.stdin)) as LoopPlan;
const config = configOf({ ...env, DATABASE_DIRECTORY: 'nowhere' });
const { credentials } = new BotCredentialsFactory(identityOf(config), config.bot);
const { conversations } = new ConnectorClient(credentials, { baseUri: serviceUrl });

const startedAt = performance.now();
let lost = 0;
for (const chatId of chatIds) {
  try {
    await conversations.sendToConversation(chatId, { type: 'message', text: 'You move on Monday.' });
  } catch {
    lost += 1;
  }
}
const said: LoopSaid = { seconds: (performance.now() - startedAt) / 1000, lost };
console.log(JSON.stringify(said));
