import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { environmentFor } from '../support/product.ts';
import { personalChatIdOf } from '../tenant/teams/ids.ts';
import { openTenant } from './stage.ts';

/** What the loop is told, and what it says. */
export interface LoopPlan {
  env: Record<string, string>;
  serviceUrl: string;
  chatIds: readonly string[];
}
export interface LoopSaid {
  seconds: number;
  lost: number;
}

/** The usual way: one message after the other by the SDK's client, with its own retries, in a process of its own. */
export async function plainLoop(
  people: readonly string[],
): Promise<{ aMinute: number; refused: number; lost: number }> {
  const tenant = await openTenant({ people: people.length + 2000, quotas: 'documented', keepLog: { newest: 1000 } });
  const folder = mkdtempSync(join(tmpdir(), 'crossover-bench-'));
  const certificate = join(folder, 'tenant.pem');
  writeFileSync(certificate, tenant.certificatePem);
  const reached = [...tenant.directory.users.values()]
    .filter(({ teams }) => !teams.hasBlockedBot)
    .slice(-people.length);
  for (const { id } of reached) tenant.teams.installations.install(id);
  const chatIds = reached.map(({ id }) => personalChatIdOf(tenant.bot.appId, id));
  try {
    const child = spawn(process.execPath, [fileURLToPath(new URL('plain-loop-caller.ts', import.meta.url))], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const plan: LoopPlan = { env: environmentFor(tenant), serviceUrl: `${tenant.origin}/`, chatIds };
    child.stdin.end(JSON.stringify(plan));
    const { seconds, lost } = (await json(child.stdout)) as LoopSaid;
    const { refused } = tenant.quotas.countOf('connector');
    return { aMinute: (60 * (chatIds.length - lost)) / seconds, refused, lost };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await tenant.close();
  }
}
