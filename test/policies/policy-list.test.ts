import assert from 'node:assert/strict';
import { excludeSynchronization } from '../support/exclude-synchronization.ts';
import { policiesMeant } from '../../src/lib/policy-names.ts';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, POLICIES } from '../tenant/cast.ts';

const { nora } = PEOPLE;

describe('The policies, asked from the chat', () => {
  let story: Story;
  before(async () => (story = await Story.start()));
  after(() => story.stop());

  const policies = () => story.tenant.directory.policies;
  const change = (id: string, fields: Record<string, unknown>) => {
    const policy = policies().get(id) ?? assert.fail();
    policies().set(id, { ...policy, ...fields });
    return () => void policies().set(id, policy);
  };

  it('are listed by name with a number, their state, whom they ask for what, and whether emergency accounts are out', async () => {
    const text = await story.answerTo(nora, 'list the policies');
    assert.match(text, /^Conditional Access policies\n4: 2 enabled, 1 report-only, 1 disabled\n/);
    assert.match(
      text,
      /1\. Block legacy authentication\n? *[^]*disabled · blocks the sign-in: everybody, but not 1 group · emergency access accounts excluded/,
    );
    assert.match(text, /4\. Require MFA for migrated users[^]*Say “show policy 1”/);
  });

  it('one is described by its number, with the names of groups and places', async () => {
    const text = await story.answerTo(nora, 'show policy 2');
    assert.match(text, /MFA outside the office/);
    assert.match(text, /Who: everybody\nBut not: members of /);
    assert.match(text, /When: only from any location, but not /);
    assert.match(text, /How: requires MFA\nEmergency access accounts: excluded/);
  });

  it('and by a part of its name, in any script', async () => {
    const back = change(POLICIES.blockLegacyAuthentication, { displayName: '封鎖舊版驗證 ⛔ Zażółć' });
    assert.match(await story.answerTo(nora, 'what does the policy 封鎖舊版驗證 do?'), /\n封鎖舊版驗證 ⛔ Zażółć\n/);
    assert.match(await story.answerTo(nora, 'show policy zazo'), /\n封鎖舊版驗證 ⛔ Zażółć\n/);
    back();
  });

  it('says what it does not know, a group that is gone, and an emergency account that it reaches', async () => {
    const back = change(POLICIES.requireMfaForMigrated, {
      conditions: {
        users: { includeGroups: ['5e0c1f00-dead-4000-8000-000000000001'], excludeUsers: [] },
        applications: { includeApplications: ['All'] },
        moonPhase: ['full'],
      },
      newSetting: { isEnabled: true },
    });
    const text = await story.answerTo(nora, 'show policy migrated users');
    assert.match(text, /! It reaches 2 of the 2 emergency access accounts\./);
    assert.match(text, /! There is more in it than I know: newSetting\. I keep it as it is\./);
    assert.match(text, /a group that I do not find \(5e0c1f00-dead-/);
    assert.match(text, /only under “moonPhase”, which I do not know/);
    back();
  });

  it('several that match are offered', async () => {
    const asked = await story.ask(nora, 'show the policy Require MFA', /^Which policy do you mean\?/);
    assert.match(
      await story.press(nora, asked, 'migrated users'),
      /^Conditional Access policy\n[^]*Require MFA for migrated users/,
    );
  });

  it('a number turns on the policy that has it, and the proposal says which', async () => {
    excludeSynchronization(story.tenant, POLICIES.requireMfaForEveryone);
    const id = await story.propose('turn on policy 3');
    assert.match(
      cardText(await story.cardOf(nora, id)),
      /Policy “Require MFA for everyone \(pilot\)”: report-only → enabled/,
    );
    await story.deny(PEOPLE.bruno, id);
  });

  it('30 policies are three pages', async () => {
    const policy = policies().get(POLICIES.requireMfaForMigrated) ?? assert.fail();
    const made = Array.from({ length: 26 }, (_, at) => `5e0c1f00-0009-4000-8000-0000000000${at + 10}`);
    for (const id of made) policies().set(id, { ...policy, id, displayName: `Z ${id}` });
    const first = await story.ask(nora, 'list the policies', /^Conditional Access policies\n30: /);
    await story.press(nora, first, 'Next');
    assert.match(await story.answerTo(nora, 'show policy 30'), /Z 5e0c1f00-0009-4000-8000-000000000035/);
    for (const id of made) policies().delete(id);
  });

  it('security defaults are told, on and off', async () => {
    assert.match(await story.answerTo(nora, 'are security defaults on?'), /^Security defaults\nOff\n/);
    story.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.match(await story.answerTo(nora, 'show the security defaults'), /^Security defaults\nOn\n/);
    story.tenant.graph.isSecurityDefaultsEnabled = false;
  });

  it('are for readers', async () => {
    assert.match(await story.answerTo(PEOPLE.aliceAdams, 'list the policies'), /^I did not do that/);
  });
});

describe('Which policy words mean', () => {
  const named = (...names: string[]) => names.map((displayName, at) => ({ id: `id${at}`, displayName }));
  const meant = (words: string, policies = named('Zeta', 'alpha', 'Alpha two')) =>
    policiesMeant(policies, words).map(({ displayName }) => displayName);

  it('a number is a place in the list by name, unless a policy is called so', () => {
    assert.deepEqual([meant('1'), meant('#3'), meant('number 2')], [['alpha'], ['Zeta'], ['Alpha two']]);
    assert.deepEqual(meant('2', named('Zeta', '2')), ['2']);
    assert.deepEqual([meant('0'), meant('4'), meant('9999')], [[], [], []]);
  });

  it('a whole name wins over a part of one, whatever its case and accents', () => {
    assert.deepEqual([meant('ALPHA'), meant('alph'), meant('ZÉTA')], [['alpha'], ['alpha', 'Alpha two'], ['Zeta']]);
  });

  it('nothing means no policy', () => {
    assert.deepEqual([meant('\u200b'), meant('beta')], [[], []]);
  });
});
