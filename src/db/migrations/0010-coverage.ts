import { sql, type Kysely } from 'kysely';

/**
 * What Conditional Access makes of everybody, how far that is worked out, and whether groups that policies name were
 * seen to change. Every new column may be null: the version before goes on writing people beside this one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...people, ...facets, ...keeping, ...alarms]) await sql.raw(statement).execute(db);
}

const people = [
  `alter table person
     add coverage text, add narrowed_by text[], add covered_by text[], add legacy_auth text, add coverage_at timestamptz`,
  `create index person_by_coverage on person (coverage, name_key, id)`,
  `create index person_without_coverage on person (id) where coverage is null`,
];

const FACETS = [
  ...['per_user_mfa_state', 'account_type', 'user_type', 'is_admin', 'is_mfa_registered', 'is_mfa_capable', 'licence'],
  ...['is_synchronized', 'is_enabled', 'is_sign_in_known', 'was_enforced', 'department_key', 'coverage', 'legacy_auth'],
].join(', ');
const EACH = FACETS.split(', ')
  .map((_, at) => at + 1)
  .join(', ');

/** The triggers stay; what they do is told anew. */
const counting = (event: 'insert' | 'update' | 'delete', sources: readonly string[]): string =>
  `create or replace function count_people_on_${event}() returns trigger language plpgsql as $$ begin
     insert into person_facet as known (${FACETS}, people)
     select ${FACETS}, sum(people) from (${sources.join(' union all ')}) as moved (${FACETS}, people)
     group by ${EACH} having sum(people) <> 0
     order by ${EACH}
     on conflict (${FACETS}) do update set people = known.people + excluded.people;
     return null; end $$`;
const COME = `select ${FACETS}, 1 from come`;
const GONE = `select ${FACETS}, -1 from gone`;

const facets = [
  `lock table person in share row exclusive mode`, // nobody is counted between the old counters and the new ones
  `drop table person_facet`,
  `create table person_facet (
     per_user_mfa_state text not null, account_type text not null, user_type text not null, is_admin boolean, is_mfa_registered boolean,
     is_mfa_capable boolean, licence text not null, is_synchronized boolean not null, is_enabled boolean not null,
     is_sign_in_known boolean not null, was_enforced boolean not null, department_key text collate "C" not null,
     coverage text, legacy_auth text, people bigint not null, unique nulls not distinct (${FACETS}))`,
  counting('insert', [COME]),
  counting('update', [COME, GONE]),
  counting('delete', [GONE]),
  `insert into person_facet select ${FACETS}, count(*) from person group by ${EACH}`,
];

const keeping = [
  `create table coverage_state (
     is_single boolean primary key default true check (is_single), policies text, policies_read_at timestamptz,
     wanted int not null default 0, done int not null default -1, working_on int, from_id text, as_of timestamptz,
     fault text, attempts int not null default 0, due_at timestamptz not null default app_now(),
     lease_until timestamptz, lease_token uuid)`,
  `insert into coverage_state default values`,
  `create table group_probe (
     group_id text primary key, checksum text, read_at timestamptz, due_at timestamptz not null)`,
];

const alarms = [
  `create table coverage_alarm (
     id uuid primary key, person_id text not null, person_name text not null, proposal_id uuid not null, coverage text not null,
     edited_by text, edit text, way_back text not null, told_at timestamptz, due_at timestamptz not null, attempts int not null default 0,
     lease_until timestamptz, raised_at timestamptz not null, over_at timestamptz)`,
  `create unique index coverage_alarm_open on coverage_alarm (person_id) where over_at is null`,
];
