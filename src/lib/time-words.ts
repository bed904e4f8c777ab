import { DateTime } from 'luxon';

/** An instant as a person reads it in the tenant's zone: "Mon 23 Nov 2026, 09:00 (Europe/Berlin)". */
export const instantIn = (instant: Date, timeZone: string): string =>
  `${DateTime.fromJSDate(instant, { zone: timeZone }).setLocale('en-GB').toFormat('ccc d LLL yyyy, HH:mm')} (${timeZone})`;

/** The time of day of an instant in the tenant's zone: "14:32". */
export const timeOfDayIn = (instant: Date, timeZone: string): string =>
  DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('HH:mm');

/** How long ago something was read: "just now", "4 minutes ago", "2 days ago". */
export function ageOf(at: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - at.getTime()) / 1000);
  if (seconds < 60) return 'just now';
  const steps: [string, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, length] of steps) {
    const count = Math.floor(seconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
