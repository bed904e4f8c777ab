import type { ListOrder, PeopleFilter } from '../inventory/people-filter.ts';
import { parsePattern, wordsIn, type Pattern, type PatternPart } from './pattern.ts';

/** What some words of a description say; `days` of them is a number that stands in the words. */
export interface Said {
  filter?: PeopleFilter;
  order?: ListOrder;
  /** Words that name people at all: "list all users" is a whole question. */
  isNoun?: true;
}

const of = (filter: PeopleFilter): Said => ({ filter });
const MFA = '[for] [per-user] [mfa]';
const NO =
  "(not|no|never|has not|have not|is not|are not|did not|do not|does not|isn't|aren't|hasn't|haven't|didn't|don't|doesn't|havent|hasnt)";
const SIGNED_IN =
  '(signed in|sign in|signed-in|logged in|logged on|log in|sign-in|sign-ins|sign ins|login|logins|been seen|been active)';
const A_WHILE = '(for|in|within|since) [more than|over|at least] [the] [last|past] {count} {unit}';
const LICENCE = '[entra] [entra id] [id] [azure ad] [premium]';
const HOLDS = '[with] [a|an] [valid]';
const LICENCES = '[licence|licences|license|licenses|licensed|plan]';

const CA = '(conditional access|ca|[a|any] (policy|policies)|[a|any] conditional access (policy|policies)|ca policies)';
const BY = '(by|in|under|with)';
const BOTH = 'per-user [mfa] (and|plus) (conditional access|ca|a policy)';
const PER_USER_ON: PeopleFilter = { states: ['enabled', 'enforced'] };

