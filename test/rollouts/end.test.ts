import assert from 'node:assert/strict';
import { ringGroup } from './support/movable-people.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const DAY_MILLIS = 86_400_000;
const SETTLE_MILLIS = 15 * 60_000;

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
  const group = () => shop.tenant.directory.groups.get(ringGroup(1));
  const inGroup = () => group()?.memberUserIds.size ?? -1;
  /** People whom no ring was planned for. */
  const outsiders = () =>
    [...shop.tenant.directory.users.values()].filter(
      ({ id, userType, accountEnabled, givenName, roleTemplateIds }) =>
        userType === 'Member' &&
        accountEnabled &&
        givenName !== null &&
        roleTemplateIds.length === 0 &&
        !shop.people.some((one) => one.id === id),
    );
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

  it('empties the groups of the rings last, when no policy names them any more', async () => {
    await shop.approve('rollout.finish', {});
    await shop.untilStep(2, 'soak');
    const from = shop.tenant.log.length;
    assert.equal(inGroup(), 6);
    await shop.untilEnded(2);
    assert.equal(inGroup(), 0);
    const deleted = shop.tenant.log.slice(from).filter(({ method }) => method === 'DELETE');
    const ofPolicy = deleted.map(({ path }) => path.includes('/policies/'));
    assert.deepEqual(ofPolicy, [true, ...Array.from({ length: 6 }, () => false)]);
    assert.equal((await toldTo('their groups are empty')).length, 1);
  });

  it('says who could not be taken out of a group, and ends all the same', async () => {
    await shop.approve('rollout.finish', {});
    await shop.untilStep(2, 'soak');
    shop.tenant.directory.users.delete(shop.people[0]?.id ?? '');
    assert.equal((await shop.untilEnded(2)).state, 'done');
    assert.equal((await toldTo('1 person is still in their groups')).length, 1);
  });

  describe('taken back', () => {
    it('turns the rings’ policies on and proves them, before the policy for all goes to report-only', async () => {
      await shop.approve('rollout.finish', {});
      await shop.untilStep(2, 'soak');
      const words = await shop.textOf('rollout.rollback', { count: 2 });
      assert.match(
        words,
        /Nobody has left the groups[^]*1 policy of the rings is turned on again\.[^]*prove that they cover/,
      );
      await shop.takeBack(2);
      await shop.untilStep(2, 'proveBack');
      assert.deepEqual([forAll()?.state, (await ofRing())?.state], ['enabled', 'enabled']);
      const provenFrom = shop.tenant.clock.now().getTime();
      const end = await shop.untilEnded(2);
      assert.equal(end.state, 'takenBack', end.hold ?? '');
      assert.ok(shop.tenant.clock.now().getTime() - provenFrom >= SETTLE_MILLIS, 'it had time to settle');
      assert.deepEqual([forAll()?.state, (await ofRing())?.state], ['enabledForReportingButNotEnforced', 'enabled']);
      await shop.assertRecordIsWhole();
    });

    it('fills groups again and makes policies again where they are gone already; then the end may come anew', async () => {
      await shop.approve('rollout.finish', {});
      await shop.untilStep(2, 'soak');
      shop.tenant.faults.add({ method: 'DELETE', path: /\/members\//, status: 503, sharePercent: 50 });
      await shop.until(() => Promise.resolve(inGroup() < 6), 60);
      assert.equal(await ofRing(), undefined);
      shop.tenant.faults.clear();
      await shop.takeBack(2);
      const end = await shop.untilEnded(2);
      assert.equal(end.state, 'takenBack', end.hold ?? '');
      assert.deepEqual(
        [forAll()?.state, (await ofRing())?.state, inGroup()],
        ['enabledForReportingButNotEnforced', 'enabled', 6],
      );
      assert.equal((await toldTo('The policies of the rings ask for MFA again')).length, 1);
      await shop.approve('rollout.finish', {});
      const again = await shop.untilEnded(2);
      assert.deepEqual([again.state, await ofRing(), inGroup()], ['done', undefined, 0], again.hold ?? '');
    });

    it('writes nothing where the policy for all was never on', async () => {
      await shop.approve('rollout.finish', {});
      await shop.untilStep(2, 'gate');
      const writes = () => shop.tenant.log.filter(({ method }) => method !== 'GET').length;
      const before = writes();
      await shop.takeBack(2);
      assert.equal((await shop.untilEnded(2)).state, 'takenBack');
      assert.equal(writes(), before);
    });

    it('is held, and the policy for all stays on, while the rings’ policies do not cover somebody who was moved', async () => {
      await shop.approve('rollout.finish', {});
      await shop.untilStep(2, 'soak');
      await shop.takeBack(2);
      await shop.untilStep(2, 'proveBack');
      const [first] = shop.people;
      group()?.memberUserIds.delete(first?.id ?? '');
      await shop.until(async () => (await shop.ring(2)).hold !== null);
      assert.match((await shop.ring(2)).hold ?? '', /cover 5 of 6 who were moved\. The policy for all stays on/);
      assert.equal(forAll()?.state, 'enabled');
      group()?.memberUserIds.add(first?.id ?? '');
      await shop.resume(2);
      await shop.work();
      assert.equal(forAll()?.state, 'enabled', 'it must be so for the settle time');
      assert.equal((await shop.untilEnded(2)).state, 'takenBack');
    });

    /** What keeps a rollout open after its end. */
    const somebodyStaysOn = async () => {
      const other = outsiders()[0] ?? assert.fail('nobody');
      other.perUserMfaState = 'enabled';
      await shop.readEverybody();
    };

    it('takes two people’s yes once its approval is over', async () => {
      await somebodyStaysOn();
      await shop.approve('rollout.finish', {});
      await shop.untilEnded(2);
      assert.equal(await openRollouts(shop), 1);
      await assert.rejects(shop.takeBack(2), /not under way/);
      await shop.approve('rollout.rollback', { count: 2 });
      const end = await shop.untilEnded(2);
      assert.equal(end.state, 'takenBack', end.hold ?? '');
      assert.deepEqual(
        [forAll()?.state, (await ofRing())?.state, inGroup()],
        ['enabledForReportingButNotEnforced', 'enabled', 6],
      );
    });

    it('is looked at and taken back even when the rollout is over, which is then under way again', async () => {
      await shop.approve('rollout.finish', {});
      await shop.until(async () => (await openRollouts(shop)) === 0);
      assert.match(await shop.textOf('rollout.status', {}), /Over: 6 of 6 moved/);
      assert.match(await shop.textOf('rollout.status', { count: 1 }), /Ring 1: /);
      await shop.approve('rollout.rollback', { count: 2 });
      assert.equal(await openRollouts(shop), 1);
      const end = await shop.untilEnded(2);
      assert.deepEqual([end.state, inGroup(), forAll()?.state], ['takenBack', 6, 'enabledForReportingButNotEnforced']);
      assert.equal(await openRollouts(shop), 1, 'it waits for an end anew');
    });

    it('is not taken back while another rollout is under way', async () => {
      await shop.approve('rollout.finish', {});
      await shop.until(async () => (await openRollouts(shop)) === 0);
      const draft = await shop.ask('rollout.rollback', { count: 2 });
      const other = outsiders()[0] ?? assert.fail('nobody');
      other.perUserMfaState = 'enforced';
      await shop.readEverybody();
      shop.tenant.directory.groups.get(ringGroup(1))?.memberUserIds.clear();
      await shop.textOf('rollout.plan', { list: [other.id] });
      await assert.rejects(shop.approveDraft(draft, 'roll back ring 2'), /Another rollout is under way by now/);
    });

    it('is about everybody: nobody is taken back from it alone', async () => {
      await shop.approve('rollout.finish', {});
      await assert.rejects(shop.takeBack(2, shop.people[0]?.id), /nobody is taken back from it alone/);
    });
  });

  it('waits for Microsoft to mark its recommendation, and lists newcomers in no ring every day until then', async () => {
    const newcomers = outsiders();
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
