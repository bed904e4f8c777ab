import { sql, type Kysely } from 'kysely';

/** Rollouts: rings, who is in them, the steps that a ring takes, and who is left out until a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table rollout (
     id uuid primary key, name text not null, state text not null, owner_id text not null, owner_name text not null,
     created_at timestamptz not null, daily_due_at timestamptz not null default now(), daily_lease_until timestamptz,
     recommendation text)`,
  // One at a time: a tenant is moved once.
  `create unique index rollout_open on rollout ((true)) where state = 'open'`,
  `create table ring (
     id uuid primary key, rollout_id uuid not null references rollout, no int not null, name text not null, kind text not null,
     state text not null, moves_at timestamptz not null, attempt int not null default 0, proposal_id uuid references proposal,
     group_id text, policy_id text, is_daily boolean not null default false, sample text, notices_told int not null default 0, observed_from timestamptz, policy_on_at timestamptz,
     moved_at timestamptz, hold text, gate_lines text not null default '[]', sign_ins_read_at timestamptz,
     brake_due_at timestamptz, brake_lease_until timestamptz, unique (rollout_id, no))`,
  `create index ring_by_proposal on ring (proposal_id)`,
  `create table ring_member (
     ring_id uuid not null references ring on delete cascade, person_id text not null, name text not null, state text not null,
     why text, was_failing boolean not null default false, active_at timestamptz, failed_at timestamptz, failed_code int,
     updated_at timestamptz not null, primary key (ring_id, person_id))`,
  `create index ring_member_by_person on ring_member (person_id)`,
  `create table ring_step (
     ring_id uuid not null references ring on delete cascade, no int not null, kind text not null, person_id text, state text not null,
     detail text, attempts int not null default 0, due_at timestamptz not null, lease_until timestamptz,
     started_at timestamptz not null, ended_at timestamptz, primary key (ring_id, no))`,
  `create index ring_step_open on ring_step (due_at) where state in ('ready', 'atWork')`,
  `create table rollout_exclusion (
     person_id text primary key, name text not null, until timestamptz not null, by_id text not null,
     created_at timestamptz not null)`,
];
