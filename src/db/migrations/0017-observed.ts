import { sql, type Kysely } from 'kysely';

/** What report-only has said of the people of a ring while it was observed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ring_member add column observed text, add column observed_at timestamptz`.execute(db);
}
