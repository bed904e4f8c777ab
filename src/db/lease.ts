import { sql } from 'kysely';
import type { Rows } from './database.ts';

/** A row of work that is due and that no process has taken: the condition of every claim. */
export const isDueAndFree = sql<boolean>`(due_at <= app_now() and (lease_until is null or lease_until < app_now()))`;

/** Frees every row of work that a killed process had taken. Only where no other process can be at work. */
export async function freeRows(rows: Rows): Promise<void> {
  for (const table of [
    'proposal_item',
    'card_copy',
    'delivery',
    'coverage_state',
    'coverage_alarm',
    'ring_step',
    'tenant_reading',
  ] as const) {
    await rows.updateTable(table).set({ lease_until: null }).where('lease_until', 'is not', null).execute();
  }
}
