import { sql, type Kysely } from 'kysely';

/** When those who could decide were reminded, and when a second group was asked as well. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table proposal add column reminded_at timestamptz, add column escalated_at timestamptz')
    .execute(db);
}
