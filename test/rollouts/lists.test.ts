import assert from 'node:assert/strict';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 60;
const PER_RING = 30;

describe('Lists of people for rings', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  let names: string[];
  before(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 4 });
    await shop.plan(PER_RING);
    names = shop.people.map(({ userPrincipalName }) => userPrincipalName);
  });
  after(() => shop.close());

  it('put more people into a ring than are typed', async () => {
    await shop.textOf('rollout.addUsers', { list: names.slice(0, 55), count: 2 });
    const inRing = new Set((await shop.members(2)).map(({ person_id: id }) => id));
    assert.ok(shop.people.slice(0, 55).every(({ id }) => inRing.has(id)));
  });

  it('leave more people out than are typed, until a day', async () => {
    const when = new Date(shop.tenant.clock.now().getTime() + 5 * 86_400_000).toISOString();
    assert.match(await shop.textOf('rollout.excludeUsers', { list: names, when }), /^Left out for now\n[^]*60 people/);
    assert.equal((await shop.rows.selectFrom('rollout_exclusion').selectAll().execute()).length, PEOPLE);
  });

  it('name nobody who is unknown', async () => {
    const list = ['nobody@fabrikam.example'];
    await assert.rejects(shop.ask('rollout.addUsers', { list, count: 2 }), /1 person whom I do not know/);
  });

  it('move somebody out of the ring that is said, and nobody who is not in it', async () => {
    const [member] = await shop.members(2);
    const who = [{ id: member?.person_id ?? '', displayName: member?.name ?? '' }];
    await assert.rejects(shop.ask('rollout.addUsers', { who, from: 1, count: 2 }), /Not in ring 1: /);
    await shop.textOf('rollout.addUsers', { who, from: 2, count: 1 });
    assert.ok((await shop.members(1)).some((one) => one.person_id === member?.person_id));
    assert.ok(!(await shop.members(2)).some((one) => one.person_id === member?.person_id));
  });
});
