import type { Fact, Meant, VerbWords } from '../verbs/verb-words.ts';
import { givenBy } from './fact-arguments.ts';
import { GLOSSARY, WEIGHTS, type Meaning } from './glossary.ts';
import { MalformedPhraseError } from './pattern.ts';
import type { Scene } from './scene.ts';

/** A set of meanings, ready to be compared with sentences. */
export interface Intent {
  verb: VerbWords;
  /** Which one it is of all. */
  place: number;
  required: readonly Requirement[];
  optional: ReadonlySet<Meaning>;
  forbidden: readonly Meaning[];
  forbiddenFacts: readonly Fact[];
  /** The meanings that it needs, one of each: most intents fall away by them. */
  groups: readonly (readonly Meaning[])[];
  with: Readonly<Record<string, string>>;
}

type Requirement =
  { kind: 'meaning'; oneOf: readonly Meaning[] } | { kind: 'fact'; oneOf: readonly Fact[]; isValue?: string };

/** How well a verb fits a sentence. */
export interface Candidate {
  intent: Intent;
  score: number;
}

const isMeaning = (name: string): name is Meaning => name in GLOSSARY;

/** Compiles what verbs say into sets of meanings. */
export const compileIntents = (verbs: readonly VerbWords[]): Intent[] =>
  verbs
    .flatMap((verb) => verb.means.map((meant) => compileOne(verb, typeof meant === 'string' ? { says: meant } : meant)))
    .map((intent, place) => ({ ...intent, place }));

function compileOne(verb: VerbWords, { says, with: fixed = {} }: Meant): Omit<Intent, 'place'> {
  const required: Requirement[] = [];
  const optional = new Set<Meaning>();
  const forbidden: Meaning[] = [];
  const forbiddenFacts: Fact[] = [];
  const known = (name: string): Meaning => {
    if (isMeaning(name)) return name;
    throw new MalformedPhraseError('badWord', `${says} (${name})`);
  };
  for (const part of says.split(' ')) {
    const fact = /^(!?)\{([a-zA-Z|]+)(?:=(\w+))?\}$/u.exec(part);
    const facts = (fact?.[2] ?? '').split('|') as Fact[];
    if (fact?.[1] === '!') forbiddenFacts.push(...facts);
    else if (fact)
      required.push({ kind: 'fact', oneOf: facts, ...(fact[3] === undefined ? {} : { isValue: fact[3] }) });
    else if (part.startsWith('?')) optional.add(known(part.slice(1)));
    else if (part.startsWith('!')) forbidden.push(known(part.slice(1)));
    else required.push({ kind: 'meaning', oneOf: part.split('|').map(known) });
  }
  const groups = required.flatMap((one) => (one.kind === 'meaning' ? [one.oneOf] : []));
  return { verb, required, optional, forbidden, forbiddenFacts, groups, with: fixed };
}

/** What a fact says for a verb. */
const FACT_WEIGHTS: Partial<Record<Fact, number>> = {
  person: 1,
  somebody: 1,
  people: 1.2,
  whom: 0.8,
  ring: 0.5,
  policy: 1.4,
  target: 1,
  policyState: 1,
  when: 0.5,
  proposal: 1.4,
  nth: 1,
  ranges: 2.2,
  every: 1,
  count: 0.8,
  language: 0.8,
  since: 0.6,
  app: 0.8,
  place: 0.6,
  format: 0.5,
  wanted: 1.4,
  scope: 1.6,
  fromRing: 1,
};
const weightOf = (meaning: Meaning): number => WEIGHTS[meaning] ?? 1;

/** A word counts once: one that says two things of a verb says only one of them. */
const OPTIONAL_SHARE = 0.5;
/** What a verb leaves unexplained speaks against it. */
const UNEXPLAINED_SHARE = 0.45;

/** What a sentence holds, looked up once for all verbs. */
export interface Look {
  scene: Scene;
  /** By meaning, places of words that nothing took. */
  places: ReadonlyMap<Meaning, readonly number[]>;
  has(fact: Fact): boolean;
  value(fact: Fact): unknown;
}

/** Looks a sentence over. */
export function lookAt(scene: Scene): Look {
  const places = new Map<Meaning, number[]>();
  for (const [at, { meanings, taken }] of scene.words.entries()) {
    if (taken !== undefined) continue;
    for (const meaning of meanings) {
      if (meaning === 'would' && !scene.isQuestion) continue; // "can we start, please" asks for no answer
      const list = places.get(meaning);
      if (list) list.push(at);
      else places.set(meaning, [at]);
    }
  }
  const known = new Map<Fact, unknown>();
  const value = (fact: Fact): unknown => {
    if (!known.has(fact)) known.set(fact, isPlural(fact, scene) ? undefined : givenBy(fact, scene)?.value);
    return known.get(fact);
  };
  return { scene, places, value, has: (fact) => value(fact) !== undefined };
}

/** One person is no "people": a verb for one fits them better. */
const isPlural = (fact: Fact, { facts }: Scene): boolean => fact === 'people' && facts.people.length < 2;

