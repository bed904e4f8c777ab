import type { ListOrder, PeopleFilter, PeoplePlace } from '../inventory/people-filter.ts';
import type { PersonWords } from '../verbs/call.ts';
import type { Meaning } from './glossary.ts';
import { corrected, correctedPlain, entryAt, folded, isKnownWord, meaningsOf } from './lexicon.ts';
import type { Token } from './token.ts';

/** A word of a sentence, and what is known of it. */
export interface SceneWord {
  token: Token;
  /** Folded, and corrected where it was a slip. */
  word: string;
  meanings: ReadonlySet<Meaning>;
  /** Whether it is in the glossary or a plain word: what is neither may be a name. */
  isKnown: boolean;
  isSlip: boolean;
  /** The first word of the run of words that the glossary knows, for the others of it. */
  head?: SceneWord;
  /** What took it: a fact, or a name. Its meanings count no longer. */
  taken?: string;
}

/** Somebody or something as it was said. */
export interface Named<Value> {
  value: Value;
  said: string;
  at: number;
}

/** A stretch of time that is over or has begun. */
export interface Stretch {
  from: string;
  to: string;
}

/** What was found in a sentence besides meanings. */
export interface Facts {
  people: Named<PersonWords>[];
  except: Named<PersonWords>[];
  places: Named<PeoplePlace>[];
  filter: PeopleFilter;
  order?: ListOrder;
  isEveryone: boolean;
  /** Whether a description of people is excepted, and not names alone. */
  isExcepting?: boolean;
  /** Whether it is one that nobody can leave out. */
  isExceptingKinds?: boolean;
  rings: string[];
  /** "from ring 2 to ring 3": the one that somebody leaves. */
  fromRing?: string;
  target?: string;
  policy?: string;
  /** Whether more than one policy is named by its number. */
  isManyPolicies?: boolean;
  when?: Named<string>;
  pastAt?: string;
  since?: Stretch;
  until?: Stretch;
  /** An end that is no time: "until I am back". */
  untilSaid?: string;
  day?: Stretch;
  count?: number;
  every?: string;
  ranges?: string;
  location?: string;
  trust?: 'trusted' | 'untrusted';
  from?: string;
  app?: string;
  proposal?: string;
  /** All that are named, as they stand. */
  proposals?: string[];
  /** "the second proposal": a place in the list of those that wait. */
  nth?: number;
  language?: string;
  format?: string;
  reason?: string;
  ticket?: string;
  /** Which of those who were to be told: "failed", "unconfirmed", "unanswered". */
  scope?: string;
}

/** A sentence as it is looked at: its words, and what was found in them. */
export interface Scene {
  words: SceneWord[];
  facts: Facts;
  now: Date;
  timeZone: string;
  isQuestion: boolean;
  isPolite: boolean;
}

/** How a message is said as a whole: its words alone no longer show it. */
export interface Manner {
  now: Date;
  timeZone: string;
  /** Whether it asks for something to be done: "can you", "please". */
  isPolite: boolean;
  /** Whether it ends with a question mark. */
  endsAsking: boolean;
}

const NONE: ReadonlySet<Meaning> = new Set();
const ELIDED = /^(?:l|d|s|c|j|n|qu|m|t)'(?=\p{L})/u;

/** The words of tokens with their meanings; the longest run of words that the glossary knows counts. */
export function sceneWords(tokens: readonly Token[]): SceneWord[] {
  const words = tokens.map((token, at): SceneWord => {
    const word = foldedWord(token);
    const isName = token.person !== undefined || isKnownWord(word) || /[@\d]/u.test(word);
    const meant = isName || isLikelyName(tokens, at) ? undefined : (corrected(word) ?? correctedPlain(word));
    return { token, word: meant ?? word, meanings: NONE, isKnown: false, isSlip: meant !== undefined };
  });
  const plain = words.map(({ word }) => word);
  for (let at = 0; at < words.length;) at = meant(words, plain, at);
  joinSeparated(words);
  markParticiples(words);
  return words;
}

