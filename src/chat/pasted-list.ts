import { isGuid } from '../lib/ids.ts';

/** A sentence, and the people that are listed with it. */
export interface WithList {
  order: string;
  listed: readonly string[];
}

/** Why lines are no list of people; lines are counted from 1, blank ones too. */
export type ListFault =
  | { kind: 'empty' }
  | { kind: 'headingsOnly' }
  | { kind: 'nobody'; line: number; text: string; heading?: string }
  | { kind: 'several'; line: number; text: string };

/** The people of a list, by what its lines name them; or the first fault in it. */
export type ListRead = { kind: 'people'; listed: readonly string[] } | { kind: 'fault'; fault: ListFault };

const MOST_CHARACTERS = 100_000;
const LONGEST_NAME = 256;
const isAddress = (cell: string): boolean => cell.length <= LONGEST_NAME && /^[^\s@]+@[^\s@]+$/u.test(cell);

/** Cuts a pasted list of people off the sentence above it. Undefined where there is none. */
export function withPastedList(text: string): WithList | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const [first, ...below] = linesOf(text);
  const read = peopleIn(below);
  if (!first || read.kind === 'fault') return undefined;
  return { order: first.text.replace(/[.:;,\s]{1,20}$/u, ''), listed: read.listed };
}

/** The first fault of lines below a sentence that name people, most of them; undefined where they are none. */
export function faultInPasted(text: string): ListFault | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const below = linesOf(text).slice(1);
  const named = below.filter((line) => peopleOf(cellsOf(line.text)).length === 1).length;
  const read = peopleIn(below);
  return read.kind === 'fault' && named >= LEAST_NAMED && named * 2 >= below.length ? read.fault : undefined;
}

const LEAST_NAMED = 3;

/** The people of a CSV file, by what its lines name them. */
export const readList = (csv: string): ListRead => peopleIn(linesOf(csv.replace(/^\uFEFF/u, '')));

interface Line {
  no: number;
  text: string;
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line, at) => ({ no: at + 1, text: line }))
    .filter((line) => line.text.trim() !== '');

/**
 * Lines of a CSV file or a spreadsheet with a userPrincipalName, a mail address or an object id: in the column that the
 * headings call so, else the only one of its line. A line that names nobody, or several, makes it no list: nothing is left
 * out in silence, and nobody is taken for another. Whoever is named twice is listed once.
 */
function peopleIn(lines: readonly Line[]): ListRead {
  const [first, ...others] = lines;
  if (!first) return faulty({ kind: 'empty' });
  const headings = cellsOf(first.text);
  const hasHeadings = !headings.some(isSomebody);
  if (hasHeadings && others.length === 0) return faulty({ kind: 'headingsOnly' });
  const column = hasHeadings ? columnIn(headings) : -1;
  const listed = new Map<string, string>();
  for (const line of hasHeadings ? others : lines) {
    const cells = cellsOf(line.text);
    const [one, ...more] = column < 0 ? peopleOf(cells) : peopleOf(cells.slice(column, column + 1));
    const at = { line: line.no, text: line.text.trim() };
    if (one === undefined) return faulty({ kind: 'nobody', ...at, ...headingAt(headings, column) });
    if (more.length > 0) return faulty({ kind: 'several', ...at });
    listed.set(one.toLowerCase(), one);
  }
  return { kind: 'people', listed: [...listed.values()] };
}

const faulty = (fault: ListFault): ListRead => ({ kind: 'fault', fault });
const headingAt = (headings: readonly string[], column: number): { heading?: string } => {
  const heading = headings[column];
  return heading === undefined ? {} : { heading };
};

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

/** Whom cells name, each once. */
const peopleOf = (cells: readonly string[]): string[] => [
  ...new Map(cells.filter(isSomebody).map((one) => [one.toLowerCase(), one])).values(),
];

const isSomebody = (cell: string): boolean => isAddress(cell) || isGuid(cell.toLowerCase());

/** The cells of a line; in quotes they may hold what else ends them. */
const cellsOf = (line: string): string[] =>
  Array.from(line.matchAll(/(?:^|[,;\t])\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))/gu), ([, quoted, plain = '']) =>
    (quoted ?? plain).trim(),
  );
