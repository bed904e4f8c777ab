import { sql, type Kysely } from 'kysely';

/**
 * What the inventory knows of people, how far a pass has come, counts that need no counting, and members of groups.
 * Every new column has a default or may be null: the version before goes on writing people beside this one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...people, ...facets, ...passes, ...groups, ...exports])
    await sql.raw(statement).execute(db);
}

const people = [
  `alter table person
     add account_type text not null default 'unknown', add is_admin boolean, add methods text[],
     add is_mfa_capable boolean, add is_mfa_registered boolean, add department_key text collate "C" not null default '',
     add licence text not null default 'unknown', add last_sign_in_at timestamptz, add sign_in_read_at timestamptz,
     add preferred_language text, add manager_id text, add created_at timestamptz, add state_read_at timestamptz,
     add enforced_seen_at timestamptz, add registration_read_at timestamptz,
     add was_enforced boolean not null generated always as (enforced_seen_at is not null) stored,
     add is_sign_in_known boolean not null generated always as (sign_in_read_at is not null) stored,
     add exception_rank smallint not null generated always as (
       case when is_admin then 0 when user_type = 'guest' then 1 when is_mfa_registered is false then 2 else 3 end) stored`,
  `alter table person set (fillfactor = 85)`, // a pass rewrites every row: most rewrites then need no index entry
  `create index person_by_department on person (department_key, name_key, id)`,
  `create index person_by_exception on person (exception_rank, name_key, id)`,
  `create index person_by_state_and_exception on person (per_user_mfa_state, exception_rank, name_key, id)`,
  `create index person_by_type on person (account_type, name_key, id)`,
  `create index person_by_registration on person (is_mfa_registered, name_key, id)`,
  `create index person_by_capability on person (is_mfa_capable, name_key, id)`,
  `create index person_by_licence on person (licence, name_key, id)`,
  `create index person_by_admin on person (is_admin, name_key, id)`,
  `create index person_by_sign_in on person ((coalesce(last_sign_in_at, '-infinity')), name_key, id)`,
];

const FACETS = [
  ...['per_user_mfa_state', 'account_type', 'user_type', 'is_admin', 'is_mfa_registered', 'is_mfa_capable', 'licence'],
  ...['is_synchronized', 'is_enabled', 'is_sign_in_known', 'was_enforced', 'department_key'],
].join(', ');
const EACH = FACETS.split(', ')
  .map((_, at) => at + 1)
  .join(', ');

/** A trigger for each statement: a page of a thousand people costs one grouping, and nothing where nothing changed. */
const countingTrigger = (event: 'insert' | 'update' | 'delete', sources: readonly string[]): string[] => [
  `create function count_people_on_${event}() returns trigger language plpgsql as $$ begin
     insert into person_facet as known (${FACETS}, people)
     select ${FACETS}, sum(people) from (${sources.join(' union all ')}) as moved (${FACETS}, people)
     group by ${EACH} having sum(people) <> 0
     order by ${EACH}
     on conflict (${FACETS}) do update set people = known.people + excluded.people;
     return null; end $$`,
  `create trigger person_counted_on_${event} after ${event} on person
     referencing ${[event === 'insert' ? '' : 'old table as gone', event === 'delete' ? '' : 'new table as come'].join(' ')}
     for each statement execute function count_people_on_${event}()`,
];
const COME = `select ${FACETS}, 1 from come`;
const GONE = `select ${FACETS}, -1 from gone`;

const facets = [
  `create table person_facet (
     per_user_mfa_state text not null, account_type text not null, user_type text not null, is_admin boolean, is_mfa_registered boolean,
     is_mfa_capable boolean, licence text not null, is_synchronized boolean not null, is_enabled boolean not null,
     is_sign_in_known boolean not null, was_enforced boolean not null, department_key text collate "C" not null, people bigint not null,
     unique nulls not distinct (${FACETS}))`,
  ...countingTrigger('insert', [COME]),
  ...countingTrigger('update', [COME, GONE]),
  ...countingTrigger('delete', [GONE]),
  `update person set department_key = lower(coalesce(department, ''))`, // counts whoever was known before, too
  `delete from person_facet`,
  `insert into person_facet select ${FACETS}, count(*) from person group by ${EACH}`,
];

const passes = [
  `create table snapshot_pass (
     id uuid primary key, kind text not null, step text not null, from_query text, states_way text, states_way_found_at timestamptz,
     is_sign_in_told boolean, delta_query text, people int not null default 0, registrations int not null default 0, states int not null default 0,
     pages int not null default 0, asked_by text, fault text, attempts int not null default 0, started_at timestamptz not null,
     finished_at timestamptz, ended text, due_at timestamptz not null, lease_until timestamptz, lease_token uuid)`,
  `create unique index snapshot_pass_running on snapshot_pass ((true)) where finished_at is null`,
  `create index snapshot_pass_last on snapshot_pass (kind, finished_at)`,
];

const groups = [
  `create table group_reading (
     group_id text primary key, name text not null, from_query text, started_at timestamptz not null, read_at timestamptz,
     due_at timestamptz not null, lease_until timestamptz, wanted_at timestamptz not null)`,
  `create table group_member (
     group_id text not null, person_id text not null, read_at timestamptz not null, primary key (group_id, person_id))`,
];

const exports = [
  `create table list_export (
     id uuid primary key, asker_id text not null, list text not null, state text not null, upload text, card_id text,
     detail text, attempts int not null default 0, created_at timestamptz not null, due_at timestamptz not null, lease_until timestamptz)`,
  `create index list_export_open on list_export (due_at) where state in ('offered', 'accepted')`,
];
