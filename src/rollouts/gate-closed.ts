import type { CardAction } from '../cards/actions.ts';
import type { CardContent, Fact } from '../cards/compose.ts';
import type { RowsInTransaction } from '../db/database.ts';
import type { RingMemberRow, RingRow } from '../db/rollout-tables.ts';
import { namesakesAmong } from '../inventory/namesakes.ts';
import { counted } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import { isUnready } from './meanwhile.ts';
import { membersOf } from './rows.ts';
import { leaveOutButton, SHOWN } from './status.ts';
import { later, ringTitle, type RolloutEdges, type Turn } from './turn.ts';

/** The gate is read for some hours of a day: whoever heard of it yesterday hears of it again as soon as it is closed today. */
const TELL_AGAIN_MILLIS = 20 * 3_600_000;

/** Who is told that a gate is closed though the hour of the move has come; nobody who was told within a day. */
export async function toTellOfClosedGate(edges: RolloutEdges, { ring, at }: Turn): Promise<readonly string[]> {
  const { gate_told_at: toldAt, rollout_id: rolloutId } = ring;
  if (toldAt !== null && at < later(toldAt, TELL_AGAIN_MILLIS)) return [];
  const { owner_id: ownerId } = await edges.database.rows
    .selectFrom('rollout')
    .select('owner_id')
    .where('id', '=', rolloutId)
    .executeTakeFirstOrThrow();
  return [...new Set([...(await edges.approverIds()), ownerId])];
}

/** Says that a ring waits, why, and what would let it go on. */
export async function tellOfClosedGate(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn: { ring, at }, lines, personIds }: { turn: Turn; lines: readonly string[]; personIds: readonly string[] },
): Promise<void> {
  if (personIds.length === 0) return;
  const unready = (await membersOf(trx, ring.id, ['leaving'])).filter(isUnready);
  const tellApart = await namesakesAmong(
    trx,
    unready.map((one) => one.person_id),
  );
  const { timeZone } = edges.rules.calendar;
  const content = closedGate(ring, { lines, unready, tellApart, timeZone });
  await edges.tellAll(trx, { proposalId: ring.proposal_id, personIds, content });
  await trx.updateTable('ring').set({ gate_told_at: at }).where('id', '=', ring.id).execute();
}

interface ClosedGate {
  lines: readonly string[];
  unready: readonly RingMemberRow[];
  tellApart: ReadonlyMap<string, string>;
  timeZone: string;
}

function closedGate(ring: RingRow, { lines, unready, tellApart, timeZone }: ClosedGate): CardContent {
  return {
    title: 'A gate is closed',
    status: { text: 'The ring waits, and nobody has moved', tone: 'attention' },
    subject: ringTitle(ring),
    paragraphs: [
      `It was to move from ${instantIn(ring.moves_at, timeZone)} on. I look again every quarter of an hour while people may be moved, and it goes on by itself once the gate is open.`,
      ...(unready.length === 0 ? [] : [leftOutWords(unready.length)]),
    ],
    facts: lines.map((line): Fact => ['Gate', line]),
    list: unready.slice(0, SHOWN).map(({ person_id: id, name, why }) => ({
      primary: name,
      secondary: [tellApart.get(id), why].filter(Boolean).join(' · '),
    })),
    actions: [showRing(ring), ...(unready.length === 0 ? [] : [leaveOutButton(ring)])],
  };
}

const leftOutWords = (people: number): string =>
  `${counted(people, 'person is', 'people are')} not ready. Left out, they stay on per-user MFA and may come with a later ring.`;

const showRing = ({ no }: RingRow): CardAction => ({
  ...{ kind: 'ask', title: 'Show the ring', request: { verb: 'rollout.status', arguments: { count: no } } },
});
