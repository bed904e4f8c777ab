import { rmSync } from 'node:fs';
import { startBotProcess } from '../support/bot-process.ts';
import { median } from './figures.ts';
import { processorMillis } from './process-cost.ts';
import { loadSdksAlone } from './sdks.ts';
import { openTenant, productionOn, startedFact, type Suite } from './stage.ts';

const TARGET_MILLIS = 2000;
const WARM_STARTS = 5;
/** Where src/main.ts keeps what was compiled. */
const compiled = new URL('../../node_modules/.cache/crossover', import.meta.url);
const reference = 'loading botbuilder, teams-ai and restify alone';

/** From the spawn of the process until it says that it started and answers `/healthz`. */
export const start: Suite = async function* (postgres) {
  const tenant = await openTenant();
  const sdksCold = await loadSdksAlone();
  rmSync(compiled, { recursive: true, force: true });
  const coldAt = performance.now();
  const bot = await startBotProcess(tenant, productionOn(tenant, await postgres.createDatabase()));
  try {
    await untilHealthy(startedFact(bot, 'port'));
    const cold = performance.now() - coldAt;
    yield measured('listening after a cold start', cold, sdksCold.startMillis);
    const warm: number[] = [];
    const sdks: number[] = [];
    const processor: number[] = [];
    while (warm.length < WARM_STARTS) {
      sdks.push((await loadSdksAlone()).startMillis);
      await bot.terminate();
      const startedAt = performance.now();
      await bot.restart();
      await untilHealthy(startedFact(bot, 'port'));
      warm.push(performance.now() - startedAt);
      processor.push(processorMillis(startedFact(bot, 'pid')) ?? NaN);
    }
    yield measured(`listening after a warm start, median of ${WARM_STARTS}`, median(warm), median(sdks));
    if (!processor.includes(NaN))
      yield { name: 'processor time of a warm start', value: median(processor), unit: 'ms' };
  } finally {
    await bot.close();
    await tenant.close();
  }
};

const measured = (name: string, value: number, sdks: number) => ({
  name,
  value,
  unit: 'ms',
  target: TARGET_MILLIS,
  reference: { name: reference, value: sdks },
});

async function untilHealthy(port: number): Promise<void> {
  const { status } = await fetch(`http://localhost:${port}/healthz`);
  if (status !== 200) throw new Error(`/healthz answered ${status}`);
}
