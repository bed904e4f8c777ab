import assert from 'node:assert/strict';
import { Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

describe('Asking which policies cover somebody, and why', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.editPolicy(POLICIES.mfaOutsideTheOffice, { state: 'disabled' });
  });
  after(() => story.stop());
  const ask = (words: string) => story.answerTo(PEOPLE.nora, words);

  it('names the policy that counts and the group through which it does, and why others do not', async () => {
    const text = await ask('show the policies that cover Alice Adams, and why');
    assert.match(text, /^Policies and why\nConditional Access requires MFA\nAlice Adams\n/);
    assert.match(
      text,
      /Require MFA for migrated users \(Counts\. It is for the group [^.]+\. It requires MFA for every resource, under no condition\.\)/,
    );
    assert.match(
      text,
      /Require MFA for everyone[^\n]* \(Does not count\. It is for everybody\. It is report-only: it protects nobody\.\)/,
    );
    assert.match(text, /Block legacy authentication[^\n]*It is off\./);
    assert.match(text, /Legacy authentication is (not )?closed/);
  });

  it('says of somebody outside that the policy is for others, and of an emergency account that it is excluded', async () => {
    const bob = await ask('why is Bob Berg not covered?');
    assert.match(bob, /^Policies and why\nNot protected: report-only\nBob Berg/);
    assert.match(bob, /Require MFA for migrated users \(Does not apply\. It is for others\.\)/);
    const emergency = story.person(PEOPLE.emergency01).displayName;
    assert.match(await ask(`what covers ${emergency}?`), /Does not apply\. It excludes /);
  });

  it('an exclusion by group is told by the name of the group', async () => {
    const before = story.tenant.directory.policies.get(POLICIES.requireMfaForMigrated) ?? assert.fail();
    const conditions = before['conditions'] as Record<string, Record<string, unknown>>;
    const users = { ...conditions['users'], excludeGroups: [GROUPS.pilot] };
    await story.editPolicy(POLICIES.requireMfaForMigrated, { conditions: { ...conditions, users } });
    story.group(GROUPS.pilot).memberUserIds.add(PEOPLE.aliceAdams);
    await story.product.moveClock(15_000);
    assert.match(await ask('explain the coverage of Alice Adams'), /It excludes the group SG-MFA-Pilot\./);
    await story.editPolicy(POLICIES.requireMfaForMigrated, { conditions });
  });

  it('whoever has no role may not ask about others', async () => {
    assert.match(
      await story.answerTo(PEOPLE.aliceAdams, 'what covers Bob Berg?'),
      /about yourself only|not allowed|role/,
    );
  });
});

describe('Asking what would happen at a sign-in', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.editPolicy(POLICIES.mfaOutsideTheOffice, { state: 'disabled' });
  });
  after(() => story.stop());
  const ask = async (words: string) => {
    await story.product.moveClock(2000);
    return story.answerTo(PEOPLE.nora, words);
  };

  it('asks Microsoft’s own What-If, and says which policy would ask', async () => {
    const text = await ask('would Alice Adams be asked for MFA from Germany on Exchange?');
    assert.match(text, /^What if\nMFA would be asked for\nAlice Adams\n[^]*By “Require MFA for migrated users”\./);
    assert.match(text, /Signs in to: Exchange Online\nFrom: Germany/);
  });

  it('report-only is said to be without effect', async () => {
    const text = await ask('would Bob Berg be asked for MFA on Teams from 203.0.113.9?');
    assert.match(text, /No policy would ask for MFA[^]*Only report-only, so without effect: /);
  });

  it('what depends on the place is not guessed where nobody says one', async () => {
    await story.editPolicy(POLICIES.mfaOutsideTheOffice, { state: 'enabled' });
    assert.match(await ask('would Bob Berg be asked for MFA?'), /It cannot be told[^]*Say from which country or IP/);
    assert.match(await ask('would Bob Berg be asked for MFA from 192.0.2.17?'), /No policy would ask/);
    assert.match(await ask('would Bob Berg be asked for MFA from 203.0.113.9?'), /MFA would be asked for/);
  });

  it('says that it does not know a place or an app, and what to say instead', async () => {
    assert.match(await ask('would Bob Berg be asked for MFA from Atlantis?'), /I do not know the place “Atlantis”/);
    assert.match(await ask('would Bob Berg be asked for MFA on Frobnicator?'), /I do not know the app “Frobnicator”/);
  });
});
