import type { Rows } from '../db/database.ts';

/** Everybody whom the rings of a rollout have moved, and who was not taken back. */
export async function movedIn(rows: Rows, rolloutId: string): Promise<string[]> {
  const found = await rows
    .selectFrom('ring_member')
    .innerJoin('ring', 'ring.id', 'ring_member.ring_id')
    .select('person_id')
    .where('rollout_id', '=', rolloutId)
    .where('ring_member.state', '=', 'moved')
    .execute();
  return found.map((row) => row.person_id);
}
