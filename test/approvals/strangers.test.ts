import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { roleTemplates } from '../../src/entra/role-templates.ts';

const { nora, bruno, chiara, aliceAdams, priya } = PEOPLE;
const OFF_ALICE = 'turn off per-user MFA for Alice Adams';
const TELL_PILOT = 'tell SG-MFA-Pilot that they move to Conditional Access in 2 hours';

describe('What a stranger tried', () => {
  let story: Story;

  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  it('the same change proposed again while it waits is refused, and names who asked first', async () => {
    const first = await story.propose(OFF_ALICE);
    assert.match(await story.answerTo(nora, OFF_ALICE), /You have proposed this already/);
    await story.deny(bruno, first, 'not today');
  });

  it('whoever proposed is told of a denial, with its reason', async () => {
    assert.match(cardText(await story.told(nora, /^Your proposal was denied/)), /Bruno Costa: not today/);
  });

  it('a reason of characters that nobody sees is none', async () => {
    const id = await story.propose(OFF_ALICE);
    assert.match(await story.deny(bruno, id, '\u200b\u202e'), /A denial needs a reason/);
    await story.deny(bruno, id, 'enough');
  });

  it('somebody who got a directory role since is not changed on one approval', async () => {
    const id = await story.propose('turn off per-user MFA for Priya Patel');
    story.person(priya).roleTemplateIds.push(roleTemplates.reportsReader);
    await story.approve(bruno, id);
    const card = cardText(await story.cardOf(nora, id, /holds a directory role now/));
    assert.match(card, /skipped|Not done/i);
    assert.equal(story.writes(priya).length, 0);
  });

  it('taking back from an older card is refused once the person was changed again', async () => {
    const id = await story.carryOut(OFF_ALICE).then(() => story.carryOut('put Alice Adams back'));
    assert.match(id, /enforced/);
    const older = story.tenant.teams
      .messagesOf(nora)
      .filter((message) => /enforced → disabled/.test(cardText(message)) && /^Done/.test(cardText(message)))
      .at(0);
    assert.ok(older, 'the first card is gone');
    await story.press(nora, older, 'Propose to take it back');
    await story.told(nora, /changed again since/, older.activityId);
    assert.equal(story.person(aliceAdams).perUserMfaState, 'enforced');
  });

  it('a notice whose time has passed before it is approved goes to nobody', async () => {
    const id = await story.propose(TELL_PILOT);
    await story.passTime(3 * HOUR_MILLIS);
    const line = await story.approve(chiara, id);
    assert.match(line, /This proposal has expired/);
    assert.equal(story.tenant.directory.sentMails.length, 0);
  });
});
