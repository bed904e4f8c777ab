import type { PeoplePlace } from '../inventory/people-filter.ts';
import { DEPARTMENTS } from './gazetteer.ts';
import { nameText } from './names.ts';
import { isJustPossessive, isOrdinary, JOINER } from './ordinary-words.ts';
import { BEFORE_NAMES } from './plain-words.ts';
import { quotedIn } from './scene-codes.ts';
import { isManager, moveManagers } from './scene-reports.ts';
import { means, take, typed, type Scene, type SceneWord } from './scene.ts';

const PARTICLE = /^(?:de|la|le|van|der|von|del|el|al|bin|dos|das|da|di|du|den|ter|ten|zu|y|st|o|mc|mac|to)$/u;
const GROUP = /^(?:groups?|grp|gruppen?|groupe|groupes|grupo|grupos|security-group|distribution|list)$/u;
const DEPARTMENT = /^(?:departments?|dept|dep|abteilung|departement|departamento|dpto|division|unit|org|bereich)$/u;
const TEAM =
  /^(?:team|folks|people|staff|users|guys|crew|employees|colleagues|members|leute|mitarbeiter|equipe|equipo|accounts|lot|gang|kollegen|bunch)$/u;
const INSIDE = /^(?:chez|in|within|inside|im|dans|en|from|at|aus|across|of|der|beim)$/u;
const ALL =
  /^(?:everyone|everybody|all|people|users|members|anyone|anybody|folks|staff|whoever|alle|jeder|leute|benutzer|mitglieder|tous|todos|toutes|todas|guests|admins|administrators|utilisateurs|membres|usuarios|miembros|those|who|whole|entire|rest|accounts|enforced|enabled|disabled|employees|registered|nobody|many|still|left|monde|personnes|personas)$/u;
const GROUP_NAME =
  /^(?:sg|grp|gg|dl|aad|az|g|ug|gs|usg|group|lic|app|role|ca|sec)[-_]\S+$|_|^[A-Z]{2,}(?:-[A-Za-z0-9]+)+$/iu;
const EXCEPT =
  /^(?:except|excepting|excluding|excl|besides|bar|barring|minus|ausser|sauf|excepto|menos|ausgenommen|save|sans|hormis|exempting|ohne|salvo)$/u;
const EXCEPT_RUNS = [
  ['apart', 'from'],
  ['other', 'than'],
  ['but', 'not'],
  ['not', 'including'],
  ['not', 'for'],
  ['leaving', 'out'],
  ['leave', 'out'],
  ['with', 'the', 'exception', 'of'],
  ['but', 'leave'],
  ['all', 'but'],
  ['everyone', 'but'],
  ['everybody', 'but'],
  ['aber', 'nicht'],
  ['mais', 'pas'],
  ['pero', 'no'],
  ['without'],
  ['but', 'skip'],
  ['but', 'exclude'],
  ['but', 'keep'],
  ['but', 'spare'],
  ['but', 'without'],
  ['aside', 'from'],
  ['nur', 'nicht'],
  ['just', 'not'],
  ['not'],
];

const RUNS_BY_FIRST: ReadonlyMap<string, readonly string[][]> = Map.groupBy(EXCEPT_RUNS, ([first = '']) => first);

/** Where "except" stands, if something is excepted. */
export function exceptAt({ words }: Scene): { at: number; length: number } | undefined {
  for (let at = 0; at < words.length; at += 1) {
    if (words[at]?.taken !== undefined && words[at]?.taken !== 'except') continue;
    if (at > 0 && EXCEPT.test(words[at]?.word ?? '')) return { at, length: 1 };
    const run = RUNS_BY_FIRST.get(words[at]?.word ?? '')?.find(
      (one) =>
        (at > 0 || ALL.test(one[0] ?? '')) &&
        (one.length > 1 && one[0] !== 'not' ? true : isAfterMany(words, at + one.length - 1)) &&
        one.every((word, place) => words[at + place]?.word === word),
    );
    if (run)
      return {
        at: run[0] === 'all' || run[0]?.startsWith('every') ? at + 1 : at,
        length: run[0] === 'all' || run[0]?.startsWith('every') ? 1 : run.length,
      };
  }
  return undefined;
}

