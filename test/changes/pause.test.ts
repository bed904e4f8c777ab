import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, SETTLE_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara, aliceAdams, priya, zoe } = PEOPLE;
const offThree = 'turn off per-user MFA for Alice Adams, Priya Patel and Zoë Müller';

describe('Approved work that is paused', () => {
  let story: Story;
  beforeEach(async () => {
    story = await Story.start();
    await story.product.running.sweep(); // everybody is read
  });
  afterEach(() => story.stop());

  /** Three people approved, their work waiting for the settle time. */
  const waiting = async (): Promise<string> => {
    const id = await story.propose(offThree);
    await story.approve(bruno, id);
    await story.cardOf(nora, id, /^Approved\nWaits until/);
    return id;
  };
  const resume = (who: string, id: string, card = story.cardOf(who, id, /^Paused/)) =>
    card.then((on) => story.click(who, on, { verb: 'proposal.resume', data: { proposalId: id } }));

  it('begins nothing more, says who paused it and until when it can go on, and goes on by a button', async () => {
    const id = await waiting();
    const answer = cardText(await story.ask(chiara, 'pause all changes', /^Paused/));
    assert.match(answer, /1 plan paused/);
    const written = await story.writesDuring(() => story.product.moveClock(SETTLE_MILLIS));
    assert.equal(written, 0);
    assert.match(
      cardText(await story.cardOf(nora, id, /^Paused/)),
      /0 of 3 settled[^]*Paused by: Chiara Rossi\nResume by: /,
    );
    await resume(bruno, id);
    assert.match(await story.settle(id), /^Done\n[^]*done: 3/);
  });

  it('is shown with that button by “resume”, where no rollout is planned, and by no words goes on', async () => {
    const none = await story.answerTo(nora, 'resume');
    assert.match(none, /Nothing is held: no ring and no plan\.[^]*button “Resume”/);
    const id = await waiting();
    assert.match(await story.answerTo(nora, 'resume 1'), /This plan is not paused\./);
    await story.ask(chiara, 'pause plan 1', /^Paused/);
    for (const words of ['resume', 'resume 1', 'resume all changes']) {
      const text = cardText(await story.ask(nora, words, /^Paused\nNothing more of it begins/));
      assert.match(text, /\n#1 [^]*Words never let a change go on/);
    }
    assert.match(await story.answerTo(nora, 'pause plan 1'), /It is paused already\./);
    assert.equal(await story.writesDuring(() => story.product.moveClock(SETTLE_MILLIS)), 0);
    const shown = await story.ask(bruno, 'resume', /^Paused\nNothing more of it begins/);
    await story.press(bruno, shown, 'Resume');
    assert.match(await story.settle(id), /^Done\n[^]*done: 3/);
  });

  it('is none while it waits for approval: what to do instead is said', async () => {
    await story.propose('turn off per-user MFA for Alice Adams');
    const text = await story.answerTo(nora, 'pause proposal 1');
    assert.match(text, /It waits for approval: nothing is at work\.\n“Withdraw 1” takes it back/);
    assert.match(await story.answerTo(nora, 'cancel that'), /^Withdrawn: #1 /);
  });

  it('is resumed by nobody who is neither operator nor approver, whatever their card says', async () => {
    const id = await waiting();
    await story.press(nora, await story.cardOf(nora, id), 'Pause');
    const hello = await story.ask(aliceAdams, 'help');
    const said = await resume(aliceAdams, id, Promise.resolve(hello));
    assert.match(said, /You may not resume this/);
    const written = await story.writesDuring(() => story.product.moveClock(SETTLE_MILLIS));
    assert.equal(written, 0);
  });

  it('ends by itself once the time of its approval is over: nothing was done', async () => {
    const id = await waiting();
    await story.press(nora, await story.cardOf(nora, id), 'Pause');
    await story.product.moveClock(5 * HOUR_MILLIS);
    const card = await story.ended(id);
    assert.match(card, /^Finished, please look\n3 of 3 not done[^]*The time to act had passed/);
    assert.deepEqual(story.writes(), []);
  });

  it('can be stopped, and then never goes on', async () => {
    const id = await waiting();
    await story.press(nora, await story.cardOf(nora, id), 'Pause');
    await story.press(nora, await story.cardOf(nora, id, /^Paused/), 'Stop');
    assert.match(await story.ended(id), /3 of 3 not done/);
    assert.match(await resume(nora, id, story.cardOf(nora, id, /^Finished/)), /not paused any more/);
  });
});

describe('What failed of a plan', () => {
  it('is proposed once more by a button, and nothing else of it', async () => {
    const story = await Story.start();
    await story.product.running.sweep();
    story.tenant.faults.add({
      method: 'PATCH',
      path: new RegExp(`${priya}/authentication/requirements`),
      times: 1,
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: 'no' } },
    });
    const id = await story.propose(offThree);
    await story.approve(bruno, id);
    assert.match(await story.answerTo(nora, 'retry what failed'), /Nothing has failed: there is nothing to try again/);
    assert.match(await story.settle(id), /^Finished, please look\n1 of 3 not done/);
    story.tenant.directory.groups.get(GROUPS.operators)?.memberUserIds.add(chiara);
    const others = await story.ask(chiara, 'retry what failed', /^Which plan\?/);
    assert.match(cardText(others), /Nothing of your own plans failed[^]*#1 Per-user MFA/);
    await story.press(nora, await story.cardOf(nora, id, /^Finished/), 'Retry what failed');
    const again = cardText(await story.told(nora, /^Waiting for approval[^]*Per-user MFA of Priya Patel/));
    const againId = /^Proposal: (\S+)$/m.exec(again)?.[1] ?? '';
    await story.approve(bruno, againId);
    assert.match(await story.settle(againId), /^Done/);
    for (const one of [aliceAdams, priya, zoe]) assert.equal(story.person(one).perUserMfaState, 'disabled');
    await story.stop();
  });

  it('is nothing where somebody was skipped: who that was, and what to do next, is said', async () => {
    const story = await Story.start();
    await story.product.running.sweep();
    const id = await story.propose(offThree);
    await story.approve(bruno, id);
    story.person(priya).perUserMfaState = 'enabled';
    assert.match(await story.settle(id), /1 of 3 not done/);
    const text = await story.answerTo(nora, 'retry 1');
    assert.match(
      text,
      /Nothing of it failed; 1 was skipped: Priya Patel\.\nIts card says why[^]*propose it for them again/,
    );
    await story.stop();
  });
});
