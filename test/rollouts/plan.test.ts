import assert from 'node:assert/strict';
import type { RingRow } from '../../src/db/rollout-tables.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const DAY_MILLIS = 86_400_000;

describe('A plan of a rollout', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  before(async () => {
    shop = await RolloutWorkshop.open({ movable: 6, groups: 6, env: { CROSSOVER_QUIET_WEEKDAYS: 'sat,sun' } });
  });
  after(() => shop.close());
  afterEach(() => shop.textOf('rollout.plan', { by: 'discard' }));

  const everybody = { whom: { filter: { states: ['enabled', 'enforced'] } } };
  const rings = (): Promise<RingRow[]> => shop.rows.selectFrom('ring').selectAll().orderBy('no').execute();

  it('moves so many people a day, one ring on each day that is not quiet', async () => {
    await shop.textOf('rollout.plan', { ...everybody, by: 'day', count: 2 });
    const all = await rings();
    assert.deepEqual(
      all.map(({ is_daily: isDaily }) => isDaily),
      [true, true, true],
    );
    for (const [at, ring] of all.entries()) {
      const before = all[at - 1];
      if (!before) continue;
      const days = (ring.moves_at.getTime() - before.moves_at.getTime()) / DAY_MILLIS;
      assert.ok(days === 1 || days === 3, `${days} days`);
    }
  });

  it('takes a pasted list of people, by userPrincipalName, mail address or object id', async () => {
    const [first, second] = shop.people;
    const list = [first?.id.toUpperCase() ?? '', second?.userPrincipalName.toUpperCase() ?? ''];
    assert.match(await shop.textOf('rollout.plan', { list }), /2 people/);
    assert.equal((await shop.members(1)).length, 2);
  });

  it('counts whoever a list names in two ways once', async () => {
    const [first] = shop.people;
    const list = [first?.id ?? '', first?.userPrincipalName ?? '', first?.userPrincipalName ?? ''];
    assert.match(await shop.textOf('rollout.plan', { list }), /1 person/);
    assert.equal((await shop.members(1)).length, 1);
  });

  it('says which lines of a list name nobody, and plans nothing then', async () => {
    const list = [shop.people[0]?.id ?? '', 'nobody@fabrikam.example'];
    await assert.rejects(shop.ask('rollout.plan', { list }), /1 person whom I do not know: nobody@fabrikam\.example/);
    assert.deepEqual(await rings(), []);
  });
});
