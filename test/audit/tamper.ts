import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';

/** What somebody with all rights on the database could do: the trigger is switched off for one statement. */
export async function tamper(database: Database, statement: string): Promise<void> {
  await database.executeSql('alter table audit_record disable trigger audit_record_append_only');
  await database.executeSql(statement);
  await database.executeSql('alter table audit_record enable trigger audit_record_append_only');
}

/** Makes the record as it is in a new database. */
export async function emptyRecord(database: Database): Promise<void> {
  await tamper(database, 'truncate audit_record, audit_text, audit_head');
  await sql`insert into audit_head values (true, 0, repeat('0', 64))`.execute(database.rows);
}
