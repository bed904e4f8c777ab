import { setTimeout as delay } from 'node:timers/promises';
import { residentMiB } from './process-cost.ts';
import { loadSdksAlone } from './sdks.ts';
import { openStage, startedFact, type Suite } from './stage.ts';

const REST_MILLIS = 5000;

/** What the bot's process holds while nobody asks anything. */
export const memory: Suite = async function* (postgres) {
  const sdks = await loadSdksAlone();
  const stage = await openStage(postgres);
  try {
    await delay(REST_MILLIS); // its first look through the directory is part of being at rest
    yield {
      name: `resident memory at rest, ${REST_MILLIS / 1000} s after the start`,
      value: residentMiB(startedFact(stage.bot, 'pid')),
      unit: 'MiB',
      reference: { name: 'a process with botbuilder, teams-ai and restify alone', value: sdks.rssMiB },
    };
  } finally {
    await stage.close();
  }
};
