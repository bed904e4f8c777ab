import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { ANNOUNCED, groupOf, settled, timesTold } from './announcing.ts';

const { berlinUnlicensed, berlinBlockedByPolicy, berlinDisabled, berlinBlockedBot, berlinNotInstalled } = PEOPLE;
const told = [PEOPLE.aliceAdams, PEOPLE.priya, berlinNotInstalled, PEOPLE.berlinInstalled];
const mailed = [berlinUnlicensed, berlinBlockedByPolicy, berlinBlockedBot];
const tellPilot = 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00';

describe('Telling a pilot group', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  it('asks for approval with the text, the head-count with nested members, and who is left out', async () => {
    const id = await story.propose(tellPilot);
    const text = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(text, /^Approval needed\nNeeds 1 approval\n#1 Tell SG-MFA-Pilot \(7 people\) that they move on Mon /);
    assert.match(text, /! 1 disabled account is left out: Katja Brandt\./);
    assert.match(text, /! Cannot be taken back: a message that was sent cannot be unsent/);
    assert.match(text, /How you confirm your sign-in is changing[^]*Help: Help desk, extension 4711/);
    await story.deny(PEOPLE.bruno, id, 'the date is wrong');
    await story.product.moveClock(60_000);
    for (const one of [...told, ...mailed]) assert.equal(timesTold(story, one), 0);
  });

  it('reaches everybody once: in Teams, the app installed where it is not, by mail where Teams cannot', async () => {
    const id = await story.propose(tellPilot);
    await story.approve(PEOPLE.chiara, id);
    const { books, card } = await settled(story, id);
    assert.deepEqual(books, { planned: 7, delivered: 4, mailed: 3, failed: 0, unconfirmed: 0, cancelled: 0 });
    assert.match(card, /^Sent\nEverybody was told\n/);
    for (const one of [...told, ...mailed]) assert.equal(timesTold(story, one), 1, one);
    for (const one of told) await story.told(one, ANNOUNCED);
    assert.equal(timesTold(story, berlinDisabled), 0);
    assert.equal(story.tenant.directory.sentMails.length, 3);
    await story.told(PEOPLE.nora, /^Your notice was sent\n[^]*4 in Teams, 3 by mail, 0 failed, 0 unconfirmed\./);
  });

  it('says when, who sends it, whom to ask, what to do, and that nobody needs to register again', async () => {
    const text = cardText(
      await story.told(PEOPLE.aliceAdams, /^How you confirm your sign-in is changing\n.*Monday, .*09:00 C/),
    );
    assert.match(text, /You do not need to register again/);
    assert.match(text, /If you have never registered a method, please do it before then\./);
    assert.match(text, /Sent by: Nora Lindqvist\nHelp: Help desk, extension 4711/);
    assert.match(text, /https:\/\/aka\.ms\/mysecurityinfo/);
  });

  it('a mail says the same as the card, in plain text, from the configured mailbox', () => {
    const mail = story.tenant.directory.sentMails[0];
    assert.deepEqual([mail?.fromUserId, mail?.contentType], [PEOPLE.nora, 'text']);
    assert.match(mail?.subject ?? '', /^So bestätigen Sie künftig Ihre Anmeldung$/);
    const card = story.textsOf(PEOPLE.berlinInstalled).find((text) => text.startsWith('So bestätigen'));
    assert.equal(mail?.content, card);
  });

  it('asks which group is meant where several have the name, and goes on with the one that is chosen', async () => {
    groupOf(story, [PEOPLE.aliceAdams], 'SG-Twins');
    groupOf(story, [PEOPLE.priya], 'SG-Twins');
    const list = await story.ask(PEOPLE.nora, 'tell SG-Twins that they move on Monday 9:00');
    assert.match(cardText(list), /^Which group do you mean\?\n2 groups match “SG-Twins”/);
    await story.press(PEOPLE.nora, list, 'Choose');
    const asked = await story.told(PEOPLE.bruno, /^Approval needed\n[^]*SG-Twins \(1 person\)/);
    await story.press(PEOPLE.bruno, asked, 'Approve');
    await story.told(PEOPLE.nora, /^Your notice was sent\n[^]*SG-Twins/);
  });

  it('warns approvers of another notice to the same group that names another time', async () => {
    const { name } = groupOf(story, [PEOPLE.priya]);
    const first = await story.propose(`tell ${name} that they move on Monday 9:00`);
    const second = await story.propose(`tell ${name} that they move on Tuesday 9:00`);
    const waiting = cardText(await story.cardOf(PEOPLE.bruno, second));
    assert.match(waiting, new RegExp(`! Another notice to ${name} waits for approval, and names another time: Mon `));
    await story.deny(PEOPLE.bruno, second);
    await story.approve(PEOPLE.bruno, first);
    await settled(story, first);
    const third = await story.propose(`tell ${name} that they move on Tuesday 9:00`);
    assert.match(
      cardText(await story.cardOf(PEOPLE.bruno, third)),
      new RegExp(`! ${name} was told another time before: Mon [^\\n]* This message does not take that back\\.`),
    );
    await story.deny(PEOPLE.bruno, third);
  });

  it('warns approvers of emergency access accounts in the group', async () => {
    const { name } = groupOf(story, [PEOPLE.priya, PEOPLE.emergency01]);
    const id = await story.propose(`tell ${name} that they move on Monday 9:00`);
    const text = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(text, /! Emergency access accounts are among them, and never move: Emergency Access 01\./);
    await story.deny(PEOPLE.bruno, id);
  });

  it('can be decided on until the time that it announces, and not for a day', async () => {
    const id = await story.propose(`tell ${groupOf(story, [PEOPLE.priya]).name} that they move in 3 hours`);
    const text = cardText(await story.cardOf(PEOPLE.bruno, id));
    const announced = /that they move on (.+)$/m.exec(text)?.[1];
    assert.equal(/^Decide by: (.+)$/m.exec(text)?.[1], announced);
    await story.deny(PEOPLE.bruno, id);
  });

  const refused: [fact: string, words: string, answer: RegExp][] = [
    ['a group that does not exist', 'tell SG-Nowhere that they move on Monday 9:00', /I found no group “SG-Nowhere”\./],
    ['a time that has passed', 'tell SG-MFA-Pilot that they move on 3 March 2020 9:00', /That time has passed/],
  ];
  for (const [fact, words, answer] of refused) {
    it(`${fact} is refused`, async () => {
      await story.ask(PEOPLE.nora, words, answer);
    });
  }

  it('a group without anybody who could read it is refused', async () => {
    const { name } = groupOf(story, [berlinDisabled]);
    const text = await story.answerTo(PEOPLE.nora, `tell ${name} that they move on Monday 9:00`);
    assert.match(text, new RegExp(`${name} has no member with an enabled account\\.`));
  });

  it('an approver who is among those told may decide: nothing of theirs is changed', async () => {
    const id = await story.propose(`tell ${groupOf(story, [PEOPLE.bruno]).name} that they move on Monday 9:00`);
    await story.approve(PEOPLE.bruno, id);
    assert.deepEqual((await settled(story, id)).books.delivered, 1);
  });
});

describe('Without a help contact', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ env: { CROSSOVER_HELP_CONTACT: undefined } });
  });
  after(() => story.stop());

  it('no notice can be proposed, since it must say whom to ask', async () => {
    const text = await story.answerTo(PEOPLE.nora, tellPilot);
    assert.match(text, /A notice must say whom people can ask for help\.\nSet CROSSOVER_HELP_CONTACT and restart me\./);
  });
});
