import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingTools } from './tools.ts';

/**
 * `npm test`: format, lint, types, tests, in this order; all of them run, so that one look shows every fault.
 * Ends with one line that counts. Suites whose tool this machine lacks are named as NOT RUN.
 */
interface Step {
  name: string;
  command: readonly string[];
}

const bin = (name: string): string => join('node_modules', name);
const steps: readonly Step[] = [
  { name: 'format', command: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: [bin('eslint/bin/eslint.js'), '.'] },
  { name: 'types', command: [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'] },
  { name: 'tests', command: [bin('mocha/bin/mocha.js'), '--parallel', '--jobs', '4', 'test/**/*.test.ts'] },
];

interface Ran {
  status: number;
  output: string;
}

function run({ command }: Step): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('close', (status) => {
      done({ status: status ?? 1, output });
    });
  });
}

const counts = { passed: 0, failed: 0 };
for (const step of steps) {
  console.log(`\n== ${step.name}`);
  const startedAt = performance.now();
  const { status, output } = await run(step);
  const counted = /(\d+) passed, (\d+) failed/.exec(output);
  counts.passed += Number(counted?.[1] ?? (status === 0 ? 1 : 0));
  counts.failed += Number(counted?.[2] ?? (status === 0 ? 0 : 1));
  if (counted && status !== 0 && counted[2] === '0') counts.failed += 1; // the runner itself broke
  console.log(
    `== ${step.name}: ${status === 0 ? 'good' : 'FAILED'} in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
}
if (!existsSync(bin('mocha'))) counts.failed += 1;
for (const { suites, tool } of missingTools()) console.log(`NOT RUN: ${suites} (this machine lacks ${tool})`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
