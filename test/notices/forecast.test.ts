import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timeWords } from '../../src/notices/draft-notice.ts';
import { forecastOf, type Forecast } from '../../src/notices/forecast.ts';

const nothing = { teams: 0, mails: 0, owedMillis: {} };
const none = { known: 0, strangers: 0, mailOnly: 0, nobody: 0 };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const forecast = (counts: Partial<Forecast>, backlog = nothing): Forecast =>
  forecastOf({ ...none, ...counts }, { backlog, teamsPerSecond: 50 });

describe('How long a notice takes', () => {
  it('45,000 people in Teams are told in about 17 minutes', () => {
    const { sureMillis } = forecast({ known: 45_000 });
    assert.ok(sureMillis > 15 * MINUTE && sureMillis < 17.5 * MINUTE, `${sureMillis / MINUTE} minutes`);
  });

  it('300 mails take a quarter of an hour, 12,000 more than a day', () => {
    const few = forecast({ mailOnly: 300 }).sureMillis;
    assert.ok(few > 10 * MINUTE && few < 20 * MINUTE, `${few / MINUTE} minutes`);
    assert.ok(forecast({ mailOnly: 12_000 }).sureMillis > DAY);
  });

  it('what others wait for comes first', () => {
    const alone = forecast({ mailOnly: 100 }).sureMillis;
    assert.ok(forecast({ mailOnly: 100 }, { ...nothing, mails: 1000 }).sureMillis > 5 * alone);
  });

  it('strangers may all end up with mail, and that is told apart', () => {
    const { sureMillis, mostMillis } = forecast({ strangers: 1000 });
    assert.ok(sureMillis < 2 * MINUTE && mostMillis > 30 * MINUTE);
  });

  it('is never shorter with more people', () => {
    const size = fc.integer({ min: 0, max: 50_000 });
    fc.assert(
      fc.property(fc.tuple(size, size, size, size), ([known, strangers, mailOnly, more]) => {
        const less = forecast({ known, strangers, mailOnly });
        const all = forecast({ known: known + more, strangers: strangers + more, mailOnly: mailOnly + more });
        assert.ok(all.sureMillis >= less.sureMillis && all.mostMillis >= less.mostMillis);
        assert.ok(less.mostMillis >= less.sureMillis);
      }),
    );
  });

  it('is refused where the date comes before the last message, and warned of where it may', () => {
    const now = new Date('2026-11-27T08:00:00Z');
    const inTwoHours = { now, movesAt: new Date(now.getTime() + 120 * MINUTE) };
    assert.throws(
      () => timeWords(forecast({ mailOnly: 6000 }), inTwoHours),
      /Not everybody can be told in time: it takes \d+ hours, and the move is in 2 hours\./,
    );
    assert.deepEqual(timeWords(forecast({ known: 6000 }), inTwoHours), []);
    assert.match(timeWords(forecast({ strangers: 6000 }), inTwoHours)[0] ?? '', /not all would be told in time/);
    assert.deepEqual(timeWords(forecast({ mailOnly: 6000 }), { now, movesAt: null }), []);
  });
});
