import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { Finding } from '../db/tables.ts';
import type { Found } from './reading-kinds.ts';

/**
 * Notes what a page told of people. What was noted since the reading began is added to; what is older is replaced.
 */
export async function writeFindings(
  rows: Rows,
  found: readonly Found[],
  { reading, since }: { reading: string; since: Date },
): Promise<void> {
  if (found.length === 0) return;
  const told = JSON.stringify(found);
  await sql`insert into person_finding as known (finding, person_id, reading, detail, times, last_at, read_at)
    select f.finding, f."personId", ${reading}, f.detail, sum(f.times), max(f."lastAt"), greatest(app_now(), ${since})
    from jsonb_to_recordset(${told}::jsonb) as f (finding text, "personId" text, detail text, times int, "lastAt" timestamptz)
    group by f.finding, f."personId", f.detail
    on conflict (finding, person_id, reading, detail) do update set read_at = excluded.read_at,
      times = excluded.times + case when known.read_at < ${since} then 0 else known.times end,
      last_at = greatest(known.last_at, excluded.last_at)`.execute(rows);
}

/** Which of these people a rule finds, and which it does not: replaces what was noted of them. */
export async function settleFinding(
  rows: Rows,
  finding: Finding,
  { reading, all, found }: { reading: string; all: readonly string[]; found: readonly string[] },
): Promise<void> {
  await sql`delete from person_finding where finding = ${finding} and reading = ${reading}
    and person_id = any(${[...all]}::text[]) and not (person_id = any(${[...found]}::text[]))`.execute(rows);
  await sql`insert into person_finding (finding, person_id, reading, detail, times, read_at)
    select ${finding}, person_id, ${reading}, '', 1, app_now() from unnest(${[...found]}::text[]) as person_id
    on conflict (finding, person_id, reading, detail) do update set read_at = excluded.read_at`.execute(rows);
}
