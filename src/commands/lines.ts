import { CrossoverError } from '../lib/errors.ts';

/** One finding of a command. `!!` must be mended; `--` is worth knowing. */
export interface Line {
  mark: 'ok' | '!!' | '--';
  text: string;
  /** What to do, where there is something to do. */
  remedy?: string;
}

/** What a command finds, as it finds it. */
export type Lines = AsyncGenerator<Line, void>;

export const fine = (text: string): Line => ({ mark: 'ok', text });
export const toMend = (text: string, remedy: string): Line => ({ mark: '!!', text, remedy });
export const toKnow = (text: string, remedy?: string): Line => ({
  mark: '--',
  text,
  ...(remedy !== undefined && { remedy }),
});

const WIDTH = 110;
const INDENT = '    ';

/** A line as the terminal shows it: the mark in front, everything after it indented, long lines folded. */
export function printed({ mark, text, remedy }: Line): string {
  const told = folded(text).join(`\n${INDENT}`);
  const advice = remedy === undefined ? [] : folded(remedy, WIDTH - 2).map((part) => `\n${INDENT}  ${part}`);
  return `${mark}  ${told}${advice.join('')}`;
}

/** Prints findings as they come, and says with the exit code whether something must be mended. */
export async function report(lines: AsyncIterable<Line> | Iterable<Line>): Promise<void> {
  let count = 0;
  for await (const line of lines) {
    console.log(printed(line));
    if (line.mark === '!!') count += 1;
  }
  if (count === 0) return;
  console.log(`\n${count === 1 ? '1 finding' : `${count} findings`} to mend, marked !!`);
  process.exitCode = 1;
}

/** The findings of one check; where the service behind it says no, that is a finding too, and the next check goes on. */
export async function* guarded(what: string, lines: Lines): Lines {
  try {
    yield* lines;
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    yield refused(what, cause);
  }
}

/** That the service behind something said no, with its remedy. */
export const refused = (what: string, cause: CrossoverError): Line =>
  toMend(`${what}: ${cause.message}.`, cause.remedy);

/** What a foreign error says: a database refuses in words that the administrator needs. */
export const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'unknown fault';
  const code = 'code' in cause ? String(cause.code) : cause.name;
  return cause.message === '' ? code : cause.message;
};

function folded(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
