import type { AnyVerb, VerbRequest } from '../verbs/verb.ts';
import { isHypothetical, isNegated, speaksOf } from './guards.ts';
import { hintOf, isQuestion, type Hint } from './hints.ts';
import { readMatches, type Match } from './match.ts';
import { normalised } from './normalise.ts';
import { compilePhrases, indexOf, orderingWords, type PhraseIndex } from './phrases.ts';
import { wordsIn } from './pattern.ts';
import { isBetter } from './program.ts';
import { STATES } from './slots.ts';
import type { Mention, Token } from './token.ts';
import { WHOM_WORDS } from './whom-words.ts';
import { nearWords, vocabularyOf, type Vocabulary } from './typo.ts';

export { MalformedPhraseError, type MalformedPhraseReason } from './pattern.ts';
export type { Hint } from './hints.ts';
export type { Mention } from './token.ts';

/** A call that a sentence may mean, and how to say it back. */
export interface Choice {
  request: VerbRequest;
  understoodAs: string;
}

/** What a sentence means. Only `call` is acted upon; it is still checked like any other request. */
export type Understanding =
  | ({ kind: 'call' } & Choice)
  /** Two verbs fit equally, or a word of an order is mistyped: ask which. */
  | { kind: 'unsure'; choices: Choice[] }
  /** An order was named only to say no to it, or to think about it. */
  | { kind: 'refused'; why: 'negated' | 'hypothetical' }
  /** `when` is the instant that was named, ISO 8601 in UTC. */
  | { kind: 'pastTime'; verb: string; when: string }
  /** Everything was said but a time that there is: `words` are what stands in its place. */
  | { kind: 'noTime'; verb: string; words: string }
  | { kind: 'unknown'; hint?: Hint };

/** Who is mentioned in the message, and the moment that "tomorrow" counts from. */
export interface Circumstances {
  now: Date;
  mentions: readonly Mention[];
}

export interface Grammar {
  understand(text: string, circumstances: Circumstances): Understanding;
  /** What phrases say that fit to the letter; undefined where none does. Ten times as fast: no typo is looked for. */
  understandExactly(tokens: readonly Token[], now: Date): Understanding | undefined;
  /** The rest, for tokens that no phrase fits to the letter. */
  understandAlmost(tokens: readonly Token[], now: Date): Understanding;
}

/** Longer texts are no orders; what is pasted into a chat is not read at all. */
const MOST_CHARACTERS = 2000;
const MOST_TOKENS = 50;
const MOST_CHOICES = 3;
const MOST_TYPOS = 2;

const STOP = 'stop';
const NO_TYPOS: ReadonlyMap<number, ReadonlySet<string>> = new Map();

/**
 * Compiles what the verbs say into a function from a sentence to a call. Pure: the moment is an argument.
 *
 * @throws {MalformedPhraseError} for a phrase that could not be compared with any sentence.
 */
export function createGrammar(verbs: readonly AnyVerb[], options: { timeZone: string }): Grammar {
  const phrases = compilePhrases(verbs);
  const parts: Parts = {
    phrasesFor: indexOf(phrases),
    orders: orderingWords(phrases),
    vocabulary: vocabularyOf([...phrases.flatMap(({ pattern }) => wordsIn(pattern)), ...STATES.keys(), ...WHOM_WORDS]),
    timeZone: options.timeZone,
  };
  return {
    understand(text, { now, mentions }) {
      if (text.length > MOST_CHARACTERS) return { kind: 'unknown' };
      const tokens = normalised(text, mentions);
      if (tokens.length === 0 || tokens.length > MOST_TOKENS) return { kind: 'unknown' };
      return exactly(parts, tokens, now) ?? almost(parts, tokens, now);
    },
    understandExactly: (tokens, now) => (tokens.length > MOST_TOKENS ? undefined : exactly(parts, tokens, now)),
    understandAlmost: (tokens, now) => (tokens.length > MOST_TOKENS ? { kind: 'unknown' } : almost(parts, tokens, now)),
  };
}

interface Parts {
  phrasesFor: PhraseIndex;
  orders: ReadonlySet<string>;
  vocabulary: Vocabulary;
  timeZone: string;
}

