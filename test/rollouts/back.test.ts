import assert from 'node:assert/strict';
import { canonicalJson, sha256Hex, type JsonObject } from '../../src/lib/canonical-json.ts';
import { ringGroup } from './support/movable-people.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 5;

describe('The preview of a way back', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 1, env: { CROSSOVER_GATE_PERCENT: '50' } });
    await shop.plan(PEOPLE);
  });
  afterEach(() => shop.close());

  const preview = (count: number) => shop.textOf('rollout.rollback', { count });
  const stepsOf = async (count: number): Promise<string> => {
    const outcome = await shop.ask('rollout.rollback', { count });
    if (outcome.kind !== 'draft') return assert.fail(outcome.kind);
    return outcome.draft.evidence.map(([label, value]) => `${label}: ${value}`).join('\n');
  };
  const group = () => shop.tenant.directory.groups.get(ringGroup(1))?.memberUserIds ?? assert.fail('no group');

  it('counts only who was moved and who is in the group: nobody before the policy is made', async () => {
    await shop.startRing(1);
    assert.match(await preview(1), /1\. Nobody’s per-user MFA[^]*2\. Nobody is in the group/);
    await shop.untilStep(1, 'notices');
    assert.match(await preview(1), /1\. Nobody’s per-user MFA[^]*2\. 5 people leave the group/);
  });

  it('leaves out whoever stayed and whoever was taken back alone, and so does its proposal afterwards', async () => {
    const [first, second] = shop.people;
    if (first) first.methods = [];
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    assert.match(await preview(1), /1\. 4 people get the per-user MFA state back[^]*2\. 4 people leave the group/);
    await shop.takeBack(1, second?.id);
    await shop.untilEnded(1);
    assert.match(
      await stepsOf(1),
      /Step 1: 3 people get the per-user MFA state back[^]*Step 2: 3 people leave the group/,
    );
  });

  it('of the end counts whoever left a group by it, and not who was never in one', async () => {
    await shop.startRing(1);
    await shop.untilEnded(1);
    await shop.approve('rollout.finish', {});
    await shop.untilStep(2, 'soak');
    group().delete(shop.people[0]?.id ?? '');
    assert.equal((await shop.untilEnded(2)).state, 'done');
    assert.match(await stepsOf(2), /Step 1: 4 people join the groups of the rings again/);
  });

  it('of an end that a version before has planned without one is refused, and the button too', async () => {
    await shop.startRing(1);
    await shop.untilEnded(1);
    const id = await shop.approve('rollout.finish', {});
    await withoutWayBack(shop, id);
    await assert.rejects(preview(2), /approved without a way back/);
    await assert.rejects(shop.takeBack(2), /approved without a way back/);
    assert.equal((await shop.ring(2)).state, 'running');
  });
});

/** The plan as it was before ends had a way back. */
async function withoutWayBack(shop: RolloutWorkshop, proposalId: string): Promise<void> {
  const { plan: text } = await shop.rows
    .selectFrom('proposal')
    .select('plan')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const plan = JSON.parse(text) as JsonObject & { items: { after: JsonObject }[] };
  const items = plan.items.filter(({ after }) => after['isTakingBack'] !== true);
  const older = canonicalJson({ ...plan, items });
  await shop.rows
    .updateTable('proposal')
    .set({ plan: older, plan_hash: sha256Hex(older) })
    .where('id', '=', proposalId)
    .execute();
}
