import type { AnyVerb, Phrase } from '../verbs/verb.ts';
import { MalformedPhraseError, parsePattern, requiredWords, slotsIn, wordsIn, type Pattern } from './pattern.ts';
import { compile, type Program } from './program.ts';
import { fixedArgument, slotKindOf, type Argument, type SlotKind } from './slots.ts';

/** A phrase of a verb, ready to be compared with sentences. */
export interface CompiledPhrase {
  verb: AnyVerb;
  pattern: Pattern;
  program: Program;
  /** Groups of words of which a sentence needs one each. */
  required: readonly ReadonlySet<string>[];
  slotKinds: ReadonlyMap<string, SlotKind>;
  fixed: ReadonlyMap<string, Argument>;
}

/** Compiles the phrases of all verbs. */
export const compilePhrases = (verbs: readonly AnyVerb[]): CompiledPhrase[] =>
  verbs.flatMap((verb) => verb.phrases.map((phrase) => compilePhrase(verb, phrase)));

function compilePhrase(verb: AnyVerb, phrase: Phrase): CompiledPhrase {
  const pattern = parsePattern(phrase.says);
  const slotKinds = new Map(slotsIn(pattern).map((name) => [name, slotKindOf(name, verb)]));
  const fixed = Object.entries(phrase.with ?? {}).map(([name, value]): [string, Argument] => {
    if (slotKinds.has(name)) throw new MalformedPhraseError('repeatedSlot', phrase.says);
    return [name, fixedArgument(slotKindOf(name, verb), value)];
  });
  return {
    verb,
    pattern,
    program: compile(pattern),
    required: requiredWords(pattern),
    slotKinds,
    fixed: new Map(fixed),
  };
}

/** Finds the few phrases that a sentence's words allow at all. */
export type PhraseIndex = (words: ReadonlySet<string>) => CompiledPhrase[];

/** Files each phrase under its rarest required words, so that a sentence is compared with a handful of phrases. */
export function indexOf(phrases: readonly CompiledPhrase[]): PhraseIndex {
  const uses = new Map<string, number>();
  for (const phrase of phrases) for (const word of wordsIn(phrase.pattern)) uses.set(word, (uses.get(word) ?? 0) + 1);
  const cost = (words: ReadonlySet<string>): number => [...words].reduce((sum, word) => sum + (uses.get(word) ?? 0), 0);
  const filed = new Map<string, number[]>();
  for (const [place, { required }] of phrases.entries()) {
    const rarest = required.reduce((best, words) => (cost(words) < cost(best) ? words : best));
    for (const word of rarest) filed.set(word, [...(filed.get(word) ?? []), place]);
  }
  return (words) => {
    const places = new Set([...words].flatMap((word) => filed.get(word) ?? []));
    return [...places]
      .sort((one, other) => one - other)
      .flatMap((place) => phrases[place] ?? [])
      .filter(({ required }) => required.every((group) => share(group, words)));
  };
}

/** Whether two sets have a word in common. */
function share(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const word of some) if (others.has(word)) return true;
  return false;
}

/** The words with which phrases that do something begin: "turn", "disable", "tell". */
export const orderingWords = (phrases: readonly CompiledPhrase[]): ReadonlySet<string> =>
  new Set(phrases.flatMap(({ verb, required }) => (verb.kind === 'read' ? [] : [...(required[0] ?? [])])));
