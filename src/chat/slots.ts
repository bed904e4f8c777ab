import { isGuid } from '../lib/ids.ts';
import { counted, listed } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { PersonWords } from '../verbs/call.ts';
import type { AnyVerb } from '../verbs/verb.ts';
import { isOrder } from './guards.ts';
import { isOneName, isQuoted, nameText, plainText } from './names.ts';
import { readPast } from './past.ts';
import type { Score } from './program.ts';
import type { Token } from './token.ts';
import { namesTime, readWhen } from './when.ts';
import { readWhom } from './whom.ts';

/** What a slot takes, by its name. */
export type SlotKind =
  | 'person'
  | 'people'
  | 'several'
  | 'whom'
  | 'state'
  | 'group'
  | 'policy'
  | 'ranges'
  | 'when'
  | 'past'
  | 'count'
  | 'id'
  | 'list'
  | 'format'
  | 'prose'
  | 'text';

/** An argument as words gave it, and how to say it back. */
export interface Argument {
  value: unknown;
  said: string;
  /** The instant, where the words name a moment that is over. */
  pastAt?: string;
  /** The words, where they are meant as a time and are none. */
  noTime?: string;
}

/** What a slot is read with. */
export interface SlotCircumstances {
  now: Date;
  timeZone: string;
  /** Whether the verb changes nothing, so that any text may be its text. */
  isRead: boolean;
  /** Whether the tokens begin the sentence. */
  isFirst: boolean;
  /** Whether words that only look like a time are taken for one, so that it can be said that they are none. */
  isAnyTime: boolean;
  /** By token: words that it may have meant; all empty while no typo is forgiven. */
  near: readonly ReadonlySet<string>[];
}

type Reading = Score & { value: Argument };

/** Slots that are named after their kind. */
const OWN_KIND: ReadonlySet<string> = new Set<SlotKind>([
  'whom',
  'state',
  'group',
  'policy',
  'format',
  'ranges',
  'when',
  'count',
  'list',
]);
const PROSE = new Set(['reason', 'comment', 'note', 'message', 'question']);

/** The words for a per-user MFA state. */
export const STATES: ReadonlyMap<string, string> = new Map([
  ...['off', 'disable', 'disabled'].map((word): [string, string] => [word, 'disabled']),
  ...['on', 'enable', 'enabled'].map((word): [string, string] => [word, 'enabled']),
  ...['enforce', 'enforced'].map((word): [string, string] => [word, 'enforced']),
]);
const ONESELF = new Set(['me', 'my', 'i', 'myself']);
/** Slots for a stretch of time that is over, or has begun. */
const PAST = new Set(['since', 'until', 'day']);
const IDS = new Set(['proposal', 'proposalId', 'object']);
/** The words for a kind of file. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['json', 'json'],
  ...['csv', 'excel', 'spreadsheet'].map((word): [string, string] => [word, 'csv']),
]);
const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The most tokens that a slot takes. */
export const LONGEST_SLOT: Readonly<Record<SlotKind, number>> = {
  person: 6,
  people: 40,
  several: 40,
  whom: 30,
  state: 1,
  group: 8,
  policy: 16,
  ranges: 40,
  when: 9,
  past: 9,
  count: 1,
  id: 1,
  list: 1,
  format: 1,
  prose: 40,
  text: 12,
};

/** The kind of a slot: a person where the verb says so, else by its name. */
export function slotKindOf(name: string, verb: Pick<AnyVerb, 'people' | 'peopleLists'>): SlotKind {
  if (verb.peopleLists?.includes(name)) return name === 'people' ? 'several' : 'people';
  if (name === 'person' || verb.people?.includes(name)) return 'person';
  if (OWN_KIND.has(name)) return name as SlotKind;
  if (PAST.has(name)) return 'past';
  if (IDS.has(name)) return 'id';
  return PROSE.has(name) ? 'prose' : 'text';
}

