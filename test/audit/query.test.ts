import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara, aliceAdams } = PEOPLE;
const DAY_MILLIS = 86_400_000;
const offAlice = 'turn off per-user MFA for Alice Adams';

/** The lines of a card's list: what happened, without when and where it stands. */
const stepsOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^- (.*?) \(/.exec(line)?.slice(1) ?? []);
const recordsOf = (text: string): number[] => [...text.matchAll(/record (\d+)\)/g)].map((one) => Number(one[1]));

/** The card that answers a question about the record: other messages may come first. */
const ANSWER = /^(What happened|Last changes|I did not do that|I do not know)/;
const answered = async (story: Story, words: string): Promise<string> => cardText(await story.ask(nora, words, ANSWER));

describe('What happened, asked in words', () => {
  let story: Story;
  let done: string;
  let denied: string;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
    done = await story.propose(offAlice);
    await story.approve(bruno, done);
    await story.settle(done);
    denied = await story.propose('enforce per-user MFA for Bob Berg');
    await story.deny(bruno, denied, 'not *this* <week>');
  });
  after(() => story.stop());

  it('to a proposal: the whole chain of one change in one answer, from the words in chat to the read-back', async () => {
    const text = await answered(story, `what happened to proposal ${done.toUpperCase()}?`);
    assert.match(text, /^What happened\nHas ended\n.*Alice Adams/);
    const steps = ['Proposed', 'Approved', 'About to write', 'Microsoft Graph took it', 'Done and read back', 'Ended'];
    assert.deepEqual(stepsOf(text).slice(0, 6), steps);
    assert.match(text, /Proposed \(.* · by Nora .* · “turn off per-user MFA for Alice Adams” · record \d+\)/);
    assert.match(text, /Approved \(.* · by Bruno Costa/);
    assert.match(text, /About to write \(.* for Alice Adams · enforced → disabled/);
    assert.match(text, /took it \(.* · request [0-9a-f-]{36}/);
    assert.match(text, /“Read back: disabled\.”/);
  });

  it('to a proposal that was denied: by whom and why', async () => {
    const text = await answered(story, `show the record of proposal ${denied}`);
    assert.match(text, /Was denied; nothing was changed/);
    assert.match(text, /Denied \(.* · by Bruno Costa · “not \*this\* <week>”/);
  });

  it('to a proposal that nobody made: that it is not known', async () => {
    const text = await answered(story, 'what happened to proposal 0197c0de-0000-7000-8000-000000000001');
    assert.match(text, /I do not know this proposal/);
  });

  it('to a person: what was proposed, denied and done about them, oldest first, and nothing about others', async () => {
    const text = await answered(story, 'what happened to Alice Adams?');
    assert.match(text, /^What happened\nOldest first\nAlice Adams\n/);
    const numbers = recordsOf(text);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
    );
    assert.ok(stepsOf(text).some((step) => /^Proposed: .*Alice Adams/.test(step)));
    assert.ok(stepsOf(text).some((step) => /^Done and read back: /.test(step)));
    assert.doesNotMatch(text, /Bob Berg/);
    const bob = await answered(story, 'what was changed for Bob Berg?');
    assert.deepEqual(stepsOf(bob).slice(0, 2), [
      'Proposed: Per-user MFA of Bob Berg: disabled → enforced',
      'Denied: Per-user MFA of Bob Berg: disabled → enforced',
    ]);
    assert.doesNotMatch(bob, /Alice/);
  });

  it('by a person: what they decided, and nothing that was about them', async () => {
    await story.propose('turn off per-user MFA for Bruno Costa', [chiara]);
    assert.match(await story.answerTo(nora, 'withdraw 3'), /^Withdrawn: #3 /);
    assert.match(await answered(story, 'what happened to Bruno Costa?'), /Withdrawn: Per-user MFA of Bruno Costa/);
    const text = await answered(story, 'what did Bruno Costa approve?');
    assert.deepEqual(
      stepsOf(text).map((step) => step.split(':')[0]),
      ['Approved', 'Denied'],
    );
    assert.match(text, /\nBruno Costa · decisions\n/);
  });

  it('to somebody who is in the directory no more, by their object id', async () => {
    const text = await answered(story, `what happened to object ${aliceAdams}`);
    assert.match(text, /Done and read back/);
    assert.match(await answered(story, `what happened to object ${chiara}`), /Nothing is on record/);
  });

  it('in a time: on that day and no other, or since then', async () => {
    await story.passTime(2 * DAY_MILLIS);
    const late = await story.propose('enable per-user MFA for Bob Berg');
    await story.deny(bruno, late);
    const today = await answered(story, 'what happened today?');
    const title = 'Per-user MFA of Bob Berg: disabled → enabled';
    assert.deepEqual(stepsOf(today), [`Proposed: ${title}`, `Denied: ${title}`]);
    assert.match(today, /\nfrom .* 00:00 CET to .* 00:00 CET\n/);
    const since = stepsOf(await answered(story, 'show the record of the last 3 days'));
    assert.ok(since.some((step) => /^Done and read back: .*Alice/.test(step)));
    assert.deepEqual(since.slice(-2), stepsOf(today));
    assert.match(await answered(story, 'what happened on 1 January 2020?'), /Nothing is on record/);
    const alice = stepsOf(await answered(story, 'what happened to Alice Adams today?'));
    assert.deepEqual(alice, []);
  });

  it('in a time that is still to come: that it is none', async () => {
    assert.match(await answered(story, 'show the record since tomorrow'), /It is still to come, or there is none/);
    assert.match(await answered(story, 'what happened between today and yesterday'), /That time ends before it begins/);
  });

  it('is for readers only', async () => {
    for (const words of ['what happened yesterday', 'show the head of the record', 'export the record'])
      assert.match(await story.answerTo(aliceAdams, words), /That needs the role reader/);
  });

  it('is told in the personal chat, and the head of the record wherever it was asked', async () => {
    const { teams } = story.tenant;
    const chatId = teams.rooms.groupChatId;
    const lastInRoom = () => cardText(teams.messagesOf(nora, chatId).findLast((one) => one.isFromBot) ?? assert.fail());
    await teams.say(nora, '@Crossover what happened to Alice Adams', { chatId });
    assert.equal(lastInRoom(), 'I have answered in our personal chat.');
    await teams.say(nora, '@Crossover show the head of the record', { chatId });
    assert.match(lastInRoom(), /^The head of the record\nRecord \d+\n\d{4}-\d\d-\d\dT[\d:.]+Z \d+ [0-9a-f]{64}\n/);
  });
});

describe('A long record', () => {
  it('is paged on its card, both ways, and after a restart', async () => {
    let story = await Story.start();
    try {
      await story.product.running.sweep();
      for (let no = 0; no < 7; no += 1)
        await story.deny(bruno, await story.propose('enforce per-user MFA for Bob Berg'));
      const card = await story.ask(nora, 'what was changed for Bob Berg?', ANSWER);
      const first = recordsOf(cardText(card));
      assert.equal(first.length, 12);
      const next = await story.press(nora, card, 'Next');
      assert.ok(recordsOf(next).length > 0 && recordsOf(next).length < 12);
      assert.ok((recordsOf(next)[0] ?? 0) > (first.at(-1) ?? Infinity));
      story = await story.restarted();
      const turned = story.tenant.teams.messagesOf(nora).find((one) => one.activityId === card.activityId) ?? card;
      assert.deepEqual(recordsOf(await story.press(nora, turned, 'Previous')), first);

      const newest = await story.ask(nora, 'show the last changes', ANSWER);
      const [older, newer] = [recordsOf(await story.press(nora, newest, 'Next')), recordsOf(cardText(newest))];
      assert.deepEqual(
        newer,
        newer.toSorted((a, b) => b - a),
      );
      assert.ok((older[0] ?? Infinity) < (newer.at(-1) ?? 0));
      const back = story.tenant.teams.messagesOf(nora).find((one) => one.activityId === newest.activityId) ?? newest;
      assert.deepEqual(recordsOf(await story.press(nora, back, 'Previous')), newer);
    } finally {
      await story.stop();
    }
  });
});
