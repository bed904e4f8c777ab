import { sql, type Kysely } from 'kysely';

/** What somebody asked last in a chat, so that "and Bob?" can be understood; for a short time only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table asked_before (
        person_id text not null,
        chat_id text not null,
        before text not null,
        expires_at timestamptz not null,
        primary key (person_id, chat_id))`,
    )
    .execute(db);
  await sql.raw('create index asked_before_expiry on asked_before (expires_at)').execute(db);
}
