import { z } from 'zod/v4';
import type { Understood } from '../chat/understanding.ts';
import type { Choice } from '../chat/grammar.ts';
import { ACCOUNT_TYPES } from '../inventory/filter-words.ts';

/** What a sentence means, as one line. */
export interface UnderstoodLine {
  /** The name of a verb, or `smalltalk`, `unknown`, `refuse`. */
  verb: string;
  arguments: Record<string, unknown>;
  /** What would be asked back, in words. */
  asks?: string;
  understoodAs: string;
}

const question = z.looseObject({ text: z.string(), previous: z.string().nullish() });

/** The question in a line of input; undefined where there is none. */
export function questionIn(line: string): { text: string; previous?: string } | undefined {
  try {
    const { data } = question.safeParse(JSON.parse(line));
    return data && { text: data.text, ...(data.previous == null ? {} : { previous: data.previous }) };
  } catch {
    return undefined;
  }
}

/** What a sentence means, as the line that is printed. */
export function lineOf(understood: Understood): UnderstoodLine {
  switch (understood.kind) {
    case 'call':
      return callLine(understood);
    case 'ask':
      return {
        verb: understood.verb,
        arguments: plainArguments(understood.arguments),
        asks: understood.question,
        understoodAs: understood.understoodAs,
      };
    case 'unsure':
      return offered(understood.choices, 'Did you mean');
    case 'several':
      return offered(understood.choices, 'Several orders, one by one. First');
    case 'smalltalk':
      return bare('smalltalk', understood.about);
    case 'badList':
      return bare('unknown', 'list');
    case 'forbidden':
      return bare('refuse', understood.why);
    case 'refused':
      return { ...bare('unknown', understood.why), asks: REFUSED[understood.why] };
    case 'pastTime':
      return { ...bare(understood.verb), asks: 'That time has passed: when shall it be?' };
    case 'noTime':
      return { ...bare(understood.verb), asks: `When is “${understood.words}”?` };
    case 'unknown':
      return bare('unknown');
  }
}

const bare = (verb: string, why?: string): UnderstoodLine => ({
  verb,
  arguments: {},
  understoodAs: why === undefined ? verb : `${verb} (${why})`,
});

const REFUSED = {
  negated: 'To order something, say it without a “not”.',
  hypothetical: 'Nothing was ordered. To propose it, say it without “if”.',
};

const callLine = ({ request, understoodAs }: Choice): UnderstoodLine => ({
  verb: request.verb,
  arguments: plainArguments(request.arguments),
  understoodAs,
});

function offered(choices: readonly Choice[], lead: string): UnderstoodLine {
  const [first] = choices;
  if (!first) return bare('unknown');
  return { ...callLine(first), asks: `${lead}: ${choices.map((one) => one.understoodAs).join(' · ')}?` };
}

/** Arguments as a person would write them down: a name is its words, a description its parts. */
export function plainArguments(args: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(args).flatMap(([name, value]): [string, unknown][] =>
    name === 'whom' ? Object.entries(plainWhom(value, args)) : [[name, plainValue(value)]],
  );
  return Object.fromEntries(entries);
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  if ('me' in value) return 'me';
  if ('words' in value) return value.words;
  if ('from' in value && 'to' in value) return value;
  return 'displayName' in value ? value.displayName : 'id' in value ? value.id : value;
}

/** A description of people, part by part. */
function plainWhom(value: unknown, beside: Record<string, unknown>): Record<string, unknown> {
  const { filter = {}, order } = (value ?? {}) as { filter?: Record<string, unknown>; order?: string };
  const { states, types, place, ...others } = filter;
  const at = place as { kind: string; words?: string; name?: string } | undefined;
  const isEveryone = Object.keys(filter).length === 0;
  return {
    ...(isEveryone ? { whom: 'everyone' } : {}),
    ...one('state' in beside ? 'currentState' : 'state', states),
    ...typesIn(types),
    ...others,
    ...(at ? { [PLACE_NAMES[at.kind] ?? 'group']: at.words ?? at.name } : {}),
    ...(order === undefined ? {} : { sort: order }),
  };
}

/** Of most types it is shorter to say which are left out. */
function typesIn(types: unknown): Record<string, unknown> {
  const some: readonly unknown[] = Array.isArray(types) ? types : [];
  const others = ACCOUNT_TYPES.filter((type) => !some.includes(type));
  return some.length > others.length + 1 ? one('exceptType', others) : one('type', types);
}

const PLACE_NAMES: Record<string, string> = {
  named: 'in',
  groupNamed: 'group',
  reportsNamed: 'reportsTo',
  reports: 'reportsTo',
  departmentNamed: 'department',
  group: 'group',
  department: 'department',
};

const one = (name: string, list: unknown): Record<string, unknown> =>
  Array.isArray(list) ? { [name]: list.length === 1 ? (list[0] as unknown) : list } : {};
