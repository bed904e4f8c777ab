import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { PersonRow } from '../db/tables.ts';
import { judgeUnder, type Person, type Rule } from '../policies/coverage.ts';
import type { Named } from '../policies/named-in.ts';

/** What is kept of somebody's coverage. */
export type KeptCoverage = Pick<PersonRow, 'id' | 'coverage' | 'narrowed_by' | 'covered_by' | 'legacy_auth'>;

/** A person with what policies look at, and what is kept so far. */
interface Known extends KeptCoverage {
  user_type: PersonRow['user_type'];
  user_principal_name: string;
}

/** Which people to work out. */
export type Whose =
  { kind: 'all'; from: string | null } | { kind: 'unknown' } | { kind: 'ids'; ids: readonly string[] };

const PEOPLE_AT_ONCE = 2000;

/** A page of people worked out: who is not as kept, and the last of the page; null where the page was the last one. */
export interface WorkedPage {
  changed: readonly KeptCoverage[];
  lastId: string | null;
}

/** Works out the coverage of a page of people, from rows alone: one query for the people, one for what they belong to. */
export async function workOutPage(
  rows: Rows,
  { whose, rules, named }: { whose: Whose; rules: readonly Rule[]; named: Named },
): Promise<WorkedPage> {
  const { rows: people } = await sql<Known>`
    select id, user_type, user_principal_name, coverage, narrowed_by, covered_by, legacy_auth from person
    where ${conditionOf(whose)} order by id limit ${PEOPLE_AT_ONCE}`.execute(rows);
  const belonging = await belongingOf(rows, people, named);
  const changed = people.flatMap((person) => {
    const worked = workOut(person, { rules, named, belongsTo: belonging.get(person.id) ?? [] });
    return isSame(worked, person) ? [] : [worked];
  });
  const isLast = whose.kind === 'ids' || people.length < PEOPLE_AT_ONCE;
  return { changed, lastId: isLast ? null : (people.at(-1)?.id ?? null) };
}

function conditionOf(whose: Whose) {
  switch (whose.kind) {
    case 'all':
      return sql<boolean>`id > ${whose.from ?? ''}`;
    case 'unknown':
      return sql<boolean>`coverage is null`;
    case 'ids':
      return sql<boolean>`id = any(${[...whose.ids]}::text[])`;
  }
}

/** By person: the named groups and roles that hold them. The ids of a page are a stretch of the index of each group. */
async function belongingOf(
  rows: Rows,
  people: readonly Known[],
  named: Named,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [first, last] = [people[0]?.id ?? '', people.at(-1)?.id ?? ''];
  const { rows: found } = await sql<{ person_id: string; group_ids: string[] }>`
    select person_id, array_agg(group_id) as group_ids from group_member
    where group_id = any(${[...named.groupIds, ...named.roleTemplateIds]}::text[])
      and person_id >= ${first} and person_id <= ${last}
    group by person_id`.execute(rows);
  return new Map(found.map((row) => [row.person_id, row.group_ids]));
}

function workOut(
  known: Known,
  { rules, named, belongsTo }: { rules: readonly Rule[]; named: Named; belongsTo: readonly string[] },
): KeptCoverage {
  const person: Person = {
    id: known.id,
    userType: known.user_type,
    groupIds: belongsTo.filter((id) => named.groupIds.includes(id)),
    roleTemplateIds: belongsTo.filter((id) => named.roleTemplateIds.includes(id)),
    // An external account may be a member too; what kind it is we do not know, and coverage then counts against us.
    ...(known.user_type === 'guest' || known.user_principal_name.includes('#EXT#') ? { guest: {} } : {}),
  };
  const { result, closedBy } = judgeUnder(person, rules);
  const { coverage, narrowedBy, byPolicyIds } = result;
  const legacy_auth = closedBy.length > 0 ? 'closed' : 'open';
  return { id: known.id, coverage, narrowed_by: [...narrowedBy], covered_by: [...byPolicyIds], legacy_auth };
}

const isSame = (one: KeptCoverage, other: KeptCoverage): boolean =>
  one.coverage === other.coverage &&
  one.legacy_auth === other.legacy_auth &&
  isSameList(one.narrowed_by, other.narrowed_by) &&
  isSameList(one.covered_by, other.covered_by);

const isSameList = (one: readonly string[] | null, other: readonly string[] | null): boolean =>
  one?.join(' ') === other?.join(' ');

/** Writes what is not as kept, in one statement. */
export async function writeCoverage(rows: Rows, changed: readonly KeptCoverage[]): Promise<void> {
  if (changed.length === 0) return;
  await sql`update person set coverage = r.coverage, legacy_auth = r.legacy_auth, coverage_at = app_now(),
      narrowed_by = array(select jsonb_array_elements_text(r.narrowed_by)),
      covered_by = array(select jsonb_array_elements_text(r.covered_by))
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
      as r (id text, coverage text, legacy_auth text, narrowed_by jsonb, covered_by jsonb)
    where person.id = r.id`.execute(rows);
}
