import { sql, type Kysely } from 'kysely';

/** When the people of a ring were told that it does not move today after all; null while they know what is true. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ring add column postponed_at timestamptz`.execute(db);
}
