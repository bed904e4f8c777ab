import { json } from 'node:stream/consumers';
import type { BareCall, BarePlan, BareTimes } from './bare-calls.ts';

/** The other process of `bareCalls`: a plan comes in on standard input, the times go out on standard output. */
const { steps, atOnce, rounds, warmUpRounds } = (await json(process.stdin)) as BarePlan;

async function call({ url, method, headers, body }: BareCall): Promise<void> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${method} answered ${response.status}`);
}

async function once(): Promise<number> {
  const startedAt = performance.now();
  for (const step of steps) await Promise.all(step.map(call));
  return performance.now() - startedAt;
}

async function round(): Promise<number[]> {
  return Promise.all(Array.from({ length: atOnce }, once));
}

for (let warm = 0; warm < warmUpRounds; warm += 1) await round();
const before = process.cpuUsage();
const answers: number[] = [];
for (let measured = 0; measured < rounds; measured += 1) answers.push(...(await round()));
const { user, system } = process.cpuUsage(before);
const times: BareTimes = { answers, processor: (user + system) / 1000 / answers.length };
console.log(JSON.stringify(times));
