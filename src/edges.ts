import { createApp, type App } from './app.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { TokenCredential } from './entra/credential.ts';
import { createGraph } from './entra/graph.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { createGovernor } from './quotas/governor.ts';
import { BotCredentialsFactory } from './teams/bot-credentials.ts';
import { createConnector } from './teams/connector.ts';
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
  const credentials = new BotCredentialsFactory(credential, config.bot);
  const connector = createConnector(credentials, { appId: config.bot.appId });
  const authentication = new StrictAuthentication(config.bot, credentials);
  const outward = { graph, connector, authentication, fetch: globalThis.fetch };
  return createApp({ config, database, ...outward, clock, log });
}
