import { sql, type Kysely } from 'kysely';

/** A click names the message that it was made on: which card stands there is looked up for each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`create index card_copy_by_message on card_copy (conversation_id, activity_id)`).execute(db);
}
