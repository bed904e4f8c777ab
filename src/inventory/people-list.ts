import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { Rows } from '../db/database.ts';
import type { Coverage, PersonRow } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';
import { visibleText } from '../lib/text.ts';
import { departmentKeyOf } from './person-rows.ts';
import type { ListOrder, PeopleFilter, PeopleQuery } from './people-filter.ts';

const shownText = z.string().max(400).transform(visibleText);

/** A place in a sorted list: it travels with a button, so a page turns after a restart, and on any replica. */
export const listCursor = z.strictObject({
  /** What the list is sorted by, before the name; empty where that is the name itself. */
  key: shownText,
  nameKey: shownText,
  id: shownText,
  direction: z.enum(['after', 'before']),
});
export type ListCursor = z.infer<typeof listCursor>;

/** A row of a list, with its place in it. */
export type ListedPerson = PersonRow & { sort_key: string };

export interface PeoplePage {
  people: readonly ListedPerson[];
  hasBefore: boolean;
  hasAfter: boolean;
}

interface SortKey {
  expression: string;
  /** What the text in a cursor stands for, and what it must look like. */
  type: string;
  looks: RegExp;
}

/** What each order sorts by before name and id. */
const sortKeys: Record<ListOrder, SortKey | undefined> = {
  name: undefined,
  department: { expression: 'department_key', type: 'text', looks: /^/ },
  lastSignIn: {
    expression: "coalesce(last_sign_in_at, '-infinity')",
    type: 'timestamptz',
    looks: /^(-infinity|\d{4}-[01]\d-[0-3]\d [\d:.]{8,15}[+-]\d\d(:\d\d)?)$/,
  },
  exceptions: { expression: 'exception_rank', type: 'smallint', looks: /^\d$/ },
};

/** A page of a list, by keyset: never by counting rows away. */
export async function pageOfPeople(
  rows: Rows,
  { filter, order }: PeopleQuery,
  { cursor, size }: { cursor?: ListCursor | undefined; size: number },
): Promise<PeoplePage> {
  const isBackward = cursor?.direction === 'before';
  const key = sortKeys[order];
  const columns = [...(key ? [key.expression] : []), 'name_key', 'id'];
  const sorted = columns.map((column) => `${column} ${isBackward ? 'desc' : 'asc'}`);
  const found =
    await sql<ListedPerson>`select *, ${sql.raw(key ? `(${key.expression})::text` : "''")} as sort_key from person
    where ${all([conditionOf(filter), cursor && beyond(columns, key, cursor)])}
    order by ${sql.raw(sorted.join(', '))} limit ${size + 1}`.execute(rows);
  const hasMore = found.rows.length > size;
  const people = found.rows.slice(0, size);
  return {
    people: isBackward ? people.reverse() : people,
    hasBefore: isBackward ? hasMore : cursor !== undefined,
    hasAfter: isBackward || hasMore,
  };
}

/** One comparison of rows, which an index answers. */
function beyond(columns: readonly string[], key: SortKey | undefined, cursor: ListCursor) {
  if (key && !key.looks.test(cursor.key))
    throw new RefusedError('invalidInput', 'This card was changed or is too old.', 'Ask again to get a fresh one.');
  const start = key ? sql`${cursor.key}::text::${sql.raw(key.type)}, ` : sql``;
  const sign = sql.raw(cursor.direction === 'before' ? '<' : '>');
  return sql<boolean>`(${sql.raw(columns.join(', '))}) ${sign} (${start}${cursor.nameKey}, ${cursor.id})`;
}

/** The whole list, a page at a time, in order. */
export async function* pagesOfPeople(
  rows: Rows,
  query: PeopleQuery,
  size: number,
): AsyncGenerator<readonly ListedPerson[]> {
  for (let cursor: ListCursor | undefined; ;) {
    const page = await pageOfPeople(rows, query, { cursor, size });
    if (page.people.length > 0) yield page.people;
    const last = page.people.at(-1);
    if (!last || !page.hasAfter) return;
    cursor = cursorAt(last, 'after');
  }
}

export const cursorAt = (person: ListedPerson, direction: ListCursor['direction']): ListCursor => ({
  key: person.sort_key,
  nameKey: person.name_key,
  id: person.id,
  direction,
});

/** How many people a list is about, and how many of them deserve a look before all others. */
export interface PeopleCount {
  people: number;
  admins: number;
  guests: number;
  unregistered: number;
  /** Of whom it is not known whether they are registered. */
  registrationUnknown: number;
  signInUnknown: number;
  coverageUnknown: number;
  coverages: Readonly<Record<Coverage, number>>;
  states: Readonly<Record<PersonRow['per_user_mfa_state'], number>>;
}

/**
 * Counts without counting: from the counters that the database keeps, which are a few thousand whatever the number of
 * people. Only a group, a finding, or a time without a sign-in, is counted in the people themselves.
 */
