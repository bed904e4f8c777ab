/** Characters that turn or hide text: bidirectional controls, zero-width ones, tags, and control characters. */
const HIDDEN = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** What a person typed or a directory holds, made safe to show on one line: nothing hidden, nothing that turns the text. */
export const visibleText = (text: string): string => text.replace(HIDDEN, ' ').replace(/\s+/gu, ' ').trim();

/** A name as a sort and search key that is the same in every database: decomposed, without accents, lower case. */
export const searchKeyOf = (name: string): string =>
  visibleText(name).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** A text cut to so many characters, with an ellipsis where something is missing. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1)).trimEnd()}…`;

/** "1 person", "2 people". */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** "Ann", "Ann and Bob", "Ann, Bob and Cy". */
export function listed(words: readonly string[], joiner = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1) ?? ''}`;
}

/** The first of them by name, the rest as a number: "Ann, Bob and 5 more". */
export const listedBriefly = (words: readonly string[], most: number): string =>
  words.length <= most ? listed(words) : listed([...words.slice(0, most), `${words.length - most} more`]);
