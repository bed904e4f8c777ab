import { listed } from '../lib/text.ts';
import type { Fact, Need, VerbWords } from '../verbs/verb-words.ts';
import { givenBy, isBeyondDoubt, type Given } from './fact-arguments.ts';
import type { Choice } from './grammar.ts';
import { exceptAt } from './scene-names.ts';
import { means, type Scene } from './scene.ts';
import type { Understood } from './understood.ts';

/** A verb with what is known of its arguments. */
export interface Draft {
  verb: VerbWords;
  given: ReadonlyMap<string, Given>;
}

/** The arguments that a sentence gives a verb. */
export function draftOf(verb: VerbWords, scene: Scene, fixed: Readonly<Record<string, string>> = {}): Draft {
  const given = new Map<string, Given>();
  for (const [name, fact] of Object.entries(verb.takes)) {
    const one = givenBy(fact, scene) ?? insteadOf(fact, verb, scene);
    if (one && !isDouble(name, verb, { verb, given, scene })) given.set(name, one);
  }
  for (const [name, value] of Object.entries(fixed)) if (!given.has(name)) given.set(name, { value, said: value });
  return { verb, given };
}

/** A name where only a group can stand is that group's. */
function insteadOf(fact: Fact, verb: VerbWords, scene: Scene): Given | undefined {
  const takesPeople = Object.values(verb.takes).some((one) => one === 'people' || one === 'person');
  const [only, ...others] = scene.facts.people;
  if (
    fact !== 'group' ||
    takesPeople ||
    !only ||
    others.length > 0 ||
    !('words' in only.value) ||
    !isBeyondDoubt(scene)
  )
    return undefined;
  return { value: only.said, said: only.said };
}

/** Whom a description chooses, and names besides it, exclude each other; the day is said by "since" already. */
const isDouble = (name: string, verb: VerbWords, { given, scene }: Draft & { scene: Scene }): boolean =>
  (name === 'people' && given.has('whom') && verb.kind === 'propose') ||
  (name === 'people' && given.has('person')) ||
  (name === 'audience' && given.has('group')) ||
  (name === 'whom' && given.has('ring') && !isNeeded(name, verb) && isNeeded('ring', verb) && isEverybody(scene)) ||
  (name === 'switch' && given.has('group') && given.get('switch') === undefined) ||
  (name === 'day' && given.has('since'));

const isNeeded = (name: string, { needs = [] }: VerbWords): boolean => needs.some(({ oneOf }) => oneOf.includes(name));

/** "everyone in ring 2" is ring 2. */
const isEverybody = ({ facts }: Scene): boolean =>
  facts.isEveryone && facts.places.length === 0 && Object.keys(facts.filter).length === 0;

const said = ({ verb, given }: Draft): string => {
  const list = [...given].map(([name, one]) => `${name}: ${one.said}`).join(', ');
  return list === '' ? verb.name : `${verb.name} (${list})`;
};

const argumentsOf = ({ given }: Draft): Record<string, unknown> =>
  Object.fromEntries([...given].map(([name, { value }]) => [name, value]));

/** A draft as something to choose or to call. */
export const choiceOf = (draft: Draft): Choice => ({
  request: { verb: draft.verb.name, arguments: argumentsOf(draft) },
  understoodAs: said(draft),
});

const missingOf = ({ verb, given }: Draft): Need | undefined =>
  verb.needs?.find(({ oneOf }) => !oneOf.some((name) => given.has(name)));

