/** The shortest fixed word in which a slip is forgiven: shorter ones are too near to each other. */
const SHORTEST = 5;

/** Words of phrases by their length and an end of theirs, to find what a mistyped word may have meant. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** One slip leaves the first letter as it was, or the last. */
const keysOf = (length: number, word: string): [string, string] => [
  `${length}${word.charAt(0)}-`,
  `${length}-${word.charAt(word.length - 1)}`,
];

/** Keeps the words that are long enough for a slip to be forgiven. */
export function vocabularyOf(words: Iterable<string>): Vocabulary {
  const byEnds = new Map<string, string[]>();
  for (const word of new Set(words)) {
    if (word.length < SHORTEST) continue;
    for (const key of keysOf(word.length, word)) byEnds.set(key, [...(byEnds.get(key) ?? []), word]);
  }
  return byEnds;
}

/** The words of the vocabulary that one slip turns into `typed`. */
export function nearWords(vocabulary: Vocabulary, typed: string): ReadonlySet<string> {
  const near = new Set<string>();
  for (const length of [typed.length - 1, typed.length, typed.length + 1]) {
    for (const key of keysOf(length, typed))
      for (const word of vocabulary.get(key) ?? []) if (isOneSlipApart(word, typed)) near.add(word);
  }
  return near;
}

/** Whether one letter was left out, added, mistaken, or swapped with its neighbour. */
export function isOneSlipApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [longer, shorter] = one.length >= other.length ? [one, other] : [other, one];
  if (longer.length > shorter.length) return longer.slice(same + 1) === shorter.slice(same);
  if (one.slice(same + 1) === other.slice(same + 1)) return true;
  const isSwapped = one[same] === other[same + 1] && one[same + 1] === other[same];
  return isSwapped && one.slice(same + 2) === other.slice(same + 2);
}
