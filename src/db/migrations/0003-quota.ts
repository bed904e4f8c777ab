import { sql, type Kysely } from 'kysely';

/** One row for each class in which Microsoft counts our calls, shared by all replicas. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table quota (
         name text primary key, full_at timestamptz not null default 'epoch',
         blocked_until timestamptz not null default 'epoch', refusals int not null default 0) with (fillfactor = 50)`,
    )
    .execute(db);
}
