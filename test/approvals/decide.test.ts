import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, SETTLE_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';

const offAlice = 'turn off per-user MFA for Alice Adams';

describe('Deciding on a proposal', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());
  beforeEach(() => {
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enforced';
  });

  const approvers = () => story.group(GROUPS.approvers).memberUserIds;
  const cardsOf = (id: string, fits = /(?:)/) =>
    Promise.all([PEOPLE.nora, PEOPLE.bruno, PEOPLE.chiara].map((who) => story.cardOf(who, id, fits)));

  it('one yes changes the tenant once; everybody’s card turns in place, and the proposer is told', async () => {
    const id = await story.propose(offAlice);
    const before = await cardsOf(id);
    const count = await story.writesDuring(async () => {
      assert.match(await story.approve(PEOPLE.bruno, id), /^Approved\n/);
      await story.settle(id);
    });
    assert.deepEqual(story.writes(PEOPLE.aliceAdams).at(-1)?.body, { perUserMfaState: 'disabled' });
    assert.equal(count, 1);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'disabled');
    const after = await cardsOf(id, /^Done\n[^]*Approved by: Bruno Costa/);
    assert.deepEqual(
      after.map((card) => card.activityId),
      before.map((card) => card.activityId),
    );
    await story.told(PEOPLE.nora, /^Your change is done\n[^]*enforced → disabled/);
  });

  it('a no needs a reason: without one nothing is decided', async () => {
    const id = await story.propose(offAlice);
    assert.equal(await story.deny(PEOPLE.bruno, id, '   '), 'A denial needs a reason. Say in a few words why not.');
    assert.match(cardText(await story.cardOf(PEOPLE.nora, id)), /^Waiting for approval\n/);
    await story.deny(PEOPLE.bruno, id);
  });

  it('a no ends it: the reason is on the proposer’s card, nothing is written, a later yes is refused', async () => {
    const id = await story.propose(offAlice);
    const count = await story.writesDuring(async () => {
      await story.deny(PEOPLE.chiara, id, 'Alice is *travelling*');
      await story.cardOf(PEOPLE.nora, id, /^Denied\n[^]*Denied by: Chiara Rossi\nReason: Alice is \*travelling\*/);
      assert.match(await story.approve(PEOPLE.bruno, id), /^This proposal is already denied\./);
      await story.product.moveClock(SETTLE_MILLIS);
    });
    assert.equal(count, 0);
  });

  it('nobody decides on a proposal of their own, an approver neither', async () => {
    approvers().add(PEOPLE.nora);
    const id = await story.propose(offAlice);
    const line = await story.approve(PEOPLE.nora, id);
    approvers().delete(PEOPLE.nora);
    assert.match(line, /^Nobody decides on a proposal of their own\./);
    assert.match(cardText(await story.cardOf(PEOPLE.nora, id)), /^Waiting for approval\n/);
    await story.deny(PEOPLE.bruno, id);
  });

  it('nobody decides about themselves: they get no card, and a click made by hand is refused', async () => {
    const older = await story.propose(offAlice);
    await story.deny(PEOPLE.bruno, older);
    const id = await story.propose('turn off per-user MFA for Bruno Costa', [PEOPLE.chiara]);
    const data = { proposalId: id, planHash: story.planHashOf(id) };
    const line = await story.click(PEOPLE.bruno, await story.cardOf(PEOPLE.bruno, older), {
      verb: 'proposal.approve',
      data,
    });
    assert.match(line, /^This proposal is about you\./);
    assert.deepEqual(
      story.textsOf(PEOPLE.bruno).filter((text) => text.includes(id)),
      [],
    );
    await story.deny(PEOPLE.chiara, id);
  });

  it('whoever was taken out of the approvers’ group between card and click decides nothing', async () => {
    const id = await story.propose(offAlice);
    approvers().delete(PEOPLE.bruno);
    const line = await story.approve(PEOPLE.bruno, id);
    approvers().add(PEOPLE.bruno);
    assert.match(line, /^You are not an approver\./);
    await story.deny(PEOPLE.bruno, id);
  });

  it('is not taken while the tenant cannot say who is an approver', async () => {
    const id = await story.propose(offAlice);
    story.tenant.faults.add({ path: /transitiveMemberOf/, status: 500 });
    const line = await story.approve(PEOPLE.bruno, id);
    story.tenant.faults.clear();
    assert.match(line, /^That did not work just now\./);
    assert.match(cardText(await story.cardOf(PEOPLE.nora, id)), /^Waiting for approval\n/);
    await story.deny(PEOPLE.bruno, id);
  });

  it('after 24 hours nobody may decide any more: the cards say so and the proposer is told', async () => {
    const id = await story.propose(offAlice);
    const count = await story.writesDuring(async () => {
      await story.product.moveClock(24 * HOUR_MILLIS);
      await story.cardOf(PEOPLE.chiara, id, /^Expired\n/);
      await story.cardOf(PEOPLE.nora, id, /^Expired\n/);
      await story.told(PEOPLE.nora, /^Your proposal has expired\n/);
      assert.match(await story.approve(PEOPLE.bruno, id), /This proposal is already expired\./);
    });
    assert.equal(count, 0);
  });

  it('two clicks at once are one decision and one write', async () => {
    const id = await story.propose(offAlice);
    const count = await story.writesDuring(async () => {
      const lines = await Promise.all([
        story.approve(PEOPLE.bruno, id),
        story.approve(PEOPLE.chiara, id),
        story.approve(PEOPLE.bruno, id),
      ]);
      assert.equal(lines.filter((line) => /^This proposal is already approved/.test(line)).length >= 1, true);
      const card = await story.settle(id);
      assert.equal(card.match(/Approved by:/g)?.length, 1);
    });
    assert.equal(count, 1);
  });

  it('a card whose plan hash is not the stored one decides nothing', async () => {
    const id = await story.propose(offAlice);
    const data = { proposalId: id, planHash: '0'.repeat(64) };
    const line = await story.click(PEOPLE.bruno, await story.cardOf(PEOPLE.bruno, id), {
      verb: 'proposal.approve',
      data,
    });
    assert.match(line, /^This card does not show the plan that is stored\./);
    await story.deny(PEOPLE.bruno, id);
  });

  it('drift before the click voids the proposal: the click is refused, every card says why', async () => {
    const id = await story.propose(offAlice);
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enabled';
    const count = await story.writesDuring(async () => {
      const line = await story.approve(PEOPLE.bruno, id);
      assert.match(line, /^Something has changed since this was proposed: Alice Adams is enabled now, not enforced\./);
      await cardsOf(id, /^Void\n[^]*Reason: Alice Adams is enabled now/);
      assert.match(await story.approve(PEOPLE.chiara, id), /^This proposal is already void\./);
    });
    assert.equal(count, 0);
  });

  it('drift after the approval skips the item: nothing is written, and the proposer is told to look', async () => {
    await story.product.moveClock(HOUR_MILLIS); // what was seen before is forgotten, so there is time for drift
    const id = await story.propose(offAlice);
    await story.approve(PEOPLE.bruno, id);
    await story.cardOf(PEOPLE.nora, id, /^Approved\nWaits until/);
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enabled';
    const count = await story.writesDuring(async () => {
      assert.match(await story.settle(id), /^Finished, please look\n[^]*The state is enabled now, not enforced\./);
    });
    assert.equal(count, 0);
    await story.told(PEOPLE.nora, /^Your change needs a look\n/);
  });

  it('enabled that became enforced by registering is no drift when it is to be off, and is what taking back restores', async () => {
    story.person(PEOPLE.priya).perUserMfaState = 'enabled';
    const id = await story.propose('turn off per-user MFA for Priya Patel');
    story.person(PEOPLE.priya).perUserMfaState = 'enforced';
    await story.approve(PEOPLE.bruno, id);
    assert.match(await story.settle(id), /^Done\n/);
    const back = await story.propose('put Priya Patel back');
    assert.match(cardText(await story.cardOf(PEOPLE.bruno, back)), /Priya Patel: disabled → enforced/);
    await story.deny(PEOPLE.bruno, back);
  });

  it('approved work that could not begin within four hours is not done any more', async () => {
    const id = await story.propose(offAlice);
    const count = await story.writesDuring(async () => {
      story.tenant.faults.add({ path: /authentication\/methods/, status: 503, headers: { 'retry-after': '20000' } });
      await story.approve(PEOPLE.bruno, id);
      await story.product.running.sweep();
      story.tenant.faults.clear();
      await story.product.moveClock(6 * HOUR_MILLIS);
      assert.match(await story.ended(id), /The time to act had passed before it could begin\./);
    });
    assert.equal(count, 0);
  });

  it('somebody with a directory role needs two people’s yes', async () => {
    const id = await story.propose('turn off per-user MFA for Ingrid Solberg');
    const text = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(text, /Needs 2 approvals\n[^]*! Ingrid Solberg holds a directory role\./);
    const count = await story.writesDuring(async () => {
      await story.approve(PEOPLE.bruno, id);
      await story.cardOf(PEOPLE.chiara, id, /1 of 2 approvals given/);
      assert.match(await story.approve(PEOPLE.bruno, id), /^You have already decided on this proposal\./);
      await story.product.moveClock(60_000);
    });
    assert.equal(count, 0);
    await story.approve(PEOPLE.chiara, id);
    assert.match(await story.settle(id), /^Done\n[^]*Approved by: Bruno Costa\nApproved by: Chiara Rossi/);
    assert.equal(story.writes(PEOPLE.ingrid).length, 1);
  });
});
