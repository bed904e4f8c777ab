import type { AnyVerb } from '../verbs/verb.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import { clausesOf, ownWords } from './clauses.ts';
import { inTheLightOf, withPlan, type Before } from './follow-up.ts';
import { forbiddenIn, type ForbiddenReason } from './forbidden.ts';
import { createGrammar, type Choice, type Circumstances, type Grammar } from './grammar.ts';
import { folded, meaningsOf } from './lexicon.ts';
import { normalised } from './normalise.ts';
import { isOutOfJob } from './out-of-job.ts';
import { isPolite } from './read-scene.ts';
import { withPastedList, type WithList } from './pasted-list.ts';
import { createReader, type Read, type Reader } from './reader.ts';
import { foldedWord, means, type Scene } from './scene.ts';
import { smalltalkIn } from './smalltalk.ts';
import { aboutList, aboutStandIns, plainly } from './stand-ins.ts';
import { listToken, tokensIn, type Token } from './token.ts';
import { isTrusted } from './trusted.ts';
import type { Understood } from './understood.ts';

export { beforeOf, type Before } from './follow-up.ts';
export type { ForbiddenReason } from './forbidden.ts';
export type { Choice } from './grammar.ts';
export type { Understood } from './understood.ts';

/** What a sentence is read with: who is mentioned, the moment, and what the same person asked before in this chat. */
export interface Conversation extends Circumstances {
  before?: Before | undefined;
  /** The people of a file that came with the words, by what its lines name them. */
  listed?: readonly string[] | undefined;
}

/** Makes a verb and its arguments of words. */
export interface Understanding {
  understand(text: string, conversation: Conversation): Understood;
}

const MOST_CHARACTERS = 4000;
const MOST_TOKENS = 160;
const MOST_CLAUSES = 12;
/** Longer ones ask for something. */
const MOST_SMALLTALK = 12;

/**
 * Joins the phrases of verbs, which say a whole sentence exactly, with the meanings of words, which take any order of
 * them. Pure: nothing is looked up, and the moment is an argument.
 */
export function createUnderstanding(
  verbs: readonly AnyVerb[],
  { words, timeZone }: { words: readonly VerbWords[]; timeZone: string },
): Understanding {
  const parts: Parts = {
    grammar: createGrammar(asSaid(verbs, words), { timeZone }),
    reader: createReader(words),
    timeZone,
    takeLists: new Set(words.flatMap(({ name, takesList }) => (takesList ? [name] : []))),
  };
  return { understand: (text, conversation) => understandIn(parts, text, conversation) };
}

/** Phrases of a verb that another one stands for say that other one. */
function asSaid(verbs: readonly AnyVerb[], words: readonly VerbWords[]): readonly AnyVerb[] {
  const saidBy = new Map(words.flatMap(({ name, standsFor = [] }) => standsFor.map((verb) => [verb, name])));
  return verbs.map((verb) => ({ ...verb, name: saidBy.get(verb.name) ?? verb.name }));
}

interface Parts {
  grammar: Grammar;
  reader: Reader;
  timeZone: string;
  /** Verbs that take a list of any length in the place of people who are named. */
  takeLists: ReadonlySet<string>;
}

function understandIn(parts: Parts, text: string, conversation: Conversation): Understood {
  const { listed } = conversation;
  const withList = listed ? { order: text, listed } : withPastedList(text);
  return withList ? understandList(parts, withList, conversation) : understandWords(parts, text, conversation);
}

/** An order about a list is one of the phrases that take a list, or one that is understood of several people. */
function understandList(parts: Parts, { order, listed }: WithList, { mentions, now }: Conversation): Understood {
  const tokens = [...normalised(plainly(order), mentions), listToken(listed)];
  const exact = tokens.length > MOST_TOKENS ? undefined : parts.grammar.understandExactly(tokens, now);
  if (exact?.kind === 'call' && exact.request.arguments['list'] === listed) return exact;
  const { text, mentions: standIns } = aboutStandIns(order);
  const understood = understandWords(parts, text, { mentions: [...mentions, ...standIns], now });
  return aboutList(understood, listed, parts.takeLists);
}

