import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara } = PEOPLE;
const offAlice = 'turn off per-user MFA for Alice Adams';
const BACK = 'Propose to take it back';

describe('The card of a proposal is part of the record', () => {
  let story: Story;
  let doneCard: Message;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep(); // names of the approvers are known
    const id = await story.propose(offAlice);
    await story.approve(bruno, id);
    await story.settle(id);
    doneCard = await story.cardOf(nora, id, /^Done\n/);
  });
  after(() => story.stop());

  /** What stands where the finished change stood. */
  const stillThere = (): string => {
    const found = story.tenant.teams.messagesOf(nora).find((one) => one.activityId === doneCard.activityId);
    return found ? cardText(found) : '';
  };
  const hasButton = (userId: string, activityId: string, title: string): boolean =>
    JSON.stringify(
      story.tenant.teams.messagesOf(userId).find((one) => one.activityId === activityId)?.cards ?? [],
    ).includes(title);

  it('a refused “Propose to take it back” leaves the card of the finished change as it was, with its button', async () => {
    const other = await story.propose('put Alice Adams back to the previous state');
    assert.equal(await story.press(nora, doneCard, BACK), 'I have answered below.');
    await story.told(nora, /^I did not do that\nProposed already\n/, doneCard.activityId);
    assert.match(stillThere(), /^Done\nDone and read back\n[^]*Proposal: /);
    assert.ok(hasButton(nora, doneCard.activityId, BACK));
    await story.deny(bruno, other);
  });

  it('so does one that is accepted: the new proposal has a card of its own', async () => {
    assert.match(await story.press(nora, doneCard, BACK), /^Proposed\. Its own card/);
    const mine = await story.told(nora, /^Waiting for approval\n[^]*disabled → enforced/, doneCard.activityId);
    assert.match(stillThere(), /^Done\n/);
    const id = /^Proposal: (\S+)$/m.exec(cardText(mine))?.[1] ?? '';
    await story.cardOf(bruno, id);
    await story.deny(bruno, id);
  });

  it('a decision that sits on the card of another proposal decides nothing and leaves that card', async () => {
    const ended = await story.propose('enforce per-user MFA for Bob Berg');
    await story.deny(bruno, ended);
    const id = await story.propose('enable per-user MFA for Bob Berg');
    const on = await story.cardOf(bruno, ended);
    const data = { proposalId: id, planHash: story.planHashOf(id) };
    const line = await story.click(bruno, on, { verb: 'proposal.approve', data });
    assert.match(line, /^This button belongs to another card\./);
    assert.match(cardText(await story.cardOf(bruno, ended)), /^Denied\n/);
    assert.match(cardText(await story.cardOf(nora, id)), /^Waiting for approval\n/);
    await story.deny(bruno, id);
  });

  it('a decision on a message that is no card of a proposal counts, and leaves that message', async () => {
    const id = await story.propose('enable per-user MFA for Bob Berg');
    const answer = await story.ask(bruno, 'help');
    const data = { proposalId: id, planHash: story.planHashOf(id), reason: 'no' };
    assert.match(await story.click(bruno, answer, { verb: 'proposal.deny', data }), /^Denied · /);
    const found = story.tenant.teams.messagesOf(bruno).find((one) => one.activityId === answer.activityId);
    assert.match(cardText(found ?? answer), /^What you can ask me\n/);
  });

  it('an approver who has approved has no buttons left, and reads whom it waits for', async () => {
    const id = await story.propose('turn off per-user MFA for Ingrid Solberg');
    assert.match(
      await story.answerTo(nora, 'who still has to sign?'),
      /2 approvals missing from Bruno Costa and Chiara/,
    );
    assert.match(await story.approve(bruno, id), /^You have approved\nWaits for Chiara Rossi\n/);
    const mine = await story.cardOf(bruno, id);
    assert.ok(!hasButton(bruno, mine.activityId, 'proposal.approve'));
    const hers = await story.cardOf(chiara, id, /1 of 2 approvals given/);
    assert.ok(hasButton(chiara, hers.activityId, 'proposal.approve'));
    await story.deny(chiara, id);
  });
});
