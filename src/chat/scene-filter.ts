import type { PeopleFilter } from '../inventory/people-filter.ts';
import { STATES } from './slots.ts';
import { allBut, both } from './scene-excepted.ts';
import { exceptAt } from './scene-names.ts';
import { means, take, type Scene } from './scene.ts';
import { daysIn, descriptionsFrom, endsOf, STALE_DAYS, type Said } from './whom-words.ts';

const ALL_STATES = ['disabled', 'enabled', 'enforced', 'unknown'] as const;
const NOUN =
  /^(?:users?|people|accounts?|guests?|members?|folks|staff|admins?|persons?|benutzer|konten|leute|nutzer|utilisateurs?|comptes?|usuarios?|cuentas?|employees|ones|personnes|personas)$/u;
const NOT =
  /^(?:not|never|nicht|isnt|arent|isn't|aren't|pas|no|non|havent|haven't|hasnt|hasn't|without|ohne|sans|sin|kein|keine|lacking|missing|lack)$/u;
const LICENCELESS = /^(?:unlicensed|not|without|has no|have no|with no|no)\b/u;
const NOT_REGISTERED = /^(?:unregistered|unenrolled|unregistriert)$/u;
const STALE_END = /^(?:sign|log)/u;

/** Finds what describes people: states, kinds of accounts, registration, licences, sign-ins. */
export function findFilter(scene: Scene): void {
  const words = scene.words.map(({ word, taken }) => (taken === undefined ? word : ''));
  let filter: PeopleFilter = {};
  let except = exceptAt(scene);
  const excepted: Excepted[] = [];
  for (let at = 0; at < words.length;) {
    const found = descriptionAt(words, at);
    if (found && except && at >= except.at && at < except.at + except.length) except = undefined; // "but not registered" excepts nobody
    if (found && at > (except?.at ?? Infinity)) {
      if (Object.keys(found.filter).length > 0) excepted.push({ filter: found.filter, from: at, to: found.end });
    } else if (found) {
      if (found.filter.licence !== undefined && LICENCELESS.test(words.slice(at, found.end).join(' ')))
        take(scene, [at, found.end], 'filter');
      const { types, ...others } = found.filter;
      filter = { ...filter, ...others, ...(types ? { types: [...new Set([...(filter.types ?? []), ...types])] } : {}) };
      if (found.order) scene.facts.order = found.order;
    }
    at = found ? found.end : at + 1;
  }
  if (except) for (const { from, to } of excepted) take(scene, [from, to], 'excepted');
  const states = statesIn(scene);
  scene.facts.filter = { ...filter, ...(states ? { states } : {}), ...registrationIn(scene, filter) };
  if (except && excepted.length > 0) leaveOut(scene, except, excepted);
  else if (except && scene.facts.except.length === 0 && isAboutMany(scene)) scene.facts.isExceptingKinds = true;
}

/** Where many are named, whoever is excepted and not understood must not be among them by mistake. */
const isAboutMany = ({ facts }: Scene): boolean =>
  facts.isEveryone || facts.places.length > 0 || Object.keys(facts.filter).length > 0;

/** A description of people after "except", and where it stands. */
interface Excepted {
  filter: PeopleFilter;
  from: number;
  to: number;
}

/** Leaves kinds of accounts out of whom the sentence describes, or notes that it cannot. */
function leaveOut(scene: Scene, except: { at: number; length: number }, excepted: readonly Excepted[]): void {
  const { facts, words } = scene;
  facts.isExcepting = true;
  take(scene, [except.at, except.at + except.length], 'except');
  const isListed = excepted.every(
    ({ from }, place) => place === 0 || words.slice(excepted[place - 1]?.to, from).some(({ word }) => OR.test(word)),
  );
  const isPlaced = facts.places.some(({ at }) => at > except.at);
  const others = isListed && !isPlaced ? allBut(excepted.map(({ filter }) => filter)) : undefined;
  const filter = others && both(facts.filter, others);
  if (filter) facts.filter = filter;
  else facts.isExceptingKinds = true;
}

const OR = /^(?:and|or|und|oder|et|ou|y|o|&|nor|noch|ni)$/u;

