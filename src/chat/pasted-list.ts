import { isGuid } from '../lib/ids.ts';

/** A sentence, and the people that are listed with it. */
export interface WithList {
  order: string;
  listed: readonly string[];
}

const MOST_CHARACTERS = 100_000;
const LONGEST_NAME = 256;
const isAddress = (cell: string): boolean => cell.length <= LONGEST_NAME && /^[^\s@]+@[^\s@]+$/u.test(cell);

/** Cuts a pasted list of people off the sentence above it. Undefined where there is none. */
export function withPastedList(text: string): WithList | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const [order = '', ...below] = linesOf(text);
  const listed = peopleIn(below);
  return listed && { order: order.replace(/[.:;,\s]{1,20}$/u, ''), listed };
}

/** The people of a CSV file, by what its lines name them. Undefined where it is no list of people. */
export const listedIn = (csv: string): readonly string[] | undefined => peopleIn(linesOf(csv));

const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\u2028\u2029]/u).filter((line) => line.trim() !== '');

/**
 * Lines of a CSV file or a spreadsheet with a userPrincipalName, a mail address or an object id in some column, the first
 * of them perhaps its headings. One line that names nobody makes it no list: nothing is left out in silence.
 */
function peopleIn(lines: readonly string[]): readonly string[] | undefined {
  const found = lines.map(personIn);
  const rows = found[0] === undefined ? found.slice(1) : found;
  const listed = rows.flatMap((one) => one ?? []);
  return listed.length > 0 && listed.length === rows.length ? listed : undefined;
}

/** The first cell of a line that names somebody. */
const personIn = (line: string): string | undefined =>
  line
    .split(/[,;\t]/u)
    .map((cell) => cell.trim().replace(/^"|"$/gu, ''))
    .find((cell) => isAddress(cell) || isGuid(cell.toLowerCase()));
