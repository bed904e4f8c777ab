import { sql, type Kysely } from 'kysely';

/** How far logs and reports of the tenant are read for readiness, and what was found about whom. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table tenant_reading (
     name text primary key, about text, from_query text, pages int not null default 0, rows_read int not null default 0, rows_told int not null default 0,
     is_capped boolean not null default false, fault text, since timestamptz not null, started_at timestamptz not null,
     read_at timestamptz, due_at timestamptz not null, lease_until timestamptz)`,
  `create table person_finding (
     finding text not null, person_id text not null, reading text not null, detail text not null, times int not null,
     last_at timestamptz, read_at timestamptz not null, primary key (finding, person_id, reading, detail))`,
  `create index person_finding_by_reading on person_finding (reading, read_at)`,
];
