import assert from 'node:assert/strict';
import { groupOf, settled, timesTold } from '../notices/announcing.ts';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { actionsOf } from '../tenant/teams/card-parts.ts';
import type { Message } from '../tenant/teams/messages.ts';

const { nora, bruno, chiara, aliceAdams, priya, berlinInstalled } = PEOPLE;
const offAlice = 'turn off per-user MFA for Alice Adams';
const titlesOn = (message: Message): string[] =>
  message.cards.flatMap((card) => actionsOf(card)).map(({ title }) => title);

describe('Taking a proposal back before it is decided', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  it('ends it by words: every card says so, and none can be approved', async () => {
    const id = await story.propose(offAlice);
    assert.match(await story.answerTo(nora, 'withdraw my proposal'), /^Withdrawn: #1 .+\. Nothing was changed\.$/);
    for (const approver of [bruno, chiara]) {
      const card = await story.cardOf(approver, id, /^Withdrawn\n/);
      assert.deepEqual(titlesOn(card), []);
    }
    const writes = await story.writesDuring(async () => {
      assert.match(await story.approve(bruno, id), /already withdrawn/);
      await story.product.moveClock(HOUR_MILLIS);
    });
    assert.equal(writes, 0);
  });

  it('ends it by a button of the proposer’s card, which no other card has', async () => {
    const id = await story.propose(offAlice);
    assert.ok(!titlesOn(await story.cardOf(bruno, id)).includes('Withdraw'));
    await story.press(nora, await story.cardOf(nora, id), 'Withdraw');
    await story.cardOf(nora, id, /^Withdrawn\n/);
  });

  it('is the proposer’s alone: an approver denies it instead', async () => {
    const id = await story.propose(offAlice);
    const forged = { verb: 'ask', data: { verb: 'approval.cancel', arguments: { proposalId: id } } };
    await story.click(bruno, await story.cardOf(bruno, id), forged);
    await story.told(bruno, /Only Nora Lindqvist can withdraw this\.\nApprovers can deny it on its card\./);
    await story.deny(bruno, id);
  });

  it('asks which one where several are open', async () => {
    const first = await story.propose(offAlice);
    const second = await story.propose(`tell ${groupOf(story, [priya]).name} that they move on Monday 9:00`);
    const choice = await story.ask(nora, 'cancel that');
    assert.match(cardText(choice), /^Which one\?\n2 of yours are open/);
    await story.press(nora, choice, 'Alice Adams');
    await story.cardOf(nora, first, /^Withdrawn\n/);
    assert.match(await story.answerTo(nora, 'withdraw my proposal'), /^Withdrawn: /);
    await story.cardOf(nora, second, /^Withdrawn\n/);
    assert.match(
      await story.answerTo(nora, 'withdraw my proposal'),
      /Nothing of yours waits for approval or is at work/,
    );
  });
});

describe('Stop', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());
  beforeEach(async () => {
    story.tenant.faults.clear();
    story.person(aliceAdams).perUserMfaState = 'enforced';
    await story.product.moveClock(HOUR_MILLIS);
  });

  it('ends work that waits, and it never begins', async () => {
    const id = await story.propose(offAlice);
    await story.approve(bruno, id);
    await story.cardOf(nora, id, /^Approved\nWaits until/);
    const writes = await story.writesDuring(async () => {
      assert.match(
        await story.answerTo(nora, 'stop everything'),
        /^Stopped\n1 piece of work stopped\n[^]*1 step will not be done/,
      );
      await story.product.moveClock(HOUR_MILLIS);
    });
    assert.equal(writes, 0);
    assert.match(
      await story.ended(id),
      /^Finished, please look\nNot done\n[^]*Stopped by Nora Lindqvist before it began\./,
    );
  });

  it('tears nothing that is being written: it is finished and read back', async () => {
    const id = await story.propose(offAlice);
    await story.product.moveClock(16 * 60_000);
    const path = new RegExp(`${aliceAdams}/authentication/requirements`);
    const write = story.tenant.faults.hold({ method: 'PATCH', path });
    await story.approve(bruno, id);
    await write.reached;
    assert.match(await story.answerTo(bruno, 'stop'), /^Stopped\n[^]*Everything had begun already/);
    write.release();
    const end = await story.ended(id);
    assert.match(end, /^Done\nDone and read back\n/);
    assert.match(end, /Stopped by: Bruno Costa/);
    assert.equal(story.person(aliceAdams).perUserMfaState, 'disabled');
  });

  it('begins nothing anew of what was interrupted before', async () => {
    const id = await story.propose(offAlice);
    await story.product.moveClock(16 * 60_000);
    const path = new RegExp(`${aliceAdams}/authentication/requirements`);
    story.tenant.faults.add({ method: 'PATCH', path, times: 1, reset: 'before' });
    const write = story.tenant.faults.hold({ method: 'PATCH', path });
    await story.approve(bruno, id);
    await write.reached;
    await story.answerTo(nora, 'stop everything');
    write.release();
    for (let looks = 0; looks < 6; looks += 1) await story.product.moveClock(61_000);
    assert.match(await story.ended(id), /^Finished, please look\n[^]*Stopped by Nora Lindqvist/);
    assert.equal(story.person(aliceAdams).perUserMfaState, 'enforced');
  });

  it('ends a notice: whoever was not told is not, and the books add up', async () => {
    const people = [aliceAdams, priya, berlinInstalled];
    const before = people.map((one) => timesTold(story, one));
    const id = await story.propose(`tell ${groupOf(story, people).name} that they move on Monday 9:00`);
    const path = /\/v3\/conversations\/[^/]+\/activities$/;
    story.tenant.faults.add({ method: 'POST', path, sharePercent: 100, status: 429, headers: { 'retry-after': '60' } });
    await story.approve(bruno, id);
    await story.product.running.sweep();
    story.tenant.faults.clear();
    await story.press(nora, await story.cardOf(nora, id), 'Stop');
    const { books, card } = await settled(story, id);
    assert.deepEqual([books.planned, books.cancelled, books.failed], [3, 3, 0], card);
    assert.match(card, /Stopped by Nora Lindqvist before it was sent/);
    await story.product.moveClock(HOUR_MILLIS);
    assert.deepEqual(
      people.map((one) => timesTold(story, one)),
      before,
    );
  });

  it('works while Graph is down, by the roles that were last known', async () => {
    const id = await story.propose(offAlice);
    await story.approve(bruno, id);
    await story.cardOf(nora, id, /^Approved\nWaits until/);
    story.tenant.faults.add({ path: /^\/(v1\.0|beta)\//, sharePercent: 100, status: 503 });
    assert.match(await story.answerTo(nora, 'stop everything'), /^Stopped\n/);
    story.tenant.faults.clear();
    await story.ended(id);
  });

  it('is refused to whoever holds no role for it', async () => {
    assert.match(await story.answerTo(aliceAdams, 'stop everything'), /^I did not do that\nNot allowed\n/);
  });

  it('says so where nothing is at work, and what waits for approval', async () => {
    const id = await story.propose(offAlice);
    assert.match(
      await story.answerTo(nora, 'stop everything'),
      /^Nothing is at work\n[^]*1 proposal waits for approval, and does nothing without it\./,
    );
    await story.deny(bruno, id);
  });

  it('is on record, with who said it', async () => {
    assert.match(
      await story.answerTo(nora, 'show the last changes'),
      /- Stopped: Per-user MFA of Alice Adams[^]*by Nora Lindqvist/,
    );
  });
});
