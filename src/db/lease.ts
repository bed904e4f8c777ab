import { sql } from 'kysely';
import { now, nowPlus, type Rows } from './database.ts';

/** A row of work that is due and that no process has taken: the condition of every claim. */
export const isDueAndFree = sql<boolean>`(due_at <= app_now() and (lease_until is null or lease_until < app_now()))`;

/**
 * Takes a piece of work that one process at a time may do.
 *
 * @returns Whether this process has it now, for so many milliseconds.
 */
export async function takeLease(rows: Rows, name: string, millis: number): Promise<boolean> {
  const taken = await rows
    .insertInto('lease')
    .values({ name, until: nowPlus(millis) })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ until: nowPlus(millis) })
        .where('lease.until', '<', now),
    )
    .returning('name')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Gives it back early. */
export async function releaseLease(rows: Rows, name: string): Promise<void> {
  await rows.deleteFrom('lease').where('name', '=', name).execute();
}

/** Frees every row of work that a killed process had taken. Only where no other process can be at work. */
export async function freeRows(rows: Rows): Promise<void> {
  for (const table of ['proposal_item', 'card_copy', 'delivery'] as const) {
    await rows.updateTable(table).set({ lease_until: null }).where('lease_until', 'is not', null).execute();
  }
}
