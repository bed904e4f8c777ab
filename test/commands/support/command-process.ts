import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What came of a command. */
export interface Ran {
  status: number | null;
  output: string;
}

/** Runs a command as npm does, with these variables and no others of ours. */
export function runCommand(
  name: 'check' | 'grant' | 'audit-verify',
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Ran> {
  const file = fileURLToPath(new URL(`../../../src/commands/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((done) => {
    child.on('close', (status) => {
      done({ status, output });
    });
  });
}
