/** The mark by which spreadsheets know UTF-8: it stands before the first row. */
export const CSV_MARK = '\u{feff}';

/** What a spreadsheet takes for a formula; apostrophes before it are ours, or look like ours. */
const FORMULA = /^'*[=+\-@\t\r]/u;

/** One row, by RFC 4180: commas between the cells, CR LF at the end. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** A cell that no spreadsheet takes for a formula: with an apostrophe before `=`, `+`, `-`, `@`, tab and CR. */
function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The texts of a row as they were before `csvRow`; undefined where it is no whole row. */
export function textsOfRow(row: string): string[] | undefined {
  const texts: string[] = [];
  for (let at = 0; ;) {
    const read = row[at] === '"' ? quotedCell(row, at) : plainCell(row, at);
    if (!read) return undefined;
    texts.push(FORMULA.test(read.text) && read.text.startsWith("'") ? read.text.slice(1) : read.text);
    if (read.end === row.length) return texts;
    if (row[read.end] !== ',') return undefined;
    at = read.end + 1;
  }
}

interface Cell {
  text: string;
  /** Behind its last character. */
  end: number;
}

function plainCell(row: string, from: number): Cell {
  const comma = row.indexOf(',', from);
  const end = comma < 0 ? row.length : comma;
  return { text: row.slice(from, end), end };
}

function quotedCell(row: string, from: number): Cell | undefined {
  for (let at = from + 1; ;) {
    const quote = row.indexOf('"', at);
    if (quote < 0) return undefined;
    if (row[quote + 1] !== '"') return { text: row.slice(from + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    at = quote + 2;
  }
}
