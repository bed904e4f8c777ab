import { sql, type Kysely } from 'kysely';

/** A file may be opened in a browser too, by whoever signs in as the one who asked for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table list_export add column file_name text not null default 'list.csv'`.execute(db);
  await sql`create table file_visit (
    key text primary key,
    offer_id uuid not null references list_export (id) on delete cascade,
    created_at timestamptz not null
  )`.execute(db);
  await sql`create index file_visit_offer on file_visit (offer_id)`.execute(db);
}
