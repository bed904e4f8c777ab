import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Graph } from './entra/graph.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Complete } from './model/model-client.ts';
import type { Connector } from './teams/connector.ts';
import type { StrictAuthentication } from './teams/strict-auth.ts';

/** Everything outside that the product touches. */
export interface AppEdges {
  config: Config;
  database: Database;
  graph: Graph;
  connector: Connector;
  authentication: StrictAuthentication;
  /** Asks the optional model; left out where none is configured. */
  completeByModel?: Complete | undefined;
  clock: Clock;
  log: Log;
  /** For files that people take into their OneDrive. */
  fetch: typeof fetch;
}