/** The call that a draft makes, or the first question that is left. */
export function callOrQuestion(draft: Draft, scene?: Scene): Understood {
  const { verb } = draft;
  if (scene?.facts.pastAt !== undefined && scene.facts.when === undefined && verb.kind === 'propose')
    return { kind: 'pastTime', verb: verb.name, when: scene.facts.pastAt };
  const { when, since, until, day } = scene?.facts ?? {};
  const isOnlyToCome = when !== undefined && !since && !until && !day; // "1 November" is a past one as well
  if (isOnlyToCome && verb.kind === 'read' && takesPastOnly(verb))
    return { kind: 'noTime', verb: verb.name, words: when.said };
  const need = missingOf(draft) ?? severalOf(draft) ?? placelessIn(draft) ?? unusedBy(draft, scene);
  if (!need) return { kind: 'call', ...choiceOf(draft) };
  const known = choiceOf(draft);
  return {
    kind: 'ask',
    verb: verb.name,
    verbKind: verb.kind,
    arguments: known.request.arguments,
    missing: need.oneOf,
    question: need.question,
    choices: (need.choices ?? []).map(({ shown, sets }) => chosen(withoutPlaceless(draft, need), shown, sets)),
    understoodAs: known.understoodAs,
  };
}

const withoutPlaceless = (draft: Draft, need: Need | Placeless): Draft =>
  'leavesOut' in need
    ? { ...draft, given: new Map([...draft.given].filter(([name]) => name !== need.leavesOut)) }
    : draft;

/** Asks about what was: a moment that is still to come means nothing to it. */
function takesPastOnly({ takes }: VerbWords): boolean {
  const taken = new Set<string>(Object.values(takes));
  return taken.has('since') && !taken.has('when');
}

function chosen(draft: Draft, shown: string, sets: Readonly<Record<string, unknown>>): Choice {
  const given = new Map([
    ...draft.given,
    ...Object.entries(sets).map(([name, value]): [string, Given] => [
      name,
      { value, said: typeof value === 'string' ? value : shown },
    ]),
  ]);
  return { ...choiceOf({ ...draft, given }), understoodAs: shown };
}

/** What the verb cannot do of what was said: it is asked about, and left out after a click only. */
function placelessIn({ verb, given }: Draft): Placeless | undefined {
  const [name, question] = Object.entries(verb.noPlaceFor ?? {}).find(([one]) => given.has(one)) ?? [];
  if (name === undefined || question === undefined) return undefined;
  const rest: Draft = { verb, given: new Map([...given].filter(([one]) => one !== name)) };
  const isWhole = missingOf(rest) === undefined && placelessIn(rest) === undefined;
  return {
    oneOf: [],
    question,
    choices: isWhole ? [{ shown: said(rest), sets: {} }] : [],
    leavesOut: name,
  };
}

interface Placeless extends Need {
  leavesOut: string;
}

/** Where one ring or one group is needed and several were named: which first? */
function severalOf({ verb, given }: Draft): Need | undefined {
  for (const name of ['ring', 'group'] as const) {
    const value = given.get(name)?.value;
    if (verb.kind === 'read' || !Array.isArray(value)) continue;
    const choices = value.map((one) => ({ shown: String(one), sets: { [name]: String(one) } }));
    return {
      oneOf: [name],
      question: `One ${name} at a time: which one first?`,
      choices: choices.slice(0, MOST_CHOICES),
    };
  }
  return undefined;
}

const MOST_CHOICES = 3;

/** Where people are who are described; what is excepted is not among them. */
const placesIn = (scene: Scene): Scene['facts']['places'] => {
  const except = exceptAt(scene)?.at ?? Infinity;
  return scene.facts.places.filter(({ at }) => at < except);
};

/** "in Sales and Finance": each is a list of its own. */
function whichPlace(places: Scene['facts']['places'], { given }: Draft): Need {
  const whom = given.get('whom')?.value as { filter?: object } | undefined;
  return {
    oneOf: [],
    question: `One group or department at a time: ${listed(
      places.map(({ said: name }) => name),
      'or',
    )} first?`,
    choices: places.slice(0, MOST_CHOICES).map(({ said: shown, value: place }) => ({
      shown,
      sets: { whom: { ...whom, filter: { ...whom?.filter, place } } },
    })),
  };
}

