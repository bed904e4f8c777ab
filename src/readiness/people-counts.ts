import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { conditionOf } from '../inventory/people-list.ts';
import type { ReadinessFacts } from './gates/facts.ts';
import { lists, type Counts, type ListName } from './gates/lists.ts';
import { inScope, type Scope } from './scope.ts';

const names = Object.keys(lists) as ListName[];

/** How many people of a scope are on each list, in one walk through them. */
export async function countLists(rows: Rows, scope: Scope): Promise<Counts> {
  const columns = names.map((name) => sql`count(*) filter (where ${conditionOf(lists[name])}) as ${sql.ref(name)}`);
  const { rows: found } = await sql<Counts>`select ${sql.join(columns)} from person where ${inScope(scope)}`.execute(
    rows,
  );
  const [row] = found;
  if (!row) throw new TypeError('a count without a group has a row');
  return row;
}

type TenantCounts = Extract<ReadinessFacts['tenant'], { is: unknown }>['is'];

/** Of all people, from the counters that cost no counting. */
export async function countTenant(rows: Rows): Promise<TenantCounts> {
  const { rows: found } = await sql<TenantCounts>`select coalesce(sum(people), 0)::bigint as people,
    coalesce(sum(people) filter (where ${conditionOf(lists.withMfa)}), 0)::bigint as "withMfa" from person_facet`.execute(
    rows,
  );
  return found[0] ?? { people: 0, withMfa: 0 };
}
