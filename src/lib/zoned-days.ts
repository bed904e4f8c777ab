import { DateTime } from 'luxon';

/** Days of the week in the order of ISO 8601, as configuration and cards spell them. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A day in a time zone, and how late it is there. */
export interface ZonedMoment {
  /** For example "2026-12-01". */
  isoDate: string;
  weekday: Weekday;
  hour: number;
}

/** What calendar and clock in a time zone say at an instant. */
export function zonedMoment(instant: Date, timeZone: string): ZonedMoment {
  const there = DateTime.fromJSDate(instant, { zone: timeZone });
  return { isoDate: there.toFormat('yyyy-MM-dd'), weekday: weekdays[there.weekday - 1] ?? 'sun', hour: there.hour };
}

/** The instant at which an hour of a day begins in a time zone; where the clock skips that hour, the next one. */
export const instantAt = (isoDate: string, hour: number, timeZone: string): Date =>
  DateTime.fromISO(isoDate, { zone: timeZone }).set({ hour }).toJSDate();

/** The day after. */
export const dayAfter = (isoDate: string): string =>
  DateTime.fromISO(isoDate, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
