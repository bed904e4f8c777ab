import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { freePort } from './free-port.ts';
import { environmentFor } from './product.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm start` gives to Node: how much memory the product may take is part of it. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}

/** A start that takes longer hangs. */
const START_MILLIS = 60_000;

/** The real product as a process of its own, joined to a practice tenant by HTTP alone: one that can be killed. */
export interface BotProcess {
  /** Its lines of log so far, those of earlier lives included. */
  readonly log: readonly Record<string, unknown>[];
  /** Whatever it wrote to standard error: a sound product writes nothing there. */
  readonly complaints: readonly string[];
  /** Kills it as the system does when memory runs out (SIGKILL), and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop (SIGTERM). Resolves with the exit code; null where a signal ended it. */
  terminate(): Promise<number | null>;
  /** Starts it again with the same configuration, on the same port and database. */
  restart(): Promise<void>;
  /** Ends it however it stands and removes its files. */
  close(): Promise<void>;
}

/** Starts the product beside a tenant and waits until it says that it started. `env` must name a database. */
export async function startBotProcess(tenant: PracticeTenant, env: Record<string, string>): Promise<BotProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'crossover-bot-'));
  const certificate = join(folder, 'tenant.pem');
  writeFileSync(certificate, tenant.certificatePem);
  const port = await freePort();
  const log: Record<string, unknown>[] = [];
  const complaints: string[] = [];
  const life = () =>
    startLife(
      { log, complaints },
      {
        ...process.env,
        DATABASE_URL: '', // whatever the developer's own shell says
        DATABASE_DIRECTORY: '',
        ...environmentFor(tenant),
        NODE_EXTRA_CA_CERTS: certificate,
        PORT: String(port),
        ...env,
      },
    );
  let child = await life();
  tenant.setBotEndpoint(`http://localhost:${port}/api/messages`);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    log,
    complaints,
    kill: async () => {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
    restart: async () => {
      child = await life();
    },
    close: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startLife(
  { log, complaints }: { log: Record<string, unknown>[]; complaints: string[] },
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...process.execArgv, ...startArguments()], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAtExit = () => child.kill('SIGKILL'); // an aborted run must leave no bot behind
  process.once('exit', killAtExit);
  child.once('exit', () => process.removeListener('exit', killAtExit));
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MILLIS);
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  await new Promise<void>((started, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry['event'] !== 'started') return;
      clearTimeout(deadline);
      started();
    });
    child.once('exit', (code) => {
      clearTimeout(deadline);
      fail(new Error(`the bot ended with ${code ?? 'a signal'} before it had started:\n${complaints.join('\n')}`));
    });
  });
  return child;
}
