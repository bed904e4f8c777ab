import { nowPlus, type Rows } from '../db/database.ts';

/** More chats that begin within a minute are no person's own doing: an administrator gives the app to many. */
const MOST_A_MINUTE = 5;
const MINUTE_MILLIS = 60_000;

/**
 * Whether somebody for whom the app was installed is to be greeted. Not whoever a message of ours waits for: they would
 * read two. Not one of many at once: our messages would be held back for minutes.
 */
export async function isToBeGreeted(rows: Rows, personId: string): Promise<boolean> {
  const [awaited, begun] = await Promise.all([
    rows.selectFrom('delivery').select('person_id').where('person_id', '=', personId).limit(1).executeTakeFirst(),
    rows
      .selectFrom('conversation')
      .select('user_id')
      .where('updated_at', '>', nowPlus(-MINUTE_MILLIS))
      .limit(MOST_A_MINUTE + 1)
      .execute(),
  ]);
  return awaited === undefined && begun.length <= MOST_A_MINUTE;
}
