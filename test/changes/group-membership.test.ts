import assert from 'node:assert/strict';
import type { Wish } from '../../src/changes/change.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'groupMembership';
const { aliceAdams, bob, emergency01, directorySync } = PEOPLE;
const WRITE = /members/;

const joins = (personId: string, groupId: string): Wish => wishOf(personId, groupId, true);
const leaves = (personId: string, groupId: string): Wish => wishOf(personId, groupId, false);
const wishOf = (targetId: string, groupId: string, isMember: boolean): Wish => ({
  targetId,
  targetName: '',
  after: { groupId, isMember },
});

describe('Membership of a group of ours', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const group = (id: string) => shop.tenant.directory.groups.get(id) ?? assert.fail('no such group');
  const isIn = (personId: string, groupId: string) => group(groupId).memberUserIds.has(personId);
  const person = (id: string) => shop.tenant.directory.users.get(id) ?? assert.fail('no such person');
  const refusalOf = async (wish: Wish): Promise<RefusedError> => {
    const refusal = await caught(RefusedError, shop.preview(KIND, wish));
    assert.deepEqual(shop.writes(), []);
    return refusal;
  };

  it('begins, is read back, and ends by the way back', async () => {
    const done = await shop.carryOut(KIND, joins(bob, GROUPS.pilot));
    assert.deepEqual([done.state, done.detail, isIn(bob, GROUPS.pilot)], ['done', 'Read back: a member.', true]);
    const back = await shop.takeBack(done);
    assert.deepEqual([back.state, back.detail, isIn(bob, GROUPS.pilot)], ['done', 'Read back: no member.', false]);
    assert.ok(shop.tenant.directory.users.has(bob), 'without $ref it is the person that is deleted');
  });

  it('ends and begins again by the way back', async () => {
    const back = await shop.takeBack(await shop.carryOut(KIND, leaves(aliceAdams, GROUPS.pilot)));
    assert.deepEqual([back.state, isIn(aliceAdams, GROUPS.pilot)], ['done', true]);
  });

  it('needs two approvals and names the person and the group', async () => {
    const { title, risks, item } = await shop.preview(KIND, joins(bob, GROUPS.pilot.toUpperCase()));
    assert.deepEqual([title, risks], ['Bob Berg joins the group SG-MFA-Pilot', ['policy']]);
    assert.deepEqual([item.targetId, item.after], [bob, { groupId: GROUPS.pilot, isMember: true }]);
  });

  it('already so is said', async () => {
    assert.equal((await refusalOf(joins(aliceAdams, GROUPS.pilot))).reason, 'alreadySo');
    assert.equal((await refusalOf(leaves(bob, GROUPS.pilot))).reason, 'alreadySo');
  });

  it('of a group that is not in the list is not ours to change', async () => {
    const refusal = await refusalOf(joins(bob, GROUPS.sales));
    assert.equal(refusal.reason, 'notOurs');
    assert.match(refusal.remedy, /CROSSOVER_OWN_GROUPS/);
  });

  const foreign: [why: RegExp, change: object][] = [
    [/a rule decides who is in it/, { membershipRule: 'user.department -eq "Sales"' }],
    [/it comes from on-premises/, { isSynchronised: true }],
    [/roles can be assigned to it/, { isAssignableToRole: true }],
    [/it is no security group/, { isUnified: true }],
  ];
  for (const [why, change] of foreign) {
    it(`of a listed group is not changed where ${why.source}, looked at again before the write`, async () => {
      const plan = await shop.approved((await shop.preview(KIND, joins(bob, GROUPS.pilot))).item);
      Object.assign(group(GROUPS.pilot), change);
      const row = await shop.workOff(plan);
      assert.equal(row.state, 'skipped');
      assert.match(row.detail ?? '', why);
      assert.match((await refusalOf(joins(bob, GROUPS.pilot))).message, why);
      assert.deepEqual([shop.writes(), isIn(bob, GROUPS.pilot)], [[], false]);
    });
  }

  it('of emergency accounts and directory synchronisation accounts is never changed', async () => {
    for (const id of [emergency01, directorySync])
      assert.equal((await refusalOf(joins(id, GROUPS.pilot))).reason, 'protectedAccount');
    const { item } = await shop.preview(KIND, joins(bob, GROUPS.pilot));
    const row = await shop.workOff(await shop.approved({ ...item, targetId: emergency01 }));
    assert.deepEqual([row.state, shop.writes()], ['skipped', []]);
  });

  it('does not end where that would leave somebody without MFA, and says what comes first', async () => {
    person(aliceAdams).perUserMfaState = 'disabled';
    const refusal = await refusalOf(leaves(aliceAdams, GROUPS.caMfa));
    assert.equal(refusal.reason, 'notCovered');
    assert.match(refusal.remedy, /put the per-user MFA state of the person back/);
  });

  it('ends with a warning where per-user MFA still asks', async () => {
    const { warnings } = await shop.preview(KIND, leaves(aliceAdams, GROUPS.caMfa));
    assert.match(
      warnings[0] ?? '',
      /^This lowers protection: Conditional Access would no longer require MFA of Alice Adams/,
    );
  });

  it('does not end where per-user MFA went off between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, leaves(aliceAdams, GROUPS.caMfa))).item);
    person(aliceAdams).perUserMfaState = 'disabled';
    const row = await shop.workOff(plan);
    assert.match(row.detail ?? '', /^That would leave Alice Adams without MFA/);
    assert.deepEqual([row.state, isIn(aliceAdams, GROUPS.caMfa)], ['skipped', true]);
  });

  it('does not begin where a policy in force excludes the group, and per-user MFA is off', async () => {
    const { policies } = shop.tenant.directory;
    const policy = policies.get(POLICIES.requireMfaForMigrated) ?? assert.fail();
    const conditions = policy['conditions'] as Record<string, Record<string, unknown>>;
    const users = { ...conditions['users'], excludeGroups: [GROUPS.emergencyAccess, GROUPS.pilot] };
    policies.set(policy.id, { ...policy, conditions: { ...conditions, users } });
    Object.assign(person(PEOPLE.nora), { perUserMfaState: 'disabled' });
    assert.equal((await refusalOf(joins(PEOPLE.nora, GROUPS.pilot))).reason, 'notCovered');
  });

  it('changed by somebody else meanwhile: the approval is void, and work finds it so already', async () => {
    const plan = await shop.approved((await shop.preview(KIND, joins(bob, GROUPS.pilot))).item);
    group(GROUPS.pilot).memberUserIds.add(bob);
    assert.equal(await shop.change(KIND).driftOf(plan.item), 'Bob Berg is a member of the group now.');
    assert.equal((await shop.workOff(plan)).state, 'alreadySo');
    assert.deepEqual(shop.writes(), []);
  });

  it('made in the instant before the write: “already exist” and “not found” are as good as done', async () => {
    for (const [wish, edit] of [
      [joins(bob, GROUPS.pilot), () => group(GROUPS.pilot).memberUserIds.add(bob)],
      [leaves(bob, GROUPS.pilot), () => group(GROUPS.pilot).memberUserIds.delete(bob)],
    ] as const) {
      const write = shop.tenant.faults.hold({ path: /\$ref/ });
      const work = shop.carryOut(KIND, wish);
      await write.reached;
      edit();
      write.release();
      assert.equal((await work).state, 'done');
    }
    assert.deepEqual(
      shop.writes().map((one) => one.split(' ').at(-1)),
      ['400', '404'],
    );
  });

  it('told by Graph only minutes later is waited for, not written again', async () => {
    shop.tenant.graph.replicationLag.membershipMillis = 100_000;
    assert.equal((await shop.carryOut(KIND, joins(bob, GROUPS.pilot))).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    shop.tenant.faults.add({ method: 'POST', path: WRITE, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, joins(bob, GROUPS.pilot))).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('taken by Graph and not kept is no success', async () => {
    shop.tenant.faults.add({ method: 'POST', path: WRITE, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, joins(bob, GROUPS.pilot));
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back no member.']);
  });
});
