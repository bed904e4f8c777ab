import assert from 'node:assert/strict';
import { verbWords } from '../../../src/verbs/words/all.ts';
import {
  berlin,
  dangersIn,
  figuresOf,
  FILES,
  isWrite,
  outcomesOf,
  samplesIn,
  type Figures,
  type Outcome,
} from './measure.ts';

const SMALLEST_FOR_VERB = 15;
const shown = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map(({ sample, line }) => `${sample.verb}: ${sample.text} → ${line.understoodAs}`);

/** Every call that a text could lead to, at once or after a click. */
function callsOf(text: string): string[] {
  const meaning = berlin.understand(text, { now: new Date('2026-11-22T13:30:00Z'), mentions: [] });
  if (meaning.kind === 'call') return [meaning.request.verb];
  if (meaning.kind === 'ask') return [meaning.verb];
  return meaning.kind === 'unsure' || meaning.kind === 'several'
    ? meaning.choices.map(({ request }) => request.verb)
    : [];
}

const outcomes = new Map(FILES.map((file) => [file, outcomesOf(samplesIn(file))]));
const all = [...outcomes.values()].flat();

describe('sentences as administrators write them', () => {
  it(`are at least 600, and at least ${SMALLEST_FOR_VERB} for each verb`, () => {
    const { byVerb, sentences } = figuresOf(all);
    assert.ok(sentences >= 600, `${sentences}`);
    const names = [...verbWords.map(({ name }) => name), 'smalltalk', 'unknown', 'refuse'];
    assert.deepEqual(
      names.filter((name) => (byVerb.get(name)?.sentences ?? 0) < SMALLEST_FOR_VERB),
      [],
    );
  });

  it('are 95 % understood by their verb, and 90 % by their arguments (F1)', () => {
    const figures: Figures = figuresOf(all);
    const wrong = all.filter(({ sample, line }) => sample.verb !== line.verb);
    assert.ok(figures.verbAccuracy >= 0.95, `${figures.verbAccuracy}\n${shown(wrong).join('\n')}`);
    assert.ok(figures.argumentF1 >= 0.9, `${figures.argumentF1}`);
  });

  for (const [file, some] of outcomes)
    it(`are understood as well in ${file} alone, whoever wrote it`, () => {
      const { verbAccuracy, argumentF1 } = figuresOf(some);
      assert.ok(verbAccuracy >= 0.95 && argumentF1 >= 0.9, `${verbAccuracy} ${argumentF1}`);
    });

  it('never lead to a proposal or a stop where they are to be refused', () => {
    const led = all.filter(({ sample }) => sample.verb === 'refuse' && callsOf(sample.text).some(isWrite));
    assert.deepEqual(shown(led), []);
  });

  it('are never taken for an order where they only ask', () => {
    assert.deepEqual(shown(dangersIn(all).asked), []);
  });

  it('are never taken for an order where they order nothing that there is', () => {
    assert.deepEqual(shown(dangersIn(all).unordered), []);
  });

  it('are told with what was understood, always', () => {
    assert.deepEqual(
      all.filter(({ line }) => line.understoodAs === ''),
      [],
    );
  });
});