/** Descriptions of people, piece by piece: whatever a whole sentence says is made of these. The longest piece wins. */
const pieces: readonly (readonly [string, Said])[] = [
  [
    '(enabled but never enforced|enabled but not enforced|enabled and never enforced|never became enforced|stuck)',
    of({ isNeverEnforced: true }),
  ],
  [
    '(guest|guests|gaste|gasten|gastkonten|invites|invitados|guest users|guest accounts|external users|external accounts|externals|external people)',
    of({ types: ['guest'] }),
  ],
  ['(member|members|member accounts)', of({ types: ['member'] })],
  ['(shared accounts|shared mailboxes|shared)', of({ types: ['shared'] })],
  [
    '(service accounts|service account|dienstkonten|comptes de service|cuentas de servicio)',
    of({ types: ['service'] }),
  ],
  [
    '(emergency access accounts|emergency accounts|break-glass accounts|break glass accounts|emergency access)',
    of({ types: ['emergencyAccess'] }),
  ],
  [
    '(synchronisation accounts|synchronization accounts|sync accounts|directory synchronisation accounts)',
    of({ types: ['directorySynchronization'] }),
  ],
  ['(accounts of unknown type|unknown accounts types|accounts without a type)', of({ types: ['unknown'] })],
  [
    '(admin|admins|administrator|administrators|global admins|administratoren|administrateurs|administradores)',
    of({ isAdmin: true }),
  ],
  [`registered ${MFA}`, of({ isRegistered: true })],
  [
    '(with mfa registered|mfa registered|mfa-registered|with a method registered|with methods registered|with registered methods)',
    of({ isRegistered: true }),
  ],
  [`(unregistered|not yet registered|${NO} [yet] registered|${NO} yet registered) ${MFA}`, of({ isRegistered: false })],
  [
    `(without|with no|lacking|lack|missing|${NO} have) [any] [registered] (mfa|mfa method|mfa methods|method|methods) [registered|registration]`,
    of({ isRegistered: false }),
  ],
  [
    '(has no|have no) [registered] (mfa|mfa method|mfa methods|method|methods) [registered]',
    of({ isRegistered: false }),
  ],
  [
    `${NO} [yet] (done|set up|setup|completed|finished) [their|the] mfa [setup|registration|yet]`,
    of({ isRegistered: false }),
  ],
  [
    '(with|has|have|having) nothing (set up|setup|in place|enrolled|configured|there) [yet]',
    of({ isRegistered: false }),
  ],
  [
    `(${NO}|without|with no) [yet] [got|have|has|having] [an|a|any|the|their] (authenticator|authenticator app|mfa app|mfa method|second factor) [app] [yet|set up|registered]`,
    of({ isRegistered: false }),
  ],
  [`${NO} have mfa registered`, of({ isRegistered: false })],
  [
    '(with nothing registered|has nothing registered|have nothing registered|without registration|without an mfa registration)',
    of({ isRegistered: false }),
  ],
  [
    '(has no|have no|having no|with no|without|without any|has got no|have got no|do not have|does not have|are without|is without) [any] mfa (at all|whatsoever|of any kind|anywhere)',
    of({ states: ['disabled'], coverages: ['reportOnly', 'none'] }),
  ],
  ['(mfa-capable|mfa capable|capable of mfa|mfa-ready|mfa ready)', of({ isCapable: true })],
  [`(not|${NO}) (mfa-capable|mfa capable|capable of mfa|mfa-ready|mfa ready)`, of({ isCapable: false })],
  ['(mfa-incapable|incapable of mfa)', of({ isCapable: false })],
  [`(with|has|have|licensed for|holding) ${LICENCE} p1 ${LICENCES}`, of({ licence: 'p1' })],
  [`(with|has|have|licensed for|holding) ${LICENCE} p2 ${LICENCES}`, of({ licence: 'p2' })],
  [
    `(licensed|${HOLDS} (p1 or p2) ${LICENCES}|has a licence|have a licence|with a licence|with a license)`,
    of({ licence: 'any' }),
  ],
  [
    `(unlicensed|not licensed|without ${LICENCE} (p1|p2|p1 or p2) ${LICENCES}|without a (licence|license)|(has no|have no|with no) ${LICENCE} (p1|p1 or p2) ${LICENCES})`,
    of({ licence: 'none' }),
  ],
  ['(synchronised|synchronized|synced|on-premises|on-prem|hybrid)', of({ isSynchronized: true })],
  ['(cloud-only|cloud only|not synchronised|not synchronized|not synced)', of({ isSynchronized: false })],
  [
    '(blocked|blocked from signing in|with a disabled account|with disabled accounts|whose account is disabled)',
    of({ isEnabled: false }),
  ],
  ['(with an enabled account|with enabled accounts|whose account is enabled|active accounts)', of({ isEnabled: true })],
  [`never [had] [a|any] ${SIGNED_IN}`, of({ hasNeverSignedIn: true })],
  [`(stale|inactive) [accounts|for {count} {unit}]`, {}],
  [`${NO} [had|have|has] [a|any] ${SIGNED_IN} [${A_WHILE}]`, {}],
  [`without [a|any] ${SIGNED_IN} [${A_WHILE}]`, {}],
  [`(on both|both|doubly covered|covered twice) [at once] [${BOTH}]`, of({ ...PER_USER_ON, coverages: ['required'] })],
  [`on ${BOTH}`, of({ ...PER_USER_ON, coverages: ['required'] })],
  [
    `(would|will) lose [their] mfa [if (we|i|you|one) (turn|turned|switch|switched|disable|disabled) [off] per-user [mfa] [off] [now|today]]`,
    of({ ...PER_USER_ON, coverages: ['conditional', 'reportOnly', 'none'] }),
  ],
  [`[covered] (only|just) [${BY}] report-only [policies|policy|mode]`, of({ coverages: ['reportOnly'] })],
  [`covered [only] ${BY} report-only [policies|policy|mode] [only]`, of({ coverages: ['reportOnly'] })],
  [`(uncovered|${NO} [yet] covered) [${BY} ${CA}]`, of({ coverages: ['conditional', 'reportOnly', 'none'] })],
  [`covered [${BY} ${CA}]`, of({ coverages: ['blocked', 'required'] })],
  [
    `(partly covered|conditionally covered|covered in some cases) [only] [${BY} ${CA}]`,
    of({ coverages: ['conditional'] }),
  ],
  [`blocked ${BY} ${CA}`, of({ coverages: ['blocked'] })],
  [`(with|whose) legacy authentication [is|still] open`, of({ legacyAuth: 'open' })],
  [`(with|whose) legacy authentication [is] closed`, of({ legacyAuth: 'closed' })],
  ['(people|users|accounts|persons|everybody|everyone|user|anybody|anyone)', { isNoun: true }],
  [
    '(exceptions first|with exceptions first|with the exceptions first|admins first|administrators first|guests first|unregistered first)',
    { order: 'exceptions' },
  ],
  ['[sort|sorted|order|ordered] by (exception|exceptions)', { order: 'exceptions' }],
  ['[sort|sorted|order|ordered] by [display] name', { order: 'name' }],
  ['[sort|sorted|order|ordered] by department', { order: 'department' }],
  ['[sort|sorted|order|ordered] by [last|their last] (sign-in|sign in|signin|login)', { order: 'lastSignIn' }],
];

