import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';

describe('Listing who is in a state', () => {
  const directory = mkdtempSync(join(tmpdir(), 'crossover-list-'));
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 400 }, env: { DATABASE_DIRECTORY: directory } });
    await story.product.running.sweep(); // the directory was read
  });
  after(async () => {
    await story.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const inState = (state: string) =>
    [...story.tenant.directory.users.values()].filter(({ perUserMfaState }) => perUserMfaState === state);
  const namesOn = (text: string): string[] => [...text.matchAll(/^- (.+?) \(/gm)].map((match) => match[1] ?? '');
  /** Clicks a page's button; resolves with the same message as it reads then. */
  const turn = async (page: Message, to: 'Next' | 'Previous'): Promise<Message> => {
    const before = cardText(page);
    await story.press(PEOPLE.nora, page, to);
    const found = story.tenant.teams.messagesOf(PEOPLE.nora).find((one) => one.activityId === page.activityId);
    assert.ok(found && cardText(found) !== before, 'the page did not turn in place');
    return found;
  };

  it('counts them all, and says how old the answer is', async () => {
    const text = await story.answerTo(PEOPLE.nora, 'who is enforced?');
    assert.match(text, new RegExp(`^Per-user MFA: enforced\n${inState('enforced').length} people of 400\n`));
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

  for (const property of ['missing', 'badRequest'] as const) {
    it(`where the tenant does not list states (${property}) everybody is unknown, and nobody is disabled`, async () => {
      story.tenant.graph.perUserMfaStateProperty = property;
      await story.product.moveClock(HOUR_MILLIS + 60_000);
      const disabled = await story.answerTo(PEOPLE.nora, 'who is disabled?');
      const unknown = await story.answerTo(PEOPLE.nora, 'list unknown users');
      story.tenant.graph.perUserMfaStateProperty = 'supported';
      await story.product.moveClock(HOUR_MILLIS + 60_000);
      assert.match(disabled, /\n0 people of 400\n/);
      assert.match(unknown, /\n400 people of 400\n/);
    });
  }

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
