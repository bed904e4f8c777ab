import assert from 'node:assert/strict';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const DAY_MILLIS = 86_400_000;

describe('The end of a rollout', function () {
  this.timeout(90_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: 6, groups: 2 });
    await shop.plan(6);
    await shop.startRing(1);
    await shop.untilEnded(1);
  });
  afterEach(async () => {
    const gaps = shop.gaps();
    await shop.close();
    assert.deepEqual(gaps, [], 'nobody is without MFA at any instant');
  });

  const policies = () => [...shop.tenant.directory.policies.values()];
  const forAll = () =>
    policies().find(({ displayName }) => displayName === 'Crossover: Require MFA for everyone who moved');
  const ofRing = async () => shop.tenant.directory.policies.get((await shop.ring(1)).policy_id ?? '');
  const toldTo = async (kind: string) => {
    const notices = await shop.rows.selectFrom('notice').select('content').where('kind', '=', 'outcome').execute();
    return notices.map(({ content }) => content).filter((content) => content.includes(kind));
  };

  it('is one policy for all, proven, by an approval of its own; only then the rings’ policies go', async () => {
    await shop.approve('rollout.finish', {});
    await shop.untilStep(2, 'gate');
    assert.deepEqual(
      [forAll()?.state, (await ofRing())?.state],
      ['enabledForReportingButNotEnforced', 'enabled'],
      'it is observed first',
    );
    await shop.untilStep(2, 'soak');
    assert.deepEqual([forAll()?.state, (await ofRing())?.state], ['enabled', 'enabledForReportingButNotEnforced']);
    const end = await shop.untilEnded(2);
    assert.equal(end.state, 'done', end.hold ?? '');
    assert.equal(await ofRing(), undefined);
    await shop.assertRecordIsWhole();
  });

  it('is held, and leaves the rings’ policies on, where the policy for all does not cover somebody who was moved', async () => {
    await shop.approve('rollout.finish', {});
    await shop.untilStep(2, 'prove');
    const policy = forAll() ?? assert.fail('no policy');
    const { conditions } = policy as unknown as { conditions: { users: object } };
    const users = { ...conditions.users, excludeUsers: [shop.people[0]?.id ?? ''] };
    shop.tenant.directory.policies.set(policy.id, { ...policy, conditions: { ...conditions, users } });
    await shop.passTime(20 * 60_000);
    await shop.work();
    assert.match((await shop.ring(2)).hold ?? '', /5 of 6|was edited/);
    assert.equal((await ofRing())?.state, 'enabled');
  });

  it('is not taken back as a ring is: everybody relies on it', async () => {
    await shop.approve('rollout.finish', {});
    await assert.rejects(shop.ask('rollout.rollback', { count: 2 }), /Everybody relies on the policy for all/);
    await assert.rejects(shop.takeBack(2), /Everybody relies on the policy for all/);
  });

  it('waits for Microsoft to mark its recommendation, and lists newcomers in no ring every day until then', async () => {
    const newcomers = [...shop.tenant.directory.users.values()].filter(
      ({ id, userType, accountEnabled, givenName, roleTemplateIds }) =>
        userType === 'Member' &&
        accountEnabled &&
        givenName !== null &&
        roleTemplateIds.length === 0 &&
        !shop.people.some((one) => one.id === id),
    );
    const [newcomer] = newcomers;
    if (!newcomer) assert.fail('nobody');
    for (const user of newcomers) user.perUserMfaState = 'enabled';
    await shop.readEverybody();
    await shop.approve('rollout.finish', {});
    await shop.untilEnded(2);
    const before = (await toldTo(newcomer.displayName)).length;
    assert.ok(before >= 3, 'while the end is observed and watched');
    await shop.passTime(DAY_MILLIS);
    await shop.work();
    assert.equal((await toldTo(newcomer.displayName)).length, before + 1);
    assert.equal(await openRollouts(shop), 1);
    for (const user of newcomers) user.perUserMfaState = 'disabled';
    await shop.readEverybody();
    await shop.passTime(DAY_MILLIS);
    await shop.work();
    assert.equal(await openRollouts(shop), 0);
    assert.equal((await toldTo('The rollout is over')).length, 1);
  });

  it('tells approvers once where somebody’s per-user MFA is switched on again after the move', async () => {
    const [first] = shop.people;
    if (!first) assert.fail('nobody');
    first.perUserMfaState = 'enabled';
    await shop.readEverybody();
    for (let day = 0; day < 3; day += 1) {
      await shop.passTime(DAY_MILLIS);
      await shop.work();
    }
    assert.equal((await toldTo('per-user MFA was switched on again')).length, 1);
    const [member] = await shop.members(1);
    assert.ok((await shop.members(1)).some(({ why }) => why === 'per-user MFA was switched on again: two prompts'));
    assert.equal(member?.state, 'moved');
  });
});

async function openRollouts(shop: RolloutWorkshop): Promise<number> {
  return (await shop.rows.selectFrom('rollout').select('id').where('state', '=', 'open').execute()).length;
}
