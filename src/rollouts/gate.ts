import { HAS_LEFT, outlookOf, ruleBeforeMoving } from './meanwhile.ts';
import type { RowsInTransaction } from '../db/database.ts';
import type { RingMemberRow } from '../db/rollout-tables.ts';
import { tallyOf, type BrakeRule } from './brake.ts';
import { tellOfClosedGate, toTellOfClosedGate } from './gate-closed.ts';
import { movedIn } from './moved.ts';
import { isBlockingTooMany } from './observed.ts';
import { passageOf, type GatePassage } from './playbook.ts';
import { markMembers, membersOf, noteBaseline, type StepMove } from './rows.ts';
import { momentsOf, tellAnew } from './tell.ts';
import { endOf, goOn, inTurn, later, noteStep, type GateVerdict, type RolloutEdges, type Turn } from './turn.ts';

const GATE_AGAIN_MILLIS = 15 * 60_000;

/** Looks at everybody live: whoever has changed meanwhile is left out, and the gate says whether the others may go. */
export async function readGate(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, plan, at } = turn;
  const members = await membersOf(edges.database.rows, ring.id, ['in', 'leaving']);
  const ids = members.map(({ person_id: id }) => id);
  const facts = await edges.lookAt(ring, plan, ids);
  const looked = await edges.gate({
    plan,
    members: new Map([...facts].filter(([, one]) => outlookOf(one) !== 'stays')),
  });
  const others = members.filter(({ person_id: id }) => outlookOf(facts.get(id)) === 'moves'); // who would go, whatever report-only says
  const verdict = withObserved(looked, { members: others, rule: edges.rules.brake });
  const failing = verdict.mayGo
    ? tallyOf(await edges.failuresSince(ring.observed_from ?? at), at).failing
    : new Map<string, number>();
  const marks = members.map(({ person_id: personId, observed }) => {
    const seen = facts.get(personId);
    const rule = seen
      ? ruleBeforeMoving({ ...seen, isBlockedInReportOnly: observed === 'blocked' })
      : ({ verdict: 'stays', why: HAS_LEFT } as const);
    return rule.verdict === 'moves'
      ? { personId, state: 'in' as const, why: null }
      : { personId, state: 'leaving' as const, why: rule.why };
  });
  await passGate(edges, { turn, verdict }, async (trx) => {
    await markMembers(trx, ring.id, marks);
    await noteBaseline(trx, ring.id, [...failing.keys()]);
  });
}

/** Whom report-only would have kept out is a line of the gate, and closes it where they are as many as brake a ring. */
function withObserved(
  { mayGo, lines }: GateVerdict,
  { members, rule }: { members: readonly RingMemberRow[]; rule: BrakeRule },
): GateVerdict {
  const blocked = members.filter(({ observed }) => observed === 'blocked').length;
  if (blocked === 0) return { mayGo, lines };
  const isBlocking = isBlockingTooMany(members, rule);
  const what = isBlocking ? 'so many that its policy stays off: look at their sign-ins first' : 'they stay as they are';
  return {
    mayGo: mayGo && !isBlocking,
    lines: [...lines, `Report-only says that ${blocked} of those who are ready would be blocked: ${what}`],
  };
}

/** The end may be turned on only where it would cover everybody who was moved. */
export async function readEndGate(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring } = turn;
  const moved = await movedIn(edges.database.rows, ring.rollout_id);
  const { people, covered } = await edges.coveredBy(ring.policy_id ?? '', moved, true);
  const lines = [`The policy for all would cover ${covered} of ${people} who were moved`];
  await passGate(edges, { turn, verdict: { mayGo: covered === people, lines } });
}

/** Goes on, or waits: whoever should know that it waits past its hour is told. */
async function passGate(
  edges: RolloutEdges,
  { turn, verdict: { mayGo, lines } }: { turn: Turn; verdict: GateVerdict },
  noteFirst: (trx: RowsInTransaction) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { ring, plan, at } = turn;
  const personIds = mayGo ? [] : await toTellOfClosedGate(edges, turn);
  const passage = passageOf(momentsOf(ring, plan), edges.rules.calendar, at);
  await inTurn(edges, turn, async (trx) => {
    await noteFirst(trx);
    await trx
      .updateTable('ring')
      .set({ gate_lines: JSON.stringify(lines) })
      .where('id', '=', ring.id)
      .execute();
    if (mayGo) return pass(trx, edges, { turn, passage });
    await tellOfClosedGate(trx, edges, { turn, lines, personIds });
    await noteStep(trx, edges, { ring, to: 'gate closed' });
    const dueAt = later(at, GATE_AGAIN_MILLIS);
    return { state: 'ready', detail: 'The gate is closed; I look again soon.', dueAt };
  });
}

/** It goes on, unless its people were told that it does not: they hear anew when it is, first. */
async function pass(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn, passage }: { turn: Turn; passage: GatePassage },
): Promise<StepMove> {
  switch (passage.kind) {
    case 'go':
      return goOn(trx, edges, { turn, end: endOf(turn) });
    case 'tellAnew':
      return tellAnew(trx, edges, { turn, until: passage.until });
    case 'wait':
      return { state: 'ready', detail: TOLD_FIRST, dueAt: passage.until ?? later(turn.at, GATE_AGAIN_MILLIS) };
  }
}

const TOLD_FIRST = 'People hear anew when they move, and for today that is too late.';
