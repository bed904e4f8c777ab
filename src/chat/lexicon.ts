import { EVERYDAY_WORDS } from './everyday-words.ts';
import { GLOSSARY, type Meaning } from './glossary.ts';
import { PLAIN_WORDS, SLIPS } from './plain-words.ts';
import { nearWords, vocabularyOf } from './typo.ts';

/** A run of words that the glossary knows. */
interface Entry {
  words: readonly string[];
  meanings: Set<Meaning>;
}

/** Lower case, without accents, quotes and brackets around it: how the glossary spells. */
export const folded = (word: string): string => {
  if (PLAIN_ASCII.test(word)) return word;
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return bare.replace(/^["'([{<*_`¿¡]+/u, '').replace(/["')\]}>*_`.,:!?;…]+$/u, '');
};

const PLAIN_ASCII = /^[a-z0-9]+$/;

const entries = new Map<string, Entry>();
for (const [meaning, ways] of Object.entries(GLOSSARY))
  for (const way of ways.split('|')) {
    const words = way.split(' ').map((word) => folded(word.replace('’', "'")));
    const key = words.join(' ');
    const entry = entries.get(key) ?? { words, meanings: new Set() };
    entry.meanings.add(meaning as Meaning);
    entries.set(key, entry);
  }

/** By the first two words, the longest run first: hundreds of runs begin with "what" or "get". */
const runs = new Map<string, Map<string, Entry[]>>();
for (const entry of [...entries.values()].sort((one, other) => other.words.length - one.words.length)) {
  const [first = '', second] = entry.words;
  if (second === undefined) continue;
  const bySecond = runs.get(first) ?? new Map<string, Entry[]>();
  bySecond.set(second, [...(bySecond.get(second) ?? []), entry]);
  runs.set(first, bySecond);
}

const glossaryWords: ReadonlySet<string> = new Set([...entries.values()].flatMap(({ words }) => words));
const single = [...entries.values()].flatMap(({ words }) => (words.length === 1 ? words : []));
const vocabulary = vocabularyOf(single);
const NONE: ReadonlySet<Meaning> = new Set();

/** What stands at a place: the longest run that the glossary knows there, or undefined. */
export function entryAt(
  words: readonly string[],
  at: number,
): { length: number; meanings: ReadonlySet<Meaning> } | undefined {
  const first = words[at] ?? '';
  const entry =
    runs
      .get(first)
      ?.get(words[at + 1] ?? '')
      ?.find((one) => one.words.every((word, place) => words[at + place] === word)) ?? entries.get(first);
  return entry && { length: entry.words.length, meanings: entry.meanings };
}

/** What one word means by itself. */
export const meaningsOf = (word: string): ReadonlySet<Meaning> => entries.get(word)?.meanings ?? NONE;

/** Whether a word is one that we know, whatever it means. */
export const isKnownWord = (word: string): boolean =>
  glossaryWords.has(word) || PLAIN_WORDS.has(word) || EVERYDAY_WORDS.has(word);

/** The word that a slip of the finger stands for, where there is exactly one meaning that it can have. */
export function corrected(word: string): string | undefined {
  const short = SLIPS.get(word);
  if (short !== undefined) return short;
  if (word.length < SHORTEST || !/^[a-z-]+$/.test(word)) return undefined;
  const all = [...nearWords(vocabulary, word)];
  const alike = all.filter((one) => one.at(-1) === word.at(-1)); // "enforcd" is rather "enforced" than "enforce"
  const near = alike.length > 0 ? alike : all;
  const [first] = near;
  if (first === undefined) return undefined;
  const isOneMeaning = near.every((other) => [...meaningsOf(other)].some((one) => meaningsOf(first).has(one)));
  return isOneMeaning ? first : undefined;
}

/** The plain word that a slip stands for: of a long one only, since names are near to many short ones. */
export function correctedPlain(word: string): string | undefined {
  if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return undefined;
  const [only, ...others] = nearWords(plainVocabulary, word);
  return others.length === 0 ? only : undefined;
}

const LONG = 7;
const plainVocabulary = vocabularyOf([...PLAIN_WORDS].filter((word) => word.length >= LONG));

const SHORTEST = 6;
