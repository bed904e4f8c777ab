import { CrossoverError } from '../lib/errors.ts';
import { normalisedWords } from './normalise.ts';

/** What is wrong with a phrase that a verb declares. */
export type MalformedPhraseReason = 'unbalanced' | 'empty' | 'badSlot' | 'badWord' | 'repeatedSlot' | 'noFixedWord';

/** A verb declares a phrase that no sentence could be compared with. Thrown when the grammar is built. */
export class MalformedPhraseError extends CrossoverError {
  override readonly name = 'MalformedPhraseError';
  readonly remedy = 'Correct the phrase in the declaration of the verb.';
  readonly reason: MalformedPhraseReason;
  readonly phrase: string;

  constructor(reason: MalformedPhraseReason, phrase: string) {
    super(`malformed phrase (${reason}): ${phrase}`);
    this.reason = reason;
    this.phrase = phrase;
  }
}

/** A part of a phrase. `[a|b]` is a choice that may be left out. */
export type PatternPart =
  | { kind: 'word'; word: string }
  | { kind: 'slot'; name: string }
  | { kind: 'choice'; options: readonly Pattern[]; isOptional: boolean };

export type Pattern = readonly PatternPart[];

/** The marks of the language, and the runs of text between them. */
const PIECES = /[()[\]{}|]|[^()[\]{}|]+/gu;
const SLOT_NAME = /^[a-z][a-zA-Z0-9]*$/u;
const FIXED_WORD = /^[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*$/u;
/** "{person}'s": the slot itself drops a possessive. */
const POSSESSIVE = /^['’]s?(?![\p{L}\p{N}])/u;

/**
 * Reads a phrase: `(a|b c)` one of, `[x|y z]` none or one of, `{slot}` an argument, all else fixed words.
 *
 * @throws {MalformedPhraseError} also where no fixed word is left for a sentence without the optional parts.
 */
export function parsePattern(phrase: string): Pattern {
  const reader: Reader = { phrase, pieces: phrase.match(PIECES) ?? [], at: 0 };
  const [pattern = [], ...others] = optionsOf(reader, undefined);
  if (others.length > 0) throw new MalformedPhraseError('unbalanced', phrase);
  refuseRepeatedSlots(pattern, phrase);
  if (requiredWords(pattern).length === 0) throw new MalformedPhraseError('noFixedWord', phrase);
  return pattern;
}

interface Reader {
  phrase: string;
  pieces: readonly string[];
  at: number;
}

function optionsOf(reader: Reader, closing: string | undefined): Pattern[] {
  const options: PatternPart[][] = [];
  let parts: PatternPart[] = [];
  const endOption = (): void => {
    if (parts.length === 0) throw new MalformedPhraseError('empty', reader.phrase);
    options.push(parts);
    parts = [];
  };
  for (;;) {
    const piece = reader.pieces[reader.at];
    reader.at += 1;
    if (piece === closing) {
      endOption();
      return options;
    }
    if (piece === '|') endOption();
    else parts.push(...partsOf(reader, piece));
  }
}

function partsOf(reader: Reader, piece: string | undefined): PatternPart[] {
  if (piece === '(') return [{ kind: 'choice', options: optionsOf(reader, ')'), isOptional: false }];
  if (piece === '[') return [{ kind: 'choice', options: optionsOf(reader, ']'), isOptional: true }];
  if (piece === '{') return [slotOf(reader)];
  if (piece === undefined || ')]}'.includes(piece)) throw new MalformedPhraseError('unbalanced', reader.phrase);
  const isAfterSlot = reader.pieces[reader.at - 2] === '}';
  return wordsOf(isAfterSlot ? piece.replace(POSSESSIVE, '') : piece, reader.phrase);
}

function slotOf(reader: Reader): PatternPart {
  const name = reader.pieces[reader.at] ?? '';
  if (reader.pieces[reader.at + 1] !== '}') throw new MalformedPhraseError('unbalanced', reader.phrase);
  if (!SLOT_NAME.test(name)) throw new MalformedPhraseError('badSlot', reader.phrase);
  reader.at += 2;
  return { kind: 'slot', name };
}

/** The question mark of "is {person} here?" leaves no word: sentences lose theirs too. */
function wordsOf(text: string, phrase: string): PatternPart[] {
  const words = normalisedWords(text).filter((word) => word !== '');
  return words.map((word) => {
    if (!FIXED_WORD.test(word)) throw new MalformedPhraseError('badWord', phrase);
    return { kind: 'word', word };
  });
}

/** Groups of words of which every sentence that says the pattern holds at least one each. */
export const requiredWords = (pattern: Pattern): ReadonlySet<string>[] => pattern.flatMap(requiredOf);

function requiredOf(part: PatternPart): ReadonlySet<string>[] {
  if (part.kind === 'word') return [new Set([part.word])];
  if (part.kind === 'slot' || part.isOptional) return [];
  const firsts = part.options.map((option) => requiredWords(option)[0]);
  if (firsts.includes(undefined)) return [];
  return [new Set(firsts.flatMap((words) => [...(words ?? [])]))];
}

/** Every fixed word of the pattern. */
export const wordsIn = (pattern: Pattern): string[] =>
  pattern.flatMap((part) => {
    if (part.kind === 'word') return [part.word];
    return part.kind === 'slot' ? [] : part.options.flatMap(wordsIn);
  });

/** Every slot of the pattern, once for each place where it stands. */
export const slotsIn = (pattern: Pattern): string[] =>
  pattern.flatMap((part) => {
    if (part.kind === 'slot') return [part.name];
    return part.kind === 'word' ? [] : part.options.flatMap(slotsIn);
  });

/** One sentence can fill a slot once; two options of one choice may both have it. */
function refuseRepeatedSlots(pattern: Pattern, phrase: string): void {
  const filled = new Set<string>();
  for (const part of pattern) {
    if (part.kind === 'choice') for (const option of part.options) refuseRepeatedSlots(option, phrase);
    for (const name of new Set(slotsIn([part]))) {
      if (filled.has(name)) throw new MalformedPhraseError('repeatedSlot', phrase);
      filled.add(name);
    }
  }
}
