import { now, nowPlus, type Rows } from './database.ts';

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
