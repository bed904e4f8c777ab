import type { PersonWords } from '../verbs/call.ts';
import type { Scene, SceneWord } from './scene.ts';
import type { Token } from './token.ts';

const PRONOUN = /^(?:he|she|him|her|his|hers|er|ihn|ihm|elle|ella)$/u;
const POSSESSIVE = /^(?:her|his)$/u;
/** What somebody has for us; "her manager" and "his team" are other people. */
const OWN =
  /^(?:mfa|2fa|state|status|methods?|ring|account|coverage|registration|authenticator|per-user|polic(?:y|ies)|move|setup|sign-ins?|for|in|with|and|too|as|to|from|on|off|at|now|then|is|please|instead)$/u;

/**
 * A sentence with somebody in the place of the pronoun that means them; undefined where there is none, or where it names
 * people itself.
 */
export function withPersonMeant(
  { words, facts }: Scene,
  { value, said }: { value: PersonWords; said: string },
): Token[] | undefined {
  if (facts.people.length > 0 || facts.except.length > 0 || /^(?:no|not|nein|non)$/u.test(words[0]?.word ?? ''))
    return undefined;
  const at = words.findIndex((_, place) => isPronoun(words, place));
  if (at < 0) return undefined;
  const person = { id: '', displayName: said };
  return words.map(({ token }, place) => (place === at ? { ...token, raw: said, person, meant: value } : token));
}

function isPronoun(words: readonly SceneWord[], at: number): boolean {
  const one = words[at];
  if (!one || one.taken !== undefined || !PRONOUN.test(one.word)) return false;
  const next = words[at + 1];
  return !POSSESSIVE.test(one.word) || next === undefined || OWN.test(next.word);
}

const IT = /^(?:it|that|this)$/u;
const LONGEST = 6;

/** A short sentence with a ring in the place of "it": "pause it", "who is in it". Undefined where none is meant. */
export function withRingMeant(tokens: readonly Token[], ring: string): Token[] | undefined {
  const at = tokens.findIndex(({ word }) => IT.test(word));
  const it = tokens[at];
  const isOther = tokens.some(({ person, word }) => person !== undefined || /\d/u.test(word));
  if (!it || tokens.length > LONGEST || isOther) return undefined;
  const said = [
    { ...it, raw: 'ring', word: 'ring', endsSentence: false },
    { ...it, raw: ring, word: ring.toLowerCase() },
  ];
  return [...tokens.slice(0, at), ...said, ...tokens.slice(at + 1)];
}
