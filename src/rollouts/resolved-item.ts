import type { Rows } from '../db/database.ts';
import type { DraftItem } from '../verbs/draft.ts';
import { makerOf } from './ring-items.ts';

/**
 * An item of a plan as it is written: where it is about something that the plan itself has made, it has that one's id.
 *
 * @returns Undefined where that is not made.
 */
export async function resolvedItem(
  rows: Rows,
  proposalId: string,
  { items, no }: { items: readonly DraftItem[]; no: number },
): Promise<DraftItem | undefined> {
  const item = items[no];
  const maker = item && makerOf(items, item);
  if (!item || maker === undefined) return item;
  const made = await rows
    .selectFrom('proposal_item')
    .select('made_id')
    .where('proposal_id', '=', proposalId)
    .where('no', '=', maker)
    .where('state', '=', 'done')
    .executeTakeFirst();
  return made?.made_id ? { ...item, targetId: made.made_id } : undefined;
}
