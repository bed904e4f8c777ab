import type { JsonObject } from './canonical-json.ts';
import { searchKeyOf, shortened, visibleText } from './text.ts';

const LONGEST_NAME = 120;

/** The id of an object that Graph sent. */
export const idIn = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '');

/** The name of a policy or location as a card shows it. */
export const nameIn = (thing: JsonObject): string => {
  const { displayName } = thing;
  const name = typeof displayName === 'string' ? shortened(visibleText(displayName), LONGEST_NAME) : '';
  return name === '' ? idIn(thing) : name;
};

/** The state as people say it. */
export function stateWords(state: unknown): string {
  if (state === 'enabledForReportingButNotEnforced') return 'report-only';
  return typeof state === 'string' && state !== '' ? shortened(visibleText(state), LONGEST_NAME) : 'unknown';
}

/** Policies in the order in which they are numbered: by name, and two of one name by their ids. */
export const inOrder = (policies: readonly JsonObject[]): JsonObject[] =>
  policies
    .map((policy) => ({ policy, key: `${searchKeyOf(nameIn(policy))}\n${idIn(policy)}` }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ policy }) => policy);

const NUMBER = /^(?:(?:number|no\.?|#) ?)?(\d{1,4})$/iu;

/**
 * The policies that words mean: of exactly this name; or else the one of this number in the list; or else those whose
 * name holds the words.
 */
export function policiesMeant(policies: readonly JsonObject[], words: string): JsonObject[] {
  const wanted = searchKeyOf(words);
  const keyed = inOrder(policies).map((policy) => ({ policy, key: searchKeyOf(nameIn(policy)) }));
  const exact = keyed.filter(({ key }) => key === wanted);
  const numbered = keyed[Number(NUMBER.exec(wanted)?.[1] ?? 0) - 1];
  const found =
    exact.length > 0 ? exact : NUMBER.test(wanted) ? [numbered] : keyed.filter(({ key }) => key.includes(wanted));
  return found.flatMap((one) => (one && wanted !== '' ? [one.policy] : []));
}
