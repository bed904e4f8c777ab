import { filterWords } from '../inventory/filter-words.ts';
import type { ListOrder, PeopleFilter, PeoplePlace } from '../inventory/people-filter.ts';
import { isOrder } from './guards.ts';
import { isQuoted, plainText } from './names.ts';
import type { Token } from './token.ts';
import {
  daysIn,
  descriptionsFrom,
  endsOf,
  FILLERS,
  STALE_DAYS,
  WHOM_WORDS,
  type Description,
  type Said,
} from './whom-words.ts';

/** Whom words describe, and what of the words accounts for it. */
export interface Whom {
  value: { filter: PeopleFilter; order?: ListOrder };
  said: string;
  /** Tokens that closed words account for: a name of a place is open. */
  weight: number;
  typos: number;
}

/**
 * Whom a description means: "enforced guests in Sales without MFA registered". Undefined where a word is left over, where
 * two words contradict each other, or where it says nothing.
 *
 * @param states The words for a per-user MFA state.
 * @param near By token: the words that it may be a slip of.
 */
export function readWhom(
  tokens: readonly Token[],
  { states, near }: { states: ReadonlyMap<string, string>; near: readonly ReadonlySet<string>[] },
): Whom | undefined {
  if (tokens.some((token) => token.person)) return undefined;
  const exact = new Reader(tokens, states).read();
  if (exact || near.every((words) => words.size === 0)) return exact;
  const meant = tokens.map((token, at) => corrected(token, near[at], states));
  const typos = meant.filter((token, at) => token !== tokens[at]).length;
  const read = typos > 0 ? new Reader(meant, states).read() : undefined;
  return read && { ...read, typos };
}

/** The one word of a description that a mistyped word may have meant. */
function corrected(token: Token, near: ReadonlySet<string> | undefined, states: ReadonlyMap<string, string>): Token {
  const isKnown = (word: string): boolean => WHOM_WORDS.has(word) || states.has(word) || FILLERS.has(word);
  const [only, ...others] = isKnown(token.word) ? [] : [...(near ?? [])].filter(isKnown);
  return only !== undefined && others.length === 0 ? { ...token, word: only } : token;
}

/** "in total", "who is in it": no group is called so. */
const NO_PLACE = /^(?:total|it|them|that|this|there|here|general|all|detail|full|question|scope)$/iu;
const PLACE_ENDS = new Set('who that with without having whose not sorted ordered sort exceptions by'.split(' '));
const JOINED = new Set(
  "has have hasn't haven't is are isn't aren't not no never without with who did does do".split(' '),
);

class Reader {
  readonly #tokens: readonly Token[];
  readonly #states: ReadonlyMap<string, string>;
  readonly #words: readonly string[];
  #filter: PeopleFilter = {};
  #order: ListOrder | undefined;
  #weight = 0;
  #saysWhom = false;

  constructor(tokens: readonly Token[], states: ReadonlyMap<string, string>) {
    this.#tokens = tokens;
    this.#words = tokens.map((token) => token.word);
    this.#states = states;
  }

