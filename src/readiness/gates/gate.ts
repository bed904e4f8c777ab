import type { ListName } from './lists.ts';

/** How a line stands: nothing in the way, look at it, or do not move anybody. */
export type Colour = 'green' | 'amber' | 'red';

/** What one rule makes of its facts. */
export interface Verdict {
  colour: Colour;
  /** One sentence. Texts from the tenant in it are data. */
  reason: string;
  /** How many people or things it is about; null where it counts nothing. */
  number: number | null;
  /** The people behind the number; null where there are none to list. */
  listFilter: ListName | null;
  /** What to do; null where nothing need be done. */
  remedy: string | null;
}

/** A fact, or why it is not known. What is not known is never green. */
export type Known<T> = { is: T } | { why: string };

type Rest = Partial<Pick<Verdict, 'number' | 'listFilter' | 'remedy'>>;

const verdict = (
  colour: Colour,
  reason: string,
  { number = null, listFilter = null, remedy = null }: Rest,
): Verdict => ({
  ...{ colour, reason, number, listFilter, remedy },
});

export const green = (reason: string, rest: Rest = {}): Verdict => verdict('green', reason, rest);
export const amber = (reason: string, rest: Rest = {}): Verdict => verdict('amber', reason, rest);
export const red = (reason: string, rest: Rest = {}): Verdict => verdict('red', reason, rest);

/** "It" of one, "all 7" of several: a report may be about a single person. */
export const allOf = (count: number, one: string, many: string): string => (count === 1 ? one : `All ${count} ${many}`);

/** A line about a fact; amber where it is not known. */
export const given = <T>(fact: Known<T>, judge: (is: T) => Verdict): Verdict =>
  'is' in fact ? judge(fact.is) : amber(`Not known: ${fact.why}`);
