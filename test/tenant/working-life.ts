import type { TenantUser } from './contract.ts';
import { seededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

const DAY_MILLIS = 24 * 60 * 60 * 1000;
const SEED = 7; // of its own: names and states stay as they are whatever is drawn here

/** Gives everybody a last sign-in and most people a manager, who always stands before them in the list. */
export function fillWorkingLife(people: readonly TenantUser[], now: Date): void {
  const random = seededRandom(SEED);
  const managers: TenantUser[] = [];
  for (const person of people) {
    person.lastSignInDateTime = lastSignInOf(person, random, now);
    if (person.userType === 'Guest' || person.givenName === null) continue;
    if (managers.length > 0 && random.isLuckyPercent(95)) person.managerId = random.pick(managers).id;
    if (managers.length === 0 || random.isLuckyPercent(12)) managers.push(person);
  }
}

/** Most people within a week, some a year ago, and some never; accounts that nobody sits at hardly ever. */
function lastSignInOf(person: TenantUser, random: SeededRandom, now: Date): string | null {
  const percent = random.next() * 100;
  const age = random.next();
  if (percent < 5 || (person.givenName === null && percent < 60)) return null;
  const days = percent < 80 ? age * 7 : percent < 92 ? 7 + age * 80 : 90 + age * 400;
  return `${new Date(now.getTime() - days * DAY_MILLIS).toISOString().slice(0, 19)}Z`;
}