/** An argument that a phrase fixes by itself, as the slot of that name would give it. */
export function fixedArgument(kind: SlotKind, value: string): Argument {
  if (kind === 'person')
    return value === 'me' ? oneself() : { value: { words: value } satisfies PersonWords, said: value };
  return { value: kind === 'count' ? Number(value) : value, said: value };
}

/** What tokens give a slot, or undefined where they are no such thing. */
export function readSlot(
  kind: SlotKind,
  tokens: readonly Token[],
  circumstances: SlotCircumstances,
): Reading | undefined {
  switch (kind) {
    case 'person':
      return open(personOf(tokens, circumstances.isFirst));
    case 'people':
      return open(peopleOf(tokens));
    case 'several':
      return open(personOf(tokens, false) ? undefined : peopleOf(tokens));
    case 'state':
      return stateOf(tokens, circumstances.near[0] ?? new Set());
    case 'whom':
      return whomOf(tokens, circumstances.near);
    case 'when':
      return whenOf(tokens, circumstances);
    case 'past':
      return pastOf(tokens, circumstances);
    case 'count':
      return countOf(tokens);
    case 'ranges':
      return rangesOf(tokens);
    case 'id':
      return closed(idOf(tokens));
    case 'list':
      return listOf(tokens);
    case 'format':
      return closed(FORMATS.get(plainText(tokens)?.toLowerCase() ?? ''));
    case 'policy':
    case 'group':
      return open(textOf(tokens, isQuoted(tokens) || !tokens.some((token) => isOrder(token.word))));
    case 'text':
      return open(textOf(tokens, circumstances.isRead || isOneThing(tokens)));
    case 'prose':
      return open(textOf(tokens, true));
  }
}

/** Any words may fill it, so it says nothing for the phrase. */
const open = (value: Argument | undefined): Reading | undefined => value && { typos: 0, weight: 0, value };

/** One of few words: as good as a fixed one. */
const closed = (value: string | undefined): Reading | undefined =>
  value === undefined ? undefined : { typos: 0, weight: 1, value: { value, said: value } };

/** People who are listed below the sentence. */
function listOf([token]: readonly Token[]): Reading | undefined {
  const lines = token?.listed;
  return (
    lines && {
      typos: 0,
      weight: 1,
      value: { value: lines, said: `the ${counted(lines.length, 'person', 'people')} listed` },
    }
  );
}

/** An id in any spelling; Entra and we spell ids in lower case. */
function idOf(tokens: readonly Token[]): string | undefined {
  const text = plainText(tokens)?.toLowerCase() ?? '';
  return isGuid(text) ? text : undefined;
}

const oneself = (): Argument => ({ value: { me: true } satisfies PersonWords, said: 'you' });

function personOf(tokens: readonly Token[], isFirst: boolean): Argument | undefined {
  const [first] = tokens;
  if (tokens.length === 1 && first?.person) {
    const { id, displayName } = first.person;
    return { value: { id, displayName } satisfies PersonWords, said: first.raw };
  }
  if (tokens.length === 1 && ONESELF.has(first?.word ?? '')) return oneself();
  const words = isOneName(tokens, isFirst) ? nameText(tokens) : undefined;
  return words === undefined ? undefined : { value: { words } satisfies PersonWords, said: words };
}

/** Names with commas or "and" between them; "Adams, Alice" by itself is one person. */
function peopleOf(tokens: readonly Token[]): Argument | undefined {
  const whole = personOf(tokens, false);
  if (whole) return { value: [whole.value], said: whole.said };
  const people = splitNames(tokens).map((name) => personOf(name, false));
  if (people.length > MOST_NAMES || people.includes(undefined)) return undefined;
  const found = people.flatMap((one) => one ?? []);
  return { value: found.map(({ value }) => value), said: listed(found.map(({ said }) => said)) };
}

/** As many as a verb takes by name. */
const MOST_NAMES = 50;

