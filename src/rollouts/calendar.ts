import { dayAfter, instantAt, zonedMoment, type Weekday } from '../lib/zoned-days.ts';

/** A stretch of days on which nobody is moved, both included: "2026-12-24". */
export interface QuietDates {
  from: string;
  to: string;
}

/** When people may be moved, in the tenant's time zone. */
export interface MoveCalendar {
  timeZone: string;
  /** The hour from which on rings move. */
  hour: number;
  quietWeekdays: ReadonlySet<Weekday>;
  quietDates: readonly QuietDates[];
}

/** So long after the hour a ring may still begin: whoever moves late in the day finds the help desk closed. */
const OPEN_HOURS = 6;
const FARTHEST_DAYS = 1100;

/** Whether nobody is moved on a day. */
export function isQuietDay(
  calendar: MoveCalendar,
  { isoDate, weekday }: { isoDate: string; weekday: Weekday },
): boolean {
  if (calendar.quietWeekdays.has(weekday)) return true;
  return calendar.quietDates.some(({ from, to }) => from <= isoDate && isoDate <= to);
}

/** Whether a ring may begin to move at this very instant. */
export function isOpenAt(calendar: MoveCalendar, at: Date): boolean {
  const moment = zonedMoment(at, calendar.timeZone);
  const hoursIn = moment.hour - calendar.hour;
  return !isQuietDay(calendar, moment) && hoursIn >= 0 && hoursIn < OPEN_HOURS;
}

/** Whether nobody can be moved any more on the day that it is: what was to move today does not. */
export function isOverForToday(calendar: MoveCalendar, at: Date): boolean {
  if (isOpenAt(calendar, at)) return false;
  const next = nextOpening(calendar, at);
  return next === undefined || !isSameDay(calendar, next, at);
}

/** Whether two instants are on one day, in the tenant's time zone. */
export const isSameDay = ({ timeZone }: MoveCalendar, one: Date, other: Date): boolean =>
  zonedMoment(one, timeZone).isoDate === zonedMoment(other, timeZone).isoDate;

/** The first hour of moving that is not before an instant; undefined where the calendar has none within three years. */
export function nextOpening(calendar: MoveCalendar, notBefore: Date): Date | undefined {
  let { isoDate } = zonedMoment(notBefore, calendar.timeZone);
  for (let days = 0; days < FARTHEST_DAYS; days += 1) {
    const opening = instantAt(isoDate, calendar.hour, calendar.timeZone);
    if (opening >= notBefore && !isQuietDay(calendar, zonedMoment(opening, calendar.timeZone))) return opening;
    isoDate = dayAfter(isoDate);
  }
  return undefined;
}
