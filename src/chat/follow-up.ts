import { filterWords } from '../inventory/filter-words.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import { callOrQuestion, draftOf, type Draft } from './calls.ts';
import type { Given } from './fact-arguments.ts';
import type { Choice } from './grammar.ts';
import type { Read } from './reader.ts';
import { numberSaid } from './scene-rings.ts';
import { means, type Scene } from './scene.ts';
import type { Understood } from './understood.ts';

/** What the same person asked before, in the same chat. */
export interface Before {
  request: { verb: string; arguments: Record<string, unknown> };
  /** What was offered to choose from, if something was. */
  choices?: readonly Choice[];
}

/** What a sentence leaves for the next one of the same person. */
export function beforeOf(understood: Understood): Before | undefined {
  if (understood.kind === 'call') return { request: understood.request };
  if (understood.kind === 'ask')
    return { request: { verb: understood.verb, arguments: understood.arguments }, choices: understood.choices };
  const isOffering = understood.kind === 'unsure' || understood.kind === 'several';
  const [first] = isOffering ? understood.choices : [];
  return isOffering && first ? { request: first.request, choices: understood.choices } : undefined;
}

const LEAD =
  /^(?:and|what about|how about|same|do the same|the same|also|only|just|no|nope|not|sort|order|sorted|the other|i meant|i mean|make it|make that|instead|rather|actually|now|then|but|und|was ist mit|et|y|nur|auch|seulement|solo|ebenso|genauso|das gleiche|dasselbe|la meme chose|pareil|lo mismo|igual|plus|or|for|in|those|that|this|them|ok|so|sorry|wait|oops|correction|nein|non|perdon|pardon|again|ditto|likewise|as well|too|him|her|how many|and how|export|filter|narrow|limit|exclude|without|with)\b/u;
const PRONOUN =
  /^(?:him|her|his|hers|she|he|them|they|their|theirs|ihn|ihm|ihr|sie|ihre|seine|seinen|lui|elle|il|leur|eux|ella|el|su|sus|ellos|same|that|it)$/u;
const SORT = /^(?:sort|sorted|order|ordered|sortiere|sortiert|trie|trier|ordena|ordenar)$/u;

/** The reading of a sentence in the light of what was asked before; the reading by itself where it needs no light. */
export function inTheLightOf(before: Before, read: Read, wordsOf: (verb: string) => VerbWords | undefined): Understood {
  const verb = wordsOf(before.request.verb) ?? NOBODY;
  const { scene, understood } = read;
  const picked = pickedFrom(before, scene);
  if (picked) return { kind: 'call', ...picked };
  if (understood.kind === 'smalltalk' || (understood.kind === 'refused' && !isBareNo(scene))) return understood;
  const isOwn =
    (understood.kind === 'call' || understood.kind === 'ask' || understood.kind === 'unsure') && hasOwnVerb(scene);
  if (isOwn) return withPlan(before, read, wordsOf) ?? withPronoun(before, read);
  if (verb.opens !== undefined && scene.facts.nth !== undefined)
    return opened(wordsOf(verb.opens), scene) ?? understood;
  if (!isFragment(scene, understood)) return understood;
  if (verb.kind !== 'read' && read.why !== undefined && !isCorrection(scene)) return { kind: 'refused', why: read.why };
  return merged(before, scene, verb) ?? understood;
}

/** "the second one" of a list. */
const opened = (verb: VerbWords | undefined, scene: Scene): Understood | undefined =>
  verb && callOrQuestion(draftOf(verb, scene), scene);

const textOf = ({ words }: Scene): string => words.map(({ word }) => word).join(' ');
const isBareNo = (scene: Scene): boolean => /^(?:no|nope|not|nein|non|sorry|wait|actually)\b/u.test(textOf(scene));

/** "no, Alice Archer": the only no in it is the one that takes the last sentence back. */
const isCorrection = (scene: Scene): boolean =>
  isBareNo(scene) && !NEGATED.test(textOf(scene).replace(/^(?:no|nope|nein|non|sorry|wait)\b/u, ''));
const NEGATED = /\b(?:not|no|dont|never|nicht|kein|keine|pas|ne|sin|nunca|without|ohne|sans|if|wenn|si)\b|n't/u;