export async function countPeople(rows: Rows, filter: PeopleFilter): Promise<PeopleCount> {
  const isCounted =
    filter.staleDays === undefined &&
    !filter.hasNeverSignedIn &&
    filter.place?.kind !== 'group' &&
    filter.place?.kind !== 'reports' &&
    !filter.reliesOn &&
    !filter.finding;
  const source = isCounted ? 'person_facet' : '(select *, 1 as people from person) as person';
  const many = (condition: string, name: string) =>
    `coalesce(sum(people) filter (where ${condition}), 0)::bigint as "${name}"`;
  const { rows: found } = await sql<CountRow>`select ${sql.raw(
    [
      many('true', 'people'),
      many('is_admin', 'admins'),
      many("user_type = 'guest'", 'guests'),
      many('is_mfa_registered is false', 'unregistered'),
      many('is_mfa_registered is null', 'registrationUnknown'),
      many('not is_sign_in_known', 'signInUnknown'),
      many('coverage is null', 'coverageUnknown'),
      ...COVERAGES.map((one) => many(`coverage = '${one}'`, one)),
      ...STATES.map((state) => many(`per_user_mfa_state = '${state}'`, state)),
    ].join(', '),
  )} from ${sql.raw(source)} where ${conditionOf(filter)}`.execute(rows);
  const [row = NOBODY] = found;
  const { disabled, enabled, enforced, unknown, blocked, required, conditional, reportOnly, none, ...counts } = row;
  const coverages = { blocked, required, conditional, reportOnly, none };
  return { ...counts, states: { disabled, enabled, enforced, unknown }, coverages };
}

type CountRow = Omit<PeopleCount, 'states' | 'coverages'> & PeopleCount['states'] & PeopleCount['coverages'];
const STATES = ['disabled', 'enabled', 'enforced', 'unknown'] as const;
const COVERAGES: readonly Coverage[] = ['blocked', 'required', 'conditional', 'reportOnly', 'none'];
const NOBODY: CountRow = {
  ...{ people: 0, admins: 0, guests: 0, unregistered: 0, registrationUnknown: 0, signInUnknown: 0 },
  ...{ coverageUnknown: 0, blocked: 0, required: 0, conditional: 0, reportOnly: 0, none: 0 },
  ...{ disabled: 0, enabled: 0, enforced: 0, unknown: 0 },
};
/** A filter as a condition on people and on their counters alike; texts are parameters. */
export function conditionOf(filter: PeopleFilter) {
  const { place } = filter;
  return all([
    filter.states && sql<boolean>`per_user_mfa_state = any(${filter.states}::text[])`,
    filter.types && sql<boolean>`account_type = any(${filter.types}::text[])`,
    filter.isAdmin !== undefined && sql<boolean>`is_admin is ${truth(filter.isAdmin)}`,
    filter.isRegistered !== undefined && sql<boolean>`is_mfa_registered is ${truth(filter.isRegistered)}`,
    filter.isCapable !== undefined && sql<boolean>`is_mfa_capable is ${truth(filter.isCapable)}`,
    filter.licence &&
      sql<boolean>`licence = any(${filter.licence === 'any' ? ['p1', 'p2'] : [filter.licence]}::text[])`,
    filter.coverages && sql<boolean>`coverage = any(${filter.coverages}::text[])`,
    filter.reliesOn && reliesOn(filter.reliesOn.id),
    filter.legacyAuth && sql<boolean>`legacy_auth = ${filter.legacyAuth}`,
    filter.isSynchronized !== undefined && sql<boolean>`is_synchronized is ${truth(filter.isSynchronized)}`,
    filter.isEnabled !== undefined && sql<boolean>`is_enabled is ${truth(filter.isEnabled)}`,
    filter.staleDays !== undefined && staleSince(filter.staleDays),
    filter.hasNeverSignedIn && sql<boolean>`is_sign_in_known and last_sign_in_at is null`,
    filter.isNeverEnforced && sql<boolean>`per_user_mfa_state = 'enabled' and not was_enforced`,
    filter.finding && sql<boolean>`id in (select person_id from person_finding where finding = ${filter.finding})`,
    place?.kind === 'department' && sql<boolean>`department_key = ${departmentKeyOf(place.name)}`,
    place?.kind === 'reports' && sql<boolean>`manager_id = ${place.id}`,
    place?.kind === 'group' && sql<boolean>`id in (select person_id from group_member where group_id = ${place.id})`,
  ]);
}

const truth = (is: boolean) => sql.raw(is ? 'true' : 'false'); // `is`, since what is not known is neither

const reliesOn = (policyId: string) =>
  sql<boolean>`coverage = 'required' and per_user_mfa_state in ('disabled', 'unknown') and covered_by is not null
    and lower(covered_by::text) = ${`{${policyId}}`}`;

/** Known never to have signed in since, by an account that existed then. */
function staleSince(days: number) {
  const then = sql`(select app_now() - ${days} * interval '1 day')`; // a subquery is worked out once, not for each row
  return sql<boolean>`is_sign_in_known and coalesce(last_sign_in_at, '-infinity') < ${then} and coalesce(created_at, '-infinity') < ${then}`;
}

type Condition = ReturnType<typeof sql<boolean>>;

const all = (conditions: readonly (Condition | false | undefined)[]): Condition =>
  conditions.reduce<Condition>((together, one) => (one ? sql<boolean>`${together} and ${one}` : together), sql`true`);
