import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, SETTLE_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

const MINUTE = 60_000;

describe('An approved change waits until coverage has settled', () => {
  let story: Story;
  let id: string;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  /** What was seen before is forgotten after an hour, so each test begins to wait anew. */
  beforeEach(async () => {
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enforced';
    await story.product.moveClock(HOUR_MILLIS);
    id = await story.propose('turn off per-user MFA for Alice Adams');
    await story.approve(PEOPLE.bruno, id);
    await waiting();
  });

  const waiting = (fits = /^Approved\nWaits until/) => story.cardOf(PEOPLE.nora, id, fits);
  const state = () => story.person(PEOPLE.aliceAdams).perUserMfaState;

  it('for 15 minutes, and not a minute less', async () => {
    const count = await story.writesDuring(() => story.product.moveClock(14 * MINUTE));
    assert.deepEqual([count, state()], [0, 'enforced']);
    await story.product.moveClock(MINUTE + 1000);
    assert.match(await story.ended(id), /^Done\n/);
    assert.equal(state(), 'disabled');
  });

  it('anew when the policy was edited meanwhile, and every card says until when', async () => {
    const until = /Waits until ([\d:]+)/.exec(cardText(await waiting()))?.[1] ?? assert.fail();
    await story.editPolicy(POLICIES.requireMfaForMigrated, {});
    const count = await story.writesDuring(() => story.product.moveClock(SETTLE_MILLIS));
    assert.deepEqual([count, state()], [0, 'enforced']);
    const anew = cardText(await waiting(new RegExp(`^Approved\nWaits until (?!${until})`)));
    assert.match(anew, /\nThe wait has begun anew: something that decides [^\n]* was edited\./);
    assert.match(await story.settle(id), /^Done\n/);
  });

  it('anew when nobody looked for more than twice the settle time, and the card says why', async () => {
    assert.equal(await story.writesDuring(() => story.product.moveClock(HOUR_MILLIS)), 0);
    await waiting(/^Approved\nWaits until [^\n]*\n[^]*\nThe wait has begun anew: I had not looked for more than twice/);
    assert.match(await story.settle(id), /^Done\n/);
  });

  it('and is skipped when the policy was switched to report-only: MFA stays as it was', async () => {
    await story.editPolicy(POLICIES.requireMfaForMigrated, { state: 'enabledForReportingButNotEnforced' });
    const count = await story.writesDuring(() => story.settle(id));
    await story.editPolicy(POLICIES.requireMfaForMigrated, { state: 'enabled' });
    assert.deepEqual([count, state()], [0, 'enforced']);
    assert.match(await story.ended(id), /^Finished, please look\n[^]*would leave Alice Adams without MFA/);
  });

  it('and is skipped when the person left the group that the policy is for', async () => {
    story.group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.aliceAdams);
    const count = await story.writesDuring(() => story.settle(id));
    story.group(GROUPS.caMfa).memberUserIds.add(PEOPLE.aliceAdams);
    assert.deepEqual([count, state()], [0, 'enforced']);
    assert.match(await story.ended(id), /^Finished, please look\n[^]*would leave Alice Adams without MFA/);
  });

  it('and is skipped when the person has lost the last method that counts', async () => {
    const { methods } = story.person(PEOPLE.aliceAdams);
    story.person(PEOPLE.aliceAdams).methods = [];
    const count = await story.writesDuring(() => story.settle(id));
    story.person(PEOPLE.aliceAdams).methods = methods;
    assert.deepEqual([count, state()], [0, 'enforced']);
    assert.match(await story.ended(id), /Alice Adams has no registered method for MFA\./);
  });

  it('and is looked at once more where the tenant took longer than five seconds to answer', async () => {
    const methods = story.tenant.faults.hold({ path: new RegExp(`${PEOPLE.aliceAdams}/authentication/methods`) });
    await story.passTime(SETTLE_MILLIS);
    void story.product.running.sweep();
    await methods.reached;
    await story.passTime(6000);
    const count = await story.writesDuring(async () => {
      methods.release();
      await waiting(/Microsoft Graph took long to answer/);
    });
    assert.equal(count, 0);
    await story.product.moveClock(3000);
    assert.match(await story.ended(id), /^Done\n/);
  });
});
