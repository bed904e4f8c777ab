import { ACCOUNT_TYPES } from '../inventory/filter-words.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';

const STATES = ['disabled', 'enabled', 'enforced', 'unknown'] as const;
const COVERAGES = ['blocked', 'required', 'conditional', 'reportOnly', 'none'] as const;
const YES_OR_NO = ['isAdmin', 'isRegistered', 'isCapable', 'isSynchronized', 'isEnabled'] as const;

/**
 * Everybody but whom the descriptions choose, each by itself: what is "guests" there is every other type here. Undefined
 * where nothing can be said of the others ("who has not signed in for 90 days").
 */
export function allBut(excepted: readonly PeopleFilter[]): PeopleFilter | undefined {
  const types = new Set(excepted.flatMap((one) => one.types ?? []));
  const states = new Set(excepted.flatMap((one) => one.states ?? []));
  const coverages = new Set(excepted.flatMap((one) => one.coverages ?? []));
  const filter: PeopleFilter = {
    ...(types.size === 0 ? {} : { types: ACCOUNT_TYPES.filter((type) => !types.has(type)) }),
    ...(states.size === 0 ? {} : { states: STATES.filter((state) => !states.has(state)) }),
    ...(coverages.size === 0 ? {} : { coverages: COVERAGES.filter((one) => !coverages.has(one)) }),
  };
  for (const one of excepted)
    for (const [name, value] of Object.entries(one)) {
      if (name === 'types' || name === 'states' || name === 'coverages') continue;
      const flag = YES_OR_NO.find((one) => one === name);
      if (flag === undefined || typeof value !== 'boolean' || filter[flag] === value) return undefined;
      filter[flag] = !value;
    }
  return Object.keys(filter).length === 0 ? undefined : filter;
}

/** What holds of both: undefined where one says what the other denies, or both name a list. */
export function both(one: PeopleFilter, other: PeopleFilter): PeopleFilter | undefined {
  const sum: PeopleFilter = { ...one, ...other };
  for (const name of ['types', 'states', 'coverages'] as const) {
    const [some, others]: [readonly string[] | undefined, readonly string[] | undefined] = [one[name], other[name]];
    if (!some || !others) continue;
    const common = some.filter((value) => others.includes(value));
    if (common.length === 0) return undefined;
    Object.assign(sum, { [name]: common });
  }
  const isAgainst = Object.entries(other).some(([name, value]) => {
    const known = one[name as keyof PeopleFilter];
    return known !== undefined && !Array.isArray(known) && JSON.stringify(known) !== JSON.stringify(value);
  });
  return isAgainst ? undefined : sum;
}
