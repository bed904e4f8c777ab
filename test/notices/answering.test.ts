import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, TENANT_DOMAIN } from '../tenant/cast.ts';
import { actionsOf } from '../tenant/teams/card-parts.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { announce, failChatOf } from './announcing.ts';

const { nora, aliceAdams, berlinInstalled, bruno } = PEOPLE;
const HELP = `help@${TENANT_DOMAIN}`;

const buttonsOf = (message: Message): string[] =>
  message.cards.flatMap((card) => actionsOf(card)).map(({ title }) => title);

describe('The buttons of a notice', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ env: { CROSSOVER_HELP_CONTACT: HELP } });
  });
  after(() => story.stop());

  const lastNoticeOf = (who: string, title: RegExp): Message =>
    story.tenant.teams.messagesOf(who).findLast((one) => title.test(cardText(one))) ?? assert.fail('not told');
  const statusNow = () => story.answerTo(nora, 'how is the last notice doing?');

  it('“I am ready” is counted, shown on the card in its language, and counts once however often it is clicked', async () => {
    await announce(story, [berlinInstalled, aliceAdams]);
    const notice = lastNoticeOf(berlinInstalled, /^So bestätigen/);
    assert.deepEqual(buttonsOf(notice).slice(0, 2), ['Ich bin bereit', 'Ich brauche Hilfe']);
    await story.press(berlinInstalled, notice, 'Ich bin bereit');
    const now = lastNoticeOf(berlinInstalled, /^So bestätigen/);
    assert.match(cardText(now), /\nSie haben gesagt, dass Sie bereit sind\. Vielen Dank\.\n/);
    assert.equal(buttonsOf(now).includes('Ich bin bereit'), false);
    await story.press(berlinInstalled, notice, 'Ich bin bereit');
    assert.match(await statusNow(), /Said that they are ready: 1\nAsked for help: 0/);
  });

  it('“I need help” goes by mail to the help contact, once, with whom to call and nothing else', async () => {
    const notice = lastNoticeOf(aliceAdams, /^How you confirm/);
    await story.press(aliceAdams, notice, 'I need help');
    await story.press(aliceAdams, notice, 'I need help');
    await story.product.moveClock(61_000);
    const mails = story.tenant.directory.sentMails.filter(({ to }) => to.includes(HELP));
    assert.equal(mails.length, 1);
    assert.match(mails[0]?.content ?? '', /^Somebody needs help\n[^]*Alice Adams\nMail: /);
    assert.match(cardText(lastNoticeOf(aliceAdams, /^How you/)), /\nYou asked for help\. It was passed on\.\n/);
    assert.match(await statusNow(), /Asked for help: 1/);
  });

  it('are on record, by who clicked', async () => {
    assert.match(await story.answerTo(nora, 'what happened to Alice Adams?'), /A notice was answered/);
  });

  it('of somebody else’s notice do nothing, whatever a forged card says', async () => {
    const notice = lastNoticeOf(aliceAdams, /^How you/);
    const { action } =
      notice.cards.flatMap((card) => actionsOf(card)).find(({ title }) => title === 'I am ready') ?? assert.fail();
    const mine = await story.ask(bruno, 'help');
    const data = action['data'] as Record<string, unknown>;
    const said = await story.click(bruno, mine, { verb: 'notice.ready', data });
    assert.match(said, /This message is not for you\./);
    const broken = await story.click(bruno, mine, { verb: 'notice.ready', data: { noticeId: 'x' } });
    assert.match(broken, /This card was changed or is too old\./);
  });

  it('prove that an unconfirmed message arrived: whoever clicks has read it', async () => {
    failChatOf(story, aliceAdams, { reset: 'after' });
    const { books } = await announce(story, [aliceAdams]);
    assert.equal(books.unconfirmed, 1);
    await story.press(aliceAdams, lastNoticeOf(aliceAdams, /^How you/), 'I am ready');
    assert.match(await statusNow(), /Delivered in Teams: 1\n[^]*Unconfirmed: 0/);
  });
});

describe('A request for help, with a channel for it', () => {
  it('is posted there by the bot, and the person reads that it was passed on', async () => {
    const first = await Story.start();
    const channelId = first.tenant.teams.messagesOf(nora).length >= 0 ? '19:helpdesk@thread.tacv2' : '';
    await first.stop();
    const story = await Story.start({ env: { CROSSOVER_HELP_CHANNEL: channelId } });
    try {
      await announce(story, [aliceAdams]);
      const notice = story.tenant.teams.messagesOf(aliceAdams).findLast((one) => /^How you/.test(cardText(one)));
      assert.ok(notice);
      await story.press(aliceAdams, notice, 'I need help');
      await story.product.running.sweep();
      const posts = story.tenant.log.filter(
        ({ surface, path }) => surface === 'connector' && decodeURIComponent(path).includes(channelId),
      );
      assert.equal(posts.length, 1);
      assert.match(JSON.stringify(posts[0]?.body), /Somebody needs help/);
    } finally {
      await story.stop();
    }
  });
});
