import { sql } from 'kysely';
import type { Rows } from './db/database.ts';
import type { OwnNames } from './verbs/help.ts';

/** So many people tell which department is a large one; all of them would be read for nothing. */
const SAMPLE = 500;

/** A department and a group that the tenant has: the one of many people, and the one that was told something last. */
export async function ownNames(rows: Rows): Promise<OwnNames> {
  const [{ rows: departments }, { rows: groups }] = await Promise.all([
    sql<{ department: string }>`
      select department from (select department from person where department is not null limit ${SAMPLE}) sampled
      group by department order by count(*) desc, department limit 1`.execute(rows),
    sql<{ name: string }>`
      select plan::jsonb ->> 'groupName' as name from (select plan from proposal order by created_at desc limit 50) recent
      where plan::jsonb ->> 'groupName' is not null limit 1`.execute(rows),
  ]);
  return { department: departments[0]?.department, group: groups[0]?.name };
}
