import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { TenantUser } from '../tenant/contract.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { addGroup, movablePeople, ringGroup } from './support/movable-people.ts';
import { toldTwice } from './support/received.ts';

const { nora, bruno, chiara } = PEOPLE;
const PER_RING = 10;
const BUTTON = 'Leave out who is not ready';

/** What a card of a ring says of its notices: "Told: today: 8 of 8". */
const booksOn = (message: Message): Record<string, string> =>
  Object.fromEntries(
    [...cardText(message).matchAll(/^Told: ([^:\n]+): (.*)$/gm)].map(([, name = '', books = '']) => [name, books]),
  );

describe('“Leave out who is not ready”, pressed in Teams', function () {
  this.timeout(120_000);
  let story: Story;
  let people: readonly TenantUser[];
  let proposalId: string;
  before(async () => {
    const env = { CROSSOVER_OWN_GROUPS: ringGroup(1), CROSSOVER_QUIET_WEEKDAYS: 'sun' };
    story = await Story.start({ env });
    addGroup(story.tenant, 1);
    people = movablePeople(story.tenant, PER_RING);
    for (const user of people.slice(0, 2)) user.methods = [];
    await story.ask(nora, 'refresh the list of everybody');
    await story.product.running.sweep();
    await story.ask(nora, `plan a rollout for enforced people with ${PER_RING} people per ring`, /^Rollout/);
    proposalId = await story.propose('start ring 1');
    for (const one of [bruno, chiara]) await story.approve(one, proposalId);
  });
  after(() => story.stop());

  const heardOf = (who: string, fits: RegExp): boolean => story.textsOf(who).some((text) => fits.test(text));
  /** To when the card of the ring says that it goes on, again and again; where it says nothing, a quarter of an hour. */
  const until = async (isSo: () => boolean): Promise<void> => {
    for (let step = 0; step < 60 && !isSo(); step += 1) {
      const [, day] = /^Next look: \w+ (.*) CET$/m.exec(cardText(await story.cardOf(nora, proposalId))) ?? [];
      const wait = Date.parse(`${day ?? ''} GMT+1`) - story.tenant.clock.now().getTime();
      await story.product.moveClock(wait > 0 ? wait + 1000 : HOUR_MILLIS / 4);
    }
    assert.ok(isSo(), 'it never came to that');
  };
  const membersInGroup = (): number => story.group(ringGroup(1)).memberUserIds.size;

  it('takes them out of the group and opens the gate; the card of the ring says so, and its books add up', async () => {
    await until(() => heardOf(bruno, /^A gate is closed/));
    assert.equal(membersInGroup(), PER_RING);
    const card = await story.told(bruno, /^A gate is closed/);
    const { outcome } = await story.tenant.teams.click(bruno, card.activityId, { title: BUTTON });
    assert.equal(outcome, 'answered');
    await until(() => membersInGroup() === PER_RING - 2);
    await until(() => heardOf(nora, /^A ring is done/));
    const off = people.filter(({ perUserMfaState }) => perUserMfaState === 'disabled');
    assert.deepEqual(off, people.slice(2));
    const shown = await story.cardOf(nora, proposalId, /8 of 10 moved/);
    assert.match(cardText(shown), /Stays on per-user MFA: 2\n/);
    assert.deepEqual(booksOn(shown), {
      'moving soon': '10 of 10, 1 by mail',
      'register now': '2 of 2, 1 by mail',
      'register first': '2 of 2, 1 by mail',
      today: '8 of 8',
      done: '8 of 8',
      postponed: '2 of 2, 1 by mail',
    });
    assert.deepEqual(
      toldTwice(
        story.tenant,
        people.map(({ id }) => id),
      ),
      [],
    );
  });

  it('is done once: whoever presses the same button later is told that nobody waits', async () => {
    const card = await story.told(chiara, /^A gate is closed/);
    await story.tenant.teams.click(chiara, card.activityId, { title: BUTTON });
    const read = [
      ...story.textsOf(chiara),
      ...story.tenant.teams.messagesOf(chiara).map(({ banner }) => banner?.text ?? ''),
    ];
    assert.ok(
      read.some((text) => /not under way|Nobody of ring 1 waits/.test(text)),
      read.at(-1),
    );
    assert.equal(membersInGroup(), PER_RING - 2);
  });
});
