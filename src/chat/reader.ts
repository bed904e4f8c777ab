import type { VerbWords } from '../verbs/verb-words.ts';
import { callOrQuestion, choiceOf, draftOf } from './calls.ts';
import {
  candidatesFor,
  compileIntents,
  indexOf,
  lookAt,
  type Candidate,
  type Intent,
  type IntentIndex,
  type Look,
} from './intents.ts';
import { isHypothetical, isNegated } from './moods.ts';
import { readScene } from './read-scene.ts';
import type { Manner, Scene } from './scene.ts';
import { smalltalkIn } from './smalltalk.ts';
import type { Token } from './token.ts';
import type { Understood } from './understood.ts';

/** Below these nobody can say what was meant. What proposes must be said more clearly than what only answers. */
const LEAST = { read: 0.95, stop: 1.2, propose: 1.5 } as const;
/** Two verbs as near as this are both offered, where one of them is more than a question. */
const MARGIN = 0.12;
const MOST_CHOICES = 3;
/** An order that is only asked about is answered by a question of its own, where that fits half as well. */
const READ_SHARE = 0.5;
/** An order that is negated is taken for one, even where a question fits a little better. */
const ORDER_SHARE = 0.6;

/** A sentence, read: what it means, and what it was read from. */
export interface Read {
  understood: Understood;
  scene: Scene;
  score: number;
  /** Whether it says no, or only thinks of it: then nothing else in the same sentence is ordered either. */
  why?: 'negated' | 'hypothetical';
}

/** Reads one sentence at a time by the meanings of its words, in whatever order they stand. */
export interface Reader {
  read(tokens: readonly Token[], manner: Manner): Read;
  wordsOf(verb: string): VerbWords | undefined;
}

/** Compiles what verbs mean. Pure: the moment is an argument. */
export function createReader(verbs: readonly VerbWords[]): Reader {
  const intents = compileIntents(verbs);
  const index = indexOf(intents);
  const byName = new Map(verbs.map((verb) => [verb.name, verb]));
  return {
    wordsOf: (name) => byName.get(name),
    read(tokens, manner) {
      const scene = readScene(tokens, manner);
      const about = smalltalkIn(scene.words.map(({ word }) => word));
      if (about) return { scene, score: 0, understood: { kind: 'smalltalk', about } };
      return { ...readIntents({ intents, index, byName }, scene), ...moodOf(scene) };
    },
  };
}

function moodOf(scene: Scene): Pick<Read, 'why'> {
  if (isHypothetical(scene)) return { why: 'hypothetical' };
  return isNegated(scene, true) ? { why: 'negated' } : {};
}

interface Verbs {
  intents: readonly Intent[];
  index: IntentIndex;
  byName: ReadonlyMap<string, VerbWords>;
}

function readIntents(verbs: Verbs, scene: Scene): Read {
  const isDoubtful = isHypothetical(scene);
  const isAsking = scene.isQuestion || isDoubtful;
  const look = lookAt(scene);
  const all = candidatesFor(verbs.index, { ...look, scene: { ...scene, isQuestion: false } }).filter(isClear);
  if (isDoubtful && !scene.isQuestion && wasOrdered(all) && isConditionOnly(scene))
    return { scene, score: 0, understood: { kind: 'refused', why: 'hypothetical' } };
  const chosen = isAsking ? withoutOrders(verbs, all, look) : all;
  const [best] = chosen;
  if (!best) {
    const wasOrder = wasOrdered(all);
    return {
      scene,
      score: 0,
      understood: wasOrder && isDoubtful ? { kind: 'refused', why: 'hypothetical' } : { kind: 'unknown' },
    };
  }
  const { verb } = best.intent;
  const order = isAsking
    ? undefined
    : all.find(({ intent, score }) => intent.verb.kind !== 'read' && score >= best.score * ORDER_SHARE);
  const isStop =
    verb.kind === 'stop' ||
    (order?.intent.required.some((one) => one.kind === 'meaning' && one.oneOf.includes('stop')) ?? false);
  if (order && isNegated(scene, isStop))
    return { scene, score: best.score, understood: { kind: 'refused', why: 'negated' } };
  const understood = decided(chosen, scene);
  const isConditional = isDoubtful && wasOrdered(all) && understood.kind !== 'call';
  return {
    scene,
    score: best.score,
    understood: isConditional ? { kind: 'refused', why: 'hypothetical' } : understood,
  };
}

const ASKING = ['whatIf', 'what', 'who', 'show', 'how', 'howMany', 'why', 'when'] as const;
const WONDERING = /^(?:wonder|wondering|ask|know|whether|ob|test|safe|should|soll|sollen|sollten|que|si)$/u;

/** "if the CAB agrees disable Bob" asks nothing: what is answered instead would only confuse. */
const isConditionOnly = ({ words }: Scene): boolean =>
  !words.some(
    ({ word, meanings }, at) =>
      ASKING.some((one) => meanings.has(one)) ||
      (word === 'would' ? words[at - 1]?.word !== 'i' : WONDERING.test(word)),
  );

/** "if Bruno agrees, disable Greta": without the "if" it would have been an order. */
const wasOrdered = ([best]: readonly Candidate[]): boolean => best !== undefined && best.intent.verb.kind !== 'read';

const isClear = ({ intent, score }: Candidate): boolean => score >= LEAST[intent.verb.kind];

/** What is only asked about, or thought about, is never ordered: its question takes its place. */
function withoutOrders({ byName, intents }: Verbs, all: readonly Candidate[], look: Look): Candidate[] {
  const reads = all.filter(({ intent }) => intent.verb.kind === 'read');
  const order = all.find(({ intent }) => intent.verb.kind !== 'read');
  const [read] = reads;
  if (!order || (read && read.score >= order.score * READ_SHARE)) return reads;
  const considered = byName.get(order.intent.verb.considered ?? '');
  if (!considered) return reads;
  const own = intents.find(({ verb }) => verb === considered);
  return own && look.places.size > 0 ? [{ intent: { ...own, with: {} }, score: order.score }] : reads;
}

function decided(candidates: readonly Candidate[], scene: Scene): Understood {
  const [best, second] = candidates;
  if (!best) return { kind: 'unknown' };
  const draft = draftOf(best.intent.verb, scene, best.intent.with);
  const isWrite = best.intent.verb.kind !== 'read' || second?.intent.verb.kind !== 'read';
  const isClose = second !== undefined && isWrite && best.score - second.score < MARGIN;
  const isSlip =
    best.intent.verb.kind !== 'read' &&
    scene.words.some((word) => word.isSlip && word.taken === undefined && word.meanings.size > 0);
  const result = callOrQuestion(draft, scene);
  if (result.kind !== 'call' || !(isClose || isSlip)) return result;
  const near = isClose ? candidates.filter(({ score }) => best.score - score < MARGIN) : [best];
  const choices = near.slice(0, MOST_CHOICES).map(({ intent }) => choiceOf(draftOf(intent.verb, scene, intent.with)));
  return { kind: 'unsure', choices };
}
