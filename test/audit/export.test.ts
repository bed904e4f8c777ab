import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { anchorsIn } from '../../src/audit/anchors.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { offeredFileOf, type Message } from '../tenant/teams/messages.ts';
import { ExportFolder } from './exported.ts';

const { nora, bruno } = PEOPLE;

describe('The product with a file for anchors', () => {
  it('writes the head of the record there by itself, and the check compares both', async () => {
    const folder = new ExportFolder();
    const file = folder.path('anchors.txt');
    let story = await Story.start({ env: { CROSSOVER_ANCHOR_FILE: file } });
    try {
      await story.answerTo(nora, 'help');
      await story.product.running.sweep();
      const { anchors } = anchorsIn(readFileSync(file, 'utf8'));
      assert.equal(anchors.length, 1);
      story = await story.restarted(async ({ rows }) => {
        assert.equal((await verifyChain(rows, anchors)).isWhole, true);
      });
    } finally {
      await story.stop();
      folder.remove();
    }
  });
});

describe('The record as a file, in Teams', () => {
  let story: Story;
  let folder: ExportFolder;
  let denied: string;
  before(async () => {
    folder = new ExportFolder();
    story = await Story.start();
    await story.product.running.sweep();
    denied = await story.propose('enforce per-user MFA for Bob Berg');
    await story.deny(bruno, denied, '=cmd "no"\nand more');
  });
  after(async () => {
    folder.remove();
    await story.stop();
  });

  const offered = async (words: string, who = nora): Promise<Message> => {
    const before = await story.ask(who, 'help');
    await story.tenant.teams.say(who, words);
    return story.tenant.teams.waitForMessage(who, (one) => offeredFileOf(one.activity) !== undefined, {
      timeoutMillis: 20_000,
      after: before.activityId,
    });
  };
  /** What reaches the OneDrive of whoever says yes. */
  const saved = async (words: string): Promise<{ name: string; content: Buffer }> => {
    const offer = await offered(words);
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await story.tenant.teams.waitForMessage(nora, (one) => JSON.stringify(one.activity).includes('card.file.info'), {
      timeoutMillis: 20_000,
      after: offer.activityId,
    });
    const file = story.tenant.teams.filesOf(nora).at(-1);
    assert.ok(file?.isComplete);
    return { name: offeredFileOf(offer.activity)?.name ?? '', content: file.content };
  };

  it('reaches the OneDrive of whoever says yes, and proves the whole chain without any database', async () => {
    const { name, content } = await saved('export the record');
    assert.match(name, /^record-[\d-]+\.json$/);
    const { fault, proven, head } = await folder.verify(content);
    assert.equal(fault, undefined);
    assert.deepEqual([proven.firstSeq, proven.spans, proven.last.seq], [1, 1, head?.headSeq]);
    assert.ok(proven.texts > 3);
  });

  it('of one proposal is offered with what it is, and holds its words', async () => {
    const offer = await offered(`export the record of proposal ${denied} as CSV`);
    const { name, description } = offeredFileOf(offer.activity) ?? assert.fail();
    assert.match(name, /\.csv$/);
    assert.match(description, new RegExp(`^The record of proposal ${denied}: \\d+ records, with every hash\\.`));
    const { content } = await saved(`export the record of proposal ${denied} as CSV`);
    assert.match(content.toString('utf8'), /,"'=cmd ""no"" and more",/);
    const { fault, proven, head } = await folder.verify(content);
    assert.deepEqual([fault, head?.covers], [undefined, 'selection']);
    assert.ok(proven.records >= 2);
  });

  it('since a day, and from the button below an answer', async () => {
    const { fault } = await folder.verify((await saved('export the record since yesterday')).content);
    assert.equal(fault, undefined);
    const card = await story.ask(nora, `what happened to proposal ${denied}`, /^What happened/);
    assert.equal(await story.press(nora, card, 'Save as JSON'), 'The file is offered in our personal chat.');
  });

  it('that was taken is on record itself, with counts and no words', async () => {
    await saved('export the record');
    const { content } = await saved('export the record');
    const { records } = JSON.parse(content.toString('utf8')) as { records: { body: string }[] };
    const facts = records
      .map(({ body }) => JSON.parse(body) as { kind: string; actorId: string; facts: Record<string, unknown> })
      .filter(({ kind }) => kind === 'exported');
    assert.deepEqual(
      [facts.at(-1)?.actorId, facts.at(-1)?.facts['covers'], facts.at(-1)?.facts['fromSeq']],
      [nora, 'everything', 1],
    );
  });

  it('of a proposal that nobody made, or a time without anything, is not offered', async () => {
    const unknown = await story.answerTo(nora, 'export the record of proposal 0197c0de-0000-7000-8000-000000000001');
    assert.match(unknown, /I do not know this proposal/);
    assert.match(await story.answerTo(nora, 'export the record of 1 January 2020'), /Nothing is on record about that/);
  });

  it('is for its asker only: an offer that came back from another client is over', async () => {
    const mine = await offered('export the record');
    const chat = await story.ask(bruno, 'help');
    const stored = story.tenant.teams.chats.message(chat.activityId) ?? assert.fail();
    const content = { acceptContext: offeredFileOf(mine.activity)?.content['acceptContext'] };
    const contentType = 'application/vnd.microsoft.teams.card.file.consent';
    stored.activity = { ...mine.activity, attachments: [{ contentType, name: 'x.json', content }] };
    await story.tenant.teams.answerFile(bruno, chat.activityId, 'accept');
    assert.match(cardText(await story.told(bruno, /offer is over/, chat.activityId)), /That offer is over/);
    assert.deepEqual(story.tenant.teams.filesOf(bruno)[0]?.content.length, 0);
  });

  it('that could not be saved is said in its own words', async () => {
    const offer = await offered('export the record');
    story.tenant.faults.add({ path: /\/drive\/uploads/, status: 503 });
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await story.told(nora, /I could not save the record in your OneDrive/, offer.activityId);
    story.tenant.faults.clear();
  });
});
