import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a command is called with: how it is used, and its options as Node's parser takes them. */
export interface CommandForm<Options extends NonNullable<ParseArgsConfig['options']>> {
  /** The whole call: `npm run check -- [--to <person>]`. */
  usage: string;
  /** One line for each option. */
  lines: readonly string[];
  options: Options;
}

/**
 * The options that a command was called with. Where they are not right, or `--help` is one of them, it says how the
 * command is used, and the command has nothing more to do.
 */
export function optionsOf<Options extends NonNullable<ParseArgsConfig['options']>>(form: CommandForm<Options>) {
  try {
    const { values } = parseArgs({ options: { ...form.options, help: { type: 'boolean', short: 'h' } } });
    if (!('help' in values && values.help === true)) return values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause; // Node's parser says what is wrong in a TypeError's first sentence
    console.log(`!!  ${cause.message.split(/\. |\n/)[0] ?? ''}.\n`);
    process.exitCode = 1;
  }
  console.log([`Usage: ${form.usage}`, ...form.lines.map((line) => `  ${line}`)].join('\n'));
  return undefined;
}
