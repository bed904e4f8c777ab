import { readFileSync } from 'node:fs';
import { beforeOf, createUnderstanding } from '../../../src/chat/understanding.ts';
import { lineOf, type UnderstoodLine } from '../../../src/commands/understand-line.ts';
import { spokenVerbs } from '../../../src/spoken-verbs.ts';
import { verbWords } from '../../../src/verbs/words/all.ts';

/** A sentence with what it means; an argument of "*" is there, whatever it is. */
export interface Sample {
  text: string;
  previous?: string;
  verb: string;
  arguments: Record<string, unknown>;
  /** What it was taken for before anything was mended for its sake, where that was something else. */
  atFirst?: { verb: string; arguments: Record<string, unknown> };
}

/** A sample and what was made of it. */
export interface Outcome {
  sample: Sample;
  line: UnderstoodLine;
}

/** How many sentences of a verb there are, and how many were understood. */
export interface VerbFigures {
  sentences: number;
  right: number;
}

export interface Figures {
  sentences: number;
  verbAccuracy: number;
  argumentF1: number;
  byVerb: Map<string, VerbFigures>;
}

/** Sunday, 14:30 in Berlin. */
const now = new Date('2026-11-22T13:30:00Z');

export const berlin = createUnderstanding(spokenVerbs, { words: verbWords, timeZone: 'Europe/Berlin' });

/** The sentences of a file of the corpus. */
export const samplesIn = (name: string): Sample[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sample);

/** What is made of a sentence, as `npm run understand` prints it. */
export function lineFor({ text, previous }: Pick<Sample, 'text' | 'previous'>): UnderstoodLine {
  const before = previous === undefined ? undefined : beforeOf(berlin.understand(previous, { now, mentions: [] }));
  return lineOf(berlin.understand(text, { now, mentions: [], before }));
}

export const outcomesOf = (samples: readonly Sample[]): Outcome[] =>
  samples.map((sample) => ({ sample, line: lineFor(sample) }));

/** The files of the corpus, in the order in which they were written. */
export const FILES = [
  'seen.jsonl',
  'held-out.jsonl',
  'other-hands.jsonl',
  'second-look.jsonl',
  'new-eyes.jsonl',
  'cold-read.jsonl',
  'colder-read.jsonl',
  'twelve-admins.jsonl',
  'twelve-admins-unseen.jsonl',
] as const;

/** What was made of a sample before anything was mended for its sake. */
export const atFirstSight = (sample: Sample): Outcome => ({
  sample,
  line: { ...(sample.atFirst ?? sample), understoodAs: '' },
});

const kinds = new Map(verbWords.map(({ name, kind }) => [name, kind]));

/** What a person could start with one click more than they asked for. */
export const isWrite = (verb: string): boolean => kinds.get(verb) === 'propose' || kinds.get(verb) === 'stop';

/** Sentences that were taken for an order and are none: what no mistake may lead to. */
export function dangersIn(outcomes: readonly Outcome[]): Record<'refused' | 'asked' | 'unordered', readonly Outcome[]> {
  const taken = outcomes.filter(({ sample, line }) => isWrite(line.verb) && !isWrite(sample.verb));
  return {
    refused: taken.filter(({ sample }) => sample.verb === 'refuse'),
    asked: taken.filter(({ sample }) => kinds.get(sample.verb) === 'read' || sample.verb === 'smalltalk'),
    unordered: taken.filter(({ sample }) => sample.verb === 'unknown'),
  };
}

/** Each argument as a text of its own, each member of a list too. */
const partsOf = (args: Record<string, unknown>): string[] =>
  Object.entries(args).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${name}=${typeof one === 'object' ? '{}' : String(one).toLowerCase()}`,
    ),
  );

interface Matched {
  right: number;
  said: number;
  expected: number;
}

/** How many arguments were found, of those that are and those that should be there. */
export function matchedIn({ sample, line }: Outcome): Matched {
  const said = line.verb === sample.verb ? partsOf(line.arguments) : [];
  const expected = partsOf(sample.arguments);
  const right = expected.filter((part) =>
    part.endsWith('=*') ? said.some((one) => one.startsWith(part.slice(0, -1))) : said.includes(part),
  );
  return { right: right.length, said: said.length, expected: expected.length };
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const byVerb = new Map<string, VerbFigures>();
  const sum = { right: 0, said: 0, expected: 0, verbs: 0 };
  for (const outcome of outcomes) {
    const isRight = outcome.line.verb === outcome.sample.verb;
    const figures = byVerb.get(outcome.sample.verb) ?? { sentences: 0, right: 0 };
    byVerb.set(outcome.sample.verb, { sentences: figures.sentences + 1, right: figures.right + Number(isRight) });
    const matched = matchedIn(outcome);
    sum.verbs += Number(isRight);
    sum.right += matched.right;
    sum.said += matched.said;
    sum.expected += matched.expected;
  }
  const precision = sum.right / Math.max(1, sum.said);
  const recall = sum.right / Math.max(1, sum.expected);
  const argumentF1 = (2 * precision * recall) / Math.max(Number.EPSILON, precision + recall);
  return { sentences: outcomes.length, verbAccuracy: sum.verbs / outcomes.length, argumentF1, byVerb };
}
