import assert from 'node:assert/strict';
import { Story } from '../support/story.ts';
import type { Fault } from '../tenant/contract.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { announce, failChatOf, groupOf, settled, timesTold, type ShownBooks } from './announcing.ts';

const one = (where: Partial<ShownBooks>): ShownBooks => ({
  planned: 1,
  delivered: 0,
  mailed: 0,
  failed: 0,
  unconfirmed: 0,
  cancelled: 0,
  ...where,
});

describe('The books of a notice add up and nobody is told twice', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());
  beforeEach(() => {
    story.tenant.faults.clear();
  });

  /** Tells one person; resolves with the books, the card, and how often that person was told by it. */
  const tell = async (personId: string) => {
    const before = timesTold(story, personId);
    const { books, card } = await announce(story, [personId]);
    await story.product.moveClock(120_000); // whoever would repeat it has time to
    return { books, card, times: timesTold(story, personId) - before };
  };

  const inTeams: [fact: string, fault: Omit<Fault, 'path'>, books: Partial<ShownBooks>, times: number][] = [
    ['429 with Retry-After: told later', { status: 429, headers: { 'retry-after': '45' } }, { delivered: 1 }, 1],
    ['412: told later', { status: 412 }, { delivered: 1 }, 1],
    ['403, the bot is not installed any more: by mail', { status: 403 }, { mailed: 1 }, 1],
    ['404, the chat is gone: by mail', { status: 404 }, { mailed: 1 }, 1],
    ['400: by mail', { status: 400 }, { mailed: 1 }, 1],
    ['500, nothing was done: unconfirmed, since nobody knows', { status: 500 }, { unconfirmed: 1 }, 0],
    ['502: unconfirmed', { status: 502 }, { unconfirmed: 1 }, 0],
    ['a connection that broke before: unconfirmed', { reset: 'before' }, { unconfirmed: 1 }, 0],
    ['a connection that broke after it was sent: unconfirmed', { reset: 'after' }, { unconfirmed: 1 }, 1],
  ];
  for (const [fact, fault, books, times] of inTeams) {
    it(`Teams, ${fact}`, async () => {
      failChatOf(story, PEOPLE.aliceAdams, fault);
      const said = await tell(PEOPLE.aliceAdams);
      assert.deepEqual([said.books, said.times], [one(books), times]);
    });
  }

  it('Teams, no answer at all: unconfirmed once the time-out is over, named on the card, and not repeated', async () => {
    failChatOf(story, PEOPLE.aliceAdams, { isHanging: true });
    const said = await tell(PEOPLE.aliceAdams);
    assert.deepEqual([said.books, said.times], [one({ unconfirmed: 1 }), 0]);
    assert.match(
      said.card,
      /^Sent, please look\n1 unconfirmed\n[^]*Alice Adams: unconfirmed \(No clear answer \(timeout\)\.\)/,
    );
  }).timeout(60_000);

  it('Teams says Retry-After: not a second earlier, though the app is installed anew meanwhile', async () => {
    await story.answerTo(PEOPLE.aliceAdams, 'help'); // now her chat is known
    failChatOf(story, PEOPLE.aliceAdams, { status: 429, headers: { 'retry-after': '300' } });
    const before = timesTold(story, PEOPLE.aliceAdams);
    const id = await story.propose(`tell ${groupOf(story, [PEOPLE.aliceAdams]).name} that they move on Monday 9:00`);
    await story.approve(PEOPLE.bruno, id);
    await story.product.running.sweep();
    story.tenant.teams.installations.uninstall(PEOPLE.aliceAdams);
    await story.tenant.teams.settled();
    story.tenant.teams.installations.install(PEOPLE.aliceAdams);
    await story.tenant.teams.settled();
    await story.product.moveClock(290_000);
    assert.equal(timesTold(story, PEOPLE.aliceAdams) - before, 0);
    await settled(story, id);
    assert.equal(timesTold(story, PEOPLE.aliceAdams) - before, 1);
  });

  it('the cards are updated when the books change, not each time that somebody looks', async () => {
    failChatOf(story, PEOPLE.aliceAdams, { status: 429, headers: { 'retry-after': '300' } });
    const id = await story.propose(`tell ${groupOf(story, [PEOPLE.aliceAdams]).name} that they move on Monday 9:00`);
    await story.approve(PEOPLE.bruno, id);
    await story.cardOf(PEOPLE.chiara, id, /Under way: 1/);
    await story.product.running.sweep();
    const updates = () => story.tenant.teams.traffic.count({ operation: 'update' });
    const before = updates();
    for (let look = 0; look < 5; look += 1) await story.product.moveClock(10_000);
    assert.equal(updates(), before);
    await settled(story, id);
  });

  const installing: [fact: string, fault: Omit<Fault, 'path'>, books: Partial<ShownBooks>][] = [
    ['403: by mail', { status: 403 }, { mailed: 1 }],
    ['404: by mail', { status: 404 }, { mailed: 1 }],
    [
      '429 with Retry-After: later, in Teams',
      { status: 429, headers: { 'retry-after': '45' }, times: 1 },
      { delivered: 1 },
    ],
    ['503: later, in Teams', { status: 503, times: 1 }, { delivered: 1 }],
  ];
  for (const [fact, fault, books] of installing) {
    it(`installing the app, ${fact}`, async () => {
      const person = fault.times === undefined ? PEOPLE.berlinNotInstalled : PEOPLE.priya;
      story.tenant.teams.installations.uninstall(PEOPLE.priya);
      await story.tenant.teams.settled();
      story.tenant.faults.add({ method: 'POST', path: /teamwork\/installedApps/, ...fault });
      const said = await tell(person);
      assert.deepEqual([said.books, said.times], [one(books), 1]);
    });
  }

  const byMail: [fact: string, fault: Omit<Fault, 'path'>, books: Partial<ShownBooks>, times: number][] = [
    ['429: later', { status: 429, headers: { 'retry-after': '45' }, times: 1 }, { mailed: 1 }, 1],
    ['403: failed', { status: 403 }, { failed: 1 }, 0],
    ['500: unconfirmed', { status: 500 }, { unconfirmed: 1 }, 0],
    ['a connection that broke after it was sent: unconfirmed', { reset: 'after', times: 1 }, { unconfirmed: 1 }, 1],
  ];
  for (const [fact, fault, books, times] of byMail) {
    it(`mail, ${fact}`, async () => {
      story.tenant.faults.add({ method: 'POST', path: /sendMail/, ...fault });
      const said = await tell(PEOPLE.berlinUnlicensed);
      assert.deepEqual([said.books, said.times], [one(books), times]);
    });
  }

  it('somebody without Teams and without a mail address failed, and the card says why', async () => {
    const { mail } = story.person(PEOPLE.berlinUnlicensed);
    story.person(PEOPLE.berlinUnlicensed).mail = null;
    const { books, card } = await announce(story, [PEOPLE.berlinUnlicensed]);
    story.person(PEOPLE.berlinUnlicensed).mail = mail;
    assert.deepEqual(books, one({ failed: 1 }));
    assert.match(card, /Anke Vogel: failed \(Teams: no licence with Teams; the person has no mail address\)/);
  });

  it('all troubles at once: everybody is in one column', async () => {
    failChatOf(story, PEOPLE.aliceAdams, { status: 500 });
    failChatOf(story, PEOPLE.berlinInstalled, { reset: 'after' });
    failChatOf(story, PEOPLE.priya, { status: 429, headers: { 'retry-after': '45' } });
    const { books } = await announce(story, [
      ...[PEOPLE.aliceAdams, PEOPLE.berlinInstalled, PEOPLE.priya, PEOPLE.berlinBlockedBot],
      ...[PEOPLE.berlinUnlicensed, PEOPLE.berlinDisabled, PEOPLE.bruno],
    ]);
    assert.deepEqual(books, { planned: 6, delivered: 2, mailed: 2, failed: 0, unconfirmed: 2, cancelled: 0 });
  });
});
