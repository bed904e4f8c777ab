import { filterWords } from '../inventory/filter-words.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';
import { listed } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { Fact } from '../verbs/verb-words.ts';
import type { Meaning } from './glossary.ts';
import { isHypothetical } from './moods.ts';
import { BEFORE_NAMES } from './plain-words.ts';
import { means, type Scene, type Stretch } from './scene.ts';

/** An argument, and how it is said back. */
export interface Given {
  value: unknown;
  said: string;
}

const plain = (value: string | number | undefined): Given | undefined =>
  value === undefined ? undefined : { value, said: String(value) };

/** What a sentence gives for an argument; undefined where it says nothing of it. */
export const givenBy = (fact: Fact, scene: Scene): Given | undefined => READERS[fact](scene);

type FactReader = (scene: Scene) => Given | undefined;

const own =
  (name: OwnFact): FactReader =>
  ({ facts }) =>
    plain(facts[name]);

type OwnFact =
  | 'count'
  | 'every'
  | 'ranges'
  | 'location'
  | 'trust'
  | 'policy'
  | 'app'
  | 'proposal'
  | 'nth'
  | 'language'
  | 'format'
  | 'reason'
  | 'ticket'
  | 'scope'
  | 'fromRing';

const ringsIn: FactReader = ({ facts }) =>
  facts.rings.length > 1 ? { value: facts.rings, said: listed(facts.rings) } : plain(facts.rings[0]);

const onlyPerson: FactReader = ({ facts }) => (facts.people.length === 1 ? facts.people[0] : undefined);

const READERS: Readonly<Record<Fact, FactReader>> = {
  person: onlyPerson,
  somebody: (scene) => (isBeyondDoubt(scene) ? onlyPerson(scene) : undefined),
  people: ({ facts }) => namesIn(facts.people),
  except: ({ facts }) => namesIn(facts.except),
  whom: (scene) => whomIn(scene),
  crowd: (scene) => crowdIn(scene),
  group: (scene) => groupIn(scene),
  ring: ringsIn,
  rings: ringsIn,
  fromRing: own('fromRing'),
  target: ({ facts }) => (facts.target === 'reportOnly' ? undefined : plain(facts.target)),
  policyState: ({ facts }) => plain(POLICY_STATES.get(facts.target ?? '')),
  stateOfPolicy: (scene) => plain(POLICY_STATES.get(describedState(scene) ?? '')),
  switch: (scene) => switchIn(scene),
  audience: ({ facts }) => (facts.isEveryone && facts.places.length === 0 ? plain('everyone') : undefined),
  when: ({ facts }) => facts.when,
  since: ({ facts, timeZone }) => stretchOf(facts.since, timeZone),
  until: ({ facts, timeZone }) => stretchOf(facts.until, timeZone),
  day: ({ facts, timeZone }) => stretchOf(facts.day, timeZone),
  place: ({ facts }) => plain(facts.from),
  object: () => undefined,
  count: own('count'),
  every: own('every'),
  ranges: own('ranges'),
  location: own('location'),
  trust: own('trust'),
  policy: own('policy'),
  app: own('app'),
  proposal: own('proposal'),
  nth: own('nth'),
  language: own('language'),
  format: own('format'),
  reason: own('reason'),
  ticket: own('ticket'),
  scope: own('scope'),
  wanted: (scene) => (isWanted(scene) ? plain('wanted') : undefined),
  considered: (scene) => (isHypothetical(scene) ? plain('considered') : undefined),
};

/** The state that policies are asked for: "which policies are report-only?" */
function describedState({ words }: Scene): string | undefined {
  const has = (meaning: Meaning): boolean =>
    words.some((word) => word.taken === undefined && word.meanings.has(meaning));
  if (has('reportOnly')) return 'reportOnly';
  if (has('enabled')) return 'enabled';
  return has('off') ? 'disabled' : undefined;
}

/** Whether somebody is named for sure: a lone unknown word in small letters may be anything. */
export function isBeyondDoubt({ facts, words }: Scene): boolean {
  const [only] = facts.people;
  const word = only && words[only.at];
  if (!only || !word) return false;
  const isCapital = /^\p{Lu}/u.test(only.said) && only.at > 0;
  const isLed = BEFORE_NAMES.has(words[only.at - 1]?.word ?? '') || /'s?[?.!,]*$/u.test(word.token.raw);
  const isWholeName = / /u.test(only.said) && means(words[only.at - 1], 'show');
  return (
    word.token.person !== undefined ||
    isWholeName ||
    'me' in only.value ||
    only.said.includes('@') ||
    isCapital ||
    isLed
  );
}

/** "we need a policy that …": one that is not there yet. */
const isWanted = ({ words, isQuestion }: Scene): boolean =>
  !isQuestion &&
  WANTED.test(
    words
      .slice(0, 6)
      .map(({ word }) => word)
      .join(' '),
  );
const WANTED =
  /\b(?:need|needs|want|wants|like|brauchen|brauche|mochte|mochten|wollen|voudrais|voulons|veux|quiero|queremos|necesito|necesitamos) (?:to have )?(?:a|an|another|one|eine|einen|une|un|una)\b/u;

const POLICY_STATES: ReadonlyMap<string, string> = new Map([
  ['disabled', 'disabled'],
  ['enabled', 'enabled'],
  ['enforced', 'enabled'],
  ['reportOnly', 'enabledForReportingButNotEnforced'],
]);

const namesIn = (people: Scene['facts']['people']): Given | undefined =>
  people.length === 0
    ? undefined
    : { value: people.map(({ value }) => value), said: listed(people.map(({ said }) => said)) };

/** Everything that describes people, as one filter. */
function whomIn({ facts }: Scene): Given | undefined {
  const [place] = facts.places;
  const filter: PeopleFilter = { ...facts.filter, ...(place ? { place: place.value } : {}) };
  const saysSomething = Object.keys(filter).length > 0 || facts.isEveryone || facts.order !== undefined;
  if (!saysSomething) return undefined;
  const value = { filter, ...(facts.order === undefined ? {} : { order: facts.order }) };
  return { value, said: `${filterWords(filter)}${facts.order === undefined ? '' : `, sorted by ${facts.order}`}` };
}

/** Kinds of people and where they belong: in a question of what would be, other words mean the answer. */
function crowdIn(scene: Scene): Given | undefined {
  const { types, isAdmin } = scene.facts.filter;
  const filter = { ...(types ? { types } : {}), ...(isAdmin === undefined ? {} : { isAdmin }) };
  return whomIn({ ...scene, facts: { ...scene.facts, filter } });
}

/** The group that is named; where no group is, a name is taken for one. */
function groupIn({ facts }: Scene): Given | undefined {
  const named = facts.places.map(({ value }) => ('words' in value ? value.words : value.name));
  if (named.length > 1) return { value: named, said: listed(named) };
  return plain(named[0]);
}

function switchIn({ facts }: Scene): Given | undefined {
  if (facts.target === 'disabled') return plain('off');
  const isOn = facts.target === 'enabled' || facts.target === 'enforced' || facts.target === undefined;
  return isOn && facts.isEveryone && facts.places.length === 0 ? plain('everyone') : undefined;
}

const stretchOf = (stretch: Stretch | undefined, timeZone: string): Given | undefined =>
  stretch && { value: stretch, said: instantIn(new Date(stretch.from), timeZone) };
