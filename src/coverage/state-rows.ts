import { sql } from 'kysely';
import { nowPlus, type Rows, type RowUpdate } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { CoverageStateRow } from '../db/coverage-tables.ts';
import { newId } from '../lib/ids.ts';

const LEASE_MILLIS = 60_000;

/** Whether it is time to look at policies and memberships again. */
export async function isCoverageDue(rows: Rows): Promise<boolean> {
  const found = await rows.selectFrom('coverage_state').select('is_single').where(isDueAndFree).executeTakeFirst();
  return found !== undefined;
}

/** Whether policies were last read longer ago than that. */
export async function arePoliciesOld(rows: Rows, millis: number): Promise<boolean> {
  const { rows: found } = await sql<{ isOld: boolean }>`
    select coalesce(policies_read_at < app_now() - ${millis} * interval '1 millisecond', true) as "isOld"
    from coverage_state`.execute(rows);
  return found[0]?.isOld === true;
}

/** Takes the look for this process alone. */
export const claimCoverage = (rows: Rows): Promise<CoverageStateRow | undefined> =>
  rows
    .updateTable('coverage_state')
    .set({ lease_until: nowPlus(LEASE_MILLIS), lease_token: newId() })
    .where(isDueAndFree)
    .returningAll()
    .executeTakeFirst();

/** Where the look stands; without the policies, which may be a megabyte. */
export type CoverageStand = Pick<
  CoverageStateRow,
  'policies_read_at' | 'wanted' | 'done' | 'working_on' | 'from_id' | 'lease_token'
>;

/** Moves it on, with the lease renewed; undefined where the lease was lost: then this process does nothing more. */
export const moveCoverage = (
  rows: Rows,
  state: Pick<CoverageStand, 'lease_token'>,
  to: RowUpdate<'coverage_state'> = {},
): Promise<CoverageStand | undefined> =>
  rows
    .updateTable('coverage_state')
    .set({ lease_until: nowPlus(LEASE_MILLIS), ...to })
    .where('lease_token', '=', state.lease_token)
    .returning(['policies_read_at', 'wanted', 'done', 'working_on', 'from_id', 'lease_token'])
    .executeTakeFirst();

/** Gives it back, to be due again after so long. */
export async function releaseCoverage(
  rows: Rows,
  state: Pick<CoverageStand, 'lease_token'>,
  { millis, fault = null }: { millis: number; fault?: string | null },
): Promise<void> {
  const attempts = fault === null ? 0 : sql<number>`attempts + 1`;
  await moveCoverage(rows, state, { lease_until: null, due_at: nowPlus(millis), fault, attempts });
}

/** Policies or memberships are not what they were: everybody is worked out anew. */
export const wantCoverage = (rows: Rows, state: CoverageStand): Promise<CoverageStand | undefined> =>
  moveCoverage(rows, state, { wanted: sql<number>`wanted + 1` });
