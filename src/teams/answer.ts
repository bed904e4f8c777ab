import type { Recorder } from '../audit/recorder.ts';
import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Choice, Understanding, Understood } from '../chat/understanding.ts';
import { databaseNow, type Database } from '../db/database.ts';
import { unlessLate } from '../lib/deadline.ts';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { callVerb, refuseWithoutRole, type CallEdges } from '../verbs/call.ts';
import { handedTo, verbNamed } from '../verbs/handed.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import type { Draft } from '../verbs/draft.ts';
import type { AnyVerb, CallContext, FileOffer, Outcome, VerbRequest } from '../verbs/verb.ts';
import { forbiddenCard, questionCard, severalCard, smallTalkCard, unsureCard } from './conversation-cards.ts';
import { refusedList } from './list-faults.ts';
import { faultCard, notUnderstoodCard } from './replies.ts';

/** How long a person may wait: what is not known by then is said as not known. */
const TURN_MILLIS = 7000;
/** For a verb that does not end by itself when its time is over. */
const LATEST_MILLIS = 8500;

export interface AnswerEdges {
  database: Database;
  record: Recorder;
  log: Log;
  verbs: readonly AnyVerb[];
  grammar: Understanding;
  /** The words of a verb, by its name; undefined for verbs that have none of their own. */
  wordsOf(verb: string): VerbWords | undefined;
  callEdges: CallEdges;
  /** Who somebody is and what they may do: live, except that reads go on with what was last known while Graph is down. */
  readActor(person: { id: string; displayName: string }, mayBeOld: boolean): Promise<Actor>;
  /** Stores drafts as proposals, all or none, and asks the approvers. */
  propose(drafts: readonly Draft[], by: { actor: Actor; words: string }): Promise<unknown>;
  /** Offers a file in somebody's personal chat; resolves with what is said outside of it. */
  offerFile(personId: string, file: FileOffer): Promise<string>;
}

/** What goes back to the person. */
export type Reply =
  | { kind: 'card'; card: Card; isPersonal: boolean }
  /** Of people, as most cards are. */
  | { kind: 'line'; text: string }
  /** The proposal's own card goes to the proposer's personal chat by itself. */
  | { kind: 'proposed'; title: string }
  /** The offer of the file stands in the asker's personal chat. */
  | { kind: 'offered'; words: string };

/** From understood words to a reply. Never throws: whatever goes wrong has words of its own. */
export function answerUnderstanding(
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  { understanding, words, at }: { understanding: Understood; words: string; at: Date },
): Promise<Reply> {
  if (understanding.kind === 'call')
    return answerRequest(edges, person, { ...inWords(edges, understanding), isFromWords: true, words, at });
  if (understanding.kind === 'smalltalk' && (understanding.about === 'greeting' || understanding.about === 'self'))
    return answerRequest(edges, person, { request: { verb: 'help', arguments: {} }, words, at });
  if (understanding.kind === 'forbidden')
    return understanding.proposalId === undefined
      ? answerForbidden(edges, person, { why: understanding.why, words })
      : answerRequest(edges, person, { request: whereDecided(understanding.proposalId), words, at });
  if (understanding.kind === 'ask') return answerAsked(edges, person, understanding);
  if (understanding.kind === 'pastTime' || understanding.kind === 'noTime')
    return answerTime(edges, person, understanding);
  return Promise.resolve(reply(notCalledCard(edges, understanding)));
}

/** No words decide on a plan; it is shown, with where that is done. */
const whereDecided = (proposalId: string): VerbRequest => ({
  verb: 'approval.status',
  arguments: { proposalId, wantsToDecide: true },
});

/** Refused whoever says it; that it was said is on record. */
const answerForbidden = (
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  { why, words }: { why: Extract<Understood, { kind: 'forbidden' }>['why']; words: string },
): Promise<Reply> =>
  kindly(edges, async () => {
    await edges.record({ kind: 'asked', actorId: person.id, facts: { verb: 'refuse' }, texts: { words } });
    return reply(forbiddenCard(why));
  });

/** Whoever may not order it at all is told that, and is not asked for more. */
const answerAsked = (
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  asked: Extract<Understood, { kind: 'ask' }>,
): Promise<Reply> =>
  kindly(edges, async () => {
    const verb = verbNamed(asked.verb, edges.verbs);
    const actor = await edges.readActor(person, true);
    refuseWithoutRole(verb, { verb: verb.name, arguments: asked.arguments }, actor);
    return {
      kind: 'card',
      card: questionCard({
        ...asked,
        choices: handedChoices(edges, asked.choices),
        understoodAs: inWords(edges, { request: { verb: asked.verb, arguments: {} }, understoodAs: asked.understoodAs })
          .understoodAs,
      }),
      isPersonal: true,
    };
  });

type TimeTrouble = Extract<Understood, { kind: 'pastTime' | 'noTime' }>;

/** Whoever may not order it at all is told that, and not how to say it better. */
const answerTime = (
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  trouble: TimeTrouble,
): Promise<Reply> =>
  kindly(edges, async () => {
    const verb = verbNamed(trouble.verb, edges.verbs);
    refuseWithoutRole(verb, { verb: verb.name, arguments: {} }, await edges.readActor(person, true));
    return reply(verb.kind === 'read' ? pastTimeCard(trouble) : timeCard(trouble));
  });

