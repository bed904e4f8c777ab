import type { AnyVerb } from '../verbs/verb.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import type { Before } from './before.ts';
import { clausesOf, ownWords } from './clauses.ts';
import { withSubject } from './follow-up.ts';
import { forbiddenIn, type ForbiddenReason } from './forbidden.ts';
import { createGrammar, type Choice, type Circumstances, type Grammar } from './grammar.ts';
import { folded, meaningsOf } from './lexicon.ts';
import { normalised } from './normalise.ts';
import { withRingMeant } from './pronouns.ts';
import { isOutOfJob } from './out-of-job.ts';
import { isPolite } from './read-scene.ts';
import { faultInPasted, withPastedList, type WithList } from './pasted-list.ts';
import { createReader, type Read, type Reader } from './reader.ts';
import { foldedWord, textOf, type Scene } from './scene.ts';
import { smalltalkIn } from './smalltalk.ts';
import { aboutList, aboutStandIns, plainly, speaksOfFile, type TakeLists } from './stand-ins.ts';
import { listToken, tokensIn, type Token } from './token.ts';
import { OF_WHOM } from './them.ts';
import { isRead, together } from './together.ts';
import { isPronoun, isTrusted } from './trusted.ts';
import type { Understood } from './understood.ts';

export { beforeOf, type Before } from './before.ts';
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
    takeLists: new Map(words.flatMap(({ name, takesLists }) => (takesLists ? [[name, takesLists] as const] : []))),
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
  /** Verbs that take lists of any length in the place of people who are named: their arguments, and those for lists. */
  takeLists: TakeLists;
}

function understandIn(parts: Parts, text: string, conversation: Conversation): Understood {
  const { listed } = conversation;
  const withList = listed ? { order: text, listed } : withPastedList(text);
  if (withList) return understandList(parts, withList, conversation);
  const understood = understandWords(parts, text, conversation);
  if (!mayLead(understood)) return understood;
  const fault = faultInPasted(text);
  if (fault) return { kind: 'badList', fault };
  return speaksOfFile(text) ? { kind: 'unknown', hint: 'file' } : understood;
}

/** What was refused stays so; all else would be done to somebody else than the file names. */
const mayLead = ({ kind }: Understood): boolean => kind !== 'forbidden' && kind !== 'refused' && kind !== 'smalltalk';

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
    return { kind: 'forbidden', why, ...decidedPlan(why, reads) };
  if (isElsewhere) return { kind: 'unknown' };
  const ofRing = ofSameRing(parts, { tokens, own }, conversation);
  if (ofRing) return ofRing;
  const exact = parts.grammar.understandExactly(tokens, conversation.now);
  if (exact?.kind === 'pastTime') return exact;
  if (exact?.kind === 'call' && isTrusted(exact.request.arguments, reads))
    return exactly(parts, exact, { conversation, scene: reads[0]?.scene });
  const result = togetherOrWhole(parts, { reads, tokens, own }, conversation);
  if (result.kind !== 'unknown' || result.hint !== undefined) return result;
  if (exact?.kind === 'call' && isPronoun(exact.request.arguments['group'])) return OF_WHOM;
  const almost = exact ?? parts.grammar.understandAlmost(tokens, conversation.now);
  const isQuoting = almost.kind === 'unsure' && own.includes('"');
  return almost.kind === 'refused' || isQuoting ? result : almost;
}

/** "pause it" after "how is ring 2 going?": that ring, and no more. */
function ofSameRing(
  parts: Parts,
  { tokens, own }: { tokens: readonly Token[]; own: string },
  conversation: Conversation,
): Understood | undefined {
  const ring = ringIn(parts, conversation.before);
  const meant = ring === undefined ? undefined : withRingMeant(tokens, ring);
  if (!meant) return undefined;
  const alone = { ...conversation, before: undefined };
  const understood = together(parts.reader, readAll(parts, { tokens: meant, own }, alone), alone.before);
  const args =
    understood.kind === 'call' ? understood.request.arguments : understood.kind === 'ask' ? understood.arguments : {};
  return args['ring'] === ring ? understood : undefined;
}

/** The ring that was spoken of, in words or by a button. */
function ringIn({ reader }: Parts, before: Before | undefined): string | undefined {
  if (!before) return undefined;
  const { verb, arguments: args } = before.request;
  const own = reader.wordsOf(verb)?.alsoCalled?.['ring'];
  const ring = args['ring'] ?? (own === undefined ? undefined : args[own]);
  return typeof ring === 'string' || typeof ring === 'number' ? String(ring) : undefined;
}

/** What a phrase says, with the plan that was spoken of before where it says "it". */
function exactly(
  { reader }: Parts,
  exact: Choice,
  { conversation: { before }, scene }: { conversation: Conversation; scene: Scene | undefined },
): Understood {
  const call = { kind: 'call', ...asCalled(exact, reader.wordsOf(exact.request.verb)) } as const;
  return (before && scene && withSubject(before, { scene, understood: call }, reader.wordsOf)) ?? call;
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
  !ALWAYS.has(why) && reads.length > 0 && reads.every(({ scene }) => scene.isQuestion && !PUSHED.test(textOf(scene)));

/** Whoever wants to decide on a plan in words is shown that plan. */
function decidedPlan(why: ForbiddenReason, reads: readonly Read[]): { proposalId?: string } {
  const proposalId = reads.map(({ scene }) => scene.facts.proposal).find((one) => one !== undefined);
  return why === 'decision' && proposalId !== undefined ? { proposalId } : {};
}

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
  !isRead(parts.reader)(understood);

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
  const result = together(parts.reader, reads, conversation.before);
  if (result.kind !== 'unknown' || reads.length < 2 || tokens.length > LONGEST_PIECES) return result;
  const whole = tokens.map((token) => ({ ...token, endsSentence: false }));
  return together(parts.reader, readAll(parts, { tokens: whole, own }, conversation), conversation.before);
}

const LONGEST_PIECES = 6;