function exactly(parts: Parts, tokens: readonly Token[], now: Date): Understanding | undefined {
  const matches = matchesOf(parts, { tokens, now, near: NO_TYPOS });
  return matches.length > 0 ? decided(matches) : undefined;
}

function almost(parts: Parts, tokens: readonly Token[], now: Date): Understanding {
  const why = refusalOf(tokens, parts.orders);
  if (why === 'negated' && isQuestion(tokens)) return { kind: 'unknown', hint: 'question' };
  if (why) return { kind: 'refused', why };
  const near = nearOf(tokens, parts.vocabulary);
  const matches = near.size === 0 ? [] : matchesOf(parts, { tokens, now, near });
  const likely = matches.filter((match) => match.typos <= MOST_TYPOS);
  return likely.length > 0 ? decided(likely) : notUnderstood(parts, tokens, now);
}

/** Nothing fits. What is probably wrong is worth more to the person than that it is. */
function notUnderstood(parts: Parts, tokens: readonly Token[], now: Date): Understanding {
  const [match] = matchesOf(parts, { tokens, now, near: NO_TYPOS, isAnyTime: true });
  if (match?.noTime !== undefined) return { kind: 'noTime', verb: match.verb.name, words: match.noTime };
  const hint = hintOf(tokens);
  return { kind: 'unknown', ...(hint === undefined ? {} : { hint }) };
}

interface Attempt {
  tokens: readonly Token[];
  now: Date;
  near: ReadonlyMap<number, ReadonlySet<string>>;
  isAnyTime?: boolean;
}

function matchesOf(parts: Parts, attempt: Attempt): Match[] {
  const words = new Set(attempt.tokens.map((token) => token.word));
  for (const some of attempt.near.values()) for (const word of some) words.add(word);
  const matches = readMatches(parts.phrasesFor(words), { ...attempt, timeZone: parts.timeZone });
  return matches.filter((match) => isMeant(match, attempt.tokens));
}

/** A question may hold "not"; what changes or stops something must be said outright. */
const isMeant = ({ verb, understood }: Match, tokens: readonly Token[]): boolean =>
  verb.kind === 'read' ||
  (!isNegated(
    tokens.filter((_, at) => !understood.has(at)),
    verb.kind,
  ) &&
    !isHypothetical(tokens));

function refusalOf(tokens: readonly Token[], orders: ReadonlySet<string>): 'negated' | 'hypothetical' | undefined {
  if (isHypothetical(tokens) && speaksOf(tokens, orders)) return 'hypothetical';
  if (isNegated(tokens, 'stop') && speaksOf(tokens, orders)) return 'negated';
  // "stop" is an order and a no: "stop moving ring 2" negates "move", "stop the music" negates nothing of ours.
  const others = new Set([...orders].filter((word) => word !== STOP));
  return isNegated(tokens, 'propose') && speaksOf(tokens, others) ? 'negated' : undefined;
}

function nearOf(tokens: readonly Token[], vocabulary: Vocabulary): ReadonlyMap<number, ReadonlySet<string>> {
  const near = new Map<number, ReadonlySet<string>>();
  for (const [at, token] of tokens.entries()) {
    const words = token.person ? new Set<string>() : nearWords(vocabulary, token.word);
    if (words.size > 0) near.set(at, words);
  }
  return near;
}

/** The best of what matched; where several are equally good, nobody guesses. */
function decided(matches: readonly Match[]): Understanding {
  const best = matches.filter((match) => !matches.some((other) => isBetter(other, match)));
  const past = best.find((match) => match.pastAt !== undefined);
  if (past?.pastAt !== undefined) return { kind: 'pastTime', verb: past.verb.name, when: past.pastAt };
  const byCall = new Map(best.map((match) => [JSON.stringify(match.request), match]));
  const [only, ...others] = byCall.values();
  if (only && others.length === 0 && (only.typos === 0 || only.verb.kind === 'read')) {
    return { kind: 'call', request: only.request, understoodAs: only.understoodAs };
  }
  const choices = [...byCall.values()].map(({ request, understoodAs }) => ({ request, understoodAs }));
  return { kind: 'unsure', choices: choices.slice(0, MOST_CHOICES) };
}
