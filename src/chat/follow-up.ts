import { filterWords } from '../inventory/filter-words.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import type { Before } from './before.ts';
import { callOrQuestion, draftOf, type Draft } from './calls.ts';
import type { Given } from './fact-arguments.ts';
import { hasOwnVerb, isAnswer, isAsking, isBareNo, isCorrection, isFragment } from './fragments.ts';
import { pickedFrom, planNumbered, turnedTo } from './picks.ts';
import type { Read } from './reader.ts';
import { allBut, both } from './scene-excepted.ts';
import { means, textOf, type Scene } from './scene.ts';
import { amongThem, forThem, isAmongThem, OF_WHOM } from './them.ts';
import type { Understood } from './understood.ts';

const PRONOUN =
  /^(?:him|her|his|hers|she|he|them|they|their|theirs|ihn|ihm|ihr|sie|ihre|seine|seinen|lui|elle|il|leur|eux|ella|el|su|sus|ellos|same|that|it)$/u;
const SORT = /^(?:sort|sorted|order|ordered|sortiere|sortiert|trie|trier|ordena|ordenar)$/u;

/** The reading of a sentence in the light of what was asked before; the reading by itself where it needs no light. */
export function inTheLightOf(before: Before, read: Read, wordsOf: (verb: string) => VerbWords | undefined): Understood {
  const verb = wordsOf(before.request.verb) ?? NOBODY;
  const { scene, understood } = read;
  const turned = turnedTo(before, scene, verb);
  if (turned) return turned;
  const picked = pickedFrom(before, scene);
  if (picked) return { kind: 'call', ...picked };
  const numbered = planNumbered(scene, (verb.opens === undefined ? undefined : wordsOf(verb.opens)) ?? verb);
  if (numbered) return numbered;
  if (understood.kind === 'smalltalk' || (understood.kind === 'refused' && !isBareNo(scene))) return understood;
  if (isAmongThem(scene)) return amongThem(before, understood) ?? counted(before, scene, verb) ?? OF_WHOM;
  const isOwn =
    (understood.kind === 'call' || understood.kind === 'ask' || understood.kind === 'unsure') && hasOwnVerb(scene);
  if (isOwn)
    return (
      withSubject(before, read, wordsOf) ??
      forThem(before, scene, { understood, verb: callOf(understood, wordsOf) }) ??
      withPronoun(before, read)
    );
  if (understood.kind === 'call' && isAboutSomebody(scene, verb)) return understood;
  if (verb.opens !== undefined && scene.facts.nth !== undefined)
    return opened(wordsOf(verb.opens), scene) ?? understood;
  if (!isFragment(scene, understood)) return understood;
  if (verb.kind !== 'read' && isAsking(scene)) return understood;
  if (verb.kind !== 'read' && read.why !== undefined && !isCorrection(scene)) return { kind: 'refused', why: read.why };
  if (verb.kind !== 'read' && !isAnswer(scene)) return understood;
  return merged(before, scene, verb) ?? (isCount(scene) ? OF_WHOM : understood);
}

const callOf = (understood: Understood, wordsOf: (verb: string) => VerbWords | undefined): VerbWords | undefined =>
  understood.kind === 'call' ? wordsOf(understood.request.verb) : undefined;

/** "how many of them?" */
const counted = (before: Before, scene: Scene, verb: VerbWords): Understood | undefined =>
  isCount(scene) && verb.kind === 'read' && before.request.arguments['whom'] !== undefined
    ? merged(before, scene, verb)
    : undefined;

/** The reading of a sentence that nothing was asked before. */
export const inNoLight = ({ scene, understood }: Read): Understood =>
  isAmongThem(scene) && ['call', 'ask', 'unsure'].includes(understood.kind) ? OF_WHOM : understood;

/** "is Bruno an admin?" after a list: he is no part of it. */
const isAboutSomebody = (scene: Scene, verb: VerbWords): boolean =>
  scene.facts.people.length > 0 && isAsking(scene) && verb.takes['person'] === undefined;

/** "the second one" of a list. */
const opened = (verb: VerbWords | undefined, scene: Scene): Understood | undefined =>
  verb && callOrQuestion(draftOf(verb, scene), scene);

/** For somebody who was only named: pronouns can mean them, and nothing else follows. */
const NOBODY: VerbWords = { name: '', kind: 'read', role: 'reader', does: '', example: '', means: [], takes: {} };

