import assert from 'node:assert/strict';
import { whoReliesOn } from '../../src/policy-dry-run.ts';
import { excludeSynchronization } from '../support/exclude-synchronization.ts';
import { cardText, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

const { nora, bruno } = PEOPLE;
/** Everybody in a group, the groups in it included. */
const membersOf = (story: Story, id: string): Set<string> => {
  const { memberUserIds, memberGroupIds } = story.group(id);
  return new Set([...memberUserIds, ...[...memberGroupIds].flatMap((inner) => [...membersOf(story, inner)])]);
};
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
  const numbers = (text: string) => /Reaches: (\d+) of (\d+) people/.exec(text)?.slice(1).map(Number) ?? [];

  it('counts everybody with an enabled account but the emergency accounts, and names who cannot do MFA', async () => {
    const text = await story.answerTo(nora, QUESTION);
    assert.match(text, /^What it would do, turned on\n\d+ people newly asked for MFA/);
    const [reached, all] = numbers(text);
    assert.equal(all, enabled().length);
    assert.equal(reached, enabled().length - 2);
    const [, share = 0, scope = 0, names = '', more = 0] =
      /\n! It would reach the directory[^\n]*\n! (\d+) of (\d+) people in scope \(\d+ %\) would newly be asked and have no method for MFA: ([^\n]+) and (\d+) more\./.exec(
        text,
      ) ?? assert.fail(text);
    assert.equal(Number(scope), reached);
    assert.equal(names.split(', ').length + Number(more), Number(share));
    assert.ok(text.includes(`\nCannot do MFA yet: ${share}\n`), text);
    assert.match(text, /It would reach the directory synchronisation \(/);
    assert.doesNotMatch(text, /emergency access:/);
    assert.match(text, /Nothing was changed\.$/);
  });

  it('for a group counts its people only', async () => {
    const text = await story.answerTo(nora, `${QUESTION} for the group SG-MFA-Pilot-Berlin`);
    assert.match(text, /Among: SG-MFA-Pilot-Berlin/);
    assert.deepEqual(numbers(text)[1], 5, text); // six, one of whom is disabled
  });

  it('turning on a policy that asks the account of synchronisation is refused before anybody is asked', async () => {
    const answer = await story.ask(nora, 'turn on the policy Require MFA for everyone', /^I did not do that/);
    assert.match(
      cardText(answer),
      /^I did not do that\nIt could stop directory synchronisation\nThis policy would reach the account of directory synchronisation \(On-Premises [^]*Exclude the role “Directory Synchronization Accounts” from the policy first/,
    );
  });

  it('stands on the proposal too', async () => {
    excludeSynchronization(story.tenant, POLICIES.requireMfaForEveryone);
    const id = await story.propose('turn on the policy Require MFA for everyone');
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /Would do: \d+ people newly asked for MFA/);
    assert.doesNotMatch(text, /! It would reach the directory synchronisation/);
    await story.deny(bruno, id);
  });

  it('names the groups that it is for and that it leaves out, each with its head-count', async () => {
    const text = cardText(await story.ask(nora, 'dry run policy migrated users', /^What it does/));
    const { caMfa, emergencyAccess } = GROUPS;
    const counted = (id: string) => `${story.group(id).displayName} (${membersOf(story, id).size} people)`;
    assert.ok(
      text.includes(`\nFor the groups: ${counted(caMfa)}\nBut not the groups: ${counted(emergencyAccess)}\n`),
      text,
    );
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
    assert.match(text, /\nFor the groups: a deleted group\n/);
    assert.equal(numbers(text)[0], 0);
    policies().set(policy.id, policy);
  });
});

