import { sql } from 'kysely';
import type { Rows } from '../../../src/db/database.ts';

/** How long until the next thing of a rollout is due; messages count where they are sent. Undefined where nothing is. */
export async function untilDueMillis(rows: Rows, areMessagesSent: boolean): Promise<number | undefined> {
  const { rows: found } = await sql<{ wait: number | null }>`
    select extract(epoch from min(due) - app_now()) * 1000 as wait from (
      select min(greatest(due_at, lease_until)) as due from ring_step where state in ('ready', 'atWork')
      union all select min(greatest(due_at, lease_until)) from delivery where state = 'planned' and ${areMessagesSent}::boolean
      union all select min(greatest(due_at, lease_until)) from proposal_item where state in ('ready', 'applying', 'written')) as d`.execute(
    rows,
  );
  const wait = found[0]?.wait ?? null;
  return wait === null ? undefined : Number(String(wait)); // a numeric comes as text
}