/** A piece, ready to be compared with words. */
export interface Description {
  pattern: Pattern;
  said: Said;
  /** Whether it says how long ago, in words that are read where it stands. */
  isStale: boolean;
}

// Kept as patterns: written out, the ways to say that somebody has not signed in are hundreds of thousands.
export const descriptions: readonly Description[] = pieces.map(([says, said]) => ({
  pattern: parsePattern(says),
  said,
  isStale: Object.keys(said).length === 0,
}));

/** The descriptions that may begin with a word, so that few patterns are walked. */
export const descriptionsFrom = (word: string): readonly Description[] => byFirst.get(word) ?? [];

function firstWords(pattern: Pattern): string[] {
  const words: string[] = [];
  for (const part of pattern) {
    if (part.kind === 'word') return [...words, part.word];
    if (part.kind === 'slot') return words;
    words.push(...part.options.flatMap(firstWords));
    if (!part.isOptional) return words;
  }
  return words;
}

const byFirst = new Map<string, Description[]>();
for (const description of descriptions)
  for (const word of new Set(firstWords(description.pattern)))
    byFirst.set(word, [...(byFirst.get(word) ?? []), description]);

/** Every fixed word of a description, for slips of the finger. */
export const WHOM_WORDS: ReadonlySet<string> = new Set(descriptions.flatMap(({ pattern }) => wordsIn(pattern)));

/** Where a pattern may end that begins at a word; empty where it does not stand there. */
export const endsOf = (pattern: Pattern, words: readonly string[], from: number): readonly number[] =>
  pattern.reduce<readonly number[]>(
    (ends, part) => (ends.length === 0 ? ends : [...new Set(ends.flatMap((at) => endsOfPart(part, words, at)))]),
    [from],
  );

function endsOfPart(part: PatternPart, words: readonly string[], at: number): readonly number[] {
  if (part.kind === 'choice') {
    const ends = part.options.flatMap((option) => endsOf(option, words, at));
    return part.isOptional ? [...ends, at] : ends;
  }
  const word = words[at] ?? '';
  const isIt = part.kind === 'word' ? word === part.word : part.name === 'count' ? COUNT.test(word) : DAYS.has(word);
  return isIt ? [at + 1] : [];
}

const COUNT = /^\d{1,4}$/u;

/** The days that words name: "3 months" is 90. Undefined where they name none. */
export function daysIn(words: readonly string[]): number | undefined {
  const at = words.findIndex((word, place) => COUNT.test(word) && DAYS.has(words[place + 1] ?? ''));
  return at < 0 ? undefined : Number(words[at]) * (DAYS.get(words[at + 1] ?? '') ?? 1);
}

/** Words between pieces that say nothing by themselves. */
export const FILLERS: ReadonlySet<string> = new Set(
  'a all also an and any are but currently for has have is mfa now of only or per-user persons state status still that the there their we who whose with yet'.split(
    ' ',
  ),
);

const DAYS: ReadonlyMap<string, number> = new Map(
  Object.entries({ day: 1, days: 1, week: 7, weeks: 7, month: 30, months: 30, year: 365, years: 365 }),
);

/** Where nobody says how long: three months. */
export const STALE_DAYS = 90;
