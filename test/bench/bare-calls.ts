import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { LoggedRequest } from '../tenant/contract.ts';

/** A call as the bot made it, to be made again by nothing but `fetch`. */
export interface BareCall {
  surface: LoggedRequest['surface'];
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** Steps wait for each other; the calls of one step go at once. */
export interface BarePlan {
  steps: readonly (readonly BareCall[])[];
  atOnce: number;
  rounds: number;
  warmUpRounds: number;
}

/** What the calls took, in milliseconds. */
export interface BareTimes {
  /** Of each run of all steps. */
  answers: number[];
  /** The processor time of one run, on average. */
  processor: number;
}

/** Makes the same calls without a bot, in a process of its own. */
export async function bareCalls(plan: BarePlan, certificatePem: string): Promise<BareTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'crossover-bench-'));
  const certificate = join(folder, 'tenant.pem');
  writeFileSync(certificate, certificatePem);
  try {
    const child = spawn(process.execPath, [fileURLToPath(new URL('bare-caller.ts', import.meta.url))], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(plan));
    return (await json(child.stdout)) as BareTimes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