/** "cancel that", "export it": the plan or the list that was spoken of. */
export function withSubject(
  before: Before,
  { scene, understood }: Pick<Read, 'scene' | 'understood'>,
  wordsOf: (verb: string) => VerbWords | undefined,
): Understood | undefined {
  const list = withList(before, understood, wordsOf);
  if (list) return list;
  const proposalId = planIn(before);
  if (understood.kind !== 'call' || proposalId === undefined || Object.keys(understood.request.arguments).length > 0)
    return undefined;
  const takesPlan = Object.values(wordsOf(understood.request.verb)?.takes ?? {}).includes('proposal');
  const isMeant =
    scene.words.length <= 5 && scene.words.some(({ word, taken }) => taken === undefined && THAT.test(word));
  if (!takesPlan || !isMeant || isOfNewPlan(before, understood.request.verb)) return undefined;
  const said = saidOf(proposalId);
  return {
    kind: 'call',
    request: { verb: understood.request.verb, arguments: { proposalId } },
    understoodAs: `${understood.understoodAs} (proposalId: ${said})`,
  };
}

/** After "retry 35", "cancel that" means what was just proposed, the last plan of whoever asked, and not 35. */
const isOfNewPlan = ({ request }: Before, verb: string): boolean =>
  PROPOSES_ANEW.has(request.verb) && TAKES_BACK.has(verb);
const PROPOSES_ANEW: ReadonlySet<string> = new Set(['change.retry', 'change.undo']);
const TAKES_BACK: ReadonlySet<string> = new Set(['approval.cancel', 'change.undo']);

const planIn = ({ request: { arguments: args } }: Before): unknown => args['proposalId'] ?? args['proposal'];

/** "export that": the list or the plan that was asked for. */
function withList(
  before: Before,
  understood: Understood,
  wordsOf: (verb: string) => VerbWords | undefined,
): Understood | undefined {
  const whom = before.request.arguments['whom'];
  if (understood.kind !== 'call' || understood.request.arguments['which'] !== 'that') return undefined;
  const plan = planIn(before);
  if (plan !== undefined) {
    const request = { verb: 'approval.export', arguments: { proposalId: plan } };
    return { kind: 'call', request, understoodAs: `${request.verb} (proposalId: ${saidOf(plan)})` };
  }
  if (whom === undefined) return undefined;
  if (wordsOf(understood.request.verb)?.takes['whom'] === undefined) return undefined;
  const { verb } = understood.request;
  return { kind: 'call', request: { verb, arguments: { whom } }, understoodAs: `${verb} (whom: ${saidOf(whom)})` };
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

export function saidOf(value: unknown): string {
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
  const said = draftOf(verb, scene);
  const now = isCounting(said, scene) ? draftOf(verb, scene, { answer: 'count' }) : said;
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
  if (!now.given.has('answer') && scene.words.some((word) => means(word, 'who') || means(word, 'list')))
    given.delete('answer');
  for (const [name, one] of now.given) {
    const value = name === 'whom' ? together(known[name], one, scene) : one;
    if (!value) return undefined;
    given.set(name, value);
  }
  return callOrQuestion({ verb, given: oneOrMany(verb, given) }, verb.kind === 'read' ? scene : undefined);
}

/** "how many?" counts whom was listed. */
const isCounting = ({ verb }: Draft, scene: Scene): boolean =>
  isCount(scene) && verb.means.some((one) => typeof one === 'object' && one.with?.['answer'] === 'count');

const isCount = ({ words }: Scene): boolean => words.some((word) => word.taken === undefined && means(word, 'howMany'));

const saysSomething = ({ given }: Draft, scene: Scene): boolean =>
  [...given.keys()].some((name) => name !== 'trust') &&
  !(given.size === 1 && given.has('state') && scene.words.length > 8);

/** Two people where a verb takes one: the last one is meant. */
const oneOrMany = (verb: VerbWords, given: Map<string, Given>): Map<string, Given> => {
  if (verb.takes['person'] === undefined) given.delete('person');
  return given;
};

/** "without the admins" leaves them out. */
const WITHOUT = /^(?:and |but |now )?(?:without|except|excluding|minus|not|leave out|exclude|ohne|sans|sin)\b/u;

/** "only the guests" narrows what was asked; "and in Finance?" asks for another place. */
function together(known: unknown, now: Given, scene: Scene): Given | undefined {
  const old = (known as { filter?: PeopleFilter; order?: string } | undefined) ?? {};
  const next = now.value as { filter: PeopleFilter; order?: string };
  const isSorting = scene.words.some(({ word }) => SORT.test(word));
  const without = WITHOUT.test(textOf(scene)) ? allBut([next.filter]) : undefined;
  if (WITHOUT.test(textOf(scene)) && !without) return undefined;
  const filter = without
    ? both(old.filter ?? {}, without)
    : isSorting && Object.keys(next.filter).length === 0
      ? (old.filter ?? {})
      : { ...old.filter, ...next.filter };
  if (!filter) return undefined;
  const order = next.order ?? old.order;
  const said = order === undefined ? filterWords(filter) : `${filterWords(filter)}, sorted by ${order}`;
  return { value: { filter, ...(order === undefined ? {} : { order }) }, said };
}