/** How well an intent fits; undefined where something that it needs is not there. */
export function scoreOf(intent: Intent, look: Look): number | undefined {
  if (!intent.groups.every((group) => group.some((meaning) => look.places.has(meaning)))) return undefined;
  if (intent.forbidden.some((name) => look.places.has(name)) || intent.forbiddenFacts.some((name) => look.has(name)))
    return undefined;
  let score = 0;
  const used = new Set<number>();
  const needed: (readonly number[])[] = [];
  for (const one of intent.required) {
    if (one.kind === 'fact') {
      const fact = one.oneOf.find((name) =>
        one.isValue === undefined ? look.has(name) : look.scene.facts.target === one.isValue,
      );
      if (fact === undefined) return undefined;
      score += FACT_WEIGHTS[fact] ?? 0.5;
      continue;
    }
    const found = one.oneOf.flatMap((meaning) => look.places.get(meaning) ?? []);
    if (found.length === 0) return undefined;
    needed.push(found);
    score += Math.max(...one.oneOf.map((meaning) => (look.places.has(meaning) ? weightOf(meaning) : 0)));
  }
  if (!areApart(needed, used)) return undefined;
  for (const meaning of intent.optional) {
    const at = look.places.get(meaning)?.find((place) => !used.has(place));
    if (at === undefined) continue;
    used.add(at);
    score += weightOf(meaning) * OPTIONAL_SHARE;
  }
  return score - UNEXPLAINED_SHARE * unexplained(intent, look) - leftOut(intent, look);
}

/** Whether each requirement has a word of its own; notes which. */
function areApart(needed: readonly (readonly number[])[], used: Set<number>, at = 0): boolean {
  const some = needed[at];
  if (!some) return true;
  for (const place of some) {
    if (used.has(place)) continue;
    used.add(place);
    if (areApart(needed, used, at + 1)) return true;
    used.delete(place);
  }
  return false;
}

const explainedBy = (intent: Intent): ReadonlySet<Meaning> => {
  const known = explained.get(intent);
  if (known) return known;
  const all = new Set([
    ...intent.optional,
    ...intent.required.flatMap((one) => (one.kind === 'meaning' ? one.oneOf : [])),
  ]);
  explained.set(intent, all);
  return all;
};
const explained = new WeakMap<Intent, ReadonlySet<Meaning>>();

function unexplained(intent: Intent, { scene }: Look): number {
  const mine = explainedBy(intent);
  let sum = 0;
  let before: ReadonlySet<Meaning> | undefined;
  for (const { meanings, taken } of scene.words) {
    if (taken !== undefined || meanings.size === 0 || meanings === before) continue;
    before = meanings;
    let least = Infinity;
    for (const meaning of meanings) least = mine.has(meaning) ? 0 : Math.min(least, weightOf(meaning));
    sum += least;
  }
  return sum;
}

/** Facts that were said and that the verb has no use for. */
function leftOut(intent: Intent, { scene }: Look): number {
  const { facts } = scene;
  const takes = new Set(Object.values(intent.verb.takes));
  let sum = 0;
  if (facts.people.length > 0 && !takes.has('person') && !takes.has('people') && !isMe(scene)) sum += 0.8;
  if (facts.people.length > 1 && !takes.has('people')) sum += 0.8;
  if (facts.except.length > 0 && !takes.has('except')) sum += 0.5;
  if (facts.rings.length > 0 && !takes.has('ring') && !takes.has('whom')) sum += 0.5;
  if (facts.policy !== undefined && !takes.has('policy')) sum += 1;
  if (facts.ranges !== undefined && !takes.has('ranges')) sum += 1;
  if (facts.proposal !== undefined && !takes.has('proposal')) sum += 0.8;
  if (facts.every !== undefined && !takes.has('every')) sum += 0.4;
  if (facts.target !== undefined && !scene.isQuestion && intent.verb.kind === 'read') sum += 0.5;
  return sum;
}

const isMe = ({ facts }: Scene): boolean => facts.people.length === 1 && 'me' in (facts.people[0]?.value ?? {});

/** Intents by a meaning that they need; those that need none under `undefined`. */
export type IntentIndex = ReadonlyMap<Meaning | undefined, readonly Intent[]>;

/** Indexes intents by the rarest of what they need: the group with the fewest meanings. */
export function indexOf(intents: readonly Intent[]): IntentIndex {
  const index = new Map<Meaning | undefined, Intent[]>();
  for (const intent of intents) {
    const [rarest = [undefined]] = [...intent.groups].sort((one, other) => one.length - other.length);
    for (const meaning of rarest) index.set(meaning, [...(index.get(meaning) ?? []), intent]);
  }
  return index;
}

/** In the order in which verbs declare them: between equals the first wins. */
function possible(index: IntentIndex, { places }: Look): Intent[] {
  const found = new Set<Intent>(index.get(undefined));
  for (const meaning of places.keys()) for (const intent of index.get(meaning) ?? []) found.add(intent);
  return [...found].sort((one, other) => one.place - other.place);
}

/** The best intent of each verb, the best verb first. */
export function candidatesFor(index: IntentIndex, look: Look): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const intent of possible(index, look)) {
    if (intent.verb.kind === 'propose' && look.scene.isQuestion) continue;
    const score = scoreOf(intent, look);
    if (score !== undefined && score > (best.get(intent.verb.name)?.score ?? 0))
      best.set(intent.verb.name, { intent, score });
  }
  return [...best.values()].sort((one, other) => other.score - one.score);
}
