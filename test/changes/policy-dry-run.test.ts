import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, POLICIES } from '../tenant/cast.ts';

const { nora, bruno } = PEOPLE;
const QUESTION = 'what would happen if we turned on the policy Require MFA for everyone';

describe('The dry run of a policy', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep(); // everybody is read
  });
  after(() => story.stop());

  const policies = () => story.tenant.directory.policies;
  const enabled = () => [...story.tenant.directory.users.values()].filter(({ accountEnabled }) => accountEnabled);
  const numbers = (text: string) => /Applies to: (\d+) of (\d+) people/.exec(text)?.slice(1).map(Number) ?? [];

  it('counts everybody with an enabled account but the emergency accounts, and names who cannot do MFA', async () => {
    const text = await story.answerTo(nora, QUESTION);
    assert.match(text, /^What it would do, turned on\n\d+ people newly asked for MFA/);
    const [reached, all] = numbers(text);
    assert.equal(all, enabled().length);
    assert.equal(reached, enabled().length - 2);
    assert.match(text, /cannot do MFA: /);
    assert.match(text, /It would reach the directory synchronisation \(/);
    assert.doesNotMatch(text, /emergency access:/);
    assert.match(text, /Nothing was changed\.$/);
  });

  it('for a group counts its people only', async () => {
    const text = await story.answerTo(nora, `${QUESTION} for the group SG-MFA-Pilot-Berlin`);
    assert.match(text, /Among: SG-MFA-Pilot-Berlin/);
    assert.deepEqual(numbers(text)[1], 5, text); // six, one of whom is disabled
  });

  it('stands on the proposal too, and says which accounts it would hit', async () => {
    const id = await story.propose('turn on the policy Require MFA for everyone');
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /Would do: \d+ people newly asked for MFA/);
    assert.match(text, /! It would reach the directory synchronisation/);
    await story.deny(bruno, id);
  });

  it('names emergency access accounts that a policy would reach', async () => {
    const policy = policies().get(POLICIES.requireMfaForEveryone) ?? assert.fail();
    policies().set(policy.id, {
      ...policy,
      conditions: { ...(policy['conditions'] as object), users: { includeUsers: ['All'] } },
    });
    const answer = await story.ask(nora, QUESTION, /^What it would do/);
    assert.match(cardText(answer), /! It would reach emergency access: Emergency Access 01 and Emergency Access 02\./);
    policies().set(policy.id, policy);
  });

  it('a group in it that was deleted has nobody in it', async () => {
    const policy = policies().get(POLICIES.requireMfaForMigrated) ?? assert.fail();
    const users = { includeGroups: ['5e0c1f00-dead-4000-8000-000000000001'] };
    policies().set(policy.id, { ...policy, conditions: { ...(policy['conditions'] as object), users } });
    const text = await story.answerTo(nora, 'dry run policy migrated users');
    assert.match(text, /^What it does\nNobody newly asked for MFA or blocked/);
    assert.equal(numbers(text)[0], 0);
    policies().set(policy.id, policy);
  });
});
