import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Database } from '../../src/db/database.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { actorOf, EXECUTION_HOURS, HOUR, Life, type Cut } from './life.ts';

/** What happens next, by whom: in any order, by anybody, sensible or not. */
type Step =
  | {
      do: 'decide';
      who: number;
      verdict: 'approved' | 'denied';
      isApprover: boolean;
      isHashRight: boolean;
      clicks: 1 | 2;
    }
  | { do: 'cancel'; who: number; clicks: 1 | 2 }
  | { do: 'passTime'; hours: number }
  | { do: 'expire' }
  | { do: 'drift'; target: number }
  | { do: 'run'; cut: Cut | undefined };

const PEOPLE = 5;
const PROPOSER = 0;
/** The first target is a person who might click as well. */
const ABOUT = 1;

const who = fc.integer({ min: 0, max: PEOPLE - 1 });
const mostly = fc.integer({ min: 0, max: 7 }).map((dice) => dice > 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      who,
      verdict: fc.constant('approved' as const),
      isApprover: mostly,
      isHashRight: mostly,
      clicks: fc.constantFrom(1 as const, 2 as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      who,
      verdict: fc.constant('denied' as const),
      isApprover: mostly,
      isHashRight: mostly,
      clicks: fc.constantFrom(1 as const, 2 as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), who, clicks: fc.constantFrom(1 as const, 2 as const) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('passTime' as const), hours: fc.constantFrom(0.1, 5, 25) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drift' as const), target: fc.integer({ min: 0, max: 2 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      cut: fc.constantFrom<Cut | undefined>(undefined, undefined, 'before', 'after'),
    }),
  },
);

const story = fc.record({
  targets: fc.integer({ min: 1, max: 3 }),
  isAboutPerson: fc.boolean(),
  approvalsNeeded: fc.integer({ min: 1, max: 2 }),
  /** Half of the lives begin with what most have: as many approvals as it takes. */
  isApproved: fc.boolean(),
  steps: fc.array(step, { maxLength: 12 }),
});
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

/** By two people whom it is not about. */
const approvals = [2, 3].map((by): Step => ({
  do: 'decide',
  who: by,
  verdict: 'approved',
  isApprover: true,
  isHashRight: true,
  clicks: 1,
}));

/** What must be so, in the fewest words: who has said yes, until when, and whether it has ended. */
interface Model {
  state: string;
  hours: number;
  expiresAt: number;
  executeBy: number;
  deciders: Set<number>;
  approvals: number;
  drifted: Set<number>;
  isStopped: boolean;
}

let lives = 0;

/** Lets so many lives of a proposal pass, each by other steps; the database and its clock go on from one to the next. */
export async function liveThrough(database: Database, numRuns: number): Promise<void> {
  const life = new Life(database);
  await fc.assert(
    fc.asyncProperty(story, async (one) => {
      await live(life, one);
    }),
    { numRuns, seed: 4711 },
  );
}

async function live(life: Life, one: Story): Promise<void> {
  const { targets: count, isAboutPerson, approvalsNeeded, isApproved } = one;
  const name = `life${(lives += 1)}-`;
  const person = (no: number): string => `${name}person${no}`;
  const targets = Array.from({ length: count }, (_, no) =>
    no === 0 && isAboutPerson ? person(ABOUT) : `${name}${no}`,
  );
  const id = await life.propose(actorOf(person(PROPOSER), ['operator']), targets, approvalsNeeded);
  const model: Model = {
    ...{ state: 'pending', hours: 0, expiresAt: 24, executeBy: Infinity, approvals: 0, isStopped: false },
    ...{ deciders: new Set(), drifted: new Set() },
  };
  const steps = [...(isApproved ? approvals.slice(0, approvalsNeeded) : []), ...one.steps];
  for (const next of steps) await stepOn({ life, id, targets, person, approvalsNeeded, isAboutPerson, model }, next);
  await comeToAnEnd(life, id, { drifted: new Set([...model.drifted].map((no) => targets[no])) });
  assert.ok(
    targets.every((target) => (life.moved.get(target) ?? 0) <= 1 || model.drifted.size > 0),
    'written twice',
  );
  if (['denied', 'withdrawn', 'expired', 'void'].includes(model.state))
    assert.ok(
      targets.every((target) => !life.moved.has(target)),
      'written though it was never approved',
    );
}

interface Circumstances {
  life: Life;
  id: string;
  targets: readonly string[];
  person(no: number): string;
  approvalsNeeded: number;
  isAboutPerson: boolean;
  model: Model;
}

