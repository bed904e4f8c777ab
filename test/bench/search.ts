import { sql } from 'kysely';
import { openDatabase, type Rows } from '../../src/db/database.ts';
import { lastKnown, nearNames } from '../../src/inventory/find-person.ts';
import { peopleQuery, type PeopleFilter } from '../../src/inventory/people-filter.ts';
import { countPeople, cursorAt, pageOfPeople } from '../../src/inventory/people-list.ts';
import { NAME_STOCKS } from '../tenant/names.ts';
import { seededRandom } from '../tenant/seeded-random.ts';
import { percentile, type Measured } from './figures.ts';
import type { Suite } from './stage.ts';

const PEOPLE = 1_000_000;
const AT_A_TIME = 50_000;
const ROUNDS = 200;
const PAGE = 10;
const TARGET_MILLIS = 50;

/** What an admin asks of an inventory of a million people, on PostgreSQL. */
export const search: Suite = async function* (postgres) {
  const database = await openDatabase({ kind: 'server', url: await postgres.createDatabase() });
  try {
    const { rows } = database;
    for (let from = 0; from < PEOPLE; from += AT_A_TIME) await insertPeople(rows, from);
    await sql`vacuum analyze person`.execute(rows);
    await sql`vacuum analyze person_facet`.execute(rows);
    const random = seededRandom(1);
    const pick = <T>(list: readonly T[]): T => random.pick(list);
    const names = () => ({ words: `${pick(GIVEN)} ${pick(SURNAMES)}` });
    yield await timed('a full name', () => lastKnown(rows, names()));
    yield await timed('a first name', () => lastKnown(rows, { words: pick(GIVEN) }));
    yield await timed('names near a misspelt one', () => nearNames(rows, misspelt(names().words, random.below)));
    yield await timed('the first page of a filter', () => page(rows, pick(filters)));
    yield await timed('the next page of a filter', () => page(rows, pick(filters), pick(GIVEN).toLowerCase()));
    yield await timed('a count by any mix', () => countPeople(rows, pick(filters)));
  } finally {
    await database.close();
  }
};

const latin = NAME_STOCKS.filter(({ latin: spelled }) => spelled === undefined);
const GIVEN = latin.flatMap(({ given }) => given);
const SURNAMES = latin.flatMap(({ surnames }) => surnames);

const filters: readonly PeopleFilter[] = [
  { states: ['enforced'] },
  { states: ['enabled'], place: { kind: 'department', name: 'Sales' } },
  { types: ['guest'], isRegistered: false },
  { isAdmin: true },
  { isCapable: false, states: ['enforced', 'enabled'] },
  { isNeverEnforced: true },
  { licence: 'none' },
];

async function page(rows: Rows, filter: PeopleFilter, after?: string): Promise<unknown> {
  const query = peopleQuery.parse({ filter });
  const at = { sort_key: '', name_key: after ?? '', id: '' } as Parameters<typeof cursorAt>[0];
  return pageOfPeople(rows, query, { size: PAGE, cursor: after === undefined ? undefined : cursorAt(at, 'after') });
}

/** One letter of a name is another one. */
function misspelt(name: string, below: (count: number) => number): string {
  const place = below(name.length);
  return `${name.slice(0, place)}x${name.slice(place + 1)}`;
}

async function timed(what: string, ask: () => Promise<unknown>): Promise<Measured> {
  const millis: number[] = [];
  for (let round = -10; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await ask();
    if (round >= 0) millis.push(performance.now() - startedAt);
  }
  return { name: `${what} among ${PEOPLE}, p95`, value: percentile(millis, 95), unit: 'ms', target: TARGET_MILLIS };
}

/** People as a pass would have stored them, a share of each kind. */
async function insertPeople(rows: Rows, from: number): Promise<void> {
  await sql`
    insert into person (id, display_name, name_key, user_principal_name, user_type, account_type, is_enabled, is_synchronized,
      department, department_key, per_user_mfa_state, is_admin, is_mfa_capable, is_mfa_registered, licence, read_at, state_read_at,
      enforced_seen_at)
    select gen_random_uuid()::text, name, lower(name), 'user' || n || '@fabrikam.example',
      case when n % 25 = 0 then 'guest' else 'member' end, case when n % 25 = 0 then 'guest' else 'member' end,
      n % 24 > 0, n % 3 = 0, department, lower(department),
      case when n % 100 < 35 then 'enforced' when n % 100 < 45 then 'enabled' else 'disabled' end,
      n % 500 = 0, n % 7 > 0, n % 6 > 0, case when n % 25 = 0 then 'none' else 'p1' end, now(), now(),
      case when n % 100 < 35 then now() end
    from (
      select n, (${GIVEN}::text[])[1 + n % ${GIVEN.length}] || ' ' ||
          (${SURNAMES}::text[])[1 + (n / ${GIVEN.length}) % ${SURNAMES.length}] || ' ' || to_hex(n) as name,
        (array['Sales', 'Engineering', 'Finance', 'HR', 'Operations', 'Legal'])[1 + n % 6] as department
      from generate_series(${from}::int, ${from + AT_A_TIME - 1}::int) n) as made`.execute(rows);
}
