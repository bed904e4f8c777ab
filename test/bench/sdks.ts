import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What the prescribed SDKs cost by themselves, in a bare process that does nothing but load them. */
export interface BareCost {
  startMillis: number;
  rssMiB: number;
}

const program = `
  await Promise.all(['botbuilder', '@microsoft/teams-ai', 'restify'].map((name) => import(name)));
  console.log(process.memoryUsage.rss());`;

export async function loadSdksAlone(): Promise<BareCost> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'readable');
  const startMillis = performance.now() - startedAt;
  return { startMillis, rssMiB: Number(await text(child.stdout)) / 2 ** 20 };
}
