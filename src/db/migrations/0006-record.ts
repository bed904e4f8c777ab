import { sql, type Kysely } from 'kysely';

/**
 * What asking the record by person and by time needs; parts of it as files; anchors outside.
 * The version before cannot make a file of the record: where both run and it takes one, the asker is told to ask again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...asking, ...files, ...anchors]) await sql.raw(statement).execute(db);
}

const asking = [
  `create index audit_record_by_actor on audit_record (actor_id, seq)`,
  `create index audit_record_by_target on audit_record (target_id, seq)`,
  `create index audit_record_by_time on audit_record (at, seq)`,
  `create index delivery_by_person on delivery (person_id)`,
  // Most of a record is questions: what was changed is found past them.
  `create index audit_record_but_questions on audit_record (seq) where kind <> 'asked'`,
];

const files = [`alter table list_export add kind text not null default 'people'`];

const anchors = [
  `create table audit_anchor (file text primary key, seq bigint not null, due_at timestamptz not null, lease_until timestamptz)`,
];