/** "everyone in Sales, not Bob": a name follows, and many were named before. */
function isAfterMany(words: readonly SceneWord[], at: number): boolean {
  const next = words[at + 1];
  const isName = next !== undefined && (next.taken === 'person' || (!next.isKnown && /^\p{L}/u.test(next.word)));
  const kind = /^(?:the|any|les|die|los|las)$/u.test(next?.word ?? '') ? words[at + 2] : next;
  return (
    (isName || KINDS.test(kind?.word ?? '')) &&
    words.slice(0, at).some(({ word, taken }) => ALL.test(word) || taken === 'place')
  );
}

/** Words for kinds of accounts: nobody is called so. */
export const KINDS =
  /^(?:guests?|admins?|administrators?|service|shared|members?|externals?|gaste|gastkonten|invites|invitados|administratoren|dienstkonten|administrateurs|administradores)$/u;

/** Takes names: of people, of whoever is excepted, of groups and departments. */
export function takeNames(scene: Scene): void {
  const except = exceptAt(scene);
  moveManagers(scene);
  if (except) moveExcepted(scene, except.at);
  for (const { from, to, text } of quotedIn(scene))
    if (scene.words.slice(from, to).every((one) => one.taken === undefined))
      addName(scene, { from, to, text, except: except?.at });
  for (let at = 0; at < scene.words.length;) {
    const to = nameEnd(scene, at);
    if (to > at) addRun(scene, [at, to], except?.at);
    at = Math.max(to, at + 1);
  }
  sift(scene);
  if (except && (scene.facts.except.length > 0 || scene.facts.isEveryone))
    take(scene, [except.at, except.at + except.length], 'except');
}

/** Where somebody is named beyond doubt, a lone unknown word in small letters elsewhere is no second person. */
function sift(scene: Scene): void {
  const { words, facts } = scene;
  const isWeak = ({ said, at, value }: (typeof facts.people)[number]): boolean =>
    'words' in value &&
    /^\p{Ll}+$/u.test(said) &&
    words[at]?.token.person === undefined &&
    !/'s/u.test(words[at]?.token.raw ?? '');
  const isJoined = ({ at }: { at: number }): boolean =>
    JOINER.test(words[at - 1]?.word ?? '') ||
    JOINER.test(words[at + 1]?.word ?? '') ||
    /,$/u.test(words[at]?.token.raw ?? '') ||
    /,$/u.test(words[at - 1]?.token.raw ?? '');
  const isLed = ({ at }: { at: number }): boolean => BEFORE_NAMES.has(words[at - 1]?.word ?? '');
  if (facts.people.length < 2) return;
  const strong = facts.people.filter((one) => !isWeak(one));
  const led = facts.people.filter((one) => isLed(one) || isJoined(one));
  if (strong.length > 0) facts.people = facts.people.filter((one) => !isWeak(one) || isJoined(one));
  else if (led.length > 0) facts.people = led;
}

/** Mentions and sign-in names that stand after "except". */
function moveExcepted({ facts }: Scene, except: number): void {
  facts.except.push(...facts.people.filter(({ at }) => at > except));
  facts.people = facts.people.filter(({ at }) => at < except);
}