/** "est activé": without its accent the participle of French is an order. */
function markParticiples(words: readonly SceneWord[]): void {
  for (const [at, word] of words.entries()) {
    const meaning = PARTICIPLES.get(word.word);
    if (meaning !== undefined && /^(?:est|sont|encore|toujours|deja)$/u.test(words[at - 1]?.word ?? ''))
      word.meanings = new Set([meaning]);
  }
}

const PARTICIPLES: ReadonlyMap<string, Meaning> = new Map([
  ['active', 'enabled'],
  ['desactive', 'off'],
  ['impose', 'enforced'],
]);

/** Verbs of two parts, German ones above all, and what they mean: the first part, the last one. */
const SEPARABLE: readonly (readonly [RegExp, RegExp, Meaning])[] = [
  [/^zieh(?:e|en|t)?$/u, /^zuruck$/u, 'cancel'],
  [/^nimm|nehm(?:e|en|t)$/u, /^(?:raus|heraus)$/u, 'exclude'],
  [/^nimm|nehm(?:e|en|t)$/u, /^(?:auf|rein|dazu|hinzu)$/u, 'add'],
  [/^nimm|nehm(?:e|en|t)$/u, /^zuruck$/u, 'rollback'],
  [/^(?:halte?|haltet)$/u, /^an$/u, 'pause'],
  [/^(?:setze?|setzt)$/u, /^fort$/u, 'resume'],
  [/^(?:lege?|legt)$/u, /^an$/u, 'create'],
  [/^(?:schliess(?:e|t)?|lass(?:e|t)?)$/u, /^(?:aus|raus|weg)$/u, 'exclude'],
  [/^(?:brich|breche|brecht)$/u, /^ab$/u, 'cancel'],
  [/^schliess(?:e|en|t)?$/u, /^ab$/u, 'finish'],
  [/^(?:get|set)$/u, /^(?:going|started|rolling|moving)$/u, 'start'],
  [/^kick$/u, /^off$/u, 'start'],
];

/** "zieh meinen Antrag zurück": the two parts of a verb far from each other mean what they mean together. */
function joinSeparated(words: readonly SceneWord[]): void {
  const end = words.findLastIndex(({ word }) => /^\p{L}/u.test(word) && !/^(?:bitte|danke|jetzt|sofort)$/u.test(word));
  const last = words[end];
  if (!last || last.head) return;
  for (const [first, second, meaning] of SEPARABLE) {
    if (!second.test(last.word)) continue;
    const verb = words.slice(0, end).find(({ word }) => first.test(word));
    if (!verb) continue;
    verb.meanings = new Set([meaning]);
    last.meanings = NONE;
    last.isKnown = true;
    return;
  }
}

/** "MFA-Status", "P1-Lizenzen": a compound of words that are known means what they mean; "SG-MFA-Pilot" is a name. */
function compoundAt(
  words: readonly string[],
  at: number,
): { length: number; meanings: ReadonlySet<Meaning> } | undefined {
  const parts = partsOf(words[at] ?? '');
  const last = parts.at(-1) ?? '';
  if (
    parts.length < 2 ||
    parts.length > 3 ||
    NAME_ENDS.test(last) ||
    !parts.every((part) => part !== '' && isKnownWord(part))
  )
    return undefined;
  const meanings = new Set(parts.flatMap((part) => [...meaningsOf(part)]));
  return meanings.size === 0 ? undefined : { length: 1, meanings };
}

/** "rollout-plan", and "Rolloutplan" as German writes it. */
function partsOf(word: string): readonly string[] {
  if (word.length > LONGEST_COMPOUND) return [];
  if (word.includes('-')) return word.split('-');
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at += 1) {
    const parts = [word.slice(0, at), word.slice(at)];
    if (parts.every((part) => meaningsOf(part).size > 0) && parts[1] !== 'ping') return parts; // "stopping"
  }
  return [];
}

