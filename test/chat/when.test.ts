import assert from 'node:assert/strict';
import { readWhen } from '../../src/chat/when.ts';

const BERLIN = 'Europe/Berlin';
const LOS_ANGELES = 'America/Los_Angeles';
/** Sunday: 14:30 in Berlin, 05:30 in Los Angeles. */
const SUNDAY = '2026-11-22T13:30:00Z';

const read = (text: string, said: string, timeZone: string): string => {
  const time = readWhen(text, { now: new Date(said), timeZone });
  if (!time) return 'no time';
  return `${time.isPast ? 'past ' : ''}${time.at.toISOString().replace(':00.000Z', 'Z')}`;
};

describe('times in words', () => {
  const table: readonly (readonly [text: string, said: string, timeZone: string, time: string])[] = [
    ['Monday 9:00', SUNDAY, BERLIN, '2026-11-23T08:00Z'],
    ['Monday 9:00', SUNDAY, LOS_ANGELES, '2026-11-23T17:00Z'],
    ['on Monday at 9am', SUNDAY, BERLIN, '2026-11-23T08:00Z'],
    ['Saturday 18:30', SUNDAY, BERLIN, '2026-11-28T17:30Z'],
    ['next Tuesday 9am', SUNDAY, BERLIN, '2026-11-24T08:00Z'],
    ['tomorrow', SUNDAY, BERLIN, '2026-11-23T08:00Z'],
    ['tomorrow at noon', SUNDAY, BERLIN, '2026-11-23T11:00Z'],
    ['tomorrow morning', SUNDAY, BERLIN, '2026-11-23T08:00Z'],
    ['tonight', SUNDAY, BERLIN, '2026-11-22T21:00Z'],
    ['9:00 a.m. tomorrow', SUNDAY, BERLIN, '2026-11-23T08:00Z'],
    ['in 2 days', SUNDAY, BERLIN, '2026-11-24T08:00Z'],
    ['the day after tomorrow', SUNDAY, BERLIN, '2026-11-24T08:00Z'],
    ['in 2 hours', SUNDAY, BERLIN, '2026-11-22T15:30Z'],
    ['5 March', SUNDAY, BERLIN, '2027-03-05T08:00Z'],
    ['24.12.2026 10:00', SUNDAY, BERLIN, '2026-12-24T09:00Z'],
    ['2026-12-01', SUNDAY, BERLIN, '2026-12-01T08:00Z'],
    ['2026-12-01T09:00Z', SUNDAY, BERLIN, '2026-12-01T09:00Z'],
    ['2026-12-01 09:00', SUNDAY, LOS_ANGELES, '2026-12-01T17:00Z'],
    ['Monday 9:00 UTC', SUNDAY, BERLIN, '2026-11-23T09:00Z'],
  ];
  for (const [text, said, timeZone, time] of table) {
    it(`reads “${text}” in ${timeZone} as ${time}`, () => {
      assert.equal(read(text, said, timeZone), time);
    });
  }
});

describe('times in words that leave the day open', () => {
  it('take today while the moment is ahead', () => {
    assert.equal(read('Sunday 15:00', SUNDAY, BERLIN), '2026-11-22T14:00Z');
  });

  it('take next week once the moment of that weekday is over', () => {
    assert.equal(read('Sunday 14:00', SUNDAY, BERLIN), '2026-11-29T13:00Z');
  });

  it('take next week when 9:00 of that weekday, which nobody said, is over', () => {
    assert.equal(read('Sunday', SUNDAY, BERLIN), '2026-11-29T08:00Z');
  });

  it('take tomorrow once a time of day is over', () => {
    assert.equal(read('at 8:00', SUNDAY, BERLIN), '2026-11-23T07:00Z');
  });

  it('take next year once a date without a year is over', () => {
    assert.equal(read('21 November', SUNDAY, BERLIN), '2027-11-21T08:00Z');
  });

  it('count days as the tenant does: at 00:30 in Berlin tomorrow is a day later than in UTC', () => {
    assert.equal(read('tomorrow', '2026-11-22T23:30:00Z', BERLIN), '2026-11-24T08:00Z');
    assert.equal(read('the day after tomorrow', '2026-11-22T23:30:00Z', BERLIN), '2026-11-25T08:00Z');
  });
});

describe('times in words across a change of the clocks', () => {
  it('are summer time after the last Sunday of March in Berlin', () => {
    assert.equal(read('Tuesday 9:00', '2026-03-27T12:00:00Z', BERLIN), '2026-03-31T07:00Z');
  });

  it('are winter time after the first Sunday of November in Los Angeles', () => {
    assert.equal(read('Monday 9am', '2026-10-30T12:00:00Z', LOS_ANGELES), '2026-11-02T17:00Z');
  });

  it('keep the hour of the day when a weekday moves on by a week', () => {
    assert.equal(read('Sunday 9:00', '2026-10-18T12:00:00Z', BERLIN), '2026-10-25T08:00Z');
  });

  it('are an hour later where summer time skips that hour', () => {
    assert.equal(read('29 March 2026 2:30', '2026-03-20T12:00:00Z', BERLIN), '2026-03-29T01:30Z');
  });

  it('are the first of the two where the hour happens twice', () => {
    assert.equal(read('25 October 2026 2:30', '2026-10-20T12:00:00Z', BERLIN), '2026-10-25T00:30Z');
    assert.equal(read('1 November 2026 1:30', '2026-10-20T12:00:00Z', LOS_ANGELES), '2026-11-01T08:30Z');
  });

  it('count hours in real time', () => {
    assert.equal(read('in 3 hours', '2026-10-24T23:00:00Z', BERLIN), '2026-10-25T02:00Z');
  });
});

describe('times in words that are over', () => {
  for (const [text, time] of [
    ['yesterday', 'past 2026-11-21T08:00Z'],
    ['last Monday', 'past 2026-11-16T08:00Z'],
    ['today 8:00', 'past 2026-11-22T07:00Z'],
    ['2020-01-01', 'past 2020-01-01T08:00Z'],
    ['21 November 2026', 'past 2026-11-21T08:00Z'],
  ] as const) {
    it(`say so: “${text}”`, () => {
      assert.equal(read(text, SUNDAY, BERLIN), time);
    });
  }
});

describe('words that name no single moment', () => {
  for (const text of [
    'first Monday in December',
    'Friday 6pm to Sunday 8pm',
    'between Friday 6pm and Sunday 8pm',
    'Monday 9:00-11:00',
    'Monday and Friday',
    'tomorrow Friday',
    'Tuesday 3 December',
    'Monday week',
    'a week from Monday',
    '05/06/2026',
    '5.6.2026',
    '25:00 Monday',
    '30 February',
    'ring 2 march 5',
    'now',
    'soon',
    '2',
    '',
    'Monday '.repeat(40),
  ]) {
    it(`are no time: “${text.slice(0, 40)}”`, () => {
      assert.equal(read(text, SUNDAY, BERLIN), 'no time');
    });
  }
});