function isNamePart(scene: Scene, at: number, isInName = false): boolean {
  const one = scene.words[at];
  if (!one || one.taken !== undefined || one.word === '' || EXCEPT.test(one.word)) return false;
  if (
    DEPARTMENTS.has(one.word) &&
    (one.meanings.size === 0 || one.word === 'it') &&
    one.head === undefined &&
    isPlaceWord(scene, at)
  )
    return true;
  const { raw } = one.token;
  if (
    GROUP_NAME.test(raw.replace(/[.,;:!?]+$/u, '')) &&
    /\p{L}/u.test(raw) &&
    !means(one, 'reportOnly') &&
    !one.isKnown
  )
    return true;
  if (!/^["'(@]*\p{L}[\p{L}\p{N}.'’&-]*["')]*$/u.test(raw.replace(/[,;:!?.]+$/u, ''))) return false;
  const bare = one.word.replace(/'s?$/u, '');
  if (!one.isKnown) return !isJustPossessive(bare) && !isOrdinary(scene, at);
  return isCapitalName(scene, at, isInName);
}

/** "IT" and "it": only with capitals, or where a place is expected. */
function isPlaceWord({ words }: Scene, at: number): boolean {
  const one = words[at];
  if (!one) return false;
  if (one.word === 'it') return one.token.raw.replace(/\W/gu, '') === 'IT' && !isShouted(words);
  if (!one.isKnown) return true;
  const before = words[at - 1]?.word ?? '';
  const after = words[at + 1]?.word ?? '';
  return (
    /^\p{Lu}/u.test(one.token.raw) ||
    INSIDE.test(before) ||
    DEPARTMENT.test(after) ||
    TEAM.test(after) ||
    means(words[at + 1], 'ready') ||
    (before === 'the' && INSIDE.test(words[at - 2]?.word ?? ''))
  );
}

const isShouted = (words: readonly SceneWord[]): boolean =>
  words.filter(({ token }) => /\p{Ll}/u.test(token.raw)).length < 2;

/** "Will Smith", "Mark": a known word with a capital where a name is expected, or beside a name. */
function isCapitalName({ words }: Scene, at: number, isInName: boolean): boolean {
  const one = words[at];
  if (!one || !/^\p{Lu}\p{Ll}+(?:'s)?[.,:;!?]*$/u.test(one.token.raw) || at === 0 || words[at - 1]?.token.endsSentence)
    return false;
  if (
    [...one.meanings].some((meaning) => NEVER_NAMES.has(meaning)) ||
    ALL.test(one.word) ||
    GROUP.test(one.word) ||
    DEPARTMENT.test(one.word) ||
    TEAM.test(one.word)
  )
    return false;
  const next = words[at + 1];
  const isBesideName =
    next !== undefined && !next.isKnown && /^\p{Lu}/u.test(next.token.raw) && next.taken === undefined;
  return (
    isBesideName ||
    (isInName && one.meanings.size === 0 && !NO_NAME.test(one.word)) ||
    (words[at - 1]?.taken === 'name' && /^\p{Lu}/u.test(words[at - 1]?.token.raw ?? '')) ||
    (/^(?:for|of|to)$/u.test(words[at - 1]?.word ?? '') && one.meanings.size === 0 && !NO_NAME.test(one.word))
  );
}

const NEVER_NAMES = new Set<string>([
  'mfa',
  'ca',
  'policy',
  'securityDefaults',
  'ring',
  'rollout',
  'campaign',
  'notice',
  'audit',
  'everyone',
  'enforce',
  'license',
  'pilot',
  'please',
  'reportOnly',
  'off',
  'enabled',
  'enforced',
]);
const NO_NAME =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|microsoft|entra|azure|teams|hi|hello|thanks|conditional|access|per-user|montag|dienstag|mittwoch|donnerstag|freitag)$/u;

function nameEnd(scene: Scene, from: number): number {
  let to = from;
  while (to < scene.words.length && to - from < 5) {
    const one = scene.words[to];
    const isParticle =
      to > from && PARTICLE.test(one?.word ?? '') && isNamePart(scene, to + 1) && isParticleHere(scene, to);
    if (!isNamePart(scene, to, to > from) && !isParticle) break;
    to += 1;
    const raw = one?.token.raw ?? '';
    if (/'s[.,:;!?]*$|s'$|[,;:!?/]$/iu.test(raw) || one?.token.endsSentence) break;
  }
  return to;
}

/** "Juan de la Cruz" and "Anna von Berg", but not "alice y bob". */
const isParticleHere = ({ words }: Scene, at: number): boolean =>
  words[at]?.word !== 'y' && words[at]?.word !== 'to' && words[at]?.word !== 'e';

/** A run of unknown words: one name, or "Sales Finance" where each is a place. */
function addRun(scene: Scene, [from, to]: readonly [number, number], except: number | undefined): void {
  const some = scene.words.slice(from, to);
  const isSwapped = /,$/u.test(some.at(-1)?.token.raw ?? '') && some.length === 1 && isSwappedName(scene, to);
  const end = isSwapped ? to + 1 : to;
  const text = nameText(scene.words.slice(from, end).map((one) => one.token)) ?? typed(some);
  if (text !== '') addName(scene, { from, to: end, text: text.replace(/^@/u, ''), except });
}

/** "Adams, Alice" is one person; "Alice, Bob and Cy" are three. */
function isSwappedName(scene: Scene, to: number): boolean {
  const next = scene.words[to];
  const after = scene.words[to + 1];
  const before = scene.words[to - 2];
  const isOne = next !== undefined && !next.isKnown && /^\p{Lu}\p{Ll}+[.!?]?$/u.test(next.token.raw);
  const isList =
    JOINER.test(after?.word ?? '') ||
    /,$/u.test(next?.token.raw ?? '') ||
    /,$/u.test(before?.token.raw ?? '') ||
    (after !== undefined && !after.isKnown && /^\p{Lu}/u.test(after.token.raw));
  return isOne && !isList && after?.taken === undefined && !JOINER.test(before?.word ?? '');
}

interface NameRun {
  from: number;
  to: number;
  text: string;
  except: number | undefined;
}

function addName(scene: Scene, { from, to, text, except }: NameRun): void {
  const { facts } = scene;
  const place = placeOf(scene, { from, to, text });
  if (place === 'noName') return;
  take(scene, [from, to], place ? 'place' : 'name');
  if (place) facts.places.push({ value: place, said: text, at: from });
  else if (except !== undefined && from > except) facts.except.push({ value: { words: text }, said: text, at: from });
  else facts.people.push({ value: { words: text }, said: text, at: from });
}

/** The place that a name is, by what stands around it; undefined for a person. */
function placeOf(scene: Scene, { from, to, text }: Omit<NameRun, 'except'>): PeoplePlace | 'noName' | undefined {
  const { words } = scene;
  const before = backFrom(scene, from);
  const lead = words[before]?.word ?? '';
  const next = words[to]?.word ?? '';
  const possessive = /'s[.,:;!?]*$/iu.test(words[to - 1]?.token.raw ?? '');
  if (isManager(words, before, { to, possessive })) return { kind: 'reportsNamed', words: text };
  if (GROUP.test(lead) || GROUP.test(next)) return { kind: 'groupNamed', words: text };
  if (DEPARTMENT.test(lead) || DEPARTMENT.test(next)) return { kind: 'departmentNamed', words: text };
  if (GROUP_NAME.test(text)) return { kind: 'groupNamed', words: text };
  const named: PeoplePlace = { kind: 'named', words: text };
  if (DEPARTMENTS.has(text.toLowerCase())) return named;
  if (TEAM.test(next) && !possessive) return named;
  if (/^(?:team|equipe|equipo)$/u.test(lead)) return named;
  if (!INSIDE.test(lead)) return undefined;
  const head = words[before - 1]?.word ?? '';
  if (ALL.test(head) || /^(?:in|within|inside|im|dans|en|across|beim)$/u.test(lead)) return named;
  return undefined;
}

/** The word before a name, articles passed over. */
function backFrom({ words }: Scene, from: number): number {
  let at = from - 1;
  while (
    /^(?:the|a|our|my|der|die|das|dem|le|la|les|el|los|las|l|called|named|user|mr|mrs|ms|dr)$/u.test(
      words[at]?.word ?? '',
    )
  )
    at -= 1;
  // "in Sales and Marketing": the second place is one like the first.
  while (at > 1 && JOINER.test(words[at]?.word ?? '') && words[at - 1]?.taken === 'place') {
    at -= 1;
    while (words[at]?.taken === 'place') at -= 1;
    while (/^(?:the|die|les|los)$/u.test(words[at]?.word ?? '')) at -= 1;
  }
  return at;
}

/** Whether a word leads to a name by itself. */
export const leadsToName = (word: string): boolean => BEFORE_NAMES.has(word);
