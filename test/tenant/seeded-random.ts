import { createHash } from 'node:crypto';

/** Chance from a seed: the same seed gives the same tenant, name by name. */
export interface SeededRandom {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(from: readonly T[]): T[];
  /** True in so many of a hundred cases. */
  isLuckyPercent(percent: number): boolean;
  guid(): string;
}

/** Draws by the mulberry32 generator, which is small and good enough for names. */
export function seededRandom(seed: number): SeededRandom {
  const next = mulberry32(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (from) => itemAt(from, below(from.length)),
    shuffle: (from) => shuffled(from, below),
    isLuckyPercent: (percent) => next() * 100 < percent,
    guid: () => guidFrom(Array.from({ length: 4 }, () => hex32(next() * 2 ** 32)).join('')),
  };
}

/** The id that always belongs to these words; for objects whose id nobody chose. */
export function guidOf(...words: string[]): string {
  return guidFrom(createHash('sha256').update(words.join('\u0000')).digest('hex').slice(0, 32));
}

/** A number from 0 to 100 that always belongs to these words. */
export function percentOf(...words: string[]): number {
  return (Number.parseInt(guidOf(...words).slice(0, 8), 16) / 2 ** 32) * 100;
}

/** Shapes 32 hexadecimal digits into a valid version 4 GUID. */
function guidFrom(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function hex32(value: number): string {
  return Math.floor(value).toString(16).padStart(8, '0');
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function itemAt<T>(from: readonly T[], index: number): T {
  const item = from[index];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

function shuffled<T>(from: readonly T[], below: (limit: number) => number): T[] {
  const cards = [...from];
  for (let last = cards.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    const kept = itemAt(cards, last);
    cards[last] = itemAt(cards, other);
    cards[other] = kept;
  }
  return cards;
}
