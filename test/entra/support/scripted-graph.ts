import type { TokenCredential } from '@azure/identity';
import { createGraph, type Graph, type GraphOptions } from '../../../src/entra/graph.ts';
import { type Reply, startScripted, type ScriptedService } from './scripted-service.ts';

export const TOKEN = 'a-token-for-tests';

/** A credential that always has a token. */
export const alwaysToken: TokenCredential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/** A Graph whose other side follows a script, and how long it was asked to wait between attempts. */
export interface ScriptedGraph {
  graph: Graph;
  service: ScriptedService;
  waits: number[];
}

const started: ScriptedService[] = [];

/** Opens a Graph onto a scripted service; `closeScripted` closes all of them. */
export async function openScripted(
  replies: (Reply | ((origin: string) => Reply))[],
  options: Partial<GraphOptions> = {},
): Promise<ScriptedGraph> {
  const service = await startScripted(...replies);
  started.push(service);
  const waits: number[] = [];
  const wait = (millis: number) => Promise.resolve(waits.push(millis));
  const graph = createGraph({
    credential: alwaysToken,
    baseUrl: service.origin,
    wait,
    random: () => 0.5,
    ...options,
  });
  return { graph, service, waits };
}

export async function closeScripted(): Promise<void> {
  await Promise.all(started.splice(0).map((service) => service.close()));
}
