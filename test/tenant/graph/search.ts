import type { Predicate, PropertyReader } from './filter.ts';
import { badRequest } from './refusal.ts';

const CLAUSE = /\s*"((?:[^"\\]|\\.)*)"\s*/y;
const JOINT = /(AND|OR)(?=\s*")/y;

/** Properties whose words are searched one by one; any other is compared from its start. */
const TOKENISED = new Set(['displayName', 'description']);

/**
 * Makes a predicate of a directory `$search`: clauses `"property:words"`, joined by AND and OR in capitals, AND
 * binding tighter. Inside the quotes a backslash makes the next character plain.
 */
export function parseSearch(text: string, searchable: readonly string[]): Predicate {
  const alternatives: Predicate[][] = [[]];
  let at = 0;
  for (;;) {
    CLAUSE.lastIndex = at;
    const clause = CLAUSE.exec(text)?.[1];
    if (clause === undefined) throw syntaxError(text, at);
    alternatives.at(-1)?.push(clausePredicate(clause.replaceAll(/\\(.)/gs, '$1'), searchable));
    at = CLAUSE.lastIndex;
    if (at >= text.length) break;
    JOINT.lastIndex = at;
    const joint = JOINT.exec(text)?.[1];
    if (joint === undefined) throw syntaxError(text, at);
    if (joint === 'OR') alternatives.push([]);
    at = JOINT.lastIndex;
  }
  return (read) => alternatives.some((clauses) => clauses.every((clause) => clause(read)));
}

function clausePredicate(clause: string, searchable: readonly string[]): Predicate {
  const colon = clause.indexOf(':');
  const property = searchable.find((name) => name.toLowerCase() === clause.slice(0, colon).toLowerCase());
  if (colon < 0 || property === undefined) {
    throw badRequest(`Property '${clause.slice(0, Math.max(colon, 0))}' is not searchable.`);
  }
  const words = clause.slice(colon + 1);
  return TOKENISED.has(property) ? hasWords(property, words) : startsWith(property, words);
}

function hasWords(property: string, words: string): Predicate {
  const sought = cutIntoWords(words).map((word) => ` ${word}`);
  return (read) => {
    const found = wordsOf(textOf(read, property));
    return sought.length > 0 && sought.every((word) => found.includes(word));
  };
}

function startsWith(property: string, start: string): Predicate {
  const sought = folded(start);
  return (read) => sought !== '' && folded(textOf(read, property)).startsWith(sought);
}

/** Texts hardly ever change, and every search compares all of them. */
function remembered(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const made = known.get(text) ?? make(text);
    known.set(text, made);
    return made;
  };
}

const folded = remembered((text) => text.normalize('NFC').toLowerCase());

/** Each word behind a space, so that one look finds where a word begins. */
const wordsOf = remembered((text) =>
  cutIntoWords(text)
    .map((word) => ` ${word}`)
    .join(''),
);

/** Cuts at spaces and symbols, between letters and digits, and where a small letter meets a capital. */
function cutIntoWords(text: string): string[] {
  const parted = text
    .normalize('NFC')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{L})(\p{N})/gu, '$1 $2')
    .replaceAll(/(\p{N})(\p{L})/gu, '$1 $2');
  return parted.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function textOf(read: PropertyReader, property: string): string {
  const value = read(property);
  return typeof value === 'string' ? value : '';
}

function syntaxError(text: string, at: number) {
  return badRequest(`Syntax error: character '${text.charAt(at)}' is not valid at position ${at} in '${text}'.`);
}
