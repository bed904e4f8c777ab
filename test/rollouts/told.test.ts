import assert from 'node:assert/strict';
import type { TenantUser } from '../tenant/contract.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 5;

describe('What the people of a ring are told', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 1, env: { CROSSOVER_GATE_PERCENT: '50' } });
    await shop.plan(PEOPLE);
  });
  afterEach(() => shop.close());

  const person = (at: number): TenantUser => shop.people[at] ?? assert.fail('nobody');
  /** The notices that somebody was told, in their order. */
  const toldTo = async ({ id }: TenantUser): Promise<(string | null)[]> => {
    const found = await shop.rows
      .selectFrom('notice')
      .innerJoin('delivery', 'delivery.notice_id', 'notice.id')
      .select('notice.name')
      .where('person_id', '=', id)
      .where('kind', '=', 'step')
      .orderBy('created_at')
      .execute();
    return found.map(({ name }) => name);
  };

  it('is that they move today only where they do; whoever has no method hears that they stay until they have registered', async () => {
    person(0).methods = [];
    await shop.startRing(1);
    await shop.untilEnded(1);
    assert.deepEqual(await toldTo(person(0)), ['movingSoon', 'registerNow', 'registerFirst', 'postponed']);
    assert.deepEqual(await toldTo(person(1)), ['movingSoon', 'today', 'done']);
  });

  it('is nothing about moving at the hour where they stay for another reason', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'notices');
    await shop.work();
    const { id, displayName } = person(0);
    const when = new Date(shop.tenant.clock.now().getTime() + 40 * 86_400_000).toISOString();
    await shop.textOf('rollout.excludeUsers', { who: [{ id, displayName }], when });
    await shop.untilEnded(1);
    assert.deepEqual(await toldTo(person(0)), ['movingSoon', 'postponed']);
  });

  it('is a reminder to register only as long as they have not, by what Entra says at that moment', async () => {
    person(0).methods = [];
    await shop.startRing(1);
    await shop.untilStep(1, 'notices');
    await shop.work();
    person(0).methods = ['microsoftAuthenticatorAuthenticationMethod'];
    await shop.untilEnded(1);
    assert.deepEqual(await toldTo(person(0)), ['movingSoon', 'today', 'done']);
  });
});
