import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  failuresAllowed,
  reasonsToBrake,
  tallyOf,
  type BrakeFacts,
  type SignInResult,
} from '../../src/rollouts/brake.ts';
import { isOpenAt, isQuietDay, nextOpening, type MoveCalendar } from '../../src/rollouts/calendar.ts';
import { decide, noticeToTell, proveAgainAt, type RingFacts } from '../../src/rollouts/playbook.ts';
import { ringsOf, type Candidate, type RingKind } from '../../src/rollouts/ring-plan.ts';
import {
  endBackSteps,
  endSteps,
  forwardSteps,
  stepAfter,
  type ForwardStep,
  type Step,
} from '../../src/rollouts/steps.ts';
import { weekdays, zonedMoment, type Weekday } from '../../src/lib/zoned-days.ts';

const HOUR = 3_600_000;
const START = new Date('2026-11-27T09:00:00Z');
const later = (millis: number): Date => new Date(START.getTime() + millis);

const calendarOf = (quiet: readonly Weekday[]): MoveCalendar => ({
  timeZone: 'Europe/Berlin',
  hour: 10,
  quietWeekdays: new Set(quiet),
  quietDates: [{ from: '2026-12-24', to: '2027-01-06' }],
});
const calendars = fc.subarray([...weekdays], { maxLength: 6 }).map(calendarOf);
const instants = fc.integer({ min: 0, max: 400 * 24 }).map((hours) => later(hours * HOUR));
const pace = { observeMillis: 72 * HOUR, settleMillis: HOUR / 4, overlapMillis: 4 * HOUR, soakMillis: 72 * HOUR };

describe('The calendar of moves', () => {
  it('never opens on a quiet weekday or date, and opens at its hour', () => {
    fc.assert(
      fc.property(calendars, instants, (calendar, at) => {
        const opening = nextOpening(calendar, at) ?? assert.fail('there is a day');
        const moment = zonedMoment(opening, calendar.timeZone);
        assert.ok(opening >= at && !isQuietDay(calendar, moment) && moment.hour === 10 && isOpenAt(calendar, opening));
      }),
    );
  });
});

describe('Rings', () => {
  const candidates = fc.array(
    fc.record<Candidate>({
      id: fc.uuid(),
      name: fc.string(),
      kind: fc.constantFrom<RingKind>('people', 'guests', 'administrators'),
      department: fc.constantFrom('Sales', 'Legal', null),
    }),
    { maxLength: 120 },
  );

  it('hold everybody once, never more than their size, never kinds mixed, administrators last, never on a quiet day', () => {
    fc.assert(
      fc.property(
        candidates,
        calendars,
        fc.record({
          size: fc.integer({ min: 1, max: 40 }),
          by: fc.constantFrom('size' as const, 'department' as const),
        }),
        (people, calendar, { size, by }) => {
          const spacingMillis = pace.soakMillis + pace.overlapMillis;
          const rings =
            ringsOf(people, { by, size, calendar, from: START, spacingMillis, firstNo: 1 }) ??
            assert.fail('there are days');
          const ids = rings.flatMap((ring) => ring.people.map(({ id }) => id));
          assert.deepEqual([...ids].sort(), [...new Set(people.map(({ id }) => id))].sort());
          for (const [at, ring] of rings.entries()) {
            assert.ok(ring.people.length >= 1 && ring.people.length <= size && ring.no === at + 1);
            assert.ok(ring.people.every(({ kind }) => kind === ring.kind));
            assert.ok(!isQuietDay(calendar, zonedMoment(ring.movesAt, calendar.timeZone)));
            const before = rings[at - 1];
            if (before) assert.ok(ring.movesAt.getTime() - before.movesAt.getTime() >= spacingMillis);
            if (before?.kind === 'administrators') assert.equal(ring.kind, 'administrators');
          }
        },
      ),
    );
  });
});

const everyDay = calendarOf([]);
const steps = fc.constantFrom<Step>(...forwardSteps, 'restore', 'giveBack', 'policyOff', 'endBack');
const maybe = fc.option(instants, { nil: null });
const rings: fc.Arbitrary<RingFacts> = fc.record({
  isEnd: fc.constant(false),
  step: steps,
  isReleased: fc.boolean(),
  dueAt: instants,
  noticesAt: fc
    .array(instants, { maxLength: 3 })
    .map((all) => all.sort((one, other) => one.getTime() - other.getTime())),
  noticesTold: fc.integer({ min: 0, max: 3 }),
  saysToday: fc.boolean(),
  postponedAt: maybe,
  movesAt: instants,
  validUntil: instants,
  observedFrom: maybe,
  policyOnAt: maybe,
  movedAt: maybe,
  heldBy: fc.option(fc.constant('Paused by Nora.'), { nil: null }),
  openItems: fc.integer({ min: 0, max: 2 }),
  isItsTurn: fc.boolean(),
});
const decided = (ring: RingFacts, at: Date) => decide(ring, { pace, calendar: everyDay }, at);

