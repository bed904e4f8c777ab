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
    guid: () => {
      const word = (): number => (next() * 2 ** 32) >>> 0;
      return guidFrom(word(), word(), [word(), word()]);
    },
  };
}

/** The id that always belongs to these words; for objects whose id nobody chose. */
export function guidOf(...words: string[]): string {
  const hash = createHash('sha256').update(words.join('\u0000')).digest();
  return guidFrom(hash.readUInt32BE(0), hash.readUInt32BE(4), [hash.readUInt32BE(8), hash.readUInt32BE(12)]);
}

/** A number from 0 to 100 that always belongs to these words. */
export function percentOf(...words: string[]): number {
  return (Number.parseInt(guidOf(...words).slice(0, 8), 16) / 2 ** 32) * 100;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hex16 = (value: number): string => `${HEX[(value >>> 8) & 0xff] ?? ''}${HEX[value & 0xff] ?? ''}`;

/** Shapes 128 bits into a valid version 4 GUID; a million people need a million of them. */
function guidFrom(first: number, second: number, [third, fourth]: [number, number]): string {
  const versioned = 0x4000 | (second & 0x0fff);
  const variant = 0x8000 | ((third >>> 16) & 0x3fff);
  const head = `${hex16(first >>> 16)}${hex16(first)}-${hex16(second >>> 16)}-${hex16(versioned)}`;
  return `${head}-${hex16(variant)}-${hex16(third)}${hex16(fourth >>> 16)}${hex16(fourth)}`;
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
