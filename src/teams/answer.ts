import type { Recorder } from '../audit/recorder.ts';
import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Grammar, Understanding } from '../chat/grammar.ts';
import { databaseNow, type Database } from '../db/database.ts';
import { unlessLate } from '../lib/deadline.ts';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { callVerb, refuseWithoutRole, type CallEdges } from '../verbs/call.ts';
import type { Draft } from '../verbs/draft.ts';
import type { AnyVerb, FileOffer, VerbRequest } from '../verbs/verb.ts';
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
  grammar: Grammar;
  callEdges: CallEdges;
  /** Who somebody is and what they may do: live, except that reads go on with what was last known while Graph is down. */
  readActor(person: { id: string; displayName: string }, mayBeOld: boolean): Promise<Actor>;
  /** Stores drafts as proposals, all or none, and asks the approvers. */
  propose(drafts: readonly Draft[], by: { actor: Actor; words: string }): Promise<unknown>;
  /** Offers a file in somebody's personal chat. */
  offerFile(personId: string, file: FileOffer): Promise<void>;
}

/** What goes back to the person. */
export type Reply =
  | { kind: 'card'; card: Card; isPersonal: boolean }
  /** The proposal's own card goes to the proposer's personal chat by itself. */
  | { kind: 'proposed'; title: string }
  /** The offer of the file stands in the asker's personal chat. */
  | { kind: 'offered' };

/** From understood words to a reply. Never throws: whatever goes wrong has words of its own. */
export function answerUnderstanding(
  edges: AnswerEdges,
  person: { id: string; displayName: string },
  { understanding, words, at }: { understanding: Understanding; words: string; at: Date },
): Promise<Reply> {
  if (understanding.kind === 'call') return answerRequest(edges, person, { request: understanding.request, words, at });
  if (understanding.kind === 'pastTime' || understanding.kind === 'noTime')
    return answerTime(edges, person, understanding);
  return Promise.resolve(reply(notCalledCard(understanding)));
}

type TimeTrouble = Extract<Understanding, { kind: 'pastTime' | 'noTime' }>;

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
    /** When it was asked (Default: now). */
    at?: Date;
  },
): Promise<Reply> {
  const signal = AbortSignal.timeout(TURN_MILLIS);
  const latest = AbortSignal.timeout(LATEST_MILLIS);
  return kindly(edges, async () => {
    const verb = verbNamed(asked.request.verb, edges.verbs);
    const { words } = asked;
    const [actor, now] = await Promise.all([
      edges.readActor(person, verb.kind !== 'propose'),
      asked.at ?? databaseNow(edges.database.rows),
      edges.record({ kind: 'asked', actorId: person.id, facts: { verb: verb.name }, texts: { words } }),
    ]);
    const context = { actor, words: asked.words, now, signal, edges: edges.callEdges };
    const outcome = await unlessLate(callVerb(verb, asked.request, context), latest, 'Microsoft Graph');
    if (outcome.kind === 'answer') return { kind: 'card', card: outcome.card, isPersonal: outcome.isPersonal };
    if (outcome.kind === 'file') {
      await edges.offerFile(actor.id, outcome.file);
      return { kind: 'offered' };
    }
    const { draft, apart = [] } = outcome;
    await edges.propose([draft, ...apart], { actor, words: asked.words });
    return { kind: 'proposed', title: draft.title };
  });
}

function verbNamed(name: string, verbs: readonly AnyVerb[]): AnyVerb {
  const verb = verbs.find((one) => one.name === name);
  if (verb) return verb;
  throw new RefusedError('unknownRequest', 'I do not know how to do that.', 'Type “help” to see what I understand.');
}

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

function notCalledCard(understanding: Exclude<Understanding, { kind: 'call' } | TimeTrouble>): Card {
  switch (understanding.kind) {
    case 'unsure':
      return composeCard({
        title: 'I am not sure: did you mean …',
        choices: understanding.choices.map((choice) => ({
          primary: choice.understoodAs,
          button: 'Yes',
          request: choice.request,
        })),
      });
    case 'refused':
      return notUnderstoodCard(understanding.why);
    case 'unknown':
      return notUnderstoodCard(understanding.hint ?? 'unknown');
  }
}
