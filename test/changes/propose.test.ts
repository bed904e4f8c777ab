import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

describe('Proposing to turn per-user MFA off', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  /** What Nora is told; that nothing was written and no approver was asked is part of every refusal. */
  const refusalOf = async (words: string): Promise<string> => {
    const text = await story.answerTo(PEOPLE.nora, words);
    await story.product.running.sweep();
    assert.match(text, /^I did not do that\n/);
    assert.deepEqual(story.writes(), []);
    const asked = story.textsOf(PEOPLE.chiara);
    assert.deepEqual(asked, []);
    return text;
  };

  it('is refused for Alice Archer, whom no policy in force covers, and says how to mend that', async () => {
    const text = await refusalOf('turn off per-user MFA for Alice Archer');
    assert.match(text, /\nTurning it off would leave Alice Archer without MFA\. /);
    assert.match(text, /\nFirst bring the person under an enabled policy that requires MFA for all resources/);
  });

  it('is refused where a report-only policy alone would ask for MFA, and says so', async () => {
    await story.editPolicy(POLICIES.mfaOutsideTheOffice, { state: 'disabled' });
    const text = await refusalOf('turn off per-user MFA for Alice Archer');
    await story.editPolicy(POLICIES.mfaOutsideTheOffice, { state: 'enabled' });
    assert.match(text, /without MFA\. .*report-only.*“Require MFA for everyone \(pilot\)”/);
  });

  it('is refused for somebody whom the policy excludes through a nested group', async () => {
    const inner = {
      ...story.group(GROUPS.finance),
      id: '5e0c1f00-0002-4000-8000-0000000000a1',
      memberGroupIds: new Set<string>(),
    };
    inner.memberUserIds = new Set([PEOPLE.aliceAdams]);
    story.tenant.directory.groups.set(inner.id, inner);
    story.group(GROUPS.emergencyAccess).memberGroupIds.add(inner.id);
    const text = await refusalOf('turn off per-user MFA for Alice Adams');
    story.group(GROUPS.emergencyAccess).memberGroupIds.delete(inner.id);
    assert.match(text, /\nTurning it off would leave Alice Adams without MFA\./);
  });

  it('is refused for somebody who is covered and has nothing registered that counts', async () => {
    const methods = story.person(PEOPLE.priya).methods;
    story.person(PEOPLE.priya).methods = ['emailAuthenticationMethod', 'temporaryAccessPassAuthenticationMethod'];
    const text = await refusalOf('turn off per-user MFA for Priya Patel');
    story.person(PEOPLE.priya).methods = methods;
    assert.match(text, /\nPriya Patel has no registered method for MFA\.\n.*https:\/\/aka\.ms\/mfasetup/);
  });

  it('is refused where the policy leaves legacy clients out and nothing else closes them', async () => {
    const policy = story.tenant.directory.policies.get(POLICIES.requireMfaForMigrated);
    const conditions = policy?.['conditions'] as Record<string, unknown>;
    const clientAppTypes = ['browser', 'mobileAppsAndDesktopClients'];
    await story.editPolicy(POLICIES.requireMfaForMigrated, { conditions: { ...conditions, clientAppTypes } });
    const text = await refusalOf('turn off per-user MFA for Alice Adams');
    await story.editPolicy(POLICIES.requireMfaForMigrated, { conditions });
    assert.match(text, /\nLegacy authentication would be open to Alice Adams: no policy closes it\.\n/);
  });

  it('is refused for an emergency access account', async () => {
    const text = await refusalOf('turn off per-user MFA for bg-01@fabrikam.example');
    assert.match(text, /\nEmergency Access 01 is an emergency access account: I never change it\.\n/);
  });

  it('is refused for the directory synchronisation account', async () => {
    const text = await refusalOf('turn off per-user MFA for Sync_DC01_1f2e3d4c5b6a@fabrikam.example');
    assert.match(text, /is a directory synchronisation account: I never change it\.\n/);
  });

  it('is refused where it is off already', async () => {
    assert.match(
      await refusalOf('turn off per-user MFA for Bob Berg'),
      /\nBob Berg is disabled already\.\nNothing to do\./,
    );
  });

  it('enforcing somebody whom Conditional Access covers is refused', async () => {
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'disabled';
    const text = await refusalOf('enforce per-user MFA for Alice Adams');
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enforced';
    assert.match(text, /\nAlice Adams is not set to enforced: Conditional Access requires MFA/);
    assert.match(text, /\nLeave per-user MFA off where Conditional Access asks for MFA/);
  });

  it('putting back somebody whom the bot never changed is refused', async () => {
    assert.match(await refusalOf('put Alice Adams back'), /\nI have not changed Alice Adams before\.\nName the state/);
  });

  it('is refused to a reader who is no operator, before anybody is looked up', async () => {
    const seen = story.tenant.log.length;
    const text = await story.answerTo(PEOPLE.bruno, 'turn off per-user MFA for Alice Adams');
    assert.match(text, /\nThat needs the role operator, which you do not hold\.\n/);
    assert.deepEqual(
      story.tenant.log.slice(seen).filter(({ path }) => path.includes(PEOPLE.aliceAdams)),
      [],
    );
  });

  it('is refused where too few people could decide, and names who could and what would help', async () => {
    story.group(GROUPS.approvers).memberUserIds.delete(PEOPLE.chiara);
    const two = await refusalOf('turn off per-user MFA for Ingrid Solberg');
    story.group(GROUPS.approvers).memberUserIds.delete(PEOPLE.bruno);
    const nobody = await refusalOf('turn off per-user MFA for Alice Adams');
    story.group(GROUPS.approvers).memberUserIds.add(PEOPLE.bruno).add(PEOPLE.chiara);
    assert.match(
      two,
      /\nOnly Bruno Costa could decide on “.*”, and 2 approvals are needed\.\nAdd people to the approvers’ group/,
    );
    assert.match(nobody, /\nNobody could decide on “.*”, and 1 approval is needed\.\n/);
  });

  it('counts neither a disabled account nor the person concerned among those who could decide', async () => {
    story.group(GROUPS.approvers).memberUserIds.add(PEOPLE.aliceAdams);
    story.group(GROUPS.approvers).memberUserIds.delete(PEOPLE.bruno);
    story.person(PEOPLE.chiara).accountEnabled = false;
    const text = await refusalOf('turn off per-user MFA for Alice Adams');
    story.person(PEOPLE.chiara).accountEnabled = true;
    story.group(GROUPS.approvers).memberUserIds.delete(PEOPLE.aliceAdams);
    story.group(GROUPS.approvers).memberUserIds.add(PEOPLE.bruno);
    assert.match(text, /\nNobody could decide on “/);
  });

  it('shows approvers before and after, what cannot be taken back, and the asker’s words', async () => {
    const id = await story.propose('turn off per-user MFA for Alice Adams');
    const text = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(text, /^Approval needed\nNeeds 1 approval\n#1 Per-user MFA of Alice Adams: enforced → disabled\n/);
    assert.match(text, /! Cannot be taken back: app passwords stop working and do not come back/);
    assert.match(text, /Asked by: Nora Lindqvist\nDecide by: /);
    assert.match(text, /In their words: “turn off per-user MFA for Alice Adams”/);
    assert.deepEqual(story.writes(), []);
  });
});

describe('Without two emergency access accounts', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({
      env: { CROSSOVER_EMERGENCY_ACCOUNTS: PEOPLE.emergency01 },
    });
  });
  after(() => story.stop());

  it('every change is refused and questions are answered', async () => {
    for (const words of [
      'turn off per-user MFA for Alice Adams',
      'enable per-user MFA for Bob Berg',
      'put Carol O’Neil back',
    ]) {
      const text = await story.answerTo(PEOPLE.nora, words);
      assert.match(
        text,
        /\nI change nothing until two emergency access accounts are configured\.\nSet CROSSOVER_EMERGENCY_/,
      );
    }
    assert.deepEqual(story.writes(), []);
    assert.match(await story.answerTo(PEOPLE.nora, 'mfa state of Alice Adams'), /Per-user MFA: enforced/);
  });
});
