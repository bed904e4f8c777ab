import assert from 'node:assert/strict';
import type { ShownBooks } from './announcing.ts';

/** How often each of some people was told, by somebody who reads only what reached them. */
export type Told = ReadonlyMap<string, number>;

/**
 * Compares the books of a notice with what its people have really read: everybody stands in one column, nobody was told
 * twice, and whoever was told is counted as delivered, by mail, or unconfirmed.
 */
export function reconcile(books: ShownBooks, { before, after }: { before: Told; after: Told }): void {
  const { planned, delivered, mailed, failed, unconfirmed, cancelled } = books;
  assert.equal(planned, delivered + mailed + failed + unconfirmed + cancelled, 'the books do not add up');
  const times = [...after].map(([person, told]) => told - (before.get(person) ?? 0));
  assert.ok(Math.max(0, ...times) <= 1, 'somebody was told twice');
  const read = times.reduce((sum, one) => sum + one, 0);
  const sure = delivered + mailed;
  assert.ok(read >= sure, `${sure} are told in the books, ${read} in truth`);
  assert.ok(
    read <= sure + unconfirmed,
    `${read} have read it, and the books know of ${sure} and ${unconfirmed} perhaps`,
  );
}
