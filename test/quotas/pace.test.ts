import assert from 'node:assert/strict';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { createPace, type Pace } from '../../src/quotas/pace.ts';
import { PostponedError } from '../../src/quotas/postponed-error.ts';
import { createShare, slotsAmong, type Share } from '../../src/quotas/quota-shares.ts';
import { seededRandom } from '../tenant/seeded-random.ts';

/** A world with a clock of its own: what waits goes on when its time has come. */
class World {
  nowMillis = 0;
  readonly #waiting: { at: number; go: () => void }[] = [];

  readonly pause = (millis: number): Promise<void> =>
    new Promise((resolve) => {
      this.#waiting.push({ at: this.nowMillis + millis, go: resolve });
    });

  /** Lets time pass, in the order of what waits for it. */
  async pass(millis: number): Promise<void> {
    const end = this.nowMillis + millis;
    for (;;) {
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
      const next = this.#waiting.sort((one, other) => one.at - other.at)[0];
      if (!next || next.at > end) break;
      this.#waiting.shift();
      this.nowMillis = Math.max(this.nowMillis, next.at);
      next.go();
    }
    this.nowMillis = end;
  }
}

const LIMIT = 50;
/** A share that never changes. */
const whole = (slots = LIMIT): Share => ({
  slotsFor: () => Promise.resolve({ slots, blockedMillis: 0 }),
  hold: () => Promise.resolve(),
});

/** The most that any second of these moments holds. */
function fullestSecond(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.max(0, ...sorted.map((end, at) => sorted.slice(0, at + 1).filter((time) => end - time < 1000).length));
}

describe('The pace of calls to Teams', () => {
  /** Sends so many, with a way there and back of random length; resolves with when the other side counted each. */
  async function sent(
    world: World,
    pace: Pace,
    { count, longest }: { count: number; longest: number },
  ): Promise<number[]> {
    const random = seededRandom(7);
    const counted: number[] = [];
    const work = Array.from({ length: count }, async () => {
      const leave = await pace.take({ isBulk: true });
      await world.pause(10 + random.below(longest));
      counted.push(world.nowMillis);
      await world.pause(10 + random.below(longest));
      leave.ended();
    });
    const all = Promise.all(work);
    for (let second = 0; counted.length < count; second += 1) await world.pass(1000);
    await world.pass(2000);
    await all;
    return counted;
  }

  for (const longest of [5, 60, 400]) {
    it(`lets no second of the other side hold more than fifty, with up to ${longest} ms of chance on each way`, async () => {
      const world = new World();
      const pace = createPace({ limit: LIMIT, share: whole(), nowMillis: () => world.nowMillis, pause: world.pause });
      const counted = await sent(world, pace, { count: 600, longest });
      assert.ok(fullestSecond(counted) <= LIMIT, `${fullestSecond(counted)} in one second`);
    });
  }

  it('is as fast as the limit allows where the way is even: more than 48 a second', async () => {
    const world = new World();
    const pace = createPace({ limit: LIMIT, share: whole(), nowMillis: () => world.nowMillis, pause: world.pause });
    const counted = await sent(world, pace, { count: 1500, longest: 5 });
    const seconds = (Math.max(...counted) - Math.min(...counted)) / 1000;
    assert.ok(1500 / seconds > 48, `${1500 / seconds} a second`);
  });

  it('lets what a person waits for go first, within a tenth of a second', async () => {
    const world = new World();
    const pace = createPace({ limit: LIMIT, share: whole(), nowMillis: () => world.nowMillis, pause: world.pause });
    const bulk = async () => {
      const leave = await pace.take({ isBulk: true });
      await world.pause(20);
      leave.ended();
    };
    const all = Promise.all(Array.from({ length: 400 }, bulk));
    await world.pass(3000);
    let waited: number | undefined;
    const askedAt = world.nowMillis;
    void pace.take().then((leave) => {
      waited = world.nowMillis - askedAt;
      leave.ended();
    });
    await world.pass(1000);
    assert.ok(waited !== undefined && waited <= 100, `${waited ?? 'for ever'} ms`);
    await world.pass(20_000);
    await all;
  });

  it('sends away what would have to wait for longer than ten seconds, and says for how long', async () => {
    const world = new World();
    const share: Share = { ...whole(), slotsFor: () => Promise.resolve({ slots: LIMIT, blockedMillis: 300_000 }) };
    const pace = createPace({ limit: LIMIT, share, nowMillis: () => world.nowMillis, pause: world.pause });
    await assert.rejects(pace.take(), (cause) => cause instanceof PostponedError && cause.retryAfterSeconds === 300);
  });
});

