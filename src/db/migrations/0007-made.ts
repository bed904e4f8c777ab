import { sql, type Kysely } from 'kysely';

/** The id of what an item of work made in the tenant, which nobody knows before: the way back needs it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table proposal_item add column made_id text`).execute(db);
}
