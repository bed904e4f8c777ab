import assert from 'node:assert/strict';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const DAY_MILLIS = 86_400_000;

describe('The daily look at a rollout', function () {
  this.timeout(60_000);

  it('counts nobody as in no ring whom nobody planned to move, before the end is approved', async () => {
    const shop = await RolloutWorkshop.open({ movable: 4, groups: 1 });
    try {
      const [planned, ...others] = shop.people;
      await shop.textOf('rollout.plan', { list: [planned?.id ?? ''] });
      await shop.startRing(1);
      await shop.untilEnded(1);
      await shop.passTime(DAY_MILLIS);
      await shop.work();
      assert.deepEqual(await tidings(shop), []);
      await shop.approve('rollout.finish', {});
      await shop.passTime(DAY_MILLIS);
      await shop.work();
      const [first = ''] = await tidings(shop);
      assert.match(first, new RegExp(`${others.length} people are in no ring`));
    } finally {
      await shop.close();
    }
  });
});

/** What approvers were told of the day. */
async function tidings(shop: RolloutWorkshop): Promise<string[]> {
  const found = await shop.rows.selectFrom('notice').select('content').where('kind', '=', 'outcome').execute();
  return found.map(({ content }) => content).filter((content) => content.includes('The rollout today'));
}
