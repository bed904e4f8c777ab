import { sql, type Kysely } from 'kysely';

/** The time to the millisecond, as a Date holds it: a time that was read finds its own row again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create or replace function app_now() returns timestamptz language sql volatile as
       $$ select date_trunc('milliseconds', clock_timestamp()) $$`,
    )
    .execute(db);
  await sql`update tenant_reading set started_at = date_trunc('milliseconds', started_at)`.execute(db);
}
