import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import type { NoticeName } from '../../src/notices/texts.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { announce, failChatOf, groupOf, settled, timesTold } from './announcing.ts';

const { nora, bruno, aliceAdams, priya, berlinInstalled, berlinUnlicensed, wei } = PEOPLE;

describe('Asking about notices', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());
  beforeEach(() => {
    story.tenant.faults.clear();
  });

  it('a preview shows it in any language, and says that no native speaker has read the translation', async () => {
    const german = await story.answerTo(nora, 'preview the moving soon notice in German');
    assert.match(german, /^A notice, as it will be read\nTranslation not reviewed\n[^]*> So bestätigen Sie künftig/);
    const japanese = await story.answerTo(nora, 'show me the done notice in Japanese');
    assert.match(japanese, /> サインインの移行が完了しました/);
    assert.match(await story.answerTo(nora, 'preview the today notice in Klingon'), /I have no notices in “Klingon”/);
  });

  const kinds: Record<NoticeName, [said: string, title: string]> = {
    movingSoon: ['moving soon', 'How you confirm your sign-in is changing'],
    registerNow: ['register now', 'Please set up how you confirm your sign-in'],
    today: ['today', 'Today your sign-in changes'],
    registerFirst: ['register first', 'Your sign-in stays as it is for now'],
    done: ['done', 'Your sign-in has moved'],
    postponed: ['postponed', 'Your move is postponed'],
    takenBack: ['taken back', 'Your sign-in is as it was before'],
  };
  for (const [name, [said, title]] of Object.entries(kinds))
    it(`the ${said} notice is shown however it is asked for, and no other`, async () => {
      for (const words of [
        `preview the ${said} notice`,
        `can I see the ${said} notice in English?`,
        `what does the ${said} notice look like?`,
        `preview ${said}`,
      ])
        assert.match(
          await story.answerTo(nora, words),
          new RegExp(`^A notice, as it will be read\\n[^]*${name}, in English:\\n> ${title}\\n`),
          words,
        );
      const copy = await story.ask(nora, `send me a test copy of the ${said} notice`);
      assert.ok(cardText(copy).startsWith(`${title}\n`), cardText(copy));
    });

  it('a test copy is the very card that people get, and its buttons count for nothing', async () => {
    const copy = await story.ask(nora, 'send me a test copy of the register now notice in Spanish');
    assert.match(cardText(copy), /^Configure cómo confirma su inicio de sesión\n/);
    assert.match(await story.press(nora, copy, 'Ya está todo listo'), /This is a test copy: nothing is counted\./);
  });

  const proposals: [words: (group: string) => string, title: RegExp, told: RegExp][] = [
    [(group) => `tell ${group} that they have moved`, / that they have moved$/m, /^Your sign-in has moved\n/],
    [
      (group) => `tell ${group} that the move was taken back`,
      / that the move was taken back$/m,
      /^Your sign-in is as it was before\n/,
    ],
    [
      (group) => `tell ${group} that the move is postponed`,
      / that the move is postponed$/m,
      /^Your move is postponed\nA new date/,
    ],
    [
      (group) => `tell ${group} to register before Monday 9:00`,
      / to register a method before Mon /m,
      /^Please set up how you confirm your sign-in\n/,
    ],
  ];
  for (const [words, title, told] of proposals) {
    it(`“${words('SG-Ring')}” tells them that`, async () => {
      const id = await story.propose(words(groupOf(story, [aliceAdams]).name));
      assert.match(cardText(await story.cardOf(bruno, id)), title);
      await story.approve(bruno, id);
      await story.told(aliceAdams, told);
      await settled(story, id);
    });
  }

  it('the plan says how people are reached, how long it takes, and who reads which language', async () => {
    const id = await story.propose(
      `tell ${groupOf(story, [aliceAdams, berlinInstalled, wei]).name} that they move on Monday 9:00`,
    );
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /Languages: English 2, Deutsch 1 \(translation not reviewed\)/);
    assert.match(text, /! 1 person prefers zh-CN, without a translation: they read English\./);
    assert.match(text, /Takes: about 1 minute/);
    await story.deny(bruno, id);
  });

  it('the status names everybody who was not told, with the reason, and offers to tell them again', async () => {
    const { mail } = story.person(berlinUnlicensed);
    story.person(berlinUnlicensed).mail = null;
    await announce(story, [aliceAdams, berlinUnlicensed]);
    story.person(berlinUnlicensed).mail = mail;
    const status = await story.ask(nora, 'who was not told?');
    assert.match(
      cardText(status),
      /^Sent, please look\n1 not told\n[^]*Anke Vogel: failed \(Teams: no licence with Teams; /,
    );
    const before = timesTold(story, aliceAdams);
    await story.press(nora, status, 'who failed again');
    const asked = await story.told(
      bruno,
      /^Approval needed\n[^]*Tell 1 person of [^\n]* again, whom the notice did not reach/,
    );
    assert.match(cardText(asked), /Goes to: Anke Vogel/);
    assert.equal(timesTold(story, aliceAdams), before);
  });

  it('the unconfirmed are told again only where that is asked for in words, with a warning', async () => {
    const group = groupOf(story, [priya]);
    failChatOf(story, priya, { reset: 'after' });
    const first = await story.propose(`tell ${group.name} that they move on Monday 9:00`);
    await story.approve(bruno, first);
    await settled(story, first);
    const refused = await story.answerTo(nora, `resend the notice to ${group.name} to those who failed`);
    assert.match(refused, /Nobody of the last notice to [^ ]+ is failed/);
    const before = timesTold(story, priya);
    const again = await story.propose('remind those who have not confirmed');
    assert.match(cardText(await story.cardOf(bruno, again)), /! Some of them may have read it already/);
    await story.approve(bruno, again);
    await settled(story, again);
    assert.equal(timesTold(story, priya) - before, 1);
    const none = await story.answerTo(nora, `resend the notice to ${group.name} to those who are unconfirmed`);
    assert.match(none, /Nobody of the last notice[^]*“Remind those who have not answered”/);
  });

  it('those who have it and have said nothing are told again where that is asked for', async () => {
    await announce(story, [aliceAdams]);
    const id = await story.propose('remind those who have not answered');
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /Tell 1 person of [^\n]* again, who have not answered the notice/);
    assert.match(text, /! All of them have it already, and read it once more\./);
    await story.deny(bruno, id);
  });

  it('a reminder goes only to those who are not ready', async () => {
    await story.ask(nora, 'refresh');
    await story.product.running.sweep();
    const registered = aliceAdams;
    const unregistered = PEOPLE.bob;
    const group = groupOf(story, [registered, unregistered]);
    const id = await story.propose(`remind everyone in ${group.name} who still has to register before Monday 9:00`);
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /Goes to: Bob Berg\n/);
    assert.match(text, /! 1 person of the group are ready, and left out\./);
    await story.approve(bruno, id);
    await story.told(unregistered, /^Please set up how you confirm your sign-in/);
    await settled(story, id);
  });
});
