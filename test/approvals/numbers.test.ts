import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara } = PEOPLE;

describe('The number of a proposal', () => {
  let story: Story;
  let bob: string;
  let alice: string;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
    bob = await story.propose('enforce per-user MFA for Bob Berg');
    alice = await story.propose('turn off per-user MFA for Alice Adams');
  });
  after(() => story.stop());

  const answer = (words: string, fits?: RegExp, who = nora): Promise<string> =>
    story.ask(who, words, fits).then(cardText);

  it('stands on its cards, and in the list of what waits', async () => {
    assert.match(cardText(await story.cardOf(bruno, bob)), /\n#1 Per-user MFA of Bob Berg/);
    assert.match(cardText(await story.cardOf(nora, alice)), /\n#2 Per-user MFA of Alice Adams/);
    assert.match(await answer('who still has to sign?', /2 proposals/), /#1 Per-user MFA of Bob Berg[^]*#2 Per-user/);
  });

  for (const words of ['what about proposal 2', 'plan #2?', 'show 2 please'])
    it(`names it: “${words}”`, async () => {
      await answer('who still has to sign?', /2 proposals/);
      assert.match(await answer(words), /^A proposal in full\nWaits for approval\n#2 Per-user MFA of Alice Adams/);
    });

  it('tells who still has to sign it', async () => {
    assert.match(await answer('who still has to sign 1'), /#1 Per-user MFA of Bob Berg[^]*Could sign: .*Bruno Costa/);
  });

  it('decides nothing in words: whoever tries is shown it, and where it is decided', async () => {
    const asked = await answer('approve 1', undefined, bruno);
    assert.match(
      asked,
      /#1 Per-user MFA of Bob Berg[^\n]*\nNo words approve or deny anything[^]*You are asked: the buttons/,
    );
    assert.match(await answer('approve proposal 1'), /No words approve or deny anything[^]*You are not asked/);
    assert.match(cardText(await story.cardOf(chiara, bob)), /^Approval needed/);
  });

  it('is known to be none where there is no such proposal', async () => {
    assert.match(await answer('what about proposal 99'), /There is no proposal #99\./);
    assert.match(await answer('withdraw 99'), /There is no proposal #99\./);
  });

  it('withdraws it, with a line and no second card beside the one that says so', async () => {
    const cards = (): number => story.tenant.teams.messagesOf(nora).filter((one) => one.cards.length > 0).length;
    const before = cards();
    assert.match(
      await answer('withdraw 2'),
      /^Withdrawn: #2 Per-user MFA of Alice Adams[^\n]*\. Nothing was changed\.$/,
    );
    assert.equal(cards(), before);
    await story.cardOf(nora, alice, /^Withdrawn\n/);
  });
});

describe('Who decided on a proposal', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
  });
  after(() => story.stop());

  it('is named with the time once its work is done', async () => {
    const id = await story.propose('turn off per-user MFA for Alice Adams');
    await story.approve(bruno, id);
    await story.settle(id);
    const text = await story.answerTo(nora, 'who approved proposal 1?');
    assert.match(text, /^A proposal in full\nFinished[^]*Approved by: Bruno Costa, \w{3} \d+ \w{3} \d{4}, \d\d:\d\d/);
  });

  it('is named with the reason where it was denied', async () => {
    const id = await story.propose('enforce per-user MFA for Bob Berg');
    await story.deny(chiara, id, 'not in this week');
    const text = cardText(await story.ask(nora, 'who denied proposal 2?', /^A proposal in full/));
    assert.match(text, /Denied[^]*Denied by: Chiara[^\n]*, \w{3} \d+[^]*Reason: [^\n]*not in this week/);
  });
});

describe('Taking back a plan that still waits', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  it('withdraws it', async () => {
    const id = await story.propose('turn off per-user MFA for Alice Adams');
    assert.match(await story.answerTo(nora, 'take back my last plan'), /^Withdrawn: #1 /);
    await story.cardOf(nora, id, /^Withdrawn\n/);
  });

  it('asks which one where several are open', async () => {
    await story.propose('turn off per-user MFA for Alice Adams');
    await story.propose('enforce per-user MFA for Bob Berg');
    assert.match(await story.answerTo(nora, 'take back my last plan'), /^Which one\?\n2 of yours are open/);
    assert.match(await story.answerTo(nora, 'undo #3'), /^Withdrawn: #3 /);
  });
});
