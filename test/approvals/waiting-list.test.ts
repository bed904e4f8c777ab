import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora } = PEOPLE;

describe('The list of what waits for approval', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
    await story.propose('enforce per-user MFA for Bob Berg');
    await story.propose('turn off per-user MFA for Alice Adams');
  });
  after(() => story.stop());

  it('numbers them, the oldest first, and “the second one” is shown in full', async () => {
    const list = cardText(await story.ask(nora, 'who still has to sign?', /2 proposals/));
    assert.match(list, /#1 Per-user MFA of Bob Berg[^]*#2 Per-user MFA of Alice Adams/);
    assert.match(cardText(await story.ask(nora, 'the second one', /^A proposal in full/)), /Alice Adams/);
    assert.match(cardText(await story.ask(nora, 'show the first proposal', /^A proposal in full/)), /Bob Berg/);
  });

  it('says how few wait where the list is shorter', async () => {
    assert.match(cardText(await story.ask(nora, 'show the fifth proposal')), /Fewer than 5 proposals wait/);
  });

  it('lets nobody take back a plan by its place: the list may have moved', async () => {
    assert.match(cardText(await story.ask(nora, 'withdraw the second proposal')), /Which plan is that\?/);
    assert.match(cardText(await story.ask(nora, 'who still has to sign?')), /2 proposals/);
  });
});
