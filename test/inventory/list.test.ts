import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';

describe('Listing who is in a state', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 400 } });
    await story.product.running.sweep(); // the directory was read
  });
  after(() => story.stop());

  const inState = (state: string) =>
    [...story.tenant.directory.users.values()].filter(({ perUserMfaState }) => perUserMfaState === state);
  const namesOn = (text: string): string[] => [...text.matchAll(/^- (.+?) \(/gm)].map((match) => match[1] ?? '');
  /** Clicks a page's button; resolves with the same message as it reads then. */
  const turn = async (page: Message, to: 'Next' | 'Previous' | 'Exceptions first'): Promise<Message> => {
    const before = cardText(page);
    await story.press(PEOPLE.nora, page, to);
    const found = story.tenant.teams.messagesOf(PEOPLE.nora).find((one) => one.activityId === page.activityId);
    assert.ok(found && cardText(found) !== before, 'the page did not turn in place');
    return found;
  };

  it('counts them all, and says how old the answer is', async () => {
    const text = await story.answerTo(PEOPLE.nora, 'who is enforced?');
    assert.match(text, new RegExp(`^People\n${inState('enforced').length} people of 400\nenforced\n`));
    assert.match(text, /Read just now; ask about one person for a live answer\./);
    assert.equal(namesOn(text).length, 10);
  });

  it('pages forward through everybody exactly once and back again, in the same message', async () => {
    let page = await story.ask(PEOPLE.nora, 'who is enabled?');
    const pages = [cardText(page)];
    for (let more = true; more; more = JSON.stringify(page.cards).includes('"Next"')) {
      page = await turn(page, 'Next');
      pages.push(cardText(page));
    }
    const names = pages.flatMap(namesOn);
    assert.equal(names.length, inState('enabled').length);
    assert.equal(new Set(names).size, new Set(inState('enabled').map(({ displayName }) => displayName)).size);
    for (const earlier of pages.slice(0, -1).reverse()) {
      page = await turn(page, 'Previous');
      assert.deepEqual(namesOn(cardText(page)), namesOn(earlier));
    }
    assert.ok(!JSON.stringify(page.cards).includes('"Previous"'));
  });

  it('turns its pages by words, as its buttons do, and says where there are no more', async () => {
    const first = namesOn(await story.answerTo(PEOPLE.nora, 'who is enforced?'));
    const second = namesOn(await story.answerTo(PEOPLE.nora, 'show next'));
    const third = namesOn(await story.answerTo(PEOPLE.nora, 'more'));
    assert.equal(new Set([first, second, third].map(String)).size, 3);
    assert.deepEqual(namesOn(await story.answerTo(PEOPLE.nora, 'previous page')), second);
    assert.match(await story.answerTo(PEOPLE.nora, 'which of them are guests?'), /^People\n[^]*enforced · guests/);
    assert.match(await story.answerTo(PEOPLE.nora, 'list service accounts'), /^People\n/);
    assert.match(await story.answerTo(PEOPLE.nora, 'show next'), /^That was all\n/);
  });

  it('a page that was sent before a restart still turns after it', async () => {
    const page = await story.ask(PEOPLE.nora, 'who is enforced?');
    story = await story.restarted();
    const next = await turn(page, 'Next');
    assert.equal(namesOn(cardText(next)).length, 10);
    assert.deepEqual(
      namesOn(cardText(next)).filter((name) => namesOn(cardText(page)).includes(name)),
      [],
    );
  });

  const users = () => [...story.tenant.directory.users.values()];
  const ask = (words: string) => story.answerTo(PEOPLE.nora, words);

  it('answers any mix of words: state, department, kind of account, what is registered', async () => {
    const isWanted = (user: typeof story.tenant.directory.users extends Map<string, infer User> ? User : never) =>
      user.perUserMfaState === 'enabled' && user.department === 'Sales' && user.methods.length === 0;
    const wanted = users().filter(isWanted);
    const text = await ask('who is enabled in Sales and has not registered for MFA?');
    assert.match(
      text,
      new RegExp(
        `^People\n${wanted.length} (person|people) of 400\nenabled · not registered for MFA · in the department Sales`,
      ),
    );
    for (const name of namesOn(text))
      assert.ok(
        wanted.some(({ displayName }) => displayName === name),
        name,
      );
    const guests = users().filter(({ userType, methods }) => userType === 'Guest' && methods.length === 0);
    assert.match(await ask('list guests without MFA registered'), new RegExp(`^People\n${guests.length} p`));
  });

  it('answers who reports to somebody, by name or sign-in name', async () => {
    const { managerId } = users().find((user) => user.managerId !== null) ?? assert.fail('nobody has a manager');
    const manager = story.tenant.directory.users.get(managerId ?? '') ?? assert.fail('no manager');
    const theirs = users().filter((user) => user.managerId === manager.id);
    const text = await ask(`who reports to ${manager.userPrincipalName}?`);
    assert.match(
      text,
      new RegExp(`^People\n${theirs.length} (person|people) of 400\nwho reports to ${manager.displayName}`),
    );
    assert.match(await ask('who reports to Zebulon Quist?'), /I know nobody called “Zebulon Quist”/);
  });

  it('answers about a group with the groups in it, and says when its members were read', async () => {
    const text = await ask('who is enforced in SG-MFA-Pilot?');
    assert.match(text, /enforced · in the group SG-MFA-Pilot/);
    assert.ok(namesOn(text).includes('Jonas Weber'), 'somebody of the group SG-MFA-Pilot-Berlin within');
    assert.match(text, /Members of the group read just now\./);
  });

  it('a place that is neither department nor group is said to be unknown', async () => {
    assert.match(await ask('who is enforced in Atlantis?'), /I know no department or group “Atlantis”/);
  });

  it('counts, with the states in which they are', async () => {
    const sales = users().filter(({ department }) => department === 'Sales');
    const enforced = sales.filter(({ perUserMfaState }) => perUserMfaState === 'enforced');
    const text = await ask('how many people are in Sales?');
    assert.match(text, new RegExp(`^How many people\n${sales.length} people of 400\n`));
    assert.match(text, new RegExp(`^Per-user MFA enforced: ${enforced.length}$`, 'm'));
  });

  it('finds who has not signed in, by the time that somebody says', async () => {
    const before = story.tenant.clock.now().getTime() - 90 * 86_400_000;
    const isStale = ({ lastSignInDateTime: at, createdDateTime }: ReturnType<typeof users>[number]) =>
      (!at || Date.parse(at) < before) && Date.parse(createdDateTime) < before;
    const stale = users().filter((user) => isStale(user) && user.perUserMfaState === 'enforced');
    const text = await ask('who has not signed in for 90 days and is enforced?');
    assert.match(text, new RegExp(`^People\n${stale.length} people of 400\nenforced · no sign-in for 90 days`));
    assert.match(text, /last sign-in \d+ days ago|never signed in/);
  });

  it('puts administrators, guests and whoever is not registered first, and counts them in a line', async () => {
    const page = await story.ask(PEOPLE.nora, 'list all members');
    assert.match(cardText(page), /^Among them: .*administrator.*not registered for MFA\.$/m);
    const text = cardText(await turn(page, 'Exceptions first'));
    assert.match(text.split('\n').find((line) => line.startsWith('- ')) ?? '', /administrator/);
    const sorted = await ask('list all users exceptions first');
    assert.match(sorted.split('\n').find((line) => line.startsWith('- ')) ?? '', /administrator/);
  });

  it('finds who was enabled and never became enforced', async () => {
    assert.match(
      await ask('who is enabled but never enforced?'),
      new RegExp(`^People\n${inState('enabled').length} people`),
    );
  });

  it('says “refresh” back with how far the reading is, and lists from the last one meanwhile', async () => {
    const page = story.tenant.faults.hold({ path: /\/users\?.*givenName/ });
    assert.match(await ask('refresh'), /^Reading the directory\nBegun just now/);
    await page.reached;
    assert.match(
      await ask('refresh'),
      /Under way already\nA reading that began just now is under way: 0 people so far/,
    );
    assert.match(await ask('who is enforced?'), /people of 400[^]*is under way/);
    page.release();
    await story.product.running.sweep();
  });

  it('whoever has left the directory leaves the list', async () => {
    const before = inState('enforced').length;
    story.tenant.directory.users.delete(PEOPLE.leaver);
    await story.product.moveClock(HOUR_MILLIS + 60_000);
    const text = await story.answerTo(PEOPLE.nora, 'who is enforced?');
    assert.match(text, new RegExp(`\n${before - 1} people of 399\n`));
  });

  it('is for readers only', async () => {
    assert.match(await story.answerTo(PEOPLE.aliceAdams, 'who is enforced?'), /That needs the role reader/);
  });
});
