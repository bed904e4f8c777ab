import assert from 'node:assert/strict';
import { readPast } from '../../src/chat/past.ts';

const BERLIN = 'Europe/Berlin';
/** Sunday, 14:30 in Berlin. */
const SUNDAY = '2026-11-22T13:30:00Z';

const short = (at: Date): string => at.toISOString().replace(':00.000Z', 'Z');
const read = (text: string, said = SUNDAY, timeZone = BERLIN): string => {
  const past = readPast(text, { now: new Date(said), timeZone });
  return past ? `${short(past.from)} ${short(past.to)}` : 'no time';
};

describe('times that have passed, in words', () => {
  const table: readonly (readonly [text: string, stretch: string])[] = [
    ['yesterday', '2026-11-20T23:00Z 2026-11-21T23:00Z'],
    ['today', '2026-11-21T23:00Z 2026-11-22T23:00Z'],
    ['Monday', '2026-11-15T23:00Z 2026-11-16T23:00Z'],
    ['Sunday', '2026-11-21T23:00Z 2026-11-22T23:00Z'],
    ['last Monday', '2026-11-15T23:00Z 2026-11-16T23:00Z'],
    ['Monday 9:00', '2026-11-16T08:00Z 2026-11-16T09:00Z'],
    ['Sunday 14:00', '2026-11-22T13:00Z 2026-11-22T14:00Z'],
    ['Sunday 15:00', '2026-11-15T14:00Z 2026-11-15T15:00Z'],
    ['at 18:00', '2026-11-21T17:00Z 2026-11-21T18:00Z'],
    ['yesterday 9am', '2026-11-21T08:00Z 2026-11-21T09:00Z'],
    ['2 hours ago', '2026-11-22T11:30Z 2026-11-22T12:30Z'],
    ['3 days ago', '2026-11-18T23:00Z 2026-11-19T23:00Z'],
    ['the last 3 days', '2026-11-18T23:00Z 2026-11-22T13:30Z'],
    ['last 24 hours', '2026-11-21T13:30Z 2026-11-22T13:30Z'],
    ['past two weeks', '2026-11-07T23:00Z 2026-11-22T13:30Z'],
    ['this week', '2026-11-15T23:00Z 2026-11-22T23:00Z'],
    ['last week', '2026-11-08T23:00Z 2026-11-15T23:00Z'],
    ['last month', '2026-09-30T22:00Z 2026-10-31T23:00Z'],
    ['November', '2026-10-31T23:00Z 2026-11-30T23:00Z'],
    ['1 November', '2026-10-31T23:00Z 2026-11-01T23:00Z'],
    ['5 March', '2026-03-04T23:00Z 2026-03-05T23:00Z'],
    ['1 December', '2025-11-30T23:00Z 2025-12-01T23:00Z'],
    ['20.11.2026', '2026-11-19T23:00Z 2026-11-20T23:00Z'],
    ['2026-11-20 10:00', '2026-11-20T09:00Z 2026-11-20T10:00Z'],
    ['2026-11-20T10:00Z', '2026-11-20T10:00Z 2026-11-20T11:00Z'],
  ];
  for (const [text, stretch] of table) {
    it(`reads “${text}” as ${stretch}`, () => {
      assert.equal(read(text), stretch);
    });
  }

  for (const text of [
    'tomorrow',
    'in 2 days',
    'next Monday',
    'next week',
    '2026-12-01',
    '31 February',
    '05/06',
    'soon',
  ])
    it(`takes “${text}” for none`, () => {
      assert.equal(read(text), 'no time');
    });

  it('has days of 23 and 25 hours where the clock is changed', () => {
    assert.equal(read('29 March', '2026-04-10T10:00:00Z'), '2026-03-28T23:00Z 2026-03-29T22:00Z');
    assert.equal(read('25 October', '2026-11-10T10:00:00Z'), '2026-10-24T22:00Z 2026-10-25T23:00Z');
  });

  it('takes days in the zone that is configured', () => {
    assert.equal(read('yesterday', SUNDAY, 'America/Los_Angeles'), '2026-11-21T08:00Z 2026-11-22T08:00Z');
  });
});
