import { isGuid } from '../lib/ids.ts';

/** A sentence, and the people that are listed below it. */
export interface WithList {
  order: string;
  listed: readonly string[];
}

const MOST_CHARACTERS = 100_000;
const LONGEST_NAME = 256;
const isAddress = (cell: string): boolean => cell.length <= LONGEST_NAME && /^[^\s@]+@[^\s@]+$/u.test(cell);

/**
 * Cuts a pasted list of people off the sentence above it: lines of a CSV file or a spreadsheet with a userPrincipalName, a
 * mail address or an object id in some column, the first of them perhaps its headings. Undefined where it is none.
 */
export function withPastedList(text: string): WithList | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const [order = '', ...below] = text.split(/\r\n|[\n\r\u2028\u2029]/u).filter((line) => line.trim() !== '');
  const found = below.map(personIn);
  const rows = found[0] === undefined ? found.slice(1) : found;
  const listed = rows.flatMap((one) => one ?? []);
  return listed.length > 0 && listed.length === rows.length
    ? { order: order.replace(/[.:;,\s]{1,20}$/u, ''), listed }
    : undefined;
}

/** The first cell of a line that names somebody. */
const personIn = (line: string): string | undefined =>
  line
    .split(/[,;\t]/u)
    .map((cell) => cell.trim().replace(/^"|"$/gu, ''))
    .find((cell) => isAddress(cell) || isGuid(cell.toLowerCase()));
