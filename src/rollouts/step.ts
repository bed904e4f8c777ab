import { CARDS } from '../approvals/propose.ts';
import { readProposal, touchProposal } from '../approvals/store.ts';
import { databaseNow, type Rows } from '../db/database.ts';
import type { RingRow, RingStepRow } from '../db/rollout-tables.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { perform } from './acts.ts';
import { decide, type Decision, type RingFacts } from './playbook.ts';
import type { Step } from './steps.ts';
import { openItemsOf } from './release.ts';
import { claimStep, dueRings, haltRing, lockRing, moveStep, OPEN_STEPS, readRing } from './rows.ts';
import { momentsOf, saysToday } from './tell.ts';
import { isEnd, later, ringPlanIn, ROLLOUTS, type RingPlan, type RolloutEdges, type Turn } from './turn.ts';

/** A step that waits for something else than time is looked at so often all the same: a wake-up may be lost. */
const LOOK_MILLIS = 15 * 60_000;
const AT_WORK_LOOK_MILLIS = 60_000;
const MOST_TURNS = 200;

/** Takes rings from step to step, each of them durable: what to do follows from rows and the time alone. */
export function ringSteps(edges: RolloutEdges): JobKind {
  const plans = rememberedPlan(edges.database.rows);
  return {
    name: ROLLOUTS,
    run: async (ringId, stopping) => {
      for (let turn = 0; turn < MOST_TURNS && !stopping.aborted; turn += 1)
        if (!(await takeTurn(edges, { ringId, plans }))) return;
    },
    due: () => dueRings(edges.database.rows),
  };
}

type Plans = (proposalId: string) => Promise<RingPlan | undefined>;

/** @returns False where nothing is due. */
async function takeTurn(edges: RolloutEdges, { ringId, plans }: { ringId: string; plans: Plans }): Promise<boolean> {
  const { rows } = edges.database;
  await settlePause(edges, ringId);
  const step = await claimStep(edges.database, ringId);
  if (!step) return false;
  try {
    const ring = await readRing(rows, ringId);
    const { proposal_id: proposalId } = ring;
    const plan = proposalId === null ? undefined : await plans(proposalId);
    if (proposalId === null || !plan) {
      await moveStep(rows, step, { state: 'ready', detail: 'The stored plan is not what was approved.', dueAt: FAR });
      return true;
    }
    const at = await databaseNow(rows);
    const turn: Turn = { ring: { ...ring, proposal_id: proposalId }, step, plan, at };
    const decision = decide(await factsOf(rows, turn), { pace: edges.rules, calendar: edges.rules.calendar }, at);
    if (decision.kind === 'do') await perform(edges, turn, decision.act);
    else await wait(edges, turn, decision);
  } catch (cause) {
    await moveStep(rows, step, { state: step.state, dueAt: backOff(await databaseNow(rows), step) });
    throw cause;
  }
  return true;
}

const FAR = new Date('2999-01-01T00:00:00Z');
const LONGEST_BACK_OFF_MILLIS = 5 * 60_000;

const backOff = (at: Date, { attempts }: RingStepRow): Date =>
  new Date(at.getTime() + Math.min(LONGEST_BACK_OFF_MILLIS, 1000 * 2 ** Math.min(attempts, 9)));

/** A card that says when it goes on says so until then: it is drawn anew with every other time. */
async function wait(
  edges: RolloutEdges,
  { ring, step, at }: Turn,
  { why: detail, until }: Extract<Decision, { kind: 'wait' }>,
): Promise<void> {
  const look = step.state === 'atWork' ? AT_WORK_LOOK_MILLIS : LOOK_MILLIS;
  const dueAt = until ?? later(at, look);
  await edges.database.transaction(async (trx) => {
    await lockRing(trx, ring.id);
    const isMine = await moveStep(trx, step, { state: step.state, detail, dueAt });
    const isShown = step.state === 'ready' && ring.hold === null;
    if (!isMine || !isShown || dueAt.getTime() === step.due_at.getTime()) return;
    await touchProposal(trx, ring.proposal_id);
    await edges.jobs.wake(trx, CARDS, ring.proposal_id);
  });
}

/**
 * Somebody has paused the work of a ring, which holds everything that has not begun, from that moment on. The ring itself is
 * then held instead, so that its way back may begin all the same.
 */
async function settlePause({ database }: RolloutEdges, ringId: string): Promise<void> {
  const pausedBy = await pausedByOf(database.rows, ringId);
  if (pausedBy === null) return;
  await database.transaction(async (trx) => {
    const ring = await lockRing(trx, ringId);
    await haltRing(trx, ring, `Paused by ${pausedBy}.`);
    await trx.updateTable('proposal').set({ paused_by: null }).where('id', '=', ring.proposal_id).execute();
  });
}

async function pausedByOf(rows: Rows, ringId: string): Promise<string | null> {
  const found = await rows
    .selectFrom('ring')
    .innerJoin('proposal', 'proposal.id', 'ring.proposal_id')
    .select('proposal.paused_by')
    .where('ring.id', '=', ringId)
    .executeTakeFirst();
  return found?.paused_by ?? null;
}

async function factsOf(rows: Rows, { ring, step, plan }: Turn): Promise<RingFacts> {
  return {
    isEnd: isEnd({ plan }),
    step: step.kind as Step,
    isReleased: step.state === 'atWork',
    dueAt: step.due_at,
    ...momentsOf(ring, plan),
    noticesTold: ring.notices_told,
    saysToday: saysToday(plan),
    validUntil: new Date(plan.ring.validUntil),
    observedFrom: ring.observed_from,
    policyOnAt: ring.policy_on_at,
    movedAt: ring.moved_at,
    heldBy: isOfWayBack(step) ? null : ring.hold,
    openItems: await openItemsOf(rows, { ring, step }),
    isItsTurn: await isItsTurn(rows, ring),
  };
}

/** Somebody ordered it while the ring was held: that is what it is for. */
const isOfWayBack = ({ kind }: RingStepRow): boolean => ['restore', 'giveBack', 'policyOff', 'endBack'].includes(kind);

/** Every ring before it that was approved is at its end; of so many people a day, it is enough that they were moved. */
async function isItsTurn(rows: Rows, ring: RingRow): Promise<boolean> {
  const before = await rows
    .selectFrom('ring')
    .innerJoin('ring_step', 'ring_step.ring_id', 'ring.id')
    .select('ring.id')
    .where('rollout_id', '=', ring.rollout_id)
    .where('ring.no', '<', ring.no)
    .where('ring.state', '=', 'running')
    .where('ring_step.state', 'in', OPEN_STEPS)
    .where('person_id', 'is', null)
    .$if(ring.is_daily, (query) =>
      query.where((eb) => eb.or([eb('ring_step.kind', 'not in', ['soak', 'finish']), eb('hold', 'is not', null)])),
    )
    .limit(1)
    .executeTakeFirst();
  return before === undefined;
}

/** The last plan is kept: a large one takes a tenth of a second to read. */
function rememberedPlan(rows: Rows): Plans {
  let last: { proposalId: string; text: string; plan: RingPlan | undefined } | undefined;
  return async (proposalId) => {
    const found = await readProposal(rows, proposalId);
    if (found?.proposal.state !== 'approved') return undefined;
    const { plan: text, plan_hash: hash } = found.proposal;
    if (last?.proposalId !== proposalId || last.text !== text)
      last = { proposalId, text, plan: ringPlanIn(text, hash) };
    return last.plan;
  };
}