function understandWords(parts: Parts, text: string, conversation: Conversation): Understood {
  const own = ownWords(text.slice(0, MOST_CHARACTERS * 2));
  if (own === '' || own.length > MOST_CHARACTERS) return { kind: 'unknown' };
  const tokens = saidOnce(normalised(own, conversation.mentions));
  if (tokens.length === 0 || tokens.length > MOST_TOKENS) return { kind: 'unknown' };
  const about =
    tokens.length > MOST_SMALLTALK ? undefined : smalltalkIn(tokensIn(own, conversation.mentions).map(foldedWord));
  if (about) return { kind: 'smalltalk', about };
  const reads = readAll(parts, { tokens, own }, conversation);
  const isElsewhere = isOutOfJob(own);
  const why = forbiddenIn(own);
  if (why !== undefined && !(isElsewhere && why === 'secret') && !isOnlyAsked(why, reads))
    return { kind: 'forbidden', why };
  if (isElsewhere) return { kind: 'unknown' };
  const exact = parts.grammar.understandExactly(tokens, conversation.now);
  if (exact?.kind === 'pastTime') return exact;
  if (exact?.kind === 'call' && isTrusted(exact.request.arguments, reads))
    return exactly(parts, exact, { conversation, scene: reads[0]?.scene });
  const result = togetherOrWhole(parts, { reads, tokens, own }, conversation);
  if (result.kind !== 'unknown') return result;
  const almost = exact ?? parts.grammar.understandAlmost(tokens, conversation.now);
  const isQuoting = almost.kind === 'unsure' && own.includes('"');
  return almost.kind === 'refused' || isQuoting ? result : almost;
}

/** What a phrase says, with the plan that was spoken of before where it says "it". */
function exactly(
  { reader }: Parts,
  exact: Choice,
  { conversation: { before }, scene }: { conversation: Conversation; scene: Scene | undefined },
): Understood {
  const call = { kind: 'call', ...asCalled(exact, reader.wordsOf(exact.request.verb)) } as const;
  return (before && scene && withPlan(before, { scene, understood: call }, reader.wordsOf)) ?? call;
}

/** A call with the names that the words of its verb have for its arguments, which phrases call as the verb itself does. */
function asCalled({ request, understoodAs }: Choice, words: VerbWords | undefined): Choice {
  const names = new Map(
    Object.entries(words?.alsoCalled ?? {}).flatMap(([name, own]) =>
      request.arguments[own] === undefined ? [] : [[own, name] as const],
    ),
  );
  const entries = Object.entries(request.arguments).map(([own, value]): [string, unknown] => {
    const name = names.get(own);
    return [name ?? own, name !== undefined && typeof value === 'number' ? String(value) : value];
  });
  const said = [...names].reduce(
    (text, [own, name]) => text.replace(` ${own}: `, ` ${name}: `).replace(`(${own}: `, `(${name}: `),
    understoodAs,
  );
  return { request: { ...request, arguments: Object.fromEntries(entries) }, understoodAs: said };
}

const ALWAYS: ReadonlySet<ForbiddenReason> = new Set(['instructions', 'secret', 'personalData']);

/** "who approved without …?" asks about the record: only what is ordered is refused. */
const isOnlyAsked = (why: ForbiddenReason, reads: readonly Read[]): boolean =>
  !ALWAYS.has(why) && reads.length > 0 && reads.every(({ scene }) => scene.isQuestion && !PUSHED.test(wordsOf(scene)));

const wordsOf = ({ words }: Scene): string => words.map(({ word }) => word).join(' ');
/** "who needs approvals, just push it through": the question is none. */
const PUSHED = /\bjust (?:push|do|ram|rush|run|skip|move|force|start|disable|go)\b/u;