/** Nothing else may stand beside a pick: "pause ring 2" picks nothing. */
const PICKS =
  /^(?:#?\d{1,2}[.)]?|one|two|three|four|five|first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|the|number|no|nr|nummer|option|choice|please|pls|bitte|i|mean|meant|take|that|this|yes|yep|yeah|sure|ja|oui|si|exactly|right|correct|genau|der|die|das|den|le|la|el|eins|zwei|drei|ersten?|erster|zweiten?|zweiter|dritten?|letzten?|premier|premiere|deuxieme|troisieme|derniere?|un|deux|trois|uno|dos|tres|primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa]|-|\W*)$/u;

/** "the second one", "2", "the first". */
function pickedFrom({ choices = [] }: Before, { words }: Scene): Choice | undefined {
  if (choices.length === 0 || words.length > 5 || !words.every(({ word }) => PICKS.test(word))) return undefined;
  const number = words.map(({ word }) => numberSaid(word)).find((one) => one !== undefined);
  const isLast = words.some(({ word }) => /^(?:last|letzte|dernier|dernière|ultimo|ultima)$/u.test(word));
  if (isLast) return choices.at(-1);
  const isYes =
    choices.length === 1 &&
    /^(?:yes|yep|yeah|sure|ja|oui|si|exactly|right|correct|genau)$/u.test(textOf({ words } as Scene));
  if (isYes) return choices[0];
  return number === undefined ? undefined : choices[Number(number) - 1];
}

const OWN = [
  'securityDefaults',
  'campaign',
  'signInFrequency',
  'namedLocation',
  'notice',
  'audit',
  'license',
  'recommendation',
  'ready',
  'proposal',
  'approval',
  'policy',
  'whatIf',
  'help',
  'disable',
  'enable',
  'enforce',
  'rollback',
  'resume',
  'pause',
  'cancel',
  'start',
  'create',
  'tell',
  'send',
  'preview',
  'stop',
  'turn',
  'happened',
  'plan',
  'exclude',
  'add',
  'approved',
] as const;

/** Whether a sentence says for itself what it wants: not "and Bob?", "only the guests". */
function hasOwnVerb(scene: Scene): boolean {
  if (/^(?:do )?(?:the )?same\b|^ditto|^likewise|^(?:das )?gleiche|^lo mismo|^la meme/u.test(textOf(scene)))
    return false;
  if (
    LEAD.test(textOf(scene)) &&
    scene.words.length <= 4 &&
    !scene.words.some((word) => word.taken === undefined && STRONG.some((meaning) => means(word, meaning)))
  )
    return false;
  if (
    /^(?:only|just|nur|solo|seulement|make it|and what about|what about|how about|sort|no|sorry|i meant|i mean|filter|narrow)\b/u.test(
      textOf(scene),
    )
  )
    return scene.words.some((word) => word.taken === undefined && STRONG.some((meaning) => means(word, meaning)));
  return (
    (scene.facts.target !== undefined && scene.words.length > 2) ||
    scene.words.some((word) => word.taken === undefined && OWN.some((meaning) => means(word, meaning))) ||
    scene.words.some(
      (word) =>
        word.taken === undefined &&
        (means(word, 'mfa') || means(word, 'who') || means(word, 'show') || means(word, 'list')),
    )
  );
}

const STRONG = [
  'securityDefaults',
  'campaign',
  'signInFrequency',
  'namedLocation',
  'audit',
  'license',
  'recommendation',
  'proposal',
  'disable',
  'enable',
  'rollback',
  'cancel',
  'tell',
  'create',
] as const;

const isFragment = (scene: Scene, { kind }: Understood): boolean =>
  (LEAD.test(textOf(scene)) || strangersIn(scene) < MOST_STRANGERS) &&
  (kind === 'unknown' || kind === 'refused' || scene.words.length <= 12 || LEAD.test(textOf(scene)));

const MOST_STRANGERS = 2;

/** Words that nobody knows and that name nobody: a sentence of them is about something else. */
const strangersIn = ({ words, facts }: Scene): number => {
  const named = [...facts.people, ...facts.except, ...facts.places].map(({ said }) => said.toLowerCase()).join(' ');
  return words.filter(({ token, taken, isKnown }) => taken === 'name' && !isKnown && !named.includes(token.word))
    .length;
};

/** For somebody who was only named: pronouns can mean them, and nothing else follows. */
const NOBODY: VerbWords = { name: '', kind: 'read', role: 'reader', does: '', example: '', means: [], takes: {} };

/** "cancel that", "export it": the plan that was spoken of. */
export function withPlan(
  before: Before,
  { scene, understood }: Pick<Read, 'scene' | 'understood'>,
  wordsOf: (verb: string) => VerbWords | undefined,
): Understood | undefined {
  const proposalId = before.request.arguments['proposalId'] ?? before.request.arguments['proposal'];
  if (understood.kind !== 'call' || proposalId === undefined || Object.keys(understood.request.arguments).length > 0)
    return undefined;
  const takesPlan = Object.values(wordsOf(understood.request.verb)?.takes ?? {}).includes('proposal');
  const isMeant =
    scene.words.length <= 5 && scene.words.some(({ word, taken }) => taken === undefined && THAT.test(word));
  if (!takesPlan || !isMeant) return undefined;
  const said = saidOf(proposalId);
  return {
    kind: 'call',
    request: { verb: understood.request.verb, arguments: { proposalId } },
    understoodAs: `${understood.understoodAs} (proposalId: ${said})`,
  };
}

const THAT = /^(?:it|that|this|one|es|das|den|la|le|ca|lo|eso)$/u;

/** "turn it off for her": the person of before, where a pronoun stands and nobody is named. */
function withPronoun(before: Before, { scene, understood }: Read): Understood {
  const isPronoun = scene.words.some(({ word, taken }) => taken === undefined && PRONOUN.test(word));
  if (understood.kind !== 'ask' || !isPronoun) return understood;
  const filled = new Map<string, Given>();
  for (const name of understood.missing) {
    const value = sameAs(name, before.request.arguments);
    if (value !== undefined) filled.set(name, { value, said: saidOf(value) });
  }
  if (filled.size === 0) return understood;
  return {
    kind: 'call',
    request: {
      verb: understood.verb,
      arguments: {
        ...understood.arguments,
        ...Object.fromEntries([...filled].map(([name, { value }]) => [name, value])),
      },
    },
    understoodAs:
      understood.understoodAs.replace(/\)?$/u, '') +
      `${understood.understoodAs.includes('(') ? ', ' : ' ('}${[...filled].map(([name, { said }]) => `${name}: ${said}`).join(', ')})`,
  };
}

