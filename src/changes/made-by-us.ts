import type { Rows } from '../db/database.ts';

/** Whether a change of ours of that kind made the thing of that id. */
export async function isMadeByUs(rows: Rows, { kind, id }: { kind: string; id: string }): Promise<boolean> {
  const found = await rows
    .selectFrom('proposal_item')
    .select('no')
    .where('kind', '=', kind)
    .where('made_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
