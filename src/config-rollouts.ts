import { z } from 'zod/v4';
import { commaList, oneOf, whole } from './config-shapes.ts';
import { weekdays, type Weekday } from './lib/zoned-days.ts';

const HOUR_MILLIS = 3_600_000;

const day = z.enum(weekdays, { error: () => `has a day that is none of ${weekdays.join(', ')}` });
const quietWeekdays = z
  .string()
  .default('fri,sat,sun,mon')
  .transform((text) => text.toLowerCase())
  .pipe(commaList)
  .pipe(z.array(day))
  .refine((days) => new Set(days).size < weekdays.length, 'leaves no day for anybody to be moved');
const quietDates = commaList.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$/, 'has an entry that is no day and no stretch of days'),
  ),
);
const hours = z
  .string()
  .default('168,24,1')
  .pipe(commaList)
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^\d{1,4}$/, 'has an entry that is not a number of hours')
          .transform(Number),
      )
      .min(1, 'names no message'),
  );

/** The variables that say how a rollout goes. */
export const rolloutEnvironment = {
  CROSSOVER_QUIET_WEEKDAYS: quietWeekdays,
  CROSSOVER_QUIET_DATES: quietDates.default([]),
  CROSSOVER_MOVE_HOUR: whole(0, 23, 10),
  CROSSOVER_NOTICE_HOURS: hours,
  CROSSOVER_OBSERVE_HOURS: whole(0, 2000, 72),
  CROSSOVER_GATE_PERCENT: whole(0, 100, 95),
  CROSSOVER_CHUNK_PEOPLE: whole(1, 20_000, 50),
  CROSSOVER_SOAK_HOURS: whole(0, 2000, 72),
  CROSSOVER_BRAKE_PERCENT: whole(1, 100, 5),
  CROSSOVER_BRAKE_PEOPLE: whole(1, 20_000, 3),
  CROSSOVER_ON_DRIFT: oneOf(['restore', 'hold']).default('restore'),
};

/** What mends a fault of each. */
export const rolloutRemedies: Readonly<Record<keyof typeof rolloutEnvironment, string>> = {
  CROSSOVER_QUIET_WEEKDAYS:
    'List the weekdays on which nobody is moved, fri,sat,sun,mon; one day at least must be left.',
  CROSSOVER_QUIET_DATES: 'List days on which nobody is moved, 2026-12-24..2027-01-06, separated by commas.',
  CROSSOVER_MOVE_HOUR: 'Set it to the hour of the day, in your time zone, from which on rings move.',
  CROSSOVER_NOTICE_HOURS: 'List how many hours before the move people are told, 168,24,1.',
  CROSSOVER_OBSERVE_HOURS: 'Set it to whole hours in report-only before the policy of a ring is turned on.',
  CROSSOVER_GATE_PERCENT: 'Set it to how many percent of a ring must be MFA-capable before its policy is turned on.',
  CROSSOVER_CHUNK_PEOPLE: 'Set it to how many people are switched off before the next ones begin.',
  CROSSOVER_SOAK_HOURS: 'Set it to whole hours that a ring is watched before the next one moves.',
  CROSSOVER_BRAKE_PERCENT: 'Set it to how many percent of a ring may fail to sign in before it is held.',
  CROSSOVER_BRAKE_PEOPLE: 'Set it to how many people of a small ring may fail to sign in before it is held.',
  CROSSOVER_ON_DRIFT:
    'Set it to restore (per-user MFA comes back where the policy of a ring is edited) or hold (it is only said).',
};

/** Both may be on at once for so long: promise 1. */
const OVERLAP_MILLIS = 4 * HOUR_MILLIS;

type RolloutVariables = { [Name in keyof typeof rolloutEnvironment]: z.infer<(typeof rolloutEnvironment)[Name]> };

/** How a rollout goes, as the code names it. */
export const rolloutsOf = (
  env: RolloutVariables & { CROSSOVER_TIME_ZONE: string; CROSSOVER_SETTLE_MINUTES: number },
) => ({
  calendar: {
    timeZone: env.CROSSOVER_TIME_ZONE,
    hour: env.CROSSOVER_MOVE_HOUR,
    quietWeekdays: new Set<Weekday>(env.CROSSOVER_QUIET_WEEKDAYS),
    quietDates: env.CROSSOVER_QUIET_DATES.map((text) => {
      const [from = '', to = from] = text.split('..');
      return { from, to };
    }),
  },
  observeMillis: env.CROSSOVER_OBSERVE_HOURS * HOUR_MILLIS,
  settleMillis: env.CROSSOVER_SETTLE_MINUTES * 60_000,
  overlapMillis: OVERLAP_MILLIS,
  soakMillis: env.CROSSOVER_SOAK_HOURS * HOUR_MILLIS,
  gatePercent: env.CROSSOVER_GATE_PERCENT,
  chunkPeople: env.CROSSOVER_CHUNK_PEOPLE,
  brake: { percent: env.CROSSOVER_BRAKE_PERCENT, people: env.CROSSOVER_BRAKE_PEOPLE },
  isRestoringOnDrift: env.CROSSOVER_ON_DRIFT === 'restore',
  noticeMillis: env.CROSSOVER_NOTICE_HOURS.map((each) => each * HOUR_MILLIS),
});