/** What was called so before, or what stands for it. */
function sameAs(name: string, known: Record<string, unknown>): unknown {
  if (known[name] !== undefined) return known[name];
  if (name === 'person')
    return Array.isArray(known['people']) && known['people'].length === 1 ? known['people'][0] : undefined;
  if (name === 'people') return known['person'] === undefined ? undefined : [known['person']];
  return undefined;
}

function saidOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(saidOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const one = value as Record<string, unknown>;
  if (typeof one['filter'] === 'object' && one['filter'] !== null) return filterWords(one['filter']);
  const name = one['displayName'] ?? one['words'];
  if (typeof name === 'string') return name;
  return 'me' in one ? 'you' : JSON.stringify(value);
}

/** The verb of before with what is said now in the place of what was said then. */
function merged(before: Before, scene: Scene, verb: VerbWords): Understood | undefined {
  const now = draftOf(verb, scene);
  if (!saysSomething(now, scene)) return undefined;
  const known = before.request.arguments;
  const given = new Map<string, Given>(
    Object.entries(known).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, said: saidOf(value) }]],
    ),
  );
  const hasPeople = now.given.has('person') || now.given.has('people');
  if (now.given.has('whom') || hasPeople) for (const name of ['person', 'people']) given.delete(name);
  if (hasPeople) given.delete('whom');
  for (const [name, one] of now.given) given.set(name, name === 'whom' ? together(known[name], one, scene) : one);
  return callOrQuestion({ verb, given: oneOrMany(verb, given) });
}

const saysSomething = ({ given }: Draft, scene: Scene): boolean =>
  [...given.keys()].some((name) => name !== 'trust') &&
  !(given.size === 1 && given.has('state') && scene.words.length > 8);

/** Two people where a verb takes one: the last one is meant. */
const oneOrMany = (verb: VerbWords, given: Map<string, Given>): Map<string, Given> => {
  if (verb.takes['person'] === undefined) given.delete('person');
  return given;
};

/** "only the guests" narrows what was asked; "and in Finance?" asks for another place. */
function together(known: unknown, now: Given, scene: Scene): Given {
  const old = (known as { filter?: PeopleFilter; order?: string } | undefined) ?? {};
  const next = now.value as { filter: PeopleFilter; order?: string };
  const isSorting = scene.words.some(({ word }) => SORT.test(word));
  const filter =
    isSorting && Object.keys(next.filter).length === 0 ? (old.filter ?? {}) : { ...old.filter, ...next.filter };
  const order = next.order ?? old.order;
  return { value: { filter, ...(order === undefined ? {} : { order }) }, said: now.said };
}