const SHORTEST_PART = 4;
const LONGEST_COMPOUND = 40;
const NAME_ENDS = /^(?:mfa|pilot|users?|group|sales|it|all|admins?|\d+)$/u;

/** "let the team know" tells them. */
const isLetKnow = (words: readonly string[], at: number): boolean =>
  words[at] === 'let' && words[at + 1] !== 'me' && words.slice(at + 1, at + 9).includes('know');
const TELL: ReadonlySet<Meaning> = new Set(['tell']);

/** A word as the glossary spells it; empty for a mention. */
export function foldedWord({ word, person }: Token): string {
  if (person) return '';
  const bare = SHORT.get(folded(word)) ?? folded(word);
  const rest = ELIDED.test(bare) ? bare.replace(ELIDED, '') : bare;
  return rest !== bare && isKnownWord(rest) ? rest : bare;
}

/** Single letters that stand for words. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['r', 'are'],
  ['u', 'you'],
]);

/** A word with a capital in the middle of a sentence, or a possessive, is not a slip of the finger. */
function isLikelyName(tokens: readonly Token[], at: number): boolean {
  const { raw = '', word = '' } = tokens[at] ?? {};
  if (/'s$/u.test(word)) return true;
  const isCapital = /^["'(]?\p{Lu}\p{Ll}/u.test(raw);
  const before = tokens[at - 1];
  return isCapital && before !== undefined && !before.endsSentence;
}

/** "agrees" of "agree", "sommes-nous" of "sommes": no names, unless they have a capital. */
const isForm = ({ word, token }: SceneWord): boolean =>
  /^\p{Ll}/u.test(token.raw) &&
  (INVERTED.test(word) || (word.length > SHORTEST_FORM && word.endsWith('s') && isKnownWord(word.slice(0, -1))));
const INVERTED = /^\p{L}+-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|moi)$/u;
const SHORTEST_FORM = 4;

function meant(words: SceneWord[], plain: readonly string[], at: number): number {
  const word = words[at];
  if (!word || word.token.person) return at + 1;
  const entry = isLetKnow(plain, at) ? { length: 1, meanings: TELL } : (entryAt(plain, at) ?? compoundAt(plain, at));
  if (!entry) {
    word.isKnown = isKnownWord(word.word) || isForm(word) || /^\W*$/u.test(word.word);
    return at + 1;
  }
  for (const one of words.slice(at, at + entry.length)) {
    one.isKnown = true;
    if (one !== word) one.head = word;
  }
  word.meanings = entry.meanings;
  return at + entry.length;
}

/** Marks words as taken, so that they mean nothing else. */
export function take(scene: Scene, [from, to]: readonly [number, number], by: string): void {
  for (const word of scene.words.slice(from, to)) word.taken ??= by;
}

/** Whether a word has a meaning, whatever took it. */
export const means = (word: SceneWord | undefined, meaning: Meaning): boolean =>
  (word?.head ?? word)?.meanings.has(meaning) ?? false;

/** The words of a sentence as they are compared. */
export const textOf = ({ words }: Pick<Scene, 'words'>): string => words.map(({ word }) => word).join(' ');

/** Where a meaning stands among words that nothing took. */
export const placesOf = ({ words }: Scene, meaning: Meaning): number[] =>
  words.flatMap((word, at) => (word.taken === undefined && word.meanings.has(meaning) ? [at] : []));

/** The text of words as typed, without quotes and punctuation around it. */
export const typed = (words: readonly SceneWord[]): string =>
  words
    .map(({ token }) => token.raw)
    .filter((raw) => raw !== '')
    .join(' ')
    .replace(/^["'([{]+/u, '')
    .replace(/["')\]}.,:!?;…]+$/u, '')
    .trim();
