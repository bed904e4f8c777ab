import { sql, type Kysely } from 'kysely';

/** A short number for each proposal, that people can say; those that are there are numbered as they were made. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    'create sequence proposal_no as integer',
    'alter table proposal add column no integer',
    `update proposal set no = numbered.no
     from (select id, row_number() over (order by created_at, id)::integer as no from proposal) as numbered
     where proposal.id = numbered.id`,
    `select setval('proposal_no', (select count(*) from proposal) + 1, false)`,
    `alter table proposal alter column no set default nextval('proposal_no'), alter column no set not null`,
    'create unique index proposal_no_is_unique on proposal (no)',
    'alter sequence proposal_no owned by proposal.no',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
