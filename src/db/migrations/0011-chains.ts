import { sql, type Kysely } from 'kysely';

/** Items that are done in order, each only after the one before, and when each was written: what lay between is measured. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      'alter table proposal_item add column is_chained boolean not null default false, add column written_at timestamptz',
    )
    .execute(db);
}
