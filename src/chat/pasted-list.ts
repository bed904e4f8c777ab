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
 * Lines of a CSV file or a spreadsheet with a userPrincipalName, a mail address or an object id: in the column that the
 * headings call so, else the only one of its line. A line that names nobody, or several, makes it no list: nothing is left
 * out in silence, and nobody is taken for another. Whoever is named twice is listed once.
 */
function peopleIn(lines: readonly string[]): readonly string[] | undefined {
  const [first = [], ...others] = lines.map(cellsOf);
  const hasHeadings = !first.some(isSomebody);
  const column = hasHeadings ? columnIn(first) : -1;
  const rows = hasHeadings ? others : [first, ...others];
  const listed = rows.flatMap((cells) => (column < 0 ? onlyOne(cells) : somebodyIn(cells[column] ?? '')));
  if (listed.length === 0 || listed.length !== rows.length) return undefined;
  return [...new Map(listed.map((one) => [one.toLowerCase(), one])).values()];
}

/** What headings call the column that names the person, the surer names first. */
const HEADINGS = [
  /^(?:user ?principal ?name|upn|sign-?in(?: name)?)$/u,
  /^(?:object ?id|user ?id|id)$/u,
  /^(?:e-?)?mail(?: ?address)?$/u,
];

function columnIn(headings: readonly string[]): number {
  const names = headings.map((one) => one.toLowerCase());
  const heading = HEADINGS.find((one) => names.some((name) => one.test(name)));
  return heading ? names.findIndex((name) => heading.test(name)) : -1;
}

function onlyOne(cells: readonly string[]): string[] {
  const found = cells.filter(isSomebody);
  return new Set(found.map((one) => one.toLowerCase())).size === 1 ? found.slice(0, 1) : [];
}

const somebodyIn = (cell: string): string[] => (isSomebody(cell) ? [cell] : []);

const isSomebody = (cell: string): boolean => isAddress(cell) || isGuid(cell.toLowerCase());

/** The cells of a line; in quotes they may hold what else ends them. */
const cellsOf = (line: string): string[] =>
  Array.from(line.matchAll(/(?:^|[,;\t])\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))/gu), ([, quoted, plain = '']) =>
    (quoted ?? plain).trim(),
  );
