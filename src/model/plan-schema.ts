import { z } from 'zod/v4';
import type { Plan } from '../chat/planned.ts';
import type { VerbWords } from '../verbs/verb-words.ts';

/** Nothing of ours. */
const NONE = 'none';
const LISTS: ReadonlySet<string> = new Set(['people', 'except']);
const MOST_NAMED = 20;
const LONGEST = 300;

/** Arguments of all verbs by their names, each once: schemas with one part for each verb are too large for some services. */
const argumentNames = (verbs: readonly VerbWords[]): string[] =>
  [...new Set(verbs.flatMap(({ takes }) => Object.keys(takes)))].sort();

/** What the model may answer, as a JSON schema in its strict form: every name is there, and null where nothing was said. */
export function jsonSchemaOf(verbs: readonly VerbWords[]): Record<string, unknown> {
  const names = argumentNames(verbs);
  const typeOf = (name: string) =>
    LISTS.has(name)
      ? { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] }
      : { type: ['string', 'null'] };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['verb', 'arguments'],
    properties: {
      verb: { type: 'string', enum: [...verbs.map(({ name }) => name), NONE] },
      arguments: {
        type: 'object',
        additionalProperties: false,
        required: names,
        properties: Object.fromEntries(names.map((name) => [name, typeOf(name)])),
      },
    },
  };
}

const said = z.string().trim().min(1).max(LONGEST);

/** Reads an answer of the model; undefined for whatever is not exactly what was asked for. */
export function planIn(
  verbs: readonly VerbWords[],
  answer: string,
  unmask: (text: string) => string,
): Plan | undefined {
  const verb = z.enum(verbs.map(({ name }) => name));
  const shape = z.strictObject({
    verb,
    arguments: z.record(z.string(), z.union([said, z.array(said).max(MOST_NAMED), z.null()])),
  });
  const { data } = shape.safeParse(jsonOf(answer));
  if (!data) return undefined;
  const given = Object.entries(data.arguments).flatMap(([name, value]): [string, string | string[]][] =>
    value === null || value.length === 0 ? [] : [[name, typeof value === 'string' ? unmask(value) : value.map(unmask)]],
  );
  return { verb: data.verb, arguments: Object.fromEntries(given) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