  read(): Whom | undefined {
    for (let at = 0; at < this.#tokens.length;) {
      const next = this.#place(at) ?? this.#description(at) ?? this.#state(at) ?? this.#filler(at);
      if (next === undefined) return undefined;
      at = next;
    }
    if (!this.#saysWhom) return undefined;
    const value = { filter: this.#filter, ...(this.#order ? { order: this.#order } : {}) };
    return { value, said: filterWords(this.#filter), weight: this.#weight, typos: 0 };
  }

  #word(at: number): string {
    return this.#words[at] ?? '';
  }

  /** "in Sales", "in the group SG-Pilot", "the group SG-Pilot", "from the Sales department"; what follows up to the next description is its name. */
  #place(at: number): number | undefined {
    const isNamed = this.#word(at) === 'group' || (this.#word(at) === 'the' && this.#word(at + 1) === 'group');
    if (!isNamed && !['in', 'from', 'of'].includes(this.#word(at))) return undefined;
    let from = isNamed ? at : at + 1;
    if (this.#word(from) === 'the') from += 1;
    const isState = this.#word(from) === 'state' || this.#states.has(this.#word(from));
    if (isState && this.#word(at) === 'in') return from;
    const lead = PLACE_KINDS.get(this.#word(from));
    if (this.#word(at) === 'of' && !lead) return undefined;
    if (lead) from += 1;
    const to = this.#placeEnd(from);
    const trail = to - from > 1 && !lead ? PLACE_KINDS.get(this.#word(to - 1)) : undefined;
    const named = this.#tokens.slice(from, trail ? to - 1 : to);
    const isName = isQuoted(named) || !named.some((token) => isOrder(token.word));
    const words = isName ? plainText(named) : undefined;
    if (words === undefined || NO_PLACE.test(words) || this.#filter.place) return undefined;
    this.#filter = { ...this.#filter, place: { kind: lead ?? trail ?? 'named', words } as PeoplePlace };
    this.#saysWhom = true;
    this.#weight += 1;
    return to;
  }

  #placeEnd(from: number): number {
    for (let at = from; at < this.#tokens.length; at += 1) {
      const isJoined = ['and', 'but'].includes(this.#word(at)) && JOINED.has(this.#word(at + 1));
      if (at > from && (isJoined || PLACE_ENDS.has(this.#word(at)))) return at;
    }
    return this.#tokens.length;
  }

  /** The longest description that stands here. */
  #description(at: number): number | undefined {
    let best: { end: number; description: Description } | undefined;
    for (const description of descriptionsFrom(this.#word(at))) {
      const end = Math.max(-1, ...endsOf(description.pattern, this.#words, at));
      if (end > (best?.end ?? at)) best = { end, description };
    }
    if (!best) return undefined;
    const { end, description } = best;
    const staleDays = description.isStale ? (daysIn(this.#words.slice(at, end)) ?? STALE_DAYS) : undefined;
    const said = staleDays === undefined ? description.said : { filter: { staleDays } };
    const isPossible = staleDays === undefined || (staleDays >= 1 && staleDays <= 36_500);
    if (!isPossible || !this.#take(said)) return undefined;
    this.#weight += end - at;
    return end;
  }

  #state(at: number): number | undefined {
    const isNot = this.#word(at) === 'not' || this.#word(at) === 'never';
    const place = isNot ? at + 1 : at;
    const state = this.#stateAt(place);
    if (state === undefined) return undefined;
    // "not enforced" is everything else, what is unknown included: unknown proves nothing.
    const states = isNot ? ALL_STATES.filter((one) => one !== state) : [state];
    const together = [...new Set([...(this.#filter.states ?? []), ...states])];
    if (isNot && this.#filter.states) return undefined;
    this.#filter = { ...this.#filter, states: ALL_STATES.filter((one) => together.includes(one)) };
    this.#saysWhom = true;
    this.#weight += place - at + 1;
    return place + 1;
  }

  #stateAt(at: number): (typeof ALL_STATES)[number] | undefined {
    const word = plainText(this.#tokens.slice(at, at + 1))?.toLowerCase() ?? '';
    const named = word === 'unknown' ? 'unknown' : (this.#states.get(word) ?? this.#states.get(this.#word(at)));
    return ALL_STATES.find((state) => state === named);
  }

  #filler(at: number): number | undefined {
    return FILLERS.has(this.#word(at)) ? at + 1 : undefined;
  }

  /** Adds what was said; false where it contradicts what was said before. Several types are one or the other. */
  #take({ filter = {}, order, isNoun }: Said): boolean {
    const { types, ...others } = filter;
    for (const [name, value] of Object.entries(others)) {
      const known = this.#filter[name as keyof PeopleFilter];
      if (known !== undefined && known !== value) return false;
    }
    const all = types && [...new Set([...(this.#filter.types ?? []), ...types])];
    this.#filter = { ...this.#filter, ...others, ...(all ? { types: all } : {}) };
    if (order !== undefined) this.#order = order;
    this.#saysWhom ||= isNoun === true || Object.keys(filter).length > 0;
    return true;
  }
}

const ALL_STATES = ['disabled', 'enabled', 'enforced', 'unknown'] as const;
const PLACE_KINDS: ReadonlyMap<string, PeoplePlace['kind']> = new Map([
  ['group', 'groupNamed'],
  ['department', 'departmentNamed'],
]);