describe('The share of a process', () => {
  it('is all where nobody else wants any, and a fair part where others do', () => {
    assert.equal(slotsAmong([], { limit: 50, wanted: 50 }), 50);
    assert.equal(slotsAmong([{ slots: 4, wanted: 4 }], { limit: 50, wanted: 50 }), 46);
    assert.equal(slotsAmong([{ slots: 25, wanted: 50 }], { limit: 50, wanted: 50 }), 25);
    assert.equal(slotsAmong([{ slots: 50, wanted: 50 }], { limit: 50, wanted: 50 }), 0);
  });

  describe('of several', () => {
    let database: Database;
    let now = 0;
    before(async () => {
      database = await openDatabase({ kind: 'embedded' }, { isClockMovable: true });
    });
    after(() => database.close());
    beforeEach(async () => {
      await database.rows.deleteFrom('quota_share').execute();
      await database.rows.deleteFrom('quota').execute();
    });
    const share = (holder: string): Share =>
      createShare({ rows: database.rows, quota: 'connector', limit: LIMIT, holder, nowMillis: () => now });
    const slotsOf = async (one: Share, inUse = 0, wanted = LIMIT): Promise<number> => {
      now += 300; // a share is renewed four times a second
      return (await one.slotsFor({ inUse, wanted, isBulk: true })).slots;
    };

    it('are together never more than the limit, also while one gives back what it still has in the air', async () => {
      const [ann, bob] = [share('ann'), share('bob')];
      assert.equal(await slotsOf(ann), 50);
      assert.equal(await slotsOf(bob), 0);
      await slotsOf(ann, 50); // told to have fewer, it has all fifty in the air
      now += 10_000;
      assert.equal(await slotsOf(bob), 0);
      now += 10_000;
      assert.equal(await slotsOf(ann, 20), 25);
      now += 10_000;
      assert.equal(await slotsOf(bob), 25);
    });

    it('of a process that has died comes back when its lease is over', async () => {
      const [ann, bob] = [share('ann'), share('bob')];
      await slotsOf(ann);
      assert.equal(await slotsOf(bob), 0);
      await database.moveClock(60_000);
      now += 10_000;
      assert.equal(await slotsOf(bob), 50);
      await database.moveClock(0);
    });

    it('is nothing for as long as Teams told any of them to wait', async () => {
      const [ann, bob] = [share('ann'), share('bob')];
      await slotsOf(bob);
      await ann.hold(30);
      now += 300;
      await bob.slotsFor({ inUse: 0, wanted: LIMIT, isBulk: true }); // renews beside
      now += 300;
      const { blockedMillis } = await bob.slotsFor({ inUse: LIMIT, wanted: LIMIT, isBulk: true });
      assert.ok(blockedMillis > 25_000, `${blockedMillis}`);
    });
  });

  it('answers people, and sends nothing in bulk, where the database is away', async () => {
    const database = await openDatabase({ kind: 'embedded' });
    await database.close();
    const one = createShare({ rows: database.rows, quota: 'connector', limit: LIMIT, holder: 'x', nowMillis: () => 1 });
    assert.ok((await one.slotsFor({ inUse: 0, wanted: 1, isBulk: false })).slots > 0);
    await assert.rejects(one.slotsFor({ inUse: 0, wanted: 1, isBulk: true }));
  });
});
