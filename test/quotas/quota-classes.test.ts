import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bucketOf, documentedLimits } from '../../src/quotas/quota-classes.ts';

const REPLICAS = 5;
const windows = fc.integer({ min: 1, max: 600 });
const limits = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 20_000 }), perSeconds: windows }),
  fc
    .integer({ min: 3, max: 49 })
    .chain((count) =>
      fc.record({ count: fc.constant(count), perSeconds: windows, burst: fc.integer({ min: 2, max: count - 1 }) }),
    ),
);

describe('The bucket of a quota', () => {
  it('lets no more through in any window than the limit, with what five replicas hold in hand', () => {
    fc.assert(
      fc.property(limits, (limit) => {
        const { intervalMillis, burst, chunk } = bucketOf(limit);
        const inHand = chunk > 1 ? REPLICAS * chunk : 0;
        const most = Math.floor((limit.perSeconds * 1000) / intervalMillis) + burst + inHand;
        assert.ok(most <= limit.count, `${most} of ${limit.count}`);
      }),
    );
  });

  it('uses at least 90 % of every limit whose windows are longer than a second, mail aside, of which some go at once', () => {
    for (const [name, limit] of Object.entries(documentedLimits).filter(
      ([name, { perSeconds }]) => perSeconds > 1 && !name.startsWith('mail'),
    )) {
      const share = (limit.perSeconds * 1000) / bucketOf(limit).intervalMillis / limit.count;
      assert.ok(share >= 0.9, `${name} uses ${share}`);
    }
  });

  it('lets a call of Conditional Access go more than a second after the one before was answered', () => {
    const { restMillis, burst } = bucketOf(documentedLimits.conditionalAccess);
    assert.ok((restMillis ?? 0) > 1000 && burst === 1);
  });
});
