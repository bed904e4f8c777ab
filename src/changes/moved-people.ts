import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { PER_USER_MFA_STATE } from './per-user-mfa-rules.ts';

/** Somebody whose per-user MFA a plan of ours turned off, and nothing of ours on again: only a policy asks them for MFA. */
export interface MovedPerson {
  personId: string;
  name: string;
  proposalId: string;
  movedAt: Date;
}

const moved = sql`select distinct on (target_id) target_id, target_name, proposal_id, updated_at, after from proposal_item
  where kind = ${PER_USER_MFA_STATE} and state in ('done', 'promoted') order by target_id, updated_at desc`;

/** How many people have per-user MFA off since a change of ours. */
export async function countMovedPeople(rows: Rows): Promise<number> {
  const { rows: found } = await sql<{ moved: number }>`select count(*)::int as moved from (${moved}) as last
    where after::jsonb ->> 'perUserMfaState' = 'disabled'`.execute(rows);
  return found[0]?.moved ?? 0;
}

/**
 * How many of those whom a condition on `person` holds for have per-user MFA off since a plan whose approval included the
 * standing way back.
 */
export async function countWithStandingWayBack(
  rows: Rows,
  condition: ReturnType<typeof sql<boolean>>,
): Promise<number> {
  const { rows: found } = await sql<{ people: number }>`select count(*)::int as people from (${moved}) as last
    where after::jsonb ->> 'perUserMfaState' = 'disabled' and after::jsonb ->> 'hasStandingWayBack' = 'true'
      and target_id in (select id from person where ${condition})`.execute(rows);
  return found[0]?.people ?? 0;
}

/** Everybody who has per-user MFA off since a change of ours, by the plan that did it. */
export async function movedPeople(rows: Rows): Promise<MovedPerson[]> {
  const { rows: found } = await sql<MovedPerson>`
    select target_id as "personId", target_name as name, proposal_id as "proposalId", updated_at as "movedAt"
    from (${moved}) as last
    where after::jsonb ->> 'perUserMfaState' = 'disabled'`.execute(rows);
  return found;
}