/** A question about the past: nothing could have been proposed. */
const pastTimeCard = (trouble: TimeTrouble): Card =>
  composeCard({
    title: 'I do not know that time',
    status: { text: 'It is still to come, or there is none', tone: 'attention' },
    ...(trouble.kind === 'noTime' ? { subject: `“${trouble.words}”` } : {}),
    paragraphs: ['Name a time that has passed, such as “yesterday”, “Monday 9:00”, “last week” or “the last 3 days”.'],
  });

function timeCard(trouble: TimeTrouble): Card {
  const isPast = trouble.kind === 'pastTime';
  return composeCard({
    title: isPast ? 'That time has passed' : 'I do not know that time',
    status: { text: 'Nothing was proposed', tone: 'attention' },
    ...(isPast ? {} : { subject: `“${trouble.words}”` }),
    paragraphs: [
      isPast ? 'Name a time in the future.' : 'Name a day and a time that there are, such as “Monday 9:00”.',
    ],
  });
}

/** From a button's request, or a sentence's, to a reply. */
export function answerRequest(
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  asked: {
    request: VerbRequest;
    words: string;
    /** How the words were understood, for whoever decides on what they propose. */
    understoodAs?: string;
    /** Whether the arguments have the names that words give them. */
    isFromWords?: boolean;
    /** When it was asked (Default: now). */
    at?: Date;
  },
): Promise<Reply> {
  const signal = AbortSignal.timeout(TURN_MILLIS);
  const latest = AbortSignal.timeout(LATEST_MILLIS);
  return kindly(edges, async () => {
    const request = asked.isFromWords ? handedTo(edges, asked.request) : asked.request;
    const verb = verbNamed(request.verb, edges.verbs);
    const { words } = asked;
    const [actor, now] = await Promise.all([
      edges.readActor(person, verb.kind !== 'propose'),
      asked.at ?? databaseNow(edges.database.rows),
      edges.record({ kind: 'asked', actorId: person.id, facts: { verb: verb.name }, texts: { words } }),
    ]);
    const context = { actor, words: asked.words, now, signal, edges: edges.callEdges };
    const outcome = await unlessLate(outcomeOf(edges, request, context), latest, 'Microsoft Graph');
    if (outcome.kind === 'answer') return { kind: 'card', card: outcome.card, isPersonal: outcome.isPersonal };
    if (outcome.kind === 'line') return outcome;
    if (outcome.kind === 'file') {
      return { kind: 'offered', words: await edges.offerFile(actor.id, outcome.file) };
    }
    const { draft, apart = [] } = outcome;
    const drafts = [draft, ...apart].map((one) => understoodAs(one, asked.understoodAs));
    await edges.propose(drafts, { actor, words: asked.words });
    return { kind: 'proposed', title: draft.title };
  });
}

/** What the verb gives, or the one that answers in its place. */
async function outcomeOf(
  edges: AnswerEdges,
  request: VerbRequest,
  context: CallContext & { edges: CallEdges },
): Promise<Exclude<Outcome, { kind: 'instead' }>> {
  const outcome = await callVerb(verbNamed(request.verb, edges.verbs), request, context);
  return outcome.kind === 'instead' ? outcomeOf(edges, outcome.request, context) : outcome;
}

/** Choices as their verbs take them; one that its verb does not take is left as it is, and refused when it is clicked. */
const handedChoices = (edges: AnswerEdges, choices: readonly Choice[]): Choice[] =>
  choices.map((choice) => {
    try {
      return { ...inWords(edges, choice), request: handedTo(edges, choice.request) };
    } catch (cause) {
      if (cause instanceof RefusedError) return choice;
      throw cause;
    }
  });

/** A choice as people read it: what its verb does, in place of the verb's name. */
function inWords({ wordsOf }: AnswerEdges, choice: Choice): Choice {
  const does = wordsOf(choice.request.verb)?.does;
  const { understoodAs: said, request } = choice;
  if (does === undefined || !said.startsWith(request.verb)) return choice;
  return { ...choice, understoodAs: `${does}${said.slice(request.verb.length)}` };
}

/** What approvers read first: how the proposer's own words were understood. */
const understoodAs = (draft: Draft, how: string | undefined): Draft =>
  how === undefined ? draft : { ...draft, evidence: [...draft.evidence, ['Understood as', how]] };

async function kindly(edges: AnswerEdges, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) edges.log.error('teams.turn', cause);
    else if (!(cause instanceof RefusedError)) edges.log.warn('teams.turn', { reason: cause.reason });
    // A refusal may name people and tell their state: not in front of a room.
    return { kind: 'card', card: faultCard(cause), isPersonal: cause instanceof RefusedError };
  }
}

const reply = (card: Card): Reply => ({ kind: 'card', card, isPersonal: false });

type NotCalled = Exclude<Understood, { kind: 'call' | 'ask' | 'forbidden' } | TimeTrouble>;

const MESSAGE = 'your message';

function notCalledCard(edges: AnswerEdges, understanding: NotCalled): Card {
  switch (understanding.kind) {
    case 'badList':
      return faultCard(refusedList(understanding.fault, MESSAGE));
    case 'unsure':
      return unsureCard(handedChoices(edges, understanding.choices));
    case 'several':
      return severalCard(handedChoices(edges, understanding.choices));
    case 'smalltalk':
      return smallTalkCard(
        understanding.about === 'thanks' || understanding.about === 'bye' ? understanding.about : 'mood',
      );
    case 'refused':
      return notUnderstoodCard(understanding.why);
    case 'unknown':
      return notUnderstoodCard(understanding.hint ?? 'unknown');
  }
}
