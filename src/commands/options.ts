import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a command is called with: how it is used, and its options as Node's parser takes them. */
export interface CommandForm<Options extends NonNullable<ParseArgsConfig['options']>> {
  /** The whole call: `npm run check -- [--to <person>]`. */
  usage: string;
  /** One line for each option. */
  lines: readonly string[];
  options: Options;
  /** How many words it takes besides its options (Default: 0). */
  mostWords?: number;
}

/**
 * The options that a command was called with, and its words as `words`. Where they are not right, or `--help` is one of them, it says how the
 * command is used, and the command has nothing more to do.
 */
export function optionsOf<Options extends NonNullable<ParseArgsConfig['options']>>(form: CommandForm<Options>) {
  try {
    const { values, positionals: words } = parseArgs({
      options: { ...form.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const extra = words[form.mostWords ?? 0];
    if (extra !== undefined) throw new TypeError(`Unexpected argument '${extra}'`);
    if (!('help' in values && values.help === true)) return { ...values, words };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause; // Node's parser says what is wrong in a TypeError's first sentence
    console.log(`!!  ${cause.message.split(/\. |\n/)[0] ?? ''}.\n`);
    process.exitCode = 1;
  }
  console.log([`Usage: ${form.usage}`, ...form.lines.map((line) => `  ${line}`)].join('\n'));
  return undefined;
}
