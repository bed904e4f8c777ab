import type { Config } from '../../config.ts';
import type { Rows } from '../../db/database.ts';
import type { Graph } from '../../entra/graph.ts';

/** What the checks look at the tenant with. */
export interface CheckEdges {
  config: Config;
  graph: Graph;
  /** The permissions in a fresh token; null where it cannot be read. */
  permissionsInToken(): Promise<ReadonlySet<string> | null>;
  /** The bot's database; undefined where it could not be opened. */
  rows: Rows | undefined;
}
