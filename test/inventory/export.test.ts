import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { offeredFileOf } from '../tenant/teams/messages.ts';

const { nora, bruno, aliceAdams, robert } = PEOPLE;

describe('A list as a file', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 400 } });
    await story.product.running.sweep();
  });
  after(() => story.stop());

  const offered = (who: string, after?: Message): Promise<Message> =>
    story.tenant.teams.waitForMessage(who, (message) => offeredFileOf(message.activity) !== undefined, {
      timeoutMillis: 20_000,
      ...(after ? { after: after.activityId } : {}),
    });
  const given = (who: string, after: Message): Promise<Message> =>
    story.tenant.teams.waitForMessage(who, (one) => JSON.stringify(one.activity).includes('card.file.info'), {
      timeoutMillis: 20_000,
      after: after.activityId,
    });
  const linesOf = (content: Buffer): string[] => content.toString('utf8').trimEnd().split('\r\n');
  const inState = (state: string) =>
    [...story.tenant.directory.users.values()].filter(({ perUserMfaState }) => perUserMfaState === state);

  it('is offered below the list, put into the OneDrive of whoever says yes, and shown as a file', async () => {
    const list = await story.ask(nora, 'who is enforced?');
    assert.equal(await story.press(nora, list, 'Save as CSV'), 'The file is offered in our personal chat.');
    const offer = await offered(nora);
    assert.match(offeredFileOf(offer.activity)?.description ?? '', /people: enforced\. Read just now\./);
    assert.equal(story.tenant.teams.filesOf(nora).length, 0);
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await given(nora, offer);
    const [file] = story.tenant.teams.filesOf(nora);
    assert.ok(file?.isComplete);
    const lines = linesOf(file.content);
    assert.match(lines[0] ?? '', /^\u{feff}displayName,/u);
    assert.equal(lines.length - 1, inState('enforced').length);
  });

  it('is offered by words as well, and a hostile name is a cell like any other', async () => {
    const before = await story.ask(nora, 'help');
    await story.tenant.teams.say(nora, 'export everybody who is enforced or disabled or enabled');
    const offer = await offered(nora, before);
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await given(nora, offer);
    const file = story.tenant.teams.filesOf(nora).at(-1);
    const line = linesOf(file?.content ?? Buffer.alloc(0)).find((one) => one.includes(robert));
    assert.match(line ?? '', /^"Robert ""\]\)/);
  });

  it('the offer goes away once the file is there', async () => {
    const open = () => story.tenant.teams.messagesOf(nora).filter((message) => offeredFileOf(message.activity));
    while (open().length > 0) await story.product.running.sweep(); // the job that saved it may be at it still
    assert.equal(story.tenant.teams.filesOf(nora).length, 2);
  });

  it('a refused offer gives no file', async () => {
    const before = await story.ask(nora, 'help');
    await story.tenant.teams.say(nora, 'export guests');
    const offer = await offered(nora, before);
    const files = story.tenant.teams.filesOf(nora).length;
    await story.tenant.teams.answerFile(nora, offer.activityId, 'decline');
    await story.product.running.sweep();
    assert.equal(story.tenant.teams.filesOf(nora).length, files);
  });

  it('that nobody is on is not offered', async () => {
    assert.match(await story.answerTo(nora, 'export unknown users'), /There is nobody on that list/);
  });

  it('“export that list” is answered with how to say which, where no list came before', async () => {
    assert.match(await story.answerTo(bruno, 'export that list'), /Press “Save as CSV” below the list/);
  });

  it('is for readers only, and an offer is for its asker only', async () => {
    assert.match(await story.answerTo(aliceAdams, 'export guests'), /That needs the role reader/);
    const before = await story.ask(nora, 'help');
    await story.tenant.teams.say(nora, 'export guests');
    const mine = await offered(nora, before);
    const context = offeredFileOf(mine.activity)?.content['acceptContext'];
    const chat = await story.ask(bruno, 'help');
    // Bruno's client sends Nora's offer back as if it were his own.
    const stored = story.tenant.teams.chats.message(chat.activityId);
    assert.ok(stored);
    stored.activity = {
      ...mine.activity,
      attachments: [
        {
          contentType: 'application/vnd.microsoft.teams.card.file.consent',
          name: 'x.csv',
          content: { acceptContext: context },
        },
      ],
    };
    await story.tenant.teams.answerFile(bruno, chat.activityId, 'accept');
    assert.match(cardText(await story.told(bruno, /offer is over/, chat.activityId)), /That offer is over/);
    assert.deepEqual(story.tenant.teams.filesOf(bruno)[0]?.content.length, 0);
  });

  it('an upload that fails is said, and not tried again', async () => {
    const before = await story.ask(nora, 'help');
    await story.tenant.teams.say(nora, 'export guests');
    const offer = await offered(nora, before);
    story.tenant.faults.add({ path: /\/drive\/uploads/, status: 503 });
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await story.told(nora, /I could not save the list in your OneDrive/, offer.activityId);
    story.tenant.faults.clear();
    assert.equal(story.tenant.teams.filesOf(nora).at(-1)?.content.length, 0);
  });
});

describe('A list as a file, where the host is not on the list', () => {
  it('is not sent there, and the asker is told why', async () => {
    const story = await Story.start({ env: { CROSSOVER_FILE_HOSTS: '*.sharepoint.com' } });
    try {
      await story.product.running.sweep();
      await story.tenant.teams.say(nora, 'export enforced people');
      const offer = await story.tenant.teams.waitForMessage(nora, (one) => offeredFileOf(one.activity) !== undefined);
      await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
      await story.told(nora, /I do not put files at that address/, offer.activityId);
      assert.equal(story.tenant.teams.filesOf(nora)[0]?.content.length, 0);
    } finally {
      await story.stop();
    }
  });
});
