import { sql, type Kysely } from 'kysely';

/** The whole first schema. Forward only: a later change is a later file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...clockAndRecord, ...directory, ...proposals, ...notices]) {
    await sql.raw(statement).execute(db);
  }
}

const clockAndRecord = [
  `create extension if not exists pg_trgm`,
  `create table movable_clock (is_single boolean primary key check (is_single), skew_millis bigint not null)`,
  `create function app_now() returns timestamptz language sql volatile as 'select clock_timestamp()'`,
  `create table audit_record (
     seq bigint primary key, at timestamptz not null, kind text not null, actor_id text, proposal_id uuid, target_id text,
     body text not null, previous_hash text not null, hash text not null)`,
  `create index audit_record_proposal on audit_record (proposal_id, seq)`,
  `create table audit_text (seq bigint not null, field text not null, salt text not null, text text not null, primary key (seq, field))`,
  `create table audit_head (is_single boolean primary key check (is_single), seq bigint not null, hash text not null)`,
  `insert into audit_head values (true, 0, repeat('0', 64))`,
  `create function refuse_rewrite() returns trigger language plpgsql as
     $$ begin raise exception 'the record is append-only'; end $$`,
  `create trigger audit_record_append_only before update or delete or truncate on audit_record
     for each statement execute function refuse_rewrite()`,
];

const directory = [
  `create table lease (name text primary key, until timestamptz not null)`,
  `create table conversation (user_id text primary key, conversation_id text not null, service_url text not null, updated_at timestamptz not null)`,
  `create table inbound_activity (id text primary key, received_at timestamptz not null)`,
  `create table person (
     id text primary key, display_name text not null, name_key text collate "C" not null, user_principal_name text not null, mail text,
     user_type text not null, is_enabled boolean not null, is_synchronized boolean not null, department text,
     per_user_mfa_state text not null, read_at timestamptz not null)`,
  `create index person_by_name on person (name_key, id)`,
  `create index person_by_state on person (per_user_mfa_state, name_key, id)`,
  `create index person_by_likeness on person using gin (name_key gin_trgm_ops)`,
  `create table coverage_sighting (user_id text primary key, fingerprint text not null, since timestamptz not null, last_seen_at timestamptz not null)`,
];

const proposals = [
  `create table proposal (
     id uuid primary key, work text not null, title text not null, plan text not null, plan_hash text not null,
     proposer_id text not null, proposer_name text not null, state text not null, approvals_needed int not null, version int not null,
     created_at timestamptz not null, expires_at timestamptz not null, execute_by timestamptz, finished_at timestamptz,
     ending text)`,
  `create index proposal_open on proposal (state, expires_at)`,
  `create table proposal_item (
     proposal_id uuid not null references proposal, no int not null, kind text not null, target_id text not null, target_name text not null,
     before text not null, after text not null, state text not null, detail text, due_at timestamptz not null, lease_until timestamptz,
     attempts int not null default 0, updated_at timestamptz not null, primary key (proposal_id, no))`,
  `create index proposal_item_open on proposal_item (proposal_id, due_at) where state in ('ready', 'applying', 'written')`,
  `create table decision (
     proposal_id uuid not null references proposal, approver_id text not null, approver_name text not null, verdict text not null, reason text not null, at timestamptz not null,
     primary key (proposal_id, approver_id))`,
  `create table card_copy (
     proposal_id uuid not null references proposal, viewer_id text not null, role text not null, activity_id text, conversation_id text,
     shown_version int not null, fault text, attempts int not null default 0,
     due_at timestamptz not null, lease_until timestamptz, primary key (proposal_id, viewer_id))`,
];

const notices = [
  `create table notice (
     id uuid primary key, proposal_id uuid, kind text not null, content text not null, state text not null, may_reach_out boolean not null,
     version int not null, created_at timestamptz not null)`,
  `create index notice_open on notice (state)`,
  `create table delivery (
     notice_id uuid not null references notice, person_id text not null, name text not null, address text, state text not null, channel text,
     detail text, activity_id text, intent_at timestamptz, attempts int not null default 0, due_at timestamptz not null,
     lease_until timestamptz, updated_at timestamptz not null, primary key (notice_id, person_id))`,
  `create index delivery_open on delivery (notice_id, due_at) where state in ('planned', 'sending')`,
];