async function stepOn(at: Circumstances, next: Step): Promise<void> {
  const { life, id, targets, model } = at;
  switch (next.do) {
    case 'passTime':
      model.hours += next.hours;
      await life.passTime(next.hours * HOUR);
      break;
    case 'expire':
      if (model.state === 'pending' && model.hours >= model.expiresAt) model.state = 'expired';
      await life.expire();
      break;
    case 'drift': {
      const target = targets[next.target];
      if (target === undefined) break;
      model.drifted.add(next.target);
      life.switches.set(target, 'broken');
      break;
    }
    case 'run':
      life.cut = next.cut;
      await life.run(id);
      life.cut = undefined;
      break;
    case 'cancel':
      await cancelled(at, next);
      break;
    case 'decide':
      await decided(at, next);
  }
  const state = await life.stateOf(id);
  // Approved work ends by itself, sooner or later; everything else is as the model says.
  assert.ok(state === model.state || (model.state === 'approved' && state === 'done'), `${state}, not ${model.state}`);
  model.state = state;
}

async function cancelled(
  { life, id, person, model }: Circumstances,
  { who: by, clicks }: Extract<Step, { do: 'cancel' }>,
): Promise<void> {
  const mayWithdraw = model.state === 'pending' && by === PROPOSER;
  const mayStop = model.state === 'approved' && !model.isStopped;
  const actor = actorOf(person(by), ['operator']);
  const taken = await Promise.all(Array.from({ length: clicks }, () => isTakenBy(life.cancel(id, actor))));
  assert.equal(taken.filter(Boolean).length, mayWithdraw || mayStop ? 1 : 0);
  if (mayWithdraw) model.state = 'withdrawn';
  if (!mayStop) return;
  model.isStopped = true;
  assert.ok(
    (await life.items(id)).every(({ state }) => state !== 'ready'),
    'something may begin after a stop',
  );
}

async function decided(at: Circumstances, step: Extract<Step, { do: 'decide' }>): Promise<void> {
  const { life, id, model, person, targets } = at;
  const planHash = step.isHashRight ? await life.hashOf(id) : '0'.repeat(64);
  const actor = actorOf(person(step.who), step.isApprover ? ['approver'] : ['operator']);
  const decision = { proposalId: id, planHash, verdict: step.verdict, reason: 'because' };
  const mayDecide = allows(at, step);
  const hasDrifted = targets.some((target) => life.switches.get(target) === 'broken');
  const isVoid = mayDecide && step.verdict === 'approved' && hasDrifted;
  const clicks = await Promise.all(Array.from({ length: step.clicks }, () => isTakenBy(life.decide(decision, actor))));
  assert.equal(clicks.filter(Boolean).length, mayDecide && !isVoid ? 1 : 0);
  if (isVoid) model.state = 'void';
  if (!mayDecide || isVoid) return;
  model.deciders.add(step.who);
  if (step.verdict === 'approved') model.approvals += 1;
  else model.state = 'denied';
  if (step.verdict === 'approved' && model.approvals >= at.approvalsNeeded) {
    model.state = 'approved';
    model.executeBy = model.hours + EXECUTION_HOURS;
  }
}

/** The rules of two people, said once more in other words than the product's. */
const allows = (
  { model, isAboutPerson }: Circumstances,
  { who: by, isApprover, isHashRight }: Extract<Step, { do: 'decide' }>,
): boolean =>
  model.state === 'pending' &&
  model.hours < model.expiresAt &&
  isApprover &&
  isHashRight &&
  by !== PROPOSER &&
  !(isAboutPerson && by === ABOUT) &&
  !model.deciders.has(by);

async function isTakenBy(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (cause) {
    if (cause instanceof RefusedError) return false;
    throw cause;
  }
}

/** Whatever was approved ends: every item once, nothing is left at work, and what we did is called ours. */
async function comeToAnEnd(
  life: Life,
  id: string,
  { drifted }: { drifted: ReadonlySet<string | undefined> },
): Promise<void> {
  for (let looks = 0; (await life.stateOf(id)) === 'approved'; looks += 1) {
    assert.ok(looks < 40, 'it never ends');
    await life.run(id);
    await life.passTime(61_000);
  }
  assert.ok((await life.timesTold(id)) <= 1, 'the proposer was told of the end twice');
  const ends = new Set(['done', 'alreadySo', 'skipped', 'failed']);
  for (const item of await life.items(id)) {
    assert.ok(ends.has(item.state), item.state);
    if (drifted.has(item.target_id)) continue;
    assert.equal(item.state === 'done', life.moved.has(item.target_id), `${item.state} is not what happened`);
  }
}
