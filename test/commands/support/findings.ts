import type { Line } from '../../../src/commands/lines.ts';

/** Everything that a command found, in its order. */
export async function found(lines: AsyncIterable<Line> | Iterable<Line>): Promise<Line[]> {
  const all: Line[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** The one line that speaks of something. */
export function lineOf(lines: readonly Line[], words: RegExp): Line {
  const [line, ...more] = lines.filter(({ text }) => words.test(text));
  if (line === undefined || more.length > 0) {
    const seen = lines.map(({ mark, text }) => `${mark} ${text}`).join('\n');
    throw new TypeError(`${line === undefined ? 'no line' : 'more than one line'} says ${String(words)}:\n${seen}`);
  }
  return line;
}

/** What must be mended. */
export const toMendIn = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ mark, text }) => (mark === '!!' ? [text] : []));