function descriptionAt(words: readonly string[], at: number) {
  let best: { end: number; filter: PeopleFilter; order?: NonNullable<Said['order']> } | undefined;
  for (const { pattern, said, isStale } of descriptionsFrom(words[at] ?? '')) {
    const end = Math.max(-1, ...endsOf(pattern, words, at));
    if (end <= (best?.end ?? at) || isMembersOf(words, at)) continue;
    const days = isStale ? (daysIn(words.slice(at, end)) ?? STALE_DAYS) : undefined;
    const isSignIn =
      !isStale ||
      STALE_END.test(
        words
          .slice(at, end)
          .join(' ')
          .replace(/^.*?(?=sign|log|stale|inactive)/u, ''),
      ) ||
      words.slice(at, end).some((word) => /stale|inactive/u.test(word));
    if (!isSignIn) continue;
    const filter = days !== undefined ? { staleDays: days } : (said.filter ?? {});
    if (days !== undefined && (days < 1 || days > 36_500)) continue;
    best = { end, filter, ...(said.order ? { order: said.order } : {}) };
  }
  return best;
}

/** "members of SG-Helpdesk" are whoever is in it, guests too. */
const isMembersOf = (words: readonly string[], at: number): boolean =>
  /^members?$/u.test(words[at] ?? '') && /^(?:of|in|from)$/u.test(words[at + 1] ?? '');

const STATE_MEANINGS = [
  ['off', 'disabled'],
  ['enabled', 'enabled'],
  ['enforced', 'enforced'],
] as const;

/** The states that people are said to have: "enforced users", "who is still enabled", "not enforced". */
function statesIn(scene: Scene): PeopleFilter['states'] {
  const found = new Set<(typeof ALL_STATES)[number]>();
  let isNot = false;
  for (const [at, word] of scene.words.entries()) {
    if (word.taken !== undefined) continue;
    const said =
      STATE_MEANINGS.find(([meaning]) => means(word, meaning))?.[1] ??
      (word.word === 'unknown' ? 'unknown' : undefined) ??
      wordState(scene, at);
    if (said === undefined || (scene.facts.target !== undefined && !isDescribing(scene, at))) continue;
    found.add(said);
    isNot ||=
      NOT.test(scene.words[at - 1]?.word ?? '') ||
      (/^(?:yet|been|yet)$/u.test(scene.words[at - 1]?.word ?? '') && NOT.test(scene.words[at - 2]?.word ?? ''));
  }
  if (found.size === 0) return undefined;
  const states = ALL_STATES.filter((state) => found.has(state) !== isNot);
  return states.length > 0 ? states : undefined;
}

/** "who is on": a word that is a state only where people are described. */
function wordState({ words, isQuestion }: Scene, at: number): (typeof ALL_STATES)[number] | undefined {
  const word = words[at]?.word ?? '';
  const isAlone =
    isQuestion &&
    /^(?:is|are|still)$/u.test(words[at - 1]?.word ?? '') &&
    word === 'on' &&
    /^(?:in|per-user|mfa)?$/u.test(words[at + 1]?.word ?? '');
  return isAlone ? ALL_STATES.find((state) => state === STATES.get(word)) : undefined;
}

/** Whether a state in an order says whom it is about, and not what is ordered. */
function isDescribing({ words }: Scene, at: number): boolean {
  const before = words[at - 1]?.word ?? '';
  const isNoun =
    NOUN.test(words[at + 1]?.word ?? '') ||
    (/^(?:and|or)$/u.test(words[at + 1]?.word ?? '') && NOUN.test(words[at + 3]?.word ?? ''));
  return (
    isNoun ||
    /^(?:is|are|still|currently|already|not|was|been|ist|sind|est|sont|esta|estan)$/u.test(before) ||
    /^(?:everyone|everybody|people|users|accounts|anyone|those)$/u.test(before) ||
    (/^(?:and|or)$/u.test(before) && isDescribing({ words } as Scene, at - 2))
  );
}

/** "no registration", "which have not mfa registration". */
const isLacking = ({ words }: Scene, at: number): boolean =>
  NOT.test(words[at - 1]?.word ?? '') ||
  words
    .slice(Math.max(0, at - 3), at)
    .some((one, place, some) => NOT.test(one.word) && some.slice(place + 1).every((after) => means(after, 'mfa')));

/** "not registered" in any order of words, and in other languages. */
function registrationIn(scene: Scene, filter: PeopleFilter): PeopleFilter {
  if (filter.isRegistered !== undefined) return {};
  for (const [at, word] of scene.words.entries()) {
    if (word.taken !== undefined) continue;
    if (NOT_REGISTERED.test(word.word)) return { isRegistered: false };
    if (!means(word, 'registered') || (/^(?:registration)$/u.test(word.word) && !isLacking(scene, at))) continue;
    const isNot = scene.words.slice(Math.max(0, at - 4), at).some((one) => NOT.test(one.word));
    const isNotAfter = /^(?:nicht|pas|no)$/u.test(scene.words[at + 1]?.word ?? '');
    return { isRegistered: !(isNot || isNotAfter) };
  }
  return {};
}
