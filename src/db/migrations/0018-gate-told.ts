import { sql, type Kysely } from 'kysely';

/** When approvers were last told that the gate of a ring is closed past its hour. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ring add column gate_told_at timestamptz`.execute(db);
}
