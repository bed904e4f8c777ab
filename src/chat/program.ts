import type { Pattern, PatternPart } from './pattern.ts';

/** A step of a compiled pattern; numbers are places in the program. Steps only lead forward, so matching ends. */
export type Step =
  | { kind: 'word'; word: string; next: number }
  | { kind: 'slot'; name: string; next: number }
  | { kind: 'fork'; to: readonly number[] }
  | { kind: 'end' };

export interface Program {
  steps: readonly Step[];
  start: number;
}

/** A slot and the tokens that fill it: from the first up to, not including, `to`. */
export interface Filling<Value> {
  name: string;
  from: number;
  to: number;
  value: Value;
}

/** How good a reading is: fewer typos first, then more tokens that a fixed word or a closed slot accounts for. */
export interface Score {
  typos: number;
  weight: number;
}

export interface Parse<Value> extends Score {
  fillings: readonly Filling<Value>[];
}

/** What matching asks about a sentence. `undefined` is no. */
export interface Sentence<Value> {
  length: number;
  /** Whether the token may be this fixed word, and at the price of how many typos. */
  typosOf(at: number, word: string): number | undefined;
  longestSlot(name: string): number;
  readSlot(name: string, from: number, to: number): (Score & { value: Value }) | undefined;
}

/** Compiles a pattern once, so that each sentence costs a walk and nothing else. */
export function compile(pattern: Pattern): Program {
  const steps: Step[] = [{ kind: 'end' }];
  const add = (step: Step): number => steps.push(step) - 1;
  const compileAll = (parts: Pattern, next: number): number =>
    parts.reduceRight((after, part) => compilePart(part, after), next);
  const compilePart = (part: PatternPart, next: number): number => {
    if (part.kind !== 'choice') return add({ ...part, next });
    const to = part.options.map((option) => compileAll(option, next));
    return add({ kind: 'fork', to: part.isOptional ? [...to, next] : to });
  };
  const start = compileAll(pattern, 0);
  return { steps, start };
}

/** Whether the first score is better than the second. */
export const isBetter = (one: Score, other: Score): boolean =>
  one.typos === other.typos ? one.weight > other.weight : one.typos < other.typos;

/**
 * The best reading of the whole sentence, or null. Between equal readings the earlier option and the shorter slot win.
 *
 * Each pair of step and token is worked out once: the cost is steps × tokens × slot length, whatever the words are.
 */
export const matchProgram = <Value>(program: Program, sentence: Sentence<Value>): Parse<Value> | null =>
  new Walk(program, sentence).bestFrom(program.start, 0);

class Walk<Value> {
  readonly #program: Program;
  readonly #sentence: Sentence<Value>;
  /** The best reading from each fork and slot at each token; words and the end cost less than a look-up. */
  readonly #known = new Map<number, Parse<Value> | null>();

  constructor(program: Program, sentence: Sentence<Value>) {
    this.#program = program;
    this.#sentence = sentence;
  }

  bestFrom(place: number, at: number): Parse<Value> | null {
    const step = this.#program.steps[place];
    if (!step) return null;
    if (step.kind === 'end') return at === this.#sentence.length ? { typos: 0, weight: 0, fillings: [] } : null;
    if (step.kind === 'word') return this.#wordReading(step, at);
    const key = place * (this.#sentence.length + 1) + at;
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const best = step.kind === 'fork' ? this.#bestOption(step.to, at) : this.#bestFilling(step, at);
    this.#known.set(key, best);
    return best;
  }

  #wordReading(step: Step & { kind: 'word' }, at: number): Parse<Value> | null {
    const typos = at < this.#sentence.length ? this.#sentence.typosOf(at, step.word) : undefined;
    const rest = typos === undefined ? null : this.bestFrom(step.next, at + 1);
    return rest && { typos: rest.typos + (typos ?? 0), weight: rest.weight + 1, fillings: rest.fillings };
  }

  #bestOption(to: readonly number[], at: number): Parse<Value> | null {
    let best: Parse<Value> | null = null;
    for (const next of to) best = better(best, this.bestFrom(next, at));
    return best;
  }

  /** Looks at what follows first: reading a slot, a time above all, costs more. */
  #bestFilling({ name, next }: Step & { kind: 'slot' }, at: number): Parse<Value> | null {
    let best: Parse<Value> | null = null;
    const last = Math.min(this.#sentence.length, at + this.#sentence.longestSlot(name));
    for (let to = at + 1; to <= last; to += 1) {
      const rest = this.bestFrom(next, to);
      const read = rest && this.#sentence.readSlot(name, at, to);
      if (!read) continue;
      const { typos, weight, value } = read;
      const fillings = [{ name, from: at, to, value }, ...rest.fillings];
      best = better(best, { typos: rest.typos + typos, weight: rest.weight + weight, fillings });
    }
    return best;
  }
}

const better = <Value>(best: Parse<Value> | null, other: Parse<Value> | null): Parse<Value> | null =>
  other && (!best || isBetter(other, best)) ? other : best;
