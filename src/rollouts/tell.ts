import type { RowsInTransaction } from '../db/database.ts';
import type { NoticeName } from '../notices/texts.ts';
import { noticeToTell } from './playbook.ts';
import { membersOf } from './rows.ts';
import { endOf, goOn, type RolloutEdges, type Turn } from './turn.ts';

/** The newest message that is due; older ones name a distance that has passed. */
export async function tellSoon(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn) {
  const { ring, plan, at } = turn;
  const planned = plan.ring.notices.filter((one) => one.at !== null);
  const noticesAt = planned.map((one) => new Date(one.at ?? 0));
  const no = noticeToTell({ noticesAt, noticesTold: ring.notices_told }, at) ?? ring.notices_told;
  const notice = planned[no];
  if (notice) await tell(trx, edges, { turn, notice, personIds: await idsOf(trx, ring.id, ['in']) });
  await trx
    .updateTable('ring')
    .set({ notices_told: no + 1 })
    .where('id', '=', ring.id)
    .execute();
  return goOn(trx, edges, { turn, end: { ...endOf(turn), isMoreToDo: no + 1 < planned.length } });
}

/** Whoever was moved hears that it is done, and whoever was told of it and stays that it is not. */
export async function tellDone(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn) {
  const { ring, at } = turn;
  await tellOf(trx, edges, { turn, name: 'done', personIds: await idsOf(trx, ring.id, ['moved']) });
  if (ring.notices_told > 0)
    await tellOf(trx, edges, { turn, name: 'postponed', personIds: await idsOf(trx, ring.id, ['stays']) });
  await trx.updateTable('ring').set({ moved_at: at }).where('id', '=', ring.id).execute();
  return goOn(trx, edges, { turn, end: endOf(turn) });
}

/** Tells some people what comes without a date. */
export async function tellOf(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, name, personIds }: { turn: Turn; name: NoticeName; personIds: readonly string[] },
): Promise<void> {
  const notice = turn.plan.ring.notices.find((one) => one.name === name && one.at === null);
  if (notice) await tell(trx, edges, { turn, notice, personIds });
}

async function tell(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  {
    turn,
    notice,
    personIds,
  }: { turn: Turn; notice: Turn['plan']['ring']['notices'][number]; personIds: readonly string[] },
): Promise<void> {
  if (personIds.length === 0) return;
  const { ring, plan } = turn;
  const { senderName, movesAt } = plan.ring;
  const about = { ringId: ring.id, proposalId: ring.proposal_id };
  await edges.tell(trx, { ...about, notice, senderName, personIds, movesAt: new Date(movesAt) });
}

const idsOf = async (trx: RowsInTransaction, ringId: string, states: Parameters<typeof membersOf>[2]) =>
  (await membersOf(trx, ringId, states)).map((one) => one.person_id);
