import type { CardContent } from '../cards/compose.ts';
import { recallItems } from '../changes/items.ts';
import type { RowsInTransaction } from '../db/database.ts';
import type { RingMemberRow } from '../db/rollout-tables.ts';
import { counted } from '../lib/text.ts';
import { markMembers, membersOf, openStep, settleMembers, type StepMove } from './rows.ts';
import { nosOfStep } from './ring-items.ts';
import { tellOf, tellPostponed } from './tell.ts';
import { isEnd, noteStep, ringTitle, type RolloutEdges, type Turn } from './turn.ts';

/** Both have been on for as long as they may: what is not off by now stays on, and the policy lets go of them. */
export async function endOverlap(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn) {
  const { ring } = turn;
  await recallItems(trx, ring.proposal_id);
  const pausedBy = await pausedWords(trx, ring.proposal_id);
  if (pausedBy !== null) await trx.updateTable('ring').set({ hold: pausedBy }).where('id', '=', ring.id).execute();
  await trx.updateTable('proposal').set({ paused_by: null }).where('id', '=', ring.proposal_id).execute();
  await openStep(trx, ring.id, { kind: 'takeOut' });
  await noteStep(trx, edges, { ring, to: 'takeOut: both were on for too long' });
  return { state: 'cancelled', detail: 'Both were on for as long as they may be.' } as const;
}

async function pausedWords(trx: RowsInTransaction, proposalId: string): Promise<string | null> {
  const { paused_by: by } = await trx
    .selectFrom('proposal')
    .select('paused_by')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  return by === null ? null : `Paused by ${by}.`;
}

const endWords = {
  done: 'is done',
  takenBack: 'is taken back',
  lapsed: 'did not move',
} as const;

const TOO_LATE = 'the ring did not move in time';

const stayed = ({ person_id: personId, why }: RingMemberRow) => ({
  personId,
  state: 'stays' as const,
  why: why ?? TOO_LATE,
});

/** The time of a ring is over before it moved: its people leave its group, which then is free for another time. */
export async function lapse(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn): Promise<StepMove> {
  const { ring } = turn;
  await settleMembers(trx, ring);
  const inGroup = await membersOf(trx, ring.id, ['in', 'leaving']);
  const why = (one: RingMemberRow): string => one.why ?? TOO_LATE;
  await markMembers(
    trx,
    ring.id,
    inGroup.map((one) => ({ personId: one.person_id, state: 'leaving', why: why(one) })),
  );
  await openStep(trx, ring.id, { kind: 'letGo' });
  await noteStep(trx, edges, { ring, to: 'letGo: it did not move in time' });
  return { state: 'cancelled', detail: 'It did not move in time.' };
}

/** A ring is at its end, however it went; whoever planned it hears how. */
export async function endRing(trx: RowsInTransaction, edges: RolloutEdges, turn: Turn): Promise<StepMove> {
  const { ring, step } = turn;
  const members = await membersOf(trx, ring.id);
  const others = members.filter((one) => one.state !== 'moved');
  // Where one person alone was taken back, the ring as a whole still stands.
  const isBack = step.kind === 'endBack' && others.length === members.length;
  const hasMoved = step.kind === 'endBack' || ring.policy_on_at !== null;
  const state = isBack ? 'takenBack' : hasMoved ? 'done' : 'lapsed';
  if (state === 'lapsed') await markMembers(trx, ring.id, others.map(stayed));
  await tellEnd(trx, edges, { turn, others, isLapsed: state === 'lapsed' });
  await trx.updateTable('ring').set({ state, brake_due_at: null }).where('id', '=', ring.id).execute();
  await noteStep(trx, edges, { ring, to: state });
  await edges.endProposal(trx, ring.proposal_id);
  const said = isEnd(turn)
    ? endOfEnd(state, await leftInGroups(trx, turn))
    : endOfRing(state, { no: ring.no, people: members.length, stay: others.length });
  const title = `${isEnd(turn) ? 'The end of the rollout' : 'A ring'} ${endWords[state]}`;
  await edges.tellOwner(trx, { ring, content: { title, ...said, subject: ringTitle(ring) } });
  return { state: 'done' };
}

/** How a ring went. */
const endOfRing = (
  state: EndState,
  { no, people, stay }: { no: number; people: number; stay: number },
): Pick<CardContent, 'status' | 'paragraphs'> => ({
  status: {
    text: `${counted(people - stay, 'person', 'people')} moved`,
    tone: state === 'lapsed' ? 'attention' : 'good',
  },
  paragraphs: [
    stay === 0
      ? 'Nobody is left on per-user MFA.'
      : `Of ${counted(people, 'person', 'people')}, ${stay} ${stay === 1 ? 'stays' : 'stay'} as before. “rollout status” shows who, and why.`,
    ...(state === 'done' ? [] : [`Say “start ring ${no}” to propose it anew.`]),
  ],
});

type EndState = keyof typeof endWords;

/** How the end of a rollout went. */
function endOfEnd(state: EndState, left: number): Pick<CardContent, 'status' | 'paragraphs'> {
  switch (state) {
    case 'done':
      return {
        status: { text: 'One policy asks everybody for MFA', tone: 'good' },
        paragraphs: [
          left === 0
            ? 'The policies of the rings are gone and their groups are empty: you may delete these.'
            : `The policies of the rings are gone. ${counted(left, 'person is', 'people are')} still in their groups, which no policy names any more: look, and delete these.`,
        ],
      };
    case 'takenBack':
      return {
        status: { text: 'The policies of the rings ask for MFA again', tone: 'good' },
        paragraphs: ['The policy for all is in report-only. Say “finish the rollout” to propose the end anew.'],
      };
    case 'lapsed':
      return {
        status: { text: 'The policies of the rings ask for MFA as before', tone: 'attention' },
        paragraphs: ['The policy for all was not turned on in time. Say “finish the rollout” to propose the end anew.'],
      };
  }
}

/** Who could not be taken out of the groups of the rings. */
async function leftInGroups(trx: RowsInTransaction, { ring, plan }: Turn): Promise<number> {
  const emptied = new Set(nosOfStep(plan.items, 'empty'));
  const failed = await trx
    .selectFrom('proposal_item')
    .select('no')
    .where('proposal_id', '=', ring.proposal_id)
    .where('state', 'in', ['failed', 'skipped'])
    .execute();
  return failed.filter(({ no }) => emptied.has(no)).length;
}

/** Whoever was told of a move that does not come, or that was taken back, hears that. */
async function tellEnd(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, others, isLapsed }: { turn: Turn; others: readonly RingMemberRow[]; isLapsed: boolean },
): Promise<void> {
  const ids = (some: readonly RingMemberRow[]): string[] => some.map((one) => one.person_id);
  if (isLapsed) await tellPostponed(trx, edges, { turn, personIds: ids(others) });
  if (turn.step.kind === 'endBack')
    await tellOf(trx, edges, {
      turn,
      name: 'takenBack',
      personIds: ids(others.filter(({ state }) => state === 'back')),
    });
}