const WHICH_PLAN: Need = {
  oneOf: ['proposalId'],
  question: 'Which plan is that? Say the number that stands on its card, such as “plan 12”, or “my last plan”.',
};

/** "withdraw 4 and 5": each is a plan of its own. */
function whichOfPlans(plans: readonly string[], { takes }: VerbWords): Need | undefined {
  const [name] = Object.entries(takes).find(([, fact]) => fact === 'proposal') ?? [];
  if (name === undefined) return undefined;
  return {
    oneOf: [name],
    question: `One plan at a time: ${listed(plans, 'or')} first?`,
    choices: plans.slice(0, MOST_CHOICES).map((no) => ({ shown: `Plan ${no}`, sets: { [name]: no } })),
  };
}

/** What was said and the verb has no place for: to leave it out in silence would do something else than was ordered. */
function unusedBy(draft: Draft, scene: Scene | undefined): Need | undefined {
  const { verb, given } = draft;
  if (!scene) return undefined;
  const takes = new Set(Object.values(verb.takes));
  if (takes.has('proposal') && !takes.has('nth') && scene.facts.nth !== undefined) return WHICH_PLAN;
  const plans = new Set(scene.facts.proposals);
  if (plans.size > 1) return whichOfPlans([...plans], verb);
  if (takes.has('whom') && placesIn(scene).length > 1) return whichPlace(placesIn(scene), draft);
  if (verb.kind !== 'propose') return undefined;
  if (takes.has('policy') && scene.facts.isManyPolicies)
    return { oneOf: ['policy'], question: 'One policy at a time: which one first?' };
  const ask = (question: string): Need => ({
    oneOf: [],
    question,
    choices: [{ shown: said(draft), sets: {} }],
  });
  const { facts } = scene;
  if (facts.isEveryone && isSomewhere(scene))
    return ask('I did not understand where these people are. Shall I propose it for everybody?');
  if (speaksOfTeam(scene)) return ask('I do not know who that team is. Shall I propose it without them?');
  if (facts.isExceptingKinds) return ask('I did not understand whom to leave out. Shall I propose it for all of them?');
  if (facts.except.length > 0 && !takes.has('except'))
    return ask('I cannot leave somebody out of that. Shall I propose it for all of them?');
  if (facts.untilSaid !== undefined && !given.has('until'))
    return ask(`I do not know when that is (“${facts.untilSaid}”). Shall I propose it without an end?`);
  if (facts.when !== undefined && !takes.has('when'))
    return ask(`I cannot do that at a time of its own (${facts.when.said}). Shall I propose it now?`);
  const isMixed = takes.has('people') && takes.has('whom') && given.has('whom') && facts.people.length > 0;
  return isMixed ? ask('I can take a description or names, not both at once. Shall I leave the names out?') : undefined;
}

/** "Alice and her team": a team that nobody has named. */
const speaksOfTeam = ({ words }: Scene): boolean =>
  words.some(
    ({ word, taken }, at) =>
      taken === undefined &&
      /^(?:her|his|their|my|our|ihr|ihre|sein|seine|son|sa|su)$/u.test(word) &&
      /^(?:team|reports|directs|subordinates|staff|folks|people|leute|mitarbeiter|equipe|equipo)$/u.test(
        words[at + 1]?.word ?? '',
      ),
  );

/** "everyone in" with something after it that was not understood: everybody is more than was meant. */
const isSomewhere = ({ words, facts }: Scene): boolean =>
  facts.places.length === 0 &&
  words.some((word, at) => {
    if (!means(word, 'everyone') || word.taken !== undefined) return false;
    const after = words.slice(at + 1, at + 4);
    const inside = after.findIndex(({ word: one }) => /^(?:in|within|inside|from|of|at|im|dans|en|aus)$/u.test(one));
    const next = inside < 0 ? undefined : words[at + 2 + inside];
    return next !== undefined && next.taken === undefined && !/^(?:the|this|our|one|ring|place|now)$/u.test(next.word);
  });
