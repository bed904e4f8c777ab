import type { Rows, RowsInTransaction } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import { lastToldAbout } from '../notices/plan.ts';
import type { NoticeName } from '../notices/texts.ts';
import { isOverForToday, isSameDay } from './calendar.ts';
import { outlookOf, type Outlook } from './meanwhile.ts';
import { noticeToTell, type RingFacts } from './playbook.ts';
import { membersOf, type StepMove } from './rows.ts';
import { endOf, goOn, inTurn, noteStep, type RingPlan, type RolloutEdges, type Turn } from './turn.ts';

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
  const notice = onItsDay(edges, turn, planned[no]);
  const readers = notice === undefined || notice === 'over' ? [] : await readersOf(edges, turn, notice);
  await inTurn(edges, turn, async (trx) => {
    for (const reader of readers) await tell(trx, edges, { turn, ...reader });
    if (notice === 'over') await sayPostponed(trx, edges, { turn, toWhom: () => true });
    await trx
      .updateTable('ring')
      .set({ notices_told: no + 1 })
      .where('id', '=', ring.id)
      .execute();
    return goOn(trx, edges, { turn, end: { ...endOf(turn), isMoreToDo: no + 1 < planned.length } });
  });
}

/** That they move today is said of the day that it is; `over` where nobody is moved any more on that day. */
function onItsDay(
  { rules: { calendar } }: RolloutEdges,
  { plan, at }: Turn,
  notice: RingNotice | undefined,
): RingNotice | 'over' | undefined {
  const movesAt = new Date(plan.ring.movesAt);
  if (notice?.name !== 'today' || at < movesAt || !saysToday(plan)) return notice;
  if (isOverForToday(calendar, at)) return 'over';
  return isSameDay(calendar, at, movesAt) ? notice : undatedIn(plan, 'today');
}

/** When the people of a ring are told, and move, as far as the playbook asks. */
export const momentsOf = (
  { postponed_at: postponedAt }: Pick<RingRow, 'postponed_at'>,
  { ring: { notices, movesAt } }: RingPlan,
): Pick<RingFacts, 'noticesAt' | 'movesAt' | 'postponedAt'> => ({
  noticesAt: notices.flatMap(({ at }) => (at === null ? [] : [new Date(at)])),
  movesAt: new Date(movesAt),
  postponedAt,
});

/** Whether a plan says on the day of the move that it is today, and may say so of another day as well. */
export const saysToday = (plan: RingPlan): boolean =>
  plan.ring.notices.some(({ name, at }) => name === 'today' && at !== null) && undatedIn(plan, 'today') !== undefined;

/** The day that people were told of is over, and they did not move: whoever heard of it hears that, once. */
export async function postpone(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn): Promise<StepMove> {
  await sayPostponed(trx, edges, { turn, toWhom: (last) => last === 'today' });
  await noteStep(trx, edges, { ring: turn.ring, to: 'postponed: it did not move on its day' });
  return { state: 'ready', detail: 'It did not move on its day.', dueAt: turn.at };
}

async function sayPostponed(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, toWhom }: { turn: Turn; toWhom: (last: string) => boolean },
): Promise<void> {
  const { ring, at } = turn;
  const last = await lastWords(trx, turn);
  const personIds = [...last].flatMap(([id, name]) => (name !== 'postponed' && toWhom(name) ? [id] : []));
  await tellOf(trx, edges, { turn, name: 'postponed', personIds });
  await trx.updateTable('ring').set({ postponed_at: at }).where('id', '=', ring.id).execute();
}

/** It moves after all, on another day: whoever moves hears that it is today, and has a while before it is. */
export async function tellAnew(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, until }: { turn: Turn; until: Date },
): Promise<StepMove> {
  const { ring } = turn;
  const last = await lastWords(trx, turn);
  const personIds = (await idsOf(trx, ring.id, ['in'])).filter((id) => last.get(id) !== 'today');
  await tellOf(trx, edges, { turn, name: 'today', personIds });
  await trx.updateTable('ring').set({ postponed_at: null }).where('id', '=', ring.id).execute();
  await noteStep(trx, edges, { ring, to: 'today: told anew' });
  return { state: 'ready', detail: 'People have heard anew that they move today.', dueAt: until };
}

/** What each of a ring was told last. */
const lastWords = (rows: Rows, { ring }: Turn): Promise<ReadonlyMap<string, string>> =>
  lastToldAbout(rows, { about: ring.id, proposalId: ring.proposal_id });

/** Says that the move is postponed to whoever of some people does not know it yet. */
export async function tellPostponed(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, personIds }: { turn: Turn; personIds: readonly string[] },
): Promise<void> {
  if (turn.ring.notices_told === 0) return;
  const last = await lastWords(trx, turn);
  const unaware = personIds.filter((id) => last.get(id) !== 'postponed');
  await tellOf(trx, edges, { turn, name: 'postponed', personIds: unaware });
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
  await tellPostponed(trx, edges, { turn, personIds: await idsOf(trx, ring.id, ['stays']) });
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
