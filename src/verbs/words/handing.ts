import { RefusedError } from '../../lib/refused.ts';

/** What words hold, by its name. */
export type Held = Readonly<Record<string, unknown>>;

/** The verb that takes it, where that is another one, and its arguments. */
export interface Handing {
  verb?: string;
  arguments: Record<string, unknown>;
}

const HOW_OFTEN = /^(\d{1,4}) (hour|day|week)s?$/u;

/** "2 weeks" as a count and a unit that Entra knows. */
export function everyAsCount({ every, ...others }: Held): Handing {
  if (typeof every !== 'string') return { arguments: others };
  const [, count, unit] = HOW_OFTEN.exec(every) ?? [];
  if (count === undefined)
    throw new RefusedError(
      'invalidInput',
      `Entra takes no “${every}” as a sign-in frequency.`,
      'Say hours or days, such as “12 hours” or “14 days”.',
    );
  const inDays = unit === 'week' ? Number(count) * DAYS_OF_WEEK : Number(count);
  return { arguments: { ...others, count: inDays, unit: unit === 'hour' ? 'hours' : 'days' } };
}

const DAYS_OF_WEEK = 7;

/** A ring is a group of Entra; a number alone is no name of one. */
const asGroup = (ring: unknown): string => (/^\d+$/u.test(String(ring)) ? `ring ${String(ring)}` : String(ring));

/** Where a ring can stand, its group stands. */
export function ringAsGroup({ ring, ...others }: Held): Handing {
  return {
    arguments: ring === undefined || others['group'] !== undefined ? others : { ...others, group: asGroup(ring) },
  };
}

/** Whom a notice goes to; "those that failed" are told the last one once more. */
export function scopeAsResend(held: Held): Handing {
  const { scope, ...others } = ringAsGroup(held).arguments;
  return { arguments: scope === undefined ? others : { ...others, resend: scope } };
}

/** All groups read the same words: whose notice it is does not matter where it is shown. */
export const withoutAudience = (held: Held): Handing => without(['ring', 'group'], held);

/** The group or department of a description of people. */
export function whomAsPlace(held: Held): Handing {
  const { whom, ...others } = ringAsGroup(held).arguments;
  const place = (whom as { filter?: { place?: unknown } } | undefined)?.filter?.place;
  return { arguments: place === undefined || others['group'] !== undefined ? others : { ...others, place } };
}

/** Everybody has a template of our own. */
export function audienceAsTemplate({ audience, ...others }: Held): Handing {
  return { arguments: audience === undefined ? others : { ...others, template: audience } };
}

/** The list shows the state of each policy: whoever asks for some of them finds them in it. */
export const withoutState = (held: Held): Handing => without(['state'], held);

const without = (names: readonly string[], held: Held): Handing => ({
  arguments: Object.fromEntries(Object.entries(held).filter(([name]) => !names.includes(name))),
});

/** One question to whoever asks: "what if?" about a policy is answered by a dry run, about a sign-in by Microsoft. */
export function policyAsDryRun({ policy, policyId, ring, whom, people, ...others }: Held): Handing {
  const isSignIn = others['person'] !== undefined || (policy === undefined && policyId === undefined);
  if (!isSignIn) {
    const named = { ...(policyId === undefined ? {} : { policyId }), policy, ...(ring === undefined ? {} : { ring }) };
    const { group, groupId } = others;
    return {
      verb: 'policy.dryRun',
      arguments: {
        ...ringAsGroup({ ...named, ...(group === undefined ? {} : { group }) }).arguments,
        ...(groupId === undefined ? {} : { groupId }),
      },
    };
  }
  if (whom !== undefined || people !== undefined || ring !== undefined)
    throw new RefusedError(
      'invalidInput',
      'I can work out a sign-in of one person at a time.',
      'Name one person, or a policy: “what would happen if we turned on the policy Baseline”.',
    );
  return { arguments: others };
}

/** A ring is taken back whole, or one person of it. */
export function oneOfRing(held: Held): Handing {
  const { people, ...others } = ringAsNumber([])(held).arguments;
  if (!Array.isArray(people)) return { arguments: others };
  const [person, ...more] = people as readonly unknown[];
  if (more.length > 0)
    throw new RefusedError(
      'invalidInput',
      'I can take back one person of a ring at a time.',
      'Name one person, or the ring alone to take all of it back.',
    );
  return { arguments: { ...others, person } };
}

/** Somebody moves to a ring, and from one where that is said. */
export function betweenRings({ from, ...held }: Held): Handing {
  const { arguments: known } = ringAsNumber([])(held);
  return {
    arguments: from === undefined ? known : { ...known, from: ringAsNumber([])({ ring: from }).arguments['count'] },
  };
}

/** Rings are known by their numbers; the pilot is the first. `omitted` are words for the ring that the verb means by itself. */
export const ringAsNumber =
  (omitted: readonly string[]) =>
  ({ ring, ...others }: Held): Handing => {
    if (ring === undefined || omitted.some((one) => one === ring)) return { arguments: others };
    const number = ring === 'pilot' ? 1 : Number(ring);
    if (Number.isInteger(number) && number > 0) return { arguments: { ...others, count: number } };
    throw new RefusedError(
      'invalidInput',
      Array.isArray(ring) ? 'I can do that for one ring at a time.' : 'I know rings by their numbers.',
      'Say a number, such as “ring 2”; “rollout status” shows them.',
    );
  };
