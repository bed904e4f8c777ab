import { readText } from './source-files.ts';

/** A written page of the repository. */
export interface Page {
  path: string;
  text: string;
}

/** Reads a page by its path from the root. */
export const page = (path: string): Page => ({ path, text: readText(path) });

/** The part of a page below a heading, up to the next heading of the same or a higher rank. */
export function section({ path, text }: Page, heading: string): string {
  const rank = /^#+/.exec(heading)?.[0].length ?? 0;
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new TypeError(`${path} has no heading “${heading}”`);
  const rest = text.slice(start + heading.length + 2);
  const end = new RegExp(`^#{1,${rank}} `, 'm').exec(rest)?.index ?? rest.length;
  return rest.slice(0, end);
}

/** The lines of the first fenced block of a text. */
export const fencedLines = (text: string): string[] =>
  (/^```\w*\n([\s\S]*?)\n```$/m.exec(text)?.[1] ?? '').split('\n').filter((line) => line.trim() !== '');

/** The rows of all tables of a text, without their headings, as trimmed cells. */
export function tableRows(text: string): string[][] {
  const rows = text.split('\n').map((line) => (line.startsWith('|') ? cellsOf(line) : undefined));
  const isRule = (cells: readonly string[] | undefined) => cells?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  return rows.filter((cells, at) => cells !== undefined && !isRule(cells) && !isRule(rows[at + 1])) as string[][];
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => cell.trim());

/** Everything that stands between back-ticks, fenced blocks included. */
export function codeIn(text: string): string[] {
  const fenced = [...text.matchAll(/^```\w*\n([\s\S]*?)\n```$/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const inline = [...text.replaceAll(/^```[\s\S]*?\n```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    (match) => match[1] ?? '',
  );
  return [...fenced, ...inline];
}
