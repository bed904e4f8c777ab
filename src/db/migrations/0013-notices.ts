import { sql, type Kysely } from 'kysely';

/**
 * Notices in many languages, what people answer, and the shares of the Bot Connector's quota. The version before sends
 * the English text that stands in `content`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table notice add column name text, add column about text, add column variants text, add column moves_at timestamptz,
     add column resend_of uuid references notice, add column help_contact text`,
  `create index notice_about on notice (about) where about is not null`,
  `create index notice_resent on notice (resend_of) where resend_of is not null`,
  `alter table delivery add column variant text, add column answer text, add column answered_at timestamptz,
     add column faults int not null default 0`,
  `create index delivery_due on delivery (notice_id, due_at, person_id) where state = 'planned'`,
  `create table quota_share (
     quota text not null, holder text not null, slots int not null, wanted int not null, lease_until timestamptz not null,
     primary key (quota, holder))`,
];
