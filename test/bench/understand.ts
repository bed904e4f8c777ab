import { berlin, samplesIn } from '../chat/corpus/measure.ts';
import { percentile, type Measured } from './figures.ts';
import type { Suite } from './stage.ts';

const WARM_ROUNDS = 3;
const ROUNDS = 10;
const SENTENCES = 5000;
const NOW = new Date('2026-11-22T13:30:00Z');

/** What it costs to understand a sentence, without the search in the directory: the corpus, over and over. */
export const understand: Suite = async function* () {
  const texts = samplesIn('seen.jsonl').map(({ text }) => text);
  const millis: number[] = [];
  let processorMicros = 0;
  for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (const text of texts) {
      const startedAt = performance.now();
      berlin.understand(text, { now: NOW, mentions: [] });
      if (round >= 0) millis.push(performance.now() - startedAt);
    }
    const used = process.cpuUsage(before);
    if (round >= 0) processorMicros += used.user + used.system;
  }
  const total = millis.reduce((sum, one) => sum + one, 0);
  const each = (value: number): number => (value / millis.length) * SENTENCES;
  yield await Promise.resolve<Measured>({
    name: `${SENTENCES} sentences, one after the other`,
    value: each(total),
    unit: 'ms',
    target: 1000,
  });
  yield { name: `processor time of ${SENTENCES} sentences`, value: each(processorMicros / 1000), unit: 'ms' };
  yield { name: 'a sentence, p99', value: percentile(millis, 99), unit: 'ms', target: 5 };
};
