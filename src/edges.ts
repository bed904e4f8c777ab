import { createApp, type App } from './app.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { TokenCredential } from './entra/credential.ts';
import { createGraph } from './entra/graph.ts';
import { steadyMillis, type Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { newId } from './lib/ids.ts';
import { modelAt } from './model/model-client.ts';
import { createGovernor } from './quotas/governor.ts';
import { createPace } from './quotas/pace.ts';
import { createShare } from './quotas/quota-shares.ts';
import { BotCredentialsFactory } from './teams/bot-credentials.ts';
import { createConnector } from './teams/connector.ts';
import { pacedConnector } from './teams/paced-connector.ts';
import { StrictAuthentication } from './teams/strict-auth.ts';

interface Inward {
  config: Config;
  database: Database;
  credential: TokenCredential;
  clock: Clock;
  log: Log;
}

/** The product with its edges to Graph and Teams. To load this file is most of a start: the SDKs hang on it. */
export function createAppWithEdges({ config, database, credential, clock, log }: Inward): App {
  const governor = createGovernor({ rows: database.rows, clock, limits: config.limits });
  const graph = createGraph({ credential, baseUrl: config.graphUrl, governor, clock, log });
  const { count: teamsLimit } = config.limits.connector;
  const process = { holder: newId(), nowMillis: steadyMillis };
  const share = createShare({ rows: database.rows, quota: 'connector', limit: teamsLimit, ...process });
  const credentials = new BotCredentialsFactory(credential, config.bot);
  const connector = pacedConnector(
    createConnector(credentials, { appId: config.bot.appId }),
    createPace({ limit: teamsLimit, nowMillis: steadyMillis, share }),
  );
  const authentication = new StrictAuthentication(config.bot, credentials);
  const completeByModel = config.model && modelAt(config.model, () => tokenOf(credential));
  const outward = { graph, connector, authentication, fetch: globalThis.fetch, completeByModel };
  return createApp({ config, database, ...outward, clock, log });
}

const MODEL_SCOPE = 'https://cognitiveservices.azure.com/.default';

/** The token of our own identity for Azure OpenAI. */
async function tokenOf(credential: TokenCredential): Promise<string> {
  const token = await credential.getToken(MODEL_SCOPE);
  return token?.token ?? '';
}
