import { listedBriefly, shortened, visibleText } from '../lib/text.ts';
import type { Names } from './policy-shape.ts';

/** What an id may stand for in a policy. */
export type NamedKind = 'user' | 'group' | 'role' | 'location' | 'application';

/** What is known of the names that ids stand for; undefined where the id is unknown, or what it named is gone. */
export type NameOf = (kind: NamedKind, id: string) => string | undefined;

const LONGEST_WORD = 80;
/** A policy may name thousands: the first of them, and the number of the rest. */
export const NAMED_AT_MOST = 5;

const gone: Readonly<Record<NamedKind, string>> = {
  user: 'an account that I do not find',
  group: 'a group that I do not find',
  role: 'the role',
  location: 'a location that I do not find',
  application: 'the application',
};

/** A text out of a policy on one line, whatever it holds. */
export const shownWord = (text: string): string => shortened(visibleText(text), LONGEST_WORD);

/** What a list of ids names, in words. */
export function namedWords(kind: NamedKind, ids: readonly string[], nameOf: NameOf): string {
  const shown = ids.slice(0, NAMED_AT_MOST + 1).map((id) => {
    const name = nameOf(kind, id);
    return name === undefined || name === '' ? `${gone[kind]} (${shownWord(id)})` : shownWord(name);
  });
  if (ids.length <= NAMED_AT_MOST) return listedBriefly(shown, NAMED_AT_MOST);
  return `${shown.slice(0, NAMED_AT_MOST).join(', ')} and ${ids.length - NAMED_AT_MOST} more`;
}

/** The words for some values of tomorrow and today: those that we know by our own, the others as they stand. */
export function valueWords({ values, isReadable }: Names, known: Readonly<Record<string, string>>): string[] {
  if (!isReadable) return ['something that I cannot read'];
  const words = values.map((value) =>
    Object.hasOwn(known, value) ? (known[value] ?? value) : `“${shownWord(value)}”`,
  );
  const rest = words.length - NAMED_AT_MOST;
  return rest <= 1 ? words : [...words.slice(0, NAMED_AT_MOST), `${rest} more`];
}
