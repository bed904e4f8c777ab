import { sql, type Kysely } from 'kysely';

/** Who stopped approved work, by name: what has not begun then never begins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['proposal', 'notice'])
    await sql.raw(`alter table ${table} add column stopped_by text`).execute(db);
}
