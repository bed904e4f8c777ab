import { z } from 'zod/v4';
import { RefusedError } from '../lib/refused.ts';
import type { AnyVerb, VerbRequest } from './verb.ts';
import type { VerbWords } from './verb-words.ts';

/** What is said besides an order and stands on record with its words anyway: a verb need not take it. */
const BESIDE: ReadonlySet<string> = new Set(['reason', 'ticket']);

/** The verbs that there are, and the words of each. */
export interface KnownVerbs {
  verbs: readonly AnyVerb[];
  wordsOf(verb: string): VerbWords | undefined;
}

/**
 * A request in words as the verb takes it that answers it: arguments by that verb's own names, numbers as numbers.
 *
 * @throws {RefusedError} `unknownRequest` where no verb answers it; `invalidInput` where something was said that the verb
 * has no place for: to leave it out in silence would do something else than was meant.
 */
export function handedTo({ verbs, wordsOf }: KnownVerbs, request: VerbRequest): VerbRequest {
  const words = wordsOf(request.verb);
  const handing = words?.handing?.(request.arguments) ?? { arguments: request.arguments };
  const verb = verbNamed(handing.verb ?? request.verb, verbs);
  const names = namesIn(verb.arguments);
  if (!names) return { verb: verb.name, arguments: handing.arguments };
  const entries = Object.entries(handing.arguments).flatMap(([name, value]): [string, unknown][] => {
    const own = names.has(name) ? name : (words?.alsoCalled?.[name] ?? name);
    if (names.has(own)) return [[own, own === name ? value : asNumber(value)]];
    if (BESIDE.has(name)) return [];
    throw new RefusedError(
      'invalidInput',
      `I have no use for “${name}” there.`,
      `Say it without, or ask for help. I understood: ${words?.does ?? verb.name}.`,
    );
  });
  return { verb: verb.name, arguments: Object.fromEntries(entries) };
}

/** @throws {RefusedError} `unknownRequest` where there is none of that name. */
export function verbNamed(name: string, verbs: readonly AnyVerb[]): AnyVerb {
  const verb = verbs.find((one) => one.name === name);
  if (verb) return verb;
  throw new RefusedError('unknownRequest', 'I do not know how to do that.', 'Type “help” to see what I understand.');
}

const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/u.test(value) ? Number(value) : value;

/** The names of a verb's arguments; undefined where its schema does not tell them. */
function namesIn(schema: z.ZodType): ReadonlySet<string> | undefined {
  if (schema instanceof z.ZodObject) return new Set(Object.keys(schema.shape));
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const options = (schema.options as readonly z.ZodType[]).map(namesIn);
  return options.includes(undefined) ? undefined : new Set(options.flatMap((one) => [...(one ?? [])]));
}
