import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOverForToday, isSameDay, nextOpening, type MoveCalendar } from '../../src/rollouts/calendar.ts';
import { decide, passageOf, type RingFacts } from '../../src/rollouts/playbook.ts';
import { weekdays } from '../../src/lib/zoned-days.ts';

const HOUR = 3_600_000;
const START = new Date('2026-11-27T09:00:00Z');
const pace = { observeMillis: 0, settleMillis: HOUR / 4, overlapMillis: 4 * HOUR, soakMillis: 72 * HOUR };
const calendars = fc.subarray([...weekdays], { maxLength: 6 }).map((quiet): MoveCalendar => ({
  timeZone: 'Europe/Berlin',
  hour: 10,
  quietWeekdays: new Set(quiet),
  quietDates: [{ from: '2026-12-24', to: '2027-01-06' }],
}));
const instants = fc.integer({ min: 0, max: 400 * 24 }).map((hours) => new Date(START.getTime() + hours * HOUR));

/** A ring at its gate whose people were told that they move today. */
const atGate = ({ at }: { at: Date }): RingFacts => ({
  ...{ isEnd: false, step: 'gate', isReleased: false, dueAt: START, noticesAt: [START], noticesTold: 1 },
  ...{ saysToday: true, postponedAt: null, movesAt: START, validUntil: new Date(at.getTime() + 1000 * HOUR) },
  ...{ observedFrom: START, policyOnAt: null, movedAt: null, heldBy: null, openItems: 0, isItsTurn: true },
});

describe('A day of moving that people were told of', () => {
  it('says at the end of the day that the move is postponed to whoever was told that it is today, once', () => {
    fc.assert(
      fc.property(calendars, instants, fc.boolean(), (calendar, at, isItsTurn) => {
        const acts = (postponedAt: Date | null) => {
          const ring = { ...atGate({ at }), isItsTurn, postponedAt, movesAt: START };
          const decision = decide(ring, { pace, calendar }, at);
          return decision.kind === 'do' && decision.act === 'tellPostponed';
        };
        assert.equal(acts(null), isOverForToday(calendar, at));
        assert.equal(acts(at), false);
      }),
      { numRuns: 500 },
    );
  });

  /** Days of a ring whose gate is open now and then, as its people hear of them. */
  const livedThrough = (calendar: MoveCalendar, openings: readonly boolean[]): { said: string; at: Date }[] => {
    const movesAt = nextOpening(calendar, START) ?? assert.fail('there is a day');
    const said = [{ said: 'today', at: new Date(movesAt.getTime() - HOUR) }];
    let dueAt = movesAt;
    let postponedAt: Date | null = null;
    for (let at = movesAt, look = 0; look < openings.length; at = new Date(at.getTime() + HOUR / 4)) {
      const ring = { ...atGate({ at }), noticesAt: [said[0]?.at ?? at], dueAt, postponedAt, movesAt };
      const decision = decide(ring, { pace, calendar }, at);
      if (decision.kind === 'wait') continue;
      if (decision.act === 'tellPostponed') {
        said.push({ said: 'postponed', at });
        postponedAt = at;
        continue;
      }
      assert.equal(decision.act, 'readGate');
      look += 1;
      const passage = passageOf(ring, calendar, at);
      if (!openings[look - 1]) dueAt = new Date(at.getTime() + HOUR / 4);
      else if (passage.kind === 'go') return [...said, { said: 'moved', at }];
      else {
        if (passage.kind === 'tellAnew') {
          said.push({ said: 'today', at });
          postponedAt = null;
        }
        dueAt = passage.until ?? assert.fail('there is a day');
      }
    }
    return said;
  };

  it('moves nobody but on a day of which they were told, an hour before at least, and says nothing twice in a row', () => {
    const looks = fc.integer({ min: 0, max: 60 });
    const isOpen = (times: number, is: boolean) => Array.from({ length: times }, () => is);
    fc.assert(
      fc.property(calendars, looks, looks, (calendar, closed, closedAgain) => {
        const openings = [...isOpen(closed, false), true, ...isOpen(closedAgain, false), ...isOpen(60, true)];
        const said = livedThrough(calendar, openings);
        assert.equal(said.at(-1)?.said, 'moved');
        for (const [no, one] of said.entries()) {
          const before = said[no - 1];
          if (!before) continue;
          assert.notEqual(one.said, before.said);
          if (one.said !== 'moved') continue;
          assert.equal(before.said, 'today');
          assert.ok(isSameDay(calendar, one.at, before.at) && one.at.getTime() - before.at.getTime() >= HOUR);
        }
      }),
      { numRuns: 300 },
    );
  });
});