describe('The playbook', () => {
  it('goes back in the order that leaves no gap: own states first, then the group, then the policy', () => {
    const end = { isEnd: false, isMoreToDo: false, membersIn: 1, fault: null };
    const order: Step[] = ['restore'];
    for (let step: Step = 'restore'; step !== 'policyOff'; order.push(step))
      step = stepAfter(step, end) ?? assert.fail('nothing stands in the way');
    assert.deepEqual(order, ['restore', 'giveBack', 'policyOff']);
  });

  it('proves again the moment that coverage has settled, and not before', () => {
    const settling = { proven: 1, settling: 2, unproven: 0, settledAt: later(HOUR) };
    assert.deepEqual(proveAgainAt(settling, { policyOnAt: START, pace }, later(HOUR / 2)), later(HOUR));
    const settled = { proven: 3, settling: 0, unproven: 0, settledAt: null };
    assert.equal(proveAgainAt(settled, { policyOnAt: START, pace }, later(HOUR)), undefined);
  });

  it('never hands anything on while something is on its way, whatever else is so', () => {
    fc.assert(
      fc.property(rings, instants, (ring, at) => {
        const decision = decided({ ...ring, openItems: 1 }, at);
        assert.ok(decision.kind === 'wait' || decision.act === 'endOverlap' || decision.act === 'lapse');
      }),
    );
  });

  it('does nothing while somebody holds the ring, but take those out who have had both for four hours', () => {
    fc.assert(
      fc.property(rings, instants, (ring, at) => {
        const decision = decided({ ...ring, heldBy: 'Paused by Nora.' }, at);
        if (decision.kind === 'wait') return;
        const isOver = ring.policyOnAt !== null && at.getTime() - ring.policyOnAt.getTime() >= pace.overlapMillis;
        assert.ok(isOver && (ring.step === 'takeOut' || decision.act === 'endOverlap'));
      }),
    );
  });

  it('reads the gate only on its day, after the observation, in its turn, and not while it is closed', () => {
    const near = fc.integer({ min: -2, max: 2 }).map((hours) => hours * HOUR);
    fc.assert(
      fc.property(
        fc.record({ ring: rings, move: near, observed: near, due: near, isItsTurn: fc.boolean() }),
        instants,
        ({ ring, move, observed, due, isItsTurn }, at) => {
          const from = (millis: number): Date => new Date(at.getTime() + millis);
          const times = { movesAt: from(move), observedFrom: from(observed - pace.observeMillis), dueAt: from(due) };
          const free = {
            isReleased: false,
            openItems: 0,
            heldBy: null,
            validUntil: from(1000 * HOUR),
            saysToday: false,
          };
          const decision = decided({ ...ring, ...times, ...free, step: 'gate', isItsTurn }, at);
          const isRead = decision.kind === 'do' && decision.act === 'readGate';
          const isTime = move <= 0 && observed <= 0 && due <= 0;
          assert.equal(isRead, isTime && isItsTurn && isOpenAt(everyDay, at));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('begins nothing before the move that its approval would not outlast', () => {
    fc.assert(
      fc.property(
        rings,
        fc.constantFrom<ForwardStep>('policy', 'members', 'notices', 'gate', 'leaveOut', 'policyOn'),
        (ring, step) => {
          const at = new Date(ring.validUntil.getTime() + 1);
          const decision = decided({ ...ring, step, isReleased: false, heldBy: null }, at);
          assert.deepEqual(decision, { kind: 'do', act: 'lapse' });
        },
      ),
    );
  });

  it('passes every step in its order, and stops at none for ever', () => {
    const seen: Step[] = ['policy'];
    for (let step: Step = 'policy'; step !== 'finish';) {
      const next = stepAfter(step, { isEnd: false, isMoreToDo: false, membersIn: 1, fault: null });
      if (next === null) assert.fail('it is held');
      step = next;
      seen.push(step);
    }
    assert.deepEqual(seen, [...forwardSteps]);
    const atEnd: Step[] = ['policy'];
    for (let step: Step = 'policy'; step !== 'finish'; atEnd.push(step))
      step =
        stepAfter(step, { isEnd: true, isMoreToDo: false, membersIn: 0, fault: null }) ?? assert.fail('it is held');
    assert.deepEqual(atEnd, [...endSteps]);
    const back: Step[] = ['refill'];
    for (let step: Step = 'refill'; step !== 'endBack'; back.push(step))
      step =
        stepAfter(step, { isEnd: true, isMoreToDo: false, membersIn: 0, fault: null }) ?? assert.fail('it is held');
    assert.deepEqual(back, [...endBackSteps]);
    for (const step of forwardSteps)
      assert.equal(stepAfter(step, { isEnd: false, isMoreToDo: false, membersIn: 1, fault: 'no' }), null);
    assert.equal(
      stepAfter('leaveOut', { isEnd: false, isMoreToDo: false, membersIn: 0, fault: null }),
      'finish',
      'with nobody left no policy is turned on',
    );
  });

  it('reads the gate again once who is not ready is left out, and ends where that is everybody', () => {
    const end = { isEnd: false, isMoreToDo: false, fault: null };
    assert.equal(stepAfter('setAside', { ...end, membersIn: 1 }), 'gate');
    assert.equal(stepAfter('setAside', { ...end, membersIn: 0 }), 'finish');
    assert.equal(stepAfter('setAside', { ...end, membersIn: 1, fault: 'somebody could not be taken out' }), null);
  });

  it('sends the newest message that is due, and none that names a distance that has passed', () => {
    const noticesAt = [later(0), later(6 * HOUR), later(7 * HOUR)];
    assert.equal(noticeToTell({ noticesAt, noticesTold: 0 }, later(6.5 * HOUR)), 1);
    assert.equal(noticeToTell({ noticesAt, noticesTold: 2 }, later(6.5 * HOUR)), undefined);
  });
});

describe('The brake', () => {
  const signIn = (personId: string, errorCode: number, minutes: number): SignInResult => ({
    ...{ personId, errorCode, correlationId: `${personId} ${minutes}` },
    at: later(minutes * 60_000),
  });
  const inOne = (...some: SignInResult[]): SignInResult[] => some.map((one) => ({ ...one, correlationId: 'one' }));
  const at = later(2 * HOUR);
  const failing = (...some: SignInResult[]) => [...tallyOf(some, at).failing.keys()];
  const fine: BrakeFacts = {
    ...{ active: 100, failing: 0, policyDrift: undefined, brokenRecord: undefined, missingPermission: undefined },
    signInsReadAt: at,
  };
  const rule = { percent: 5, people: 3 };

  it('counts a person once, by what an attempt ended with', () => {
    assert.deepEqual(failing(signIn('a', 53003, 0), signIn('a', 53003, 5), signIn('b', 0, 5)), ['a']);
    assert.deepEqual(failing(...inOne(signIn('a', 50074, 0), signIn('a', 0, 1))), []);
    assert.deepEqual(failing(...inOne(signIn('a', 500121, 1), signIn('a', 0, 0))), ['a']);
  });

  it('gives somebody half an hour to pass the question for MFA', () => {
    assert.deepEqual(failing(signIn('a', 50076, 0), signIn('a', 0, 29)), []);
    assert.deepEqual(failing(signIn('a', 50076, 0), signIn('a', 0, 31)), ['a']);
    assert.deepEqual(failing(signIn('a', 50076, 100)), [], 'the half hour is not over');
  });

  it('holds at 5 % of those who have signed in, or at three of a small ring', () => {
    assert.deepEqual(
      [10, 60, 100, 101].map((active) => failuresAllowed(active, rule) + 1),
      [3, 3, 5, 6],
    );
    assert.deepEqual(reasonsToBrake({ ...fine, failing: 4 }, rule, at), []);
    assert.equal(reasonsToBrake({ ...fine, failing: 5 }, rule, at).length, 1);
  });

  it('holds on each of the other reasons alone', () => {
    const old = { signInsReadAt: later(2 * HOUR - 21 * 60_000) };
    for (const one of [
      { policyDrift: 'x' },
      { brokenRecord: 'x' },
      { missingPermission: 'x' },
      old,
      { signInsReadAt: null },
    ])
      assert.equal(reasonsToBrake({ ...fine, ...one }, rule, at).length, 1);
    assert.deepEqual(reasonsToBrake(fine, rule, at), []);
  });
});
