import assert from 'node:assert/strict';
import { cardText, HOUR_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara, zoe } = PEOPLE;
const offAlice = 'turn off per-user MFA for Alice Adams';
const REMINDER = /^A decision is still missing/;

describe('A proposal on which nobody decides', () => {
  let story: Story;
  beforeEach(async () => {
    story = await Story.start({ env: { CROSSOVER_ESCALATION: `group:${GROUPS.caMfaEngineering}` } });
    story.group(GROUPS.caMfaEngineering).isAssignableToRole = true; // or each of these plans would need two approvals
  });
  afterEach(() => story.stop());

  it('reminds those who have not decided at half time, once, and tells the proposer', async () => {
    const id = await story.propose('turn off per-user MFA for Ingrid Solberg'); // needs both
    await story.approve(bruno, id);
    await story.product.moveClock(11 * HOUR_MILLIS);
    assert.ok(!story.textsOf(chiara).some((text) => REMINDER.test(text)));
    await story.product.moveClock(1.1 * HOUR_MILLIS);
    const reminder = cardText(await story.told(chiara, REMINDER));
    assert.match(reminder, /1 approval missing\n#1 Per-user MFA of Ingrid Solberg[^]*Decide by: /);
    assert.match(
      cardText(await story.told(nora, /^Your proposal still waits/)),
      /I have reminded 1 person who could decide\./,
    );
    await story.product.moveClock(2 * HOUR_MILLIS);
    assert.equal(story.textsOf(chiara).filter((text) => REMINDER.test(text)).length, 1);
    assert.ok(!story.textsOf(bruno).some((text) => REMINDER.test(text)), 'who has decided is left alone');
  });

  it('asks the second group when a quarter of the time is left; they may decide like the others', async () => {
    const id = await story.propose(offAlice);
    await story.product.moveClock(18.1 * HOUR_MILLIS);
    const card = await story.told(zoe, /^Approval needed[^]*Alice Adams/);
    assert.match(
      cardText(await story.told(nora, /I have asked 1 more person|I have asked \d+ more people/)),
      /still waits/,
    );
    await story.press(zoe, card, 'Approve');
    assert.match(await story.settle(id), /^Done[^]*Approved by: Zoë Müller/);
  });

  it('is not sent to the second group where it was decided in time', async () => {
    const id = await story.propose(offAlice);
    await story.deny(bruno, id);
    await story.product.moveClock(20 * HOUR_MILLIS);
    assert.ok(!story.textsOf(zoe).some((text) => text.includes('Approval needed')));
    assert.ok(!story.textsOf(chiara).some((text) => REMINDER.test(text)));
  });
});
