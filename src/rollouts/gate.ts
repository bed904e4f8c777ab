import { ruleBeforeMoving, type MemberFacts } from './meanwhile.ts';
import type { RingMemberRow } from '../db/rollout-tables.ts';
import { tallyOf, type BrakeRule } from './brake.ts';
import { movedIn } from './moved.ts';
import { isBlockingTooMany } from './observed.ts';
import { markMembers, membersOf, noteBaseline } from './rows.ts';
import { endOf, goOn, inTurn, later, noteStep, type GateVerdict, type RolloutEdges, type Turn } from './turn.ts';

const GATE_AGAIN_MILLIS = 15 * 60_000;

/** Looks at everybody live: whoever has changed meanwhile is left out, and the gate says whether the others may go. */
export async function readGate(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, plan, at } = turn;
  const members = await membersOf(edges.database.rows, ring.id, ['in', 'leaving']);
  const ids = members.map(({ person_id: id }) => id);
  const facts = await edges.lookAt(ring, plan, ids);
  const looked = await edges.gate({ plan, members: new Map([...facts].filter(([, one]) => wouldMove(one))) });
  const others = members.filter(({ person_id: id }) => moves(facts.get(id))); // who would go, whatever report-only says
  const verdict = withObserved(looked, { members: others, rule: edges.rules.brake });
  const failing = verdict.mayGo
    ? tallyOf(await edges.failuresSince(ring.observed_from ?? at), at).failing
    : new Map<string, number>();
  const marks = members.map(({ person_id: personId, observed }) => {
    const seen = facts.get(personId);
    const rule = seen
      ? ruleBeforeMoving({ ...seen, isBlockedInReportOnly: observed === 'blocked' })
      : ({ verdict: 'stays', why: 'has left the directory' } as const);
    return rule.verdict === 'moves'
      ? { personId, state: 'in' as const, why: null }
      : { personId, state: 'leaving' as const, why: rule.why };
  });
  await inTurn(edges, turn, async (trx) => {
    await markMembers(trx, ring.id, marks);
    await noteBaseline(trx, ring.id, [...failing.keys()]);
    return passGate(trx, edges, { turn, verdict });
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

const moves = (facts: MemberFacts | undefined): boolean =>
  facts !== undefined && ruleBeforeMoving(facts).verdict === 'moves';

/** Whoever stays for another reason than a missing method is no matter of the gate. */
const wouldMove = (facts: MemberFacts): boolean =>
  ruleBeforeMoving({ ...facts, isMfaCapable: true }).verdict === 'moves';

/** The end may be turned on only where it would cover everybody who was moved. */
export async function readEndGate(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring } = turn;
  const moved = await movedIn(edges.database.rows, ring.rollout_id);
  const { people, covered } = await edges.coveredBy(ring.policy_id ?? '', moved, true);
  const lines = [`The policy for all would cover ${covered} of ${people} who were moved`];
  await inTurn(edges, turn, (trx) => passGate(trx, edges, { turn, verdict: { mayGo: covered === people, lines } }));
}

async function passGate(
  trx: Parameters<Parameters<typeof inTurn>[2]>[0],
  edges: RolloutEdges,
  { turn, verdict: { mayGo, lines } }: { turn: Turn; verdict: GateVerdict },
) {
  const { ring, at } = turn;
  await trx
    .updateTable('ring')
    .set({ gate_lines: JSON.stringify(lines) })
    .where('id', '=', ring.id)
    .execute();
  if (mayGo) return goOn(trx, edges, { turn, end: endOf(turn) });
  await noteStep(trx, edges, { ring, to: 'gate closed' });
  const dueAt = later(at, GATE_AGAIN_MILLIS);
  return { state: 'ready', detail: 'The gate is closed; I look again soon.', dueAt } as const;
}
