import assert from 'node:assert/strict';
import { databaseNow, type Database } from '../../src/db/database.ts';
import { createGovernor, type Governor } from '../../src/quotas/governor.ts';
import { PostponedError } from '../../src/quotas/postponed-error.ts';
import type { QuotaClass } from '../../src/quotas/quota-classes.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { caught } from '../entra/support/caught.ts';

const one = (quota: QuotaClass, tokens = 1) => [{ quota, tokens }];

/** The most instants that fall into any stretch of so many milliseconds. */
const mostWithin = (instants: readonly number[], millis: number): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + millis).length));

onEachDatabase('The governor', (database: () => Database) => {
  let skewMillis = 0;
  let paused: number[] = [];
  beforeEach(async () => {
    paused = [];
    await database().rows.deleteFrom('quota').execute();
  });

  const now = async (): Promise<number> => (await databaseNow(database().rows)).getTime();
  /** Whoever pauses moves the clock instead of waiting. */
  const replica = (limits: Parameters<typeof createGovernor>[0]['limits'] = {}): Governor =>
    createGovernor({
      rows: database().rows,
      clock: { now: () => new Date(Date.now() + skewMillis) },
      random: () => 0.5,
      limits,
      pause: async (millis) => {
        paused.push(millis);
        skewMillis += Math.ceil(millis);
        await database().moveClock(skewMillis);
      },
    });

  it('lets five calls of ten seconds through, and the next when their time has come, without loss', async () => {
    const governor = replica();
    const startedAt = await now();
    const instants: number[] = [];
    for (let call = 0; call < 21; call += 1) {
      await governor.take(one('reports'));
      instants.push(await now());
    }
    assert.equal(mostWithin(instants, 10_000), 5);
    const seconds = ((instants.at(-1) ?? 0) - startedAt) / 1000;
    assert.ok(seconds < 40 * 1.1, `20 calls more took ${seconds} s, at 5 in 10 s`);
  });

  it('shares one quota among replicas', async () => {
    const limits = { identity: { count: 50, perSeconds: 1 } };
    const instants: number[] = [];
    const loop = async (governor: Governor): Promise<void> => {
      for (let call = 0; call < 30; call += 1) {
        await governor.take(one('identity'));
        instants.push(await now());
      }
    };
    await Promise.all([replica(limits), replica(limits), replica(limits)].map(loop));
    assert.equal(instants.length, 90);
    assert.ok(mostWithin(instants, 1000) <= 50);
  });

  it('lets what a person waits for go before what nobody waits for, however long that waits', async () => {
    const governor = replica();
    await governor.take(one('reports'));
    const order: string[] = [];
    const background = [1, 2].map((no) => governor.take(one('reports')).then(() => order.push(`background ${no}`)));
    const person = governor.take(one('reports'), { isUserInitiated: true }).then(() => order.push('person'));
    await Promise.all([...background, person]);
    assert.deepEqual(order, ['person', 'background 1', 'background 2']);
  });

  it('holds all replicas until Retry-After is over, to the second', async () => {
    const [refused, other] = [replica(), replica()];
    await other.take(one('reports'));
    const at = await now();
    await refused.refused('reports', 7);
    await other.take(one('reports'));
    const waited = (await now()) - at;
    assert.ok(waited >= 7000 && waited < 8000, `waited ${waited} ms`);
  });

  it('holds only the class that was refused', async () => {
    const governor = replica();
    await governor.refused('reports', 7);
    await governor.take(one('identity'));
    assert.deepEqual(paused, []);
  });

  it('backs off for twice as long with each refusal that names no time, and anew after a success', async () => {
    const governor = replica();
    /** Real time passes between the refusal and the look, so a hold is known as being within two bounds. */
    const assertHeldFor = async (seconds: number): Promise<void> => {
      const before = await now();
      await governor.refused('identity', null);
      const after = await now();
      await governor.refused('identity', null); // another answer of the same moment
      const { blocked_until: until } = await database()
        .rows.selectFrom('quota')
        .select('blocked_until')
        .where('name', '=', 'identity')
        .executeTakeFirstOrThrow();
      const held = (from: number): number => (until.getTime() - from) / 1000;
      assert.ok(held(after) <= seconds && seconds <= held(before), `between ${held(after)} and ${held(before)} s`);
      await governor.take(one('identity'));
    };
    await assertHeldFor(2.5);
    await assertHeldFor(5);
    governor.went('identity');
    await governor.take(one('reports')); // the row was written meanwhile
    await assertHeldFor(2.5);
  });

  it('lets a call of Conditional Access go a second after the one before was answered, however long that took', async () => {
    const [busy, other] = [replica(), replica()];
    await busy.take(one('conditionalAccess'));
    skewMillis += 4000;
    await database().moveClock(skewMillis); // Graph takes its time
    busy.ended(one('conditionalAccess'));
    const answeredAt = await now();
    await other.take(one('conditionalAccess'), { isUserInitiated: true });
    const waited = (await now()) - answeredAt;
    assert.ok(waited >= 1000 && waited < 2000, `waited ${waited} ms`);
  });

  it('does not wait for ever for the end of a call whose process is gone', async () => {
    await replica().take(one('conditionalAccess'));
    const at = await now();
    await replica().take(one('conditionalAccess'));
    assert.ok((await now()) - at <= 10_500);
  });

  it('sends away what would wait for more than ten seconds, with the seconds after which it may come back', async () => {
    const governor = replica();
    await governor.refused('reports', 60);
    const postponed = await caught(PostponedError, governor.take(one('reports')));
    assert.ok(postponed.retryAfterSeconds > 59 && postponed.retryAfterSeconds <= 60);
    assert.deepEqual(paused, []);
  });

  it('forgets whoever stops waiting, and lets the others go', async () => {
    const governor = replica();
    await governor.take(one('reports'));
    const stop = new AbortController();
    const stopped = governor.take(one('reports'), { signal: stop.signal });
    const other = governor.take(one('reports'));
    stop.abort(new TypeError('nobody waits any more'));
    await caught(TypeError, stopped);
    await other;
  });

  it('takes of several classes what a call costs of each', async () => {
    const governor = replica({ identityWrites: { count: 1, perSeconds: 4 } });
    const at = await now();
    const costs = [...one('identityWrites'), ...one('identity')];
    for (let call = 0; call < 3; call += 1) await governor.take(costs);
    assert.ok((await now()) - at >= 8000);
  });
});
