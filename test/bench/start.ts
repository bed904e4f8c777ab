import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { median, type Measured } from './figures.ts';
import { processorMillis } from './process-cost.ts';
import { loadSdksAlone } from './sdks.ts';
import { openTenant, productionOn, startedFact, type Suite } from './stage.ts';

const TARGET_MILLIS = 2000;
const WARM_STARTS = 5;
/** Where src/main.ts keeps what was compiled. */
const compiled = new URL('../../node_modules/.cache/crossover', import.meta.url);

/** From the spawn of the process until `/healthz` answers, and until `/readyz` does. */
export const start: Suite = async function* (postgres) {
  const tenant = await openTenant();
  const bot = await startBotProcess(tenant, productionOn(tenant, await postgres.createDatabase()));
  try {
    const port = startedFact(bot, 'port');
    await bot.terminate();
    rmSync(compiled, { recursive: true, force: true });
    const sdksCold = await loadSdksAlone();
    yield* figuresOf('a cold start', await startOnce(bot, port), sdksCold.startMillis);
    const starts: Start[] = [];
    const sdks: number[] = [];
    const processor: number[] = [];
    while (starts.length < WARM_STARTS) {
      sdks.push((await loadSdksAlone()).startMillis);
      await bot.terminate();
      starts.push(await startOnce(bot, port));
      processor.push(processorMillis(startedFact(bot, 'pid')) ?? NaN);
    }
    const middle = {
      listening: median(starts.map(({ listening }) => listening)),
      ready: median(starts.map(({ ready }) => ready)),
    };
    yield* figuresOf(`a warm start, median of ${WARM_STARTS}`, middle, median(sdks));
    if (!processor.includes(NaN))
      yield { name: 'processor time of a warm start', value: median(processor), unit: 'ms' };
  } finally {
    await bot.close();
    await tenant.close();
  }
};

interface Start {
  listening: number;
  ready: number;
}

async function startOnce(bot: BotProcess, port: number): Promise<Start> {
  const startedAt = performance.now();
  const restarted = bot.restart();
  const listening = await untilAnswered(port, 'healthz', startedAt);
  const ready = await untilAnswered(port, 'readyz', startedAt);
  await restarted;
  return { listening, ready };
}

async function untilAnswered(port: number, path: string, startedAt: number): Promise<number> {
  for (;;) {
    const status = await fetch(`http://localhost:${port}/${path}`).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200) return performance.now() - startedAt;
    await delay(10);
  }
}

const figuresOf = (what: string, { listening, ready }: Start, sdks: number): Measured[] => [
  { name: `listening after ${what}`, value: listening, unit: 'ms', target: TARGET_MILLIS },
  {
    name: `ready after ${what}`,
    value: ready,
    unit: 'ms',
    reference: { name: 'loading botbuilder, teams-ai and restify alone', value: sdks },
  },
];