function readAll(
  parts: Parts,
  { tokens, own }: { tokens: readonly Token[]; own: string },
  { now }: Conversation,
): Read[] {
  const clauses = clausesOf(tokens, beginsOrder).slice(0, MOST_CLAUSES);
  const manner = { now, timeZone: parts.timeZone, isPolite: isPolite(own) };
  const endsAsking = /\?[\s"')]*$/u.test(own);
  const reads = clauses.map(({ tokens: some }, at) =>
    parts.reader.read(some, { ...manner, endsAsking: endsAsking && at === clauses.length - 1 }),
  );
  return reads.map((read, at) => {
    const others = reads.filter((_, other) => other !== at && clauses[other]?.sentence === clauses[at]?.sentence);
    const why = others.find((other) => other.why !== undefined)?.why;
    return why !== undefined && mayOrder(parts, read.understood)
      ? { ...read, understood: { kind: 'refused', why } }
      : read;
  });
}

/** Whether something could begin by it, at once, after a click or after an answer. */
const mayOrder = (parts: Parts, understood: Understood): boolean =>
  (understood.kind === 'call' || understood.kind === 'ask' || understood.kind === 'unsure') &&
  !isRead(parts)(understood);

const ORDERS = [
  'disable',
  'enable',
  'enforce',
  'turn',
  'start',
  'pause',
  'resume',
  'send',
  'tell',
  'show',
  'list',
  'export',
  'cancel',
  'rollback',
  'exclude',
  'create',
] as const;

/** Whether another order begins here: "… and pause ring 2". Names and adjectives begin none. */
function beginsOrder(token: Token, next: Token | undefined): boolean {
  if (token.person || /^\p{Lu}/u.test(token.raw) || next === undefined) return false;
  const meanings = meaningsOf(folded(token.word));
  const isOrder = ORDERS.some((one) => meanings.has(one));
  return (
    (isOrder && !/^(?:off|on|to|and|or|people|users|accounts|approver|approval)$/u.test(next.word)) ||
    (isOrder && token.word === 'turn')
  );
}

/** "STOP STOP STOP!!" says it once. */
const saidOnce = (tokens: readonly Token[]): Token[] =>
  tokens.filter(({ word }, at) => !/^\p{L}{2,}$/u.test(word) || word !== tokens[at + 1]?.word);

/** Sentences that are one thing in pieces are read as one: "halt!! ring 2", "Henrik. State?". */
function togetherOrWhole(
  parts: Parts,
  { reads, tokens, own }: { reads: readonly Read[]; tokens: readonly Token[]; own: string },
  conversation: Conversation,
): Understood {
  const result = together(parts, reads, conversation);
  if (result.kind !== 'unknown' || reads.length < 2 || tokens.length > LONGEST_PIECES) return result;
  const whole = tokens.map((token) => ({ ...token, endsSentence: false }));
  return together(parts, readAll(parts, { tokens: whole, own }, conversation), conversation);
}

const LONGEST_PIECES = 6;

/** What several sentences mean together: asides fall away, several orders are a list. */
function together(parts: Parts, reads: readonly Read[], conversation: Conversation): Understood {
  const lit = reads.map((read, at) => lightOn(parts, read, { conversation, earlier: reads.slice(0, at) }));
  const asides = asidesIn(parts, reads, lit);
  const calls = lit
    .filter((one) => !asides.has(one))
    .filter(({ kind }) => kind === 'call' || kind === 'ask' || kind === 'unsure' || kind === 'pastTime');
  const guarded = lit.find(({ kind }) => kind === 'refused');
  if (guarded) return calls.every(isRead(parts)) && calls.length > 0 ? (calls[0] ?? guarded) : guarded;
  const only = clearest(calls);
  if (only && (calls.length === 1 || calls.every((one) => same(one, only)))) return withNegation(parts, only, reads);
  if (calls.length > 1) return severalOf(parts, calls, reads);
  return lit.find(({ kind }) => kind === 'smalltalk') ?? lit[0] ?? { kind: 'unknown' };
}

/** Beside an order, a statement such as "she is covered already" asks for nothing. */
function asidesIn(parts: Parts, reads: readonly Read[], lit: readonly Understood[]): ReadonlySet<Understood> {
  const hasOrder = lit.some(
    (one) => (one.kind === 'call' || one.kind === 'ask' || one.kind === 'unsure') && !isRead(parts)(one),
  );
  const isAside = ({ scene }: Read): boolean =>
    !scene.isQuestion &&
    !scene.words.some((word) => means(word, 'show') || means(word, 'list') || means(word, 'export'));
  return new Set(
    hasOrder ? lit.filter((one, at) => isRead(parts)(one) && reads[at] !== undefined && isAside(reads[at])) : [],
  );
}

/** A call says more than a question back, which an aside may have given rise to. */
const clearest = (calls: readonly Understood[]): Understood | undefined =>
  calls.find(({ kind }) => kind === 'call') ?? calls[0];
const same = (one: Understood, other: Understood): boolean =>
  verbOf(one) === verbOf(other) && JSON.stringify(one) === JSON.stringify(other);

const verbOf = (one: Understood): string | undefined => {
  if (one.kind === 'call') return one.request.verb;
  if (one.kind === 'ask' || one.kind === 'pastTime' || one.kind === 'noTime') return one.verb;
  return one.kind === 'unsure' ? one.choices[0]?.request.verb : undefined;
};

const isRead =
  ({ reader }: Parts) =>
  (one: Understood): boolean =>
    reader.wordsOf(verbOf(one) ?? '')?.kind === 'read';

const BARE = /^(?:don't|dont|do not|no|not|never|stop|nein|nicht|non|pas)(?: \S+){0,2}$/u;

/** A "no" in a sentence of its own takes the order of another one back. */
function withNegation(parts: Parts, only: Understood, reads: readonly Read[]): Understood {
  const isBareNo = reads.some(
    ({ scene, understood }) =>
      understood.kind !== 'call' &&
      understood.kind !== 'ask' &&
      BARE.test(scene.words.map(({ word }) => word).join(' ')),
  );
  return isBareNo && reads.length > 1 && !isRead(parts)(only) ? { kind: 'refused', why: 'negated' } : only;
}

/** Several orders, one by one. Orders that are not complete are asked for first. */
function severalOf(parts: Parts, calls: readonly Understood[], reads: readonly Read[]): Understood {
  const whole = calls.filter((one) => one.kind === 'call');
  const unique = [...new Map(whole.map((one) => [JSON.stringify(one.request), one])).values()];
  if (unique.length === 1 && unique[0]) return withNegation(parts, unique[0], reads);
  const choices: Choice[] = unique.map(({ request, understoodAs }) => ({ request, understoodAs }));
  return choices.length === 0 ? (calls[0] ?? { kind: 'unknown' }) : { kind: 'several', choices };
}

/** A sentence in the light of the one before it: in the same message, else of what was asked before in this chat. */
function lightOn(
  { reader }: Parts,
  read: Read,
  { conversation, earlier }: { conversation: Conversation; earlier: readonly Read[] },
): Understood {
  const last = earlier.findLast(({ understood }) => understood.kind === 'call');
  const before: Before | undefined =
    last?.understood.kind === 'call' ? { request: last.understood.request } : conversation.before;
  const named = namedIn(earlier);
  const context = before ?? (Object.keys(named).length > 0 ? { request: { verb: '', arguments: named } } : undefined);
  return context ? inTheLightOf(context, read, reader.wordsOf) : read.understood;
}

/** Who and what was named in the sentences before, in the same message. */
function namedIn(earlier: readonly Read[]): Record<string, unknown> {
  const { people, rings, policy } = earlier.findLast(
    ({ scene }) => scene.facts.people.length > 0 || scene.facts.rings.length > 0,
  )?.scene.facts ?? { people: [], rings: [] };
  return {
    ...(people.length === 1 ? { person: people[0]?.value } : {}),
    ...(rings.length === 1 ? { ring: rings[0] } : {}),
    ...(policy === undefined ? {} : { policy }),
  };
}
