import {
  atFirstSight,
  berlin,
  dangersIn,
  figuresOf,
  FILES,
  outcomesOf,
  samplesIn,
  type Outcome,
} from '../chat/corpus/measure.ts';
import { percentile, type Measured } from './figures.ts';
import type { Suite } from './stage.ts';

const WARM_ROUNDS = 3;
const ROUNDS = 10;
const SENTENCES = 5000;
const NOW = new Date('2026-11-22T13:30:00Z');

/** What it costs to understand a sentence, without the search in the directory, and how many are understood. */
export const understand: Suite = async function* () {
  yield* await Promise.resolve(costs());
  yield* accuracy(
    'the corpus',
    FILES.flatMap((file) => outcomesOf(samplesIn(file))),
    MOST_MISREAD,
  );
  for (const file of UNSEEN) yield* accuracy(`${file} at first sight`, samplesIn(file).map(atFirstSight), {});
};

/**
 * Written by somebody who looked at no answer before the last sentence stood there; the second file after the first was
 * mended. The last two are halves, drawn by lot, of what one person wrote: the second was kept back until all that the first
 * showed was mended, by that same person.
 */
const UNSEEN = ['cold-read.jsonl', 'colder-read.jsonl', 'twelve-admins.jsonl', 'twelve-admins-unseen.jsonl'];
const MOST_MISREAD = { verbs: 5, arguments: 10 };

/** Over and over the same sentences, one after the other. */
function* costs(): Generator<Measured> {
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
  yield { name: `${SENTENCES} sentences, one after the other`, value: each(total), unit: 'ms', target: 1000 };
  yield { name: `processor time of ${SENTENCES} sentences`, value: each(processorMicros / 1000), unit: 'ms' };
  yield { name: 'a sentence, p99', value: percentile(millis, 99), unit: 'ms', target: 5 };
}

/** How much is misread, and whether anything is misread dangerously. */
function* accuracy(
  what: string,
  outcomes: readonly Outcome[],
  most: { verbs?: number; arguments?: number },
): Generator<Measured> {
  const { sentences, verbAccuracy, argumentF1 } = figuresOf(outcomes);
  const named = (name: string): string => `${name}, ${sentences} sentences of ${what}`;
  const within = (target: number | undefined) => (target === undefined ? {} : { target });
  yield { name: named('verbs misread'), value: 100 * (1 - verbAccuracy), unit: '%', ...within(most.verbs) };
  yield {
    name: named('arguments misread (1 - F1)'),
    value: 100 * (1 - argumentF1),
    unit: '%',
    ...within(most.arguments),
  };
  const dangers = dangersIn(outcomes);
  yield {
    name: named('to be refused, taken for an order'),
    value: dangers.refused.length,
    unit: 'sentences',
    target: 0,
  };
  yield { name: named('questions taken for an order'), value: dangers.asked.length, unit: 'sentences', target: 0 };
  yield {
    name: named('nothing ordered, taken for an order'),
    value: dangers.unordered.length,
    unit: 'sentences',
    target: 0,
  };
}
