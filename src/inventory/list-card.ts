import type { CardAction } from '../cards/actions.ts';
import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Coverage, SnapshotPassRow } from '../db/tables.ts';
import { counted, listed } from '../lib/text.ts';
import { ageOf } from '../lib/time-words.ts';
import { coverageWords, filterWords } from './filter-words.ts';
import type { PeopleFilter, PeopleQuery } from './people-filter.ts';
import { cursorAt, type ListedPerson, type PeopleCount, type PeoplePage } from './people-list.ts';

/** What an answer about many people is made of. */
export interface ListFacts {
  whom: PeopleQuery;
  count: PeopleCount;
  /** Everybody, whoever the list is about. */
  all: number;
  /** Of whom it is not known whether they belong to the list; null where the list does not ask. */
  notKnown: { registration: number | null; signIn: number | null; coverage: number | null };
  freshness: Freshness;
  now: Date;
}

/** How old the answer is, and what is under way. */
export interface Freshness {
  full: SnapshotPassRow | undefined;
  changes: SnapshotPassRow | undefined;
  running: SnapshotPassRow | undefined;
  /** When what coverage rests on was last found to be so; null where it was never worked out. */
  coverageAsOf?: Date | null | undefined;
  /** When the members of the list's group were read. */
  membersReadAt?: Date | undefined;
}

/** A list of people, a page at a time. */
export const listCard = (facts: ListFacts, page: PeoplePage): Card =>
  composeCard({
    title: 'People',
    status: { text: shareOf(facts), tone: 'default' },
    subject: filterWords(facts.whom.filter),
    paragraphs: [...exceptionsOf(facts.count), ...notKnownOf(facts)],
    list: page.people.map((person) => ({ primary: person.display_name, secondary: lineOf(person, facts) })),
    actions: actionsOf(facts, page),
    footer: freshnessOf(facts),
  });

/** How many people, and in which states. */
export function countCard(facts: ListFacts): Card {
  const states = Object.entries(facts.count.states).filter(([, people]) => people > 0);
  return composeCard({
    title: 'How many people',
    status: { text: shareOf(facts), tone: 'default' },
    subject: filterWords(facts.whom.filter),
    paragraphs: [...exceptionsOf(facts.count), ...notKnownOf(facts)],
    facts: [
      ...states.map(([state, people]) => [`Per-user MFA ${state}`, String(people)] as const),
      ...coveragesOf(facts.count),
    ],
    actions: [...(facts.count.people > 0 ? [ask('List them', facts.whom, {})] : [])],
    footer: freshnessOf(facts),
  });
}

/** How many people Conditional Access makes what of, where that is known at all. */
const coveragesOf = ({ coverages }: PeopleCount): [string, string][] =>
  (Object.keys(coverageWords) as Coverage[])
    .filter((one) => coverages[one] > 0)
    .map((one) => [`Conditional Access ${coverageWords[one]}`, String(coverages[one])]);

const shareOf = ({ count, all }: ListFacts): string => `${counted(count.people, 'person', 'people')} of ${all}`;

