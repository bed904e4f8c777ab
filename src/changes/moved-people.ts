import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { PER_USER_MFA_STATE } from './per-user-mfa-rules.ts';

/** How many people have per-user MFA off since a change of ours: only a policy asks them for MFA. */
export async function countMovedPeople(rows: Rows): Promise<number> {
  const { rows: found } = await sql<{ moved: number }>`
    select count(*)::int as moved from (
      select distinct on (target_id) after from proposal_item
      where kind = ${PER_USER_MFA_STATE} and state in ('done', 'promoted') order by target_id, updated_at desc) as last
    where after::jsonb ->> 'perUserMfaState' = 'disabled'`.execute(rows);
  return found[0]?.moved ?? 0;
}
