import { DateTime, type DurationLikeObject } from 'luxon';
import { firstOfTwo, FIXING_WORDS, isThatWeekday, PARTS_OF_DAY, timeSaid, wordsOf, type Said } from './when.ts';

/** A stretch of time that words name. */
export interface Past {
  from: Date;
  /** The first moment that does not belong to it. */
  to: Date;
}

interface Circumstances {
  now: Date;
  timeZone: string;
}

/**
 * The stretch of time that words such as "Monday", "yesterday 9:00", "last week" or "the last 3 days" name, by looking
 * back: a day from midnight to midnight where they name a day, an hour where they name one.
 *
 * Undefined where they are no single time, and where it is still to come.
 */
export function readPast(text: string, circumstances: Circumstances): Past | undefined {
  const read = calendarUnit(text, circumstances) ?? untilNow(text, circumstances) ?? dayOrHour(text, circumstances);
  if (!read?.start.isValid || read.start.toMillis() > circumstances.now.getTime()) return undefined;
  return { from: read.start.toJSDate(), to: read.end.toJSDate() };
}

interface Stretch {
  start: DateTime;
  end: DateTime;
}

/** "this week" and "last month", as calendars have them. */
function calendarUnit(text: string, { now, timeZone }: Circumstances): Stretch | undefined {
  const [, which, unit] =
    /^(?:the )?(this|last|previous) (week|month|quarter|year)$/u.exec(wordsOf(text).join(' ')) ?? [];
  if (unit !== 'week' && unit !== 'month' && unit !== 'quarter' && unit !== 'year') return undefined;
  const length = { [`${unit}s`]: 1 };
  const current = DateTime.fromJSDate(now, { zone: timeZone }).startOf(unit);
  const start = which === 'this' ? current : current.minus(length);
  return { start, end: start.plus(length) };
}

const NUMBERS = ['', 'one', 'two', 'three'];

/** "the last 3 days": from the beginning of a day, where they are days, until now. */
function untilNow(text: string, { now, timeZone }: Circumstances): Stretch | undefined {
  const [, number = '', unit = ''] =
    /^(?:the )?(?:last|past) (\d{1,3}|one|two|three) (minute|hour|day|week|month)s?$/u.exec(wordsOf(text).join(' ')) ??
    [];
  if (unit === '') return undefined;
  const count = NUMBERS.includes(number) ? NUMBERS.indexOf(number) : Number(number);
  const end = DateTime.fromJSDate(now, { zone: timeZone });
  const length: DurationLikeObject = { [`${unit}s`]: count };
  const start = end.minus(length);
  const isShort = unit === 'minute' || unit === 'hour';
  return { start: isShort ? start : start.startOf('day'), end };
}

function dayOrHour(text: string, circumstances: Circumstances): Stretch | undefined {
  const said = timeSaid(text, circumstances);
  if (!said || said.words.includes('next')) return undefined;
  const at = firstOfTwo(backward(said));
  if (!at || !isThatWeekday(said.start, at)) return undefined;
  const isHour = saysHour(said) || said.words.some((word) => PARTS_OF_DAY.has(word));
  if (isHour) return { start: at, end: at.plus({ hours: 1 }) };
  const unit = said.start.isCertain('month') && !said.start.isCertain('day') ? 'month' : 'day';
  const start = at.startOf(unit);
  return { start, end: start.plus({ [`${unit}s`]: 1 }) };
}

const saysHour = ({ start }: Said): boolean => start.isCertain('hour');

/** The last such moment, where the words leave the week, the day or the year open. */
function backward({ at, start, words, now }: Said): DateTime | undefined {
  if (start.isCertain('year') || words.some((word) => FIXING_WORDS.has(word))) return at;
  // A day without an hour is today's as well, however early it is.
  const isToCome = (start.isCertain('hour') ? at : at.startOf('day')).toMillis() > now.toMillis();
  if (start.isCertain('day') || start.isCertain('month')) {
    const before = isToCome ? at.minus({ years: 1 }) : at;
    return before.day === at.day ? before : undefined;
  }
  const step = start.isCertain('weekday') ? 7 : 1;
  if (isToCome) return at.minus({ days: step });
  const isOlderThanNeeded = at.plus({ days: step }).toMillis() <= now.toMillis();
  return isOlderThanNeeded && start.isCertain('weekday') ? at.plus({ days: step }) : at;
}
