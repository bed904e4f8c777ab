import type { Rows } from '../db/database.ts';

/** When what everybody's coverage rests on was last read and found to be so; null where it was never worked out. */
export async function coverageAsOf(rows: Rows): Promise<Date | null> {
  const found = await rows.selectFrom('coverage_state').select('as_of').executeTakeFirst();
  return found?.as_of ?? null;
}
