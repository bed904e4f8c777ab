/** Who changed, in the order in which it was noticed; one who is named and no longer there was deleted. */
export interface ChangeLog<T> {
  /** Looks through everything and returns how many changes are known now. */
  notice(items: ReadonlyMap<string, T>): number;
  /** Ids, each once. */
  between(from: number, upTo: number): string[];
}

/**
 * Finds changes by comparing fingerprints, not by being told: whatever an observer does to the directory by hand is
 * noticed too. A look takes about a second per million objects, and only delta queries pay for it.
 */
export function createChangeLog<T>(fingerprint: (item: T) => number): ChangeLog<T> {
  const known = new Map<string, number>();
  const changes: string[] = [];
  return {
    notice: (items) => {
      const isFirstLook = known.size === 0;
      for (const [id, item] of items) {
        const print = fingerprint(item);
        if (known.get(id) === print) continue;
        known.set(id, print);
        if (!isFirstLook) changes.push(id);
      }
      if (known.size > items.size) {
        for (const id of known.keys()) {
          if (items.has(id)) continue;
          known.delete(id);
          changes.push(id);
        }
      }
      return changes.length;
    },
    between: (from, upTo) => [...new Set(changes.slice(from, upTo))],
  };
}

/** A 32-bit FNV-1a hash over texts. */
export function fingerprintOf(texts: readonly (string | null)[]): number {
  let hash = 0x811c9dc5;
  for (const text of texts) {
    hash = Math.imul(hash ^ (text === null ? 1 : 2), 0x01000193);
    for (let at = 0; at < (text?.length ?? 0); at += 1) {
      hash = Math.imul(hash ^ (text?.charCodeAt(at) ?? 0), 0x01000193);
    }
  }
  return hash >>> 0;
}
