import assert from 'node:assert/strict';
import type { ChangesDraft } from '../../src/verbs/draft.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 4;

describe('A ring that was taken back', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 2 });
    await shop.plan(PEOPLE);
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
  });
  afterEach(async () => {
    const gaps = shop.gaps();
    await shop.close();
    assert.deepEqual(gaps, [], 'nobody is without MFA at any instant');
  });

  const takenBack = async () => {
    await shop.takeBack(1);
    assert.equal((await shop.untilEnded(1)).state, 'takenBack');
  };
  const states = async () => (await shop.members(1)).map(({ state }) => state);
  const policyStates = () =>
    [...shop.tenant.directory.policies.values()]
      .filter(({ displayName }) => String(displayName).includes('for ring 1'))
      .map(({ state }) => state);

  it('moves by a new proposal with an approval of its own, with a policy made anew', async () => {
    await takenBack();
    assert.match(await shop.textOf('rollout.status', { count: 1 }), /taken back/);
    const first = (await shop.ring(1)).proposal_id;
    assert.notEqual(await shop.startRing(1), first);
    assert.deepEqual(
      await states(),
      Array.from({ length: PEOPLE }, () => 'planned'),
    );
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual(
      await states(),
      Array.from({ length: PEOPLE }, () => 'moved'),
    );
    assert.deepEqual(policyStates().sort(), ['enabled', 'enabledForReportingButNotEnforced']);
    await shop.assertRecordIsWhole();
  });

  it('shows on its card what people were told by this approval, and nothing of the time before', async () => {
    const told = async () => [
      ...(await shop.cardOf((await shop.ring(1)).proposal_id ?? '')).text.matchAll(/^Told: .*/gm),
    ];
    const first = (await told()).map(([line]) => line);
    assert.ok(first.length >= 3, first.join());
    await takenBack();
    await shop.startRing(1);
    await shop.untilStep(1, 'notices');
    assert.deepEqual(await told(), []);
    await shop.untilStep(1, 'soak');
    assert.deepEqual(
      (await told()).map(([line]) => line),
      first,
    );
  });

  it('is not braked by what failed under the policy of the time before', async () => {
    for (const user of shop.people.slice(0, 3)) {
      user.methods = [];
      shop.tenant.signIn(user.id);
    }
    await shop.passTime(45 * 60_000);
    await shop.work();
    assert.match((await shop.ring(1)).hold ?? '', /could not/);
    await takenBack();
    for (const user of shop.people) user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
    await shop.startRing(1);
    assert.equal((await shop.untilEnded(1)).state, 'done');
  });

  it('leaves whoever is in another ring by now to that one', async () => {
    await takenBack();
    await shop.readEverybody();
    const [first] = shop.people;
    await shop.textOf('rollout.plan', { list: [first?.id ?? ''] });
    const draft = await draftOf(shop, 1);
    assert.deepEqual(
      draft.leftOut.map(({ targetId, why }) => [targetId, why]),
      [[first?.id, 'in another ring by now']],
    );
  });

  it('has the policy of each time deleted at the end', async () => {
    await takenBack();
    await shop.startRing(1);
    await shop.untilEnded(1);
    await shop.approve('rollout.finish', {});
    assert.equal((await shop.untilEnded(2)).state, 'done');
    assert.deepEqual(policyStates(), []);
  });
});

describe('A ring that did not move in time', function () {
  this.timeout(60_000);

  it('leaves its group empty, tells its people that the move is postponed, and moves by a new proposal', async () => {
    const shop = await RolloutWorkshop.open({ movable: 3, groups: 1, env: { CROSSOVER_SOAK_HOURS: '1' } });
    try {
      await shop.plan(3);
      for (const user of shop.people.slice(0, 2)) user.methods = [];
      await shop.startRing(1);
      assert.equal((await shop.untilEnded(1)).state, 'lapsed');
      const group = [...shop.tenant.directory.groups.values()].find(({ displayName }) => displayName === 'SG-Ring-1');
      assert.equal(group?.memberUserIds.size, 0);
      const told = await shop.rows
        .selectFrom('notice')
        .innerJoin('delivery', 'delivery.notice_id', 'notice.id')
        .select('person_id')
        .where('notice.name', '=', 'postponed')
        .execute();
      assert.deepEqual(told.map((row) => row.person_id).sort(), shop.people.map(({ id }) => id).sort(), 'each once');
      for (const user of shop.people) user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
      await shop.startRing(1);
      assert.equal((await shop.untilEnded(1)).state, 'done');
      assert.deepEqual(shop.gaps(), []);
    } finally {
      await shop.close();
    }
  });
});

describe('A ring that is proposed out of turn', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  before(async () => {
    shop = await RolloutWorkshop.open({ movable: 4, groups: 2 });
    await shop.plan(2);
  });
  after(() => shop.close());

  it('says so, names the group in its own place, and may be approved all the same', async () => {
    const draft = await draftOf(shop, 2);
    assert.match(draft.warnings.join(' '), /out of turn: it moves before ring 1, which nobody has approved/);
    assert.deepEqual(
      draft.evidence.find(([label]) => label === 'Group'),
      ['Group', 'SG-Ring-2'],
    );
  });

  it('says that it waits at its gate while the ring before it is under way', async () => {
    await shop.startRing(1);
    assert.match(
      (await draftOf(shop, 2)).warnings.join(' '),
      /not its turn yet: ring 1 has not moved, and this one waits/,
    );
    await shop.untilStep(1, 'soak');
    assert.doesNotMatch((await draftOf(shop, 2)).warnings.join(' '), /turn/);
  });
});

async function draftOf(shop: RolloutWorkshop, count: number): Promise<ChangesDraft> {
  const outcome = await shop.ask('rollout.start', { count });
  if (outcome.kind === 'draft' && outcome.draft.work === 'changes') return outcome.draft;
  return assert.fail(outcome.kind);
}
