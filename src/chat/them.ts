import { filterWords } from '../inventory/filter-words.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import type { Before } from './before.ts';
import { both } from './scene-excepted.ts';
import { textOf, type Scene } from './scene.ts';
import type { Understood } from './understood.ts';

const AMONG =
  /\b(?:of|among|amongst|from) (?:them|those|these)\b(?! (?:in|who|that|with|without|from|at|whose|which)\b)|^(?:and )?which ones?\b|\b(?:davon|darunter|d'entre eux|parmi eux|de ellos|entre ellos)\b/u;
const ALL_OF = /\b(?:all|each|every(?: one)?|the lot) of (?:them|those|these)\b/gu;
const THEM = /\b(?:them|they|all of those|all of these)\b/u;

/** Whether it is about some of those who were spoken of: "which of them are guests". */
export const isAmongThem = (scene: Scene): boolean => AMONG.test(textOf(scene).replace(ALL_OF, ''));

/** What is asked back where nobody can tell who they are. */
export const OF_WHOM: Understood = { kind: 'unknown', hint: 'ofWhom' };

interface Whom {
  filter?: PeopleFilter;
}

const said = (verb: string, { filter = {} }: Whom): string => `${verb} (whom: ${filterWords(filter)})`;

/**
 * "which of them are guests", "disable the guests among them": whoever was listed, and no others. Undefined where the
 * sentence describes nobody by itself.
 */
export function amongThem({ request: { arguments: known } }: Before, understood: Understood): Understood | undefined {
  const call = understood.kind === 'call' ? understood.request : understood.kind === 'ask' ? understood : undefined;
  const now = call?.arguments['whom'] as Whom | undefined;
  const before = known['whom'] as Whom | undefined;
  if (!call || !now || !before) return undefined;
  const filter = both(before.filter ?? {}, now.filter ?? {});
  if (!filter) return OF_WHOM;
  const whom = { ...now, filter };
  const args = { ...call.arguments, whom };
  return understood.kind === 'ask'
    ? { ...understood, arguments: args, choices: [], understoodAs: said(call.verb, whom) }
    : { kind: 'call', request: { verb: call.verb, arguments: args }, understoodAs: said(call.verb, whom) };
}

/** "plan a rollout for them": whoever was listed, where an order names nobody itself. */
export function forThem(
  { request: { arguments: known } }: Before,
  scene: Scene,
  { understood, verb }: { understood: Understood; verb: VerbWords | undefined },
): Understood | undefined {
  if (understood.kind !== 'call' || verb?.kind !== 'propose' || !THEM.test(textOf(scene))) return undefined;
  const { arguments: args } = understood.request;
  const whom = known['whom'] as Whom | undefined;
  const isNamed = ['whom', 'people', 'person', 'group', 'ring', 'list', 'scope'].some(
    (name) => args[name] !== undefined,
  );
  if (isNamed || whom === undefined || verb.takes['whom'] === undefined) return undefined;
  return {
    kind: 'call',
    request: { verb: verb.name, arguments: { ...args, whom } },
    understoodAs: said(verb.name, whom),
  };
}