describe('Whom nothing but one policy asks for MFA', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    for (let seconds = 0; seconds < 60; seconds += 10) await story.product.moveClock(10_000); // coverage is worked out
  });
  after(() => story.stop());

  const relying = () =>
    [...membersOf(story, GROUPS.caMfa)]
      .map((id) => story.person(id))
      .filter(({ perUserMfaState }) => perUserMfaState === 'disabled');

  it('is named on the proposal that turns it off, with how many they are', async () => {
    const id = await story.propose('turn off the policy Require MFA for migrated users');
    const text = cardText(await story.cardOf(bruno, id));
    const [, count, names = ''] =
      /! (\d+) (?:person has|people have) no MFA then, since nothing else asks: ([^.]+)\./.exec(text) ?? [];
    assert.equal(Number(count), relying().length, text);
    const known = new Set(relying().map(({ displayName }) => displayName));
    assert.ok(known.has(names.split(/, | and /)[0] ?? ''), names);
    assert.match(text, /Say “who relies on the policy Require MFA for migrated users” for the list\./);
    await story.deny(bruno, id);
  });

  it('is a list behind a button, which can be exported as any list', async () => {
    const asked = await story.ask(nora, 'who relies on the policy Require MFA for migrated users', /^What it does/);
    assert.ok(cardText(asked).includes(`Rely on it alone: ${relying().length} `), cardText(asked));
    await story.press(nora, asked, 'Show');
    const list = await story.told(nora, /nothing but “Require MFA for migrated users” asks for MFA/);
    for (const { displayName } of relying()) assert.ok(cardText(list).includes(displayName), cardText(list));
    assert.match(JSON.stringify(list.cards), /Save as CSV/);
  });

  it('counts whoever’s state is not known: that they have per-user MFA is not known either', async () => {
    story = await story.restarted(async ({ rows }) => {
      await rows.updateTable('person').set({ per_user_mfa_state: 'unknown' }).execute();
    });
    const text = await story.answerTo(nora, 'who relies on the policy Require MFA for migrated users');
    assert.match(text, new RegExp(`\\nRely on it alone: ${membersOf(story, GROUPS.caMfa).size} people`));
  });

  it('is nobody once another policy in force asks them too', async () => {
    await story.editPolicy(POLICIES.requireMfaForEveryone, { state: 'enabled' });
    for (let seconds = 0; seconds < 60; seconds += 10) await story.product.moveClock(10_000);
    const text = await story.answerTo(nora, 'who relies on the policy Require MFA for migrated users');
    assert.match(text, /\nRely on it alone: nobody/);
  });
});

describe('Turning off what covers people whose approval included the standing way back', () => {
  const OFF = 'turn off the policy Require MFA for migrated users';
  let story: Story;
  afterEach(() => story.stop());

  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 10) await story.product.moveClock(10_000);
  };
  const aliceMoved = async (env: Record<string, string> = {}) => {
    story = await Story.start({ env });
    await story.product.running.sweep();
    await story.carryOut('turn off per-user MFA for Alice Adams');
    await pass(60); // coverage is worked out
    await story.product.running.sweep();
  };

  it('says that per-user MFA of these is restored by itself, and so it is', async () => {
    await aliceMoved();
    const id = await story.propose(OFF);
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(
      text,
      /\n! I restore per-user MFA of 1 of them by myself as soon as I see it: the approval to switch it off/,
    );
    await story.approve(bruno, id);
    await story.approve(PEOPLE.chiara, id);
    await story.ended(id);
    await pass(120);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'enforced');
  });

  it('nobody’s comes back once it is switched off, whatever the approval said', async () => {
    await aliceMoved();
    story = await story.restarted(async ({ rows }) => {
      const policy = { id: POLICIES.requireMfaForMigrated, displayName: 'Require MFA for migrated users' };
      const restored = async (hasStandingWayBack: boolean) =>
        (await whoReliesOn(rows, policy, { hasStandingWayBack })).restored;
      assert.deepEqual([await restored(true), await restored(false)], [1, 0]);
    });
  });

  it('says nothing of it where it was off', async () => {
    await aliceMoved({ CROSSOVER_STANDING_WAY_BACK: 'off' });
    const id = await story.propose(OFF);
    const text = cardText(await story.cardOf(bruno, id));
    assert.match(text, /no MFA then, since nothing else asks/);
    assert.doesNotMatch(text, /I restore per-user MFA/);
  });
});
