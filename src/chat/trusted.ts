import { DEPARTMENTS } from './gazetteer.ts';
import { entryAt, folded } from './lexicon.ts';
import type { Read } from './reader.ts';
import { KINDS } from './scene-names.ts';
import type { Facts } from './scene.ts';

/** Slots of phrases take any words: not where the words mean things of ours, nor where they hold a reason or a ticket. */
export const isTrusted = (args: Record<string, unknown>, reads: readonly Read[]): boolean =>
  !reads.some(({ scene }) => isMore(scene.facts)) &&
  Object.entries(args).every(([name, value]) =>
    TEXTS.has(name)
      ? !/"|^number | (?:on|off|back)$|ca-?\d+.+ca-?\d+/iu.test(String(value))
      : !(name === 'group' && isPronoun(value)) &&
        !meansThings(value) &&
        !isJustNumber(name, value) &&
        !isPlan(name, value) &&
        !isPlaceOrThe(name, value) &&
        !namesKinds(value),
  );

const isMore = ({ reason, ticket, isExcepting }: Facts): boolean =>
  reason !== undefined || ticket !== undefined || isExcepting === true;

/** "tell them": nobody and no group is called so. */
export const isPronoun = (value: unknown): boolean =>
  /^(?:them|they|him|her|he|she|it|us|these|those|that|this)$/iu.test(String(value));

/** "for ring 2": no group has such a name. */
const isJustNumber = (name: string, value: unknown): boolean => name === 'group' && /^\d+$/u.test(String(value));

/** "what happened to plan 2?" is about no person. */
const isPlan = (name: string, value: unknown): boolean =>
  name === 'person' && /^(?:(?:plan|proposal|request|number|no) )*#?\d+$/u.test(personIn(value));

/** "is Marketing ready?" is about no person; "the Azure portal" is an application without its "the". */
const isPlaceOrThe = (name: string, value: unknown): boolean =>
  name === 'app'
    ? /^the /iu.test(String(value))
    : name === 'person' && (DEPARTMENTS.has(folded(personIn(value))) || KINDS.test(personIn(value)));

const personIn = (value: unknown): string => String(saidFor(value)).toLowerCase();

const namesKinds = (value: unknown): boolean =>
  Array.isArray(value) && value.some((one) => KINDS.test(String(saidFor(one)).toLowerCase().split(' ')[0] ?? ''));

const TEXTS: ReadonlySet<string> = new Set(['policy', 'location', 'reason']);
const THINGS = [
  'securityDefaults',
  'campaign',
  'signInFrequency',
  'policy',
  'ring',
  'rollout',
  'notice',
  'proposal',
  'audit',
  'pilot',
  'oldSettings',
  'trustedIps',
  'anchor',
] as const;

const SENTENCE =
  /^(?:back|again|off|on|from|entirely|immediately|asap|is|are|was|were|has|have|does|do|did|will|would|can|not|that|which|who|because|please|now|today|ist|hat|est|esta|ausgeschaltet|eingeschaltet|except|excluding|ausser|sauf|excepto|menos|minus|ohne|sans|without)$/u;

function meansThings(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(meansThings);
  if (typeof value !== 'string' || /[@_-]/u.test(value)) return false;
  if (/^ca\d{1,4}$/iu.test(value)) return true;
  const words = value.split(' ').map((word) => folded(word.toLowerCase()));
  const isSentence = words.slice(1).some((word) => SENTENCE.test(word) || word.endsWith("n't"));
  return isSentence || words.some((_, at) => THINGS.some((thing) => entryAt(words, at)?.meanings.has(thing)));
}

/** The words of somebody who is only named. */
const saidFor = (one: unknown): unknown =>
  typeof one === 'object' && one !== null && 'words' in one ? one.words : undefined;
