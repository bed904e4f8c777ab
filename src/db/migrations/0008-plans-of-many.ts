import { sql, type Kysely } from 'kysely';

/**
 * Whom each proposal is about, so that two plans for one person are found whatever their size; who paused approved work;
 * and when cards may next show how far it has come.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...targets, 'alter table proposal add column paused_by text'])
    await sql.raw(statement).execute(db);
}

const targets = [
  `create table proposal_target (
     proposal_id uuid not null references proposal, target_id text not null, primary key (proposal_id, target_id))`,
  `create index proposal_target_by_target on proposal_target (target_id)`,
  `insert into proposal_target
     select distinct p.id, item ->> 'targetId' from proposal p, jsonb_array_elements(p.plan::jsonb -> 'items') as item
     where p.work = 'changes' and p.state in ('pending', 'approved')`,
];
