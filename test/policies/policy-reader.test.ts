import assert from 'node:assert/strict';
import type { Graph } from '../../src/entra/graph.ts';
import { createPolicyReader } from '../../src/policies/policy-reader.ts';
import { standingClock } from '../tenant/clock.ts';

/** A Graph whose answers come when the test says so. */
function slowGraph() {
  const asked: (() => void)[] = [];
  async function* pages() {
    await new Promise<void>((answer) => asked.push(answer));
    yield { body: [], requestId: null };
  }
  return { graph: { pages } as unknown as Graph, asked };
}

describe('Reading the policies', () => {
  it('asks once for everybody who asks at the same time, since Conditional Access allows one call a second', async () => {
    const { graph, asked } = slowGraph();
    const reader = createPolicyReader(graph, standingClock(new Date()));
    const both = [reader.read(5000), reader.read(5000)];
    await untilAsked(asked, 1);
    asked[0]?.();
    const [one, other] = await Promise.all(both);
    assert.equal(one, other);
    assert.equal(asked.length, 1);
  });

  it('asks again once the last answer is older than wanted, and not before', async () => {
    const { graph, asked } = slowGraph();
    const clock = standingClock(new Date());
    const reader = createPolicyReader(graph, clock);
    const first = reader.read(5000);
    await untilAsked(asked, 1);
    asked[0]?.();
    await first;
    clock.advance(5000);
    assert.equal(await reader.read(5000), await first);
    clock.advance(1);
    const second = reader.read(5000);
    await untilAsked(asked, 2);
    asked[1]?.();
    assert.notEqual(await second, await first);
  });

  it('does not take an answer that was asked for too long ago, though it has only just come', async () => {
    const { graph, asked } = slowGraph();
    const clock = standingClock(new Date());
    const reader = createPolicyReader(graph, clock);
    const patient = reader.read(60_000);
    await untilAsked(asked, 1);
    clock.advance(6000);
    const strict = reader.read(5000);
    asked[0]?.();
    await patient;
    await untilAsked(asked, 2);
    asked[1]?.();
    assert.equal((await strict).readAt.getTime(), clock.now().getTime());
  });

  it('asks again after the machine’s clock was set back: how old the answer is can no longer be told', async () => {
    const { graph, asked } = slowGraph();
    let at = new Date('2026-11-23T09:00:00Z');
    const reader = createPolicyReader(graph, { now: () => at });
    const first = reader.read(5000);
    await untilAsked(asked, 1);
    asked[0]?.();
    await first;
    at = new Date('2026-11-23T08:00:00Z');
    const second = reader.read(5000);
    await untilAsked(asked, 2);
    asked[1]?.();
    assert.notEqual(await second, await first);
  });
});

/** Lets promises run until so many requests are out. */
async function untilAsked(asked: readonly unknown[], count: number): Promise<void> {
  for (let turn = 0; asked.length < count && turn < 100; turn += 1) await Promise.resolve();
  assert.equal(asked.length, count);
}
