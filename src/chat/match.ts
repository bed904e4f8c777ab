import type { AnyVerb, VerbRequest } from '../verbs/verb.ts';
import type { CompiledPhrase } from './phrases.ts';
import { matchProgram, type Parse, type Score } from './program.ts';
import { LONGEST_SLOT, readSlot, type Argument, type SlotKind } from './slots.ts';
import type { Token } from './token.ts';

/** A phrase that says the whole sentence. */
export interface Match extends Score {
  verb: AnyVerb;
  request: VerbRequest;
  understoodAs: string;
  pastAt?: string;
  noTime?: string;
  /** Places of tokens whose "not" or "except" the phrase itself understands. */
  understood: ReadonlySet<number>;
}

/** A sentence, and what it is read with. */
export interface MatchCircumstances {
  tokens: readonly Token[];
  now: Date;
  timeZone: string;
  /** By token: words that it may have meant. Empty while no typo is forgiven. */
  near: ReadonlyMap<number, ReadonlySet<string>>;
  /** Whether words that only look like a time are taken for one (Default: false). */
  isAnyTime?: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();
type SlotReading = ReturnType<typeof readSlot>;

/** The best reading of each phrase that says the sentence from its first word to its last. */
export function readMatches(phrases: readonly CompiledPhrase[], circumstances: MatchCircumstances): Match[] {
  const times = new Map<string, SlotReading>();
  return phrases.flatMap((phrase) => matchOf(phrase, circumstances, times) ?? []);
}

function matchOf(
  phrase: CompiledPhrase,
  circumstances: MatchCircumstances,
  times: Map<string, SlotReading>,
): Match | undefined {
  const { tokens, near } = circumstances;
  const kindOf = (name: string): SlotKind => phrase.slotKinds.get(name) ?? 'text';
  const parse = matchProgram<Argument>(phrase.program, {
    length: tokens.length,
    typosOf: (at, word) => {
      if (isBreak(tokens, at)) return undefined;
      if (tokens[at]?.word === word) return 0;
      return near.get(at)?.has(word) ? 1 : undefined;
    },
    longestSlot: (name) => LONGEST_SLOT[kindOf(name)],
    readSlot: (name, from, to) => {
      const read = (): SlotReading =>
        readRange(kindOf(name), { from, to, isRead: phrase.verb.kind === 'read' }, circumstances);
      const kind = kindOf(name);
      return kind === 'when' || kind === 'past' ? remembered(times, `${kind} ${from}-${to}`, read) : read();
    },
  });
  if (!parse) return undefined;
  const said = new Map([
    ...phrase.fixed,
    ...parse.fillings.map((filling): [string, Argument] => [filling.name, filling.value]),
  ]);
  const understood = understoodIn(phrase, parse.fillings, tokens);
  return { ...matchFrom(phrase.verb, said), understood, typos: parse.typos, weight: parse.weight };
}

/** A description of people is made of closed words, "not registered" among them; "except" is a word of the phrase. */
function understoodIn(
  phrase: CompiledPhrase,
  fillings: Parse<Argument>['fillings'],
  tokens: readonly Token[],
): ReadonlySet<number> {
  const inside = fillings
    .filter(({ name }) => phrase.slotKinds.get(name) === 'whom')
    .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, place) => from + place));
  const except = fillings.find(({ name }) => name === 'except');
  const before = except ? tokens.slice(0, except.from).flatMap(({ word }, at) => (EXCEPT.has(word) ? [at] : [])) : [];
  return new Set([...inside, ...before.slice(-1)]);
}

const EXCEPT: ReadonlySet<string> = new Set(['except', 'excluding', 'not']);

/** Reading a time costs a hundred times as much as the other slots, and several phrases ask for the same one. */
function remembered(times: Map<string, SlotReading>, key: string, read: () => SlotReading): SlotReading {
  if (!times.has(key)) times.set(key, read());
  return times.get(key);
}

function readRange(
  kind: SlotKind,
  range: { from: number; to: number; isRead: boolean },
  { tokens, now, timeZone, near, isAnyTime = false }: MatchCircumstances,
): SlotReading {
  const { from, to, isRead } = range;
  const some = tokens.slice(from, to);
  const inside = kind === 'prose' ? [to - 1] : some.map((_, place) => from + place);
  if (inside.some((at) => isBreak(tokens, at))) return undefined;
  return readSlot(kind, some, {
    now,
    timeZone,
    isRead,
    isFirst: from === 0,
    isAnyTime,
    near: some.map((_, place) => near.get(from + place) ?? NOTHING),
  });
}

/** Whether a sentence ends here and another one follows. One order never reaches across. */
const isBreak = (tokens: readonly Token[], at: number): boolean =>
  at < tokens.length - 1 && tokens[at]?.endsSentence === true;

function matchFrom(verb: AnyVerb, said: ReadonlyMap<string, Argument>): Omit<Match, keyof Score | 'understood'> {
  const entries = [...said];
  const past = entries.find(([, argument]) => argument.pastAt !== undefined)?.[1].pastAt;
  const noTime = entries.find(([, argument]) => argument.noTime !== undefined)?.[1].noTime;
  const list = entries.map(([name, argument]) => `${name}: ${argument.said}`).join(', ');
  return {
    verb,
    request: {
      verb: verb.name,
      arguments: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    },
    understoodAs: list === '' ? verb.name : `${verb.name} (${list})`,
    ...(past === undefined ? {} : { pastAt: past }),
    ...(noTime === undefined ? {} : { noTime }),
  };
}
