/** Kept for each zone: to make a format takes a millisecond, to use it a hundredth. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
  formats.set(timeZone, format);
  return format;
}

function partsOf(instant: Date, timeZone: string) {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    day: `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`,
    time: `${part('hour')}:${part('minute')}`,
    zone: part('timeZoneName'),
  };
}

/** An instant as a person reads it in the tenant's zone: "Mon 23 Nov 2026, 09:00 CET", or "… GMT+9" where no letters are usual. */
export const instantIn = (instant: Date, timeZone: string): string =>
  `${momentIn(instant, timeZone)} ${partsOf(instant, timeZone).zone}`;

/** The same without the zone, for lists that name it once: "Mon 23 Nov 2026, 09:00". */
export function momentIn(instant: Date, timeZone: string): string {
  const { day, time } = partsOf(instant, timeZone);
  return `${day}, ${time}`;
}

/** The time of day of an instant in the tenant's zone: "14:32 CET". */
export function timeOfDayIn(instant: Date, timeZone: string): string {
  const { time, zone } = partsOf(instant, timeZone);
  return `${time} ${zone}`;
}

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