function exceptionsOf({ admins, guests, unregistered }: PeopleCount): string[] {
  const parts = [
    admins > 0 && counted(admins, 'administrator', 'administrators'),
    guests > 0 && counted(guests, 'guest', 'guests'),
    unregistered > 0 && `${unregistered} not registered for MFA`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? [`Among them: ${listed(parts)}.`] : [];
}

function notKnownOf({ notKnown }: ListFacts): string[] {
  const { registration, signIn, coverage } = notKnown;
  return [
    ...(registration
      ? [`Of ${counted(registration, 'person', 'people')} more it is not known what they have registered.`]
      : []),
    ...(coverage
      ? [`Of ${counted(coverage, 'person', 'people')} more it is not known yet what Conditional Access requires.`]
      : []),
    ...(signIn ? [`Of ${counted(signIn, 'person', 'people')} more it is not known when they last signed in.`] : []),
  ];
}

const LIST = 'mfa.state.list';

function ask(title: string, whom: PeopleQuery, more: Record<string, unknown>): CardAction {
  return { kind: 'ask', title, request: { verb: LIST, arguments: { whom, ...more } } };
}

/** At most three: turning the page first. */
function actionsOf({ whom, count }: ListFacts, { people, hasBefore, hasAfter }: PeoplePage): CardAction[] {
  const [first, last] = [people[0], people.at(-1)];
  const isSorted = whom.order === 'exceptions' || hasBefore || !hasAfter;
  return [
    ...(hasBefore && first ? [ask('Previous', whom, { cursor: cursorAt(first, 'before') })] : []),
    ...(hasAfter && last ? [ask('Next', whom, { cursor: cursorAt(last, 'after') })] : []),
    ...(isSorted ? [] : [ask('Exceptions first', { ...whom, order: 'exceptions' }, {})]),
    ...(count.people > 0
      ? [{ kind: 'ask' as const, title: 'Save as CSV', request: { verb: 'mfa.state.export', arguments: { whom } } }]
      : []),
  ];
}

function lineOf(person: ListedPerson, { whom, now }: ListFacts): string {
  const { filter, order } = whom;
  const isStateKnown = filter.states?.length === 1 || filter.isNeverEnforced;
  const isSignInShown = filter.staleDays !== undefined || order === 'lastSignIn';
  const signIn = person.last_sign_in_at ? `last sign-in ${ageOf(person.last_sign_in_at, now)}` : 'never signed in';
  return [
    person.user_principal_name,
    person.department,
    isStateKnown ? null : `MFA ${person.per_user_mfa_state}`,
    filter.coverages && filter.coverages.length > 1 && person.coverage ? coverageInShort[person.coverage] : null,
    person.is_admin ? 'administrator' : null,
    ['member', 'unknown'].includes(person.account_type) ? null : typeWords(person),
    person.is_mfa_registered === false && filter.isRegistered !== false ? 'not registered' : null,
    person.is_enabled ? null : 'account disabled',
    isSignInShown ? (person.is_sign_in_known ? signIn : 'last sign-in not known') : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

const coverageInShort: Record<Coverage, string> = {
  blocked: 'blocked by a policy',
  required: 'MFA by policy',
  conditional: 'MFA by policy in some cases',
  reportOnly: 'report-only',
  none: 'no policy',
};

const typeWords = ({ account_type: type }: ListedPerson): string =>
  ({
    member: 'member',
    guest: 'guest',
    directorySynchronization: 'directory synchronisation',
    emergencyAccess: 'emergency access',
    shared: 'shared account',
    service: 'service account',
    unknown: 'unknown type',
  })[type];

const HOUR_MILLIS = 3_600_000;

/** How old the answer is: as old as the beginning of the last complete reading. */
function freshnessOf({ freshness, now }: ListFacts): string {
  const { full, changes, running, membersReadAt, coverageAsOf } = freshness;
  const isChangedSince = full && changes && changes.started_at > full.started_at;
  const isOld = full && !running && now.getTime() - full.started_at.getTime() > HOUR_MILLIS;
  return [
    full
      ? `Read ${ageOf(full.started_at, now)}; ask about one person for a live answer.`
      : running
        ? 'The directory is being read for the first time.'
        : 'The directory has not been read yet; ask again in a minute.',
    isChangedSince && `Changes read ${ageOf(changes.started_at, now)}.`,
    membersReadAt && `Members of the group read ${ageOf(membersReadAt, now)}.`,
    coverageAsOf && `Policies and their groups read ${ageOf(coverageAsOf, now)}.`,
    coverageAsOf === null && 'What Conditional Access requires has not been worked out yet.',
    running?.kind === 'full' && underWay(running, now),
    isOld && 'Say “refresh” to read everybody anew.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** How far a reading has come. */
export const underWay = (pass: SnapshotPassRow, now: Date): string =>
  `A reading that began ${ageOf(pass.started_at, now)} is under way: ${counted(pass.people, 'person', 'people')} so far.`;

/** Whether a list asks something that the tenant may not have told of everybody. */
export const asksOf = (filter: PeopleFilter) => ({
  registration: filter.isRegistered !== undefined || filter.isCapable !== undefined || filter.isAdmin !== undefined,
  coverage: filter.coverages !== undefined || filter.legacyAuth !== undefined,
  signIn: filter.staleDays !== undefined || filter.hasNeverSignedIn === true,
});