function splitNames(tokens: readonly Token[]): Token[][] {
  const names: Token[][] = [[]];
  for (const token of tokens) {
    if (token.word === 'and' || token.word === '&') names.push([]);
    else {
      names.at(-1)?.push(token);
      if (/[,;]$/u.test(token.raw)) names.push([]);
    }
  }
  return names.filter((name) => name.length > 0);
}

function stateOf(tokens: readonly Token[], near: ReadonlySet<string>): Reading | undefined {
  const exact = STATES.get(plainText(tokens)?.toLowerCase() ?? '');
  if (exact) return { typos: 0, weight: 1, value: { value: exact, said: exact } };
  const meant = new Set([...near].flatMap((word) => STATES.get(word) ?? []));
  const [state] = meant;
  return state && meant.size === 1 ? { typos: 1, weight: 1, value: { value: state, said: state } } : undefined;
}

function whomOf(tokens: readonly Token[], near: SlotCircumstances['near']): Reading | undefined {
  const read = readWhom(tokens, { states: STATES, near });
  return read && { typos: read.typos, weight: read.weight, value: { value: read.value, said: read.said } };
}

function whenOf(tokens: readonly Token[], circumstances: SlotCircumstances): Reading | undefined {
  const { timeZone } = circumstances;
  const text = timeText(tokens);
  const read = text === undefined ? undefined : readWhen(text, circumstances);
  if (!read) return noTimeOf(tokens, circumstances);
  const value = read.at.toISOString();
  const argument = { value, said: instantIn(read.at, timeZone), ...(read.isPast ? { pastAt: value } : {}) };
  return { typos: 0, weight: tokens.length, value: argument };
}

function pastOf(tokens: readonly Token[], circumstances: SlotCircumstances): Reading | undefined {
  const text = timeText(tokens);
  const read = text === undefined ? undefined : readPast(text, circumstances);
  if (!read) return noTimeOf(tokens, circumstances);
  const value = { from: read.from.toISOString(), to: read.to.toISOString() };
  return { typos: 0, weight: tokens.length, value: { value, said: instantIn(read.from, circumstances.timeZone) } };
}

const timeText = (tokens: readonly Token[]): string | undefined =>
  tokens.some((token) => token.person) ? undefined : plainText(tokens);

/** Words that stand where a time should, and are none. */
function noTimeOf(tokens: readonly Token[], { isAnyTime }: SlotCircumstances): Reading | undefined {
  const text = timeText(tokens);
  if (text === undefined || !isAnyTime || !tokens.some((token) => namesTime(token.word))) return undefined;
  return { typos: 0, weight: 0, value: { value: text, said: text, noTime: text } };
}

function countOf(tokens: readonly Token[]): Reading | undefined {
  const word = tokens[0]?.word ?? '';
  const count = /^\d{1,9}$/u.test(word) ? Number(word) : NUMBERS.indexOf(word);
  return count < 0 ? undefined : { typos: 0, weight: 1, value: { value: count, said: String(count) } };
}

function textOf(tokens: readonly Token[], isAllowed: boolean): Argument | undefined {
  const text = isAllowed && !tokens.some((token) => token.person) ? plainText(tokens) : undefined;
  return text === undefined ? undefined : { value: text, said: text };
}

/** Addresses and ranges of addresses, as a list: what each is worth is for its verb to say. */
function rangesOf(tokens: readonly Token[]): Reading | undefined {
  const words = tokens.filter(({ word }) => word !== 'and').map(({ raw }) => raw.replace(/[,;.]+$/u, ''));
  const isList = words.length > 0 && words.every((word) => /^[\da-f]*[.:][\da-f.:]*(\/\d{1,3})?$/iu.test(word));
  const value = words.join(' ');
  return isList ? { typos: 0, weight: tokens.length, value: { value, said: value } } : undefined;
}

const isOneThing = (tokens: readonly Token[]): boolean =>
  !tokens.some((token) => token.word === 'and' || isOrder(token.word));
