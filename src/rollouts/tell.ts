import type { Rows, RowsInTransaction } from '../db/database.ts';
import type { NoticeName } from '../notices/texts.ts';
import { outlookOf, type Outlook } from './meanwhile.ts';
import { noticeToTell } from './playbook.ts';
import { membersOf } from './rows.ts';
import { endOf, goOn, inTurn, type RingPlan, type RolloutEdges, type Turn } from './turn.ts';

type RingNotice = RingPlan['ring']['notices'][number];

/** Some people, and what they read. */
interface Readers {
  notice: RingNotice;
  personIds: readonly string[];
}

/** What is true for whom when the move is near: nobody is told of one that does not come for them. */
const namesFor: Readonly<Record<string, Partial<Record<Outlook, NoticeName>>>> = {
  registerNow: { mustRegister: 'registerNow' },
  today: { moves: 'today', mustRegister: 'registerFirst' },
};

/** The newest message that is due; older ones name a distance that has passed. */
export async function tellSoon(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, plan, at } = turn;
  const planned = plan.ring.notices.filter((one) => one.at !== null);
  const noticesAt = planned.map((one) => new Date(one.at ?? 0));
  const no = noticeToTell({ noticesAt, noticesTold: ring.notices_told }, at) ?? ring.notices_told;
  const notice = planned[no];
  const readers = notice ? await readersOf(edges, turn, notice) : [];
  await inTurn(edges, turn, async (trx) => {
    for (const reader of readers) await tell(trx, edges, { turn, ...reader });
    await trx
      .updateTable('ring')
      .set({ notices_told: no + 1 })
      .where('id', '=', ring.id)
      .execute();
    return goOn(trx, edges, { turn, end: { ...endOf(turn), isMoreToDo: no + 1 < planned.length } });
  });
}

/** Who reads what when a notice is due: the announcement everybody, what follows whoever it is true for, looked at live. */
async function readersOf(edges: RolloutEdges, turn: Turn, due: RingNotice): Promise<Readers[]> {
  const { ring, plan } = turn;
  const ids = await idsOf(edges.database.rows, ring.id, ['in']);
  const names = namesFor[due.name];
  if (!names) return [{ notice: due, personIds: ids }];
  const facts = await edges.lookAt(ring, plan, ids);
  const found = Map.groupBy(ids, (id) => names[outlookOf(facts.get(id))]);
  return [...found].flatMap(([name, personIds]): Readers[] => {
    const notice = name === due.name ? due : undatedIn(plan, name);
    return notice ? [{ notice, personIds }] : [];
  });
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
  const notice = undatedIn(turn.plan, name);
  if (notice) await tell(trx, edges, { turn, notice, personIds });
}

/** Undefined in plans of versions before that text. */
const undatedIn = (plan: RingPlan, name: NoticeName | undefined): RingNotice | undefined =>
  plan.ring.notices.find((one) => one.name === name && one.at === null);

async function tell(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, notice, personIds }: Readers & { turn: Turn },
): Promise<void> {
  if (personIds.length === 0) return;
  const { ring, plan } = turn;
  const { senderName, movesAt } = plan.ring;
  const about = { ringId: ring.id, proposalId: ring.proposal_id };
  await edges.tell(trx, { ...about, notice, senderName, personIds, movesAt: new Date(movesAt) });
}

const idsOf = async (rows: Rows, ringId: string, states: Parameters<typeof membersOf>[2]) =>
  (await membersOf(rows, ringId, states)).map((one) => one.person_id);
