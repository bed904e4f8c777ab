import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';
import { SMTP_SIGN_IN } from '../tenant/graph/sign-ins.ts';

const { nora, bob, carol, aliceAdams } = PEOPLE;
const INTUNE_ENROLMENT = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';
const env = {
  CROSSOVER_SERVICE_ACCOUNTS: 'name:svc-*',
  CROSSOVER_SHARED_ACCOUNTS: 'name:room-*,name:printer-*',
};

describe('Asking whether we are ready', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 120 }, env });
    await story.product.running.sweep(); // the directory was read
  });
  after(() => story.stop());

  /** The report once the sign-in log is read: its quota lets a call go every two seconds. */
  const report = async (words: string): Promise<string> => {
    for (let round = 0; round < 20; round += 1) {
      const text = await story.answerTo(nora, words);
      if (!text.includes('being read')) return text;
      await story.product.moveClock(3000);
    }
    return assert.fail('the log was never read');
  };
  const lineIn = (text: string, title: string): string =>
    text.split('\n').find((line) => line.includes(`: ${title} (`)) ?? assert.fail(`no line ${title} in ${text}`);
  const users = () => [...story.tenant.directory.users.values()];

  it('answers at once with what is known, and says of the rest that it is being read', async () => {
    const text = await story.answerTo(nora, 'are we ready?');
    assert.match(text, /^Readiness\nNot ready: \d+ in the way, \d+ to look at\nEverybody in the tenant\n- Red: /);
    assert.match(lineIn(text, 'Legacy authentication in use'), /^- Amber: .*Not known: the sign-in log is being read/);
    assert.match(lineIn(text, 'Licences'), /Green/);
  });

  it('then tells all of it, with its age, what is red first and what is green on a click', async () => {
    const text = await report('are we ready?');
    const colours = [...text.matchAll(/^- (Red|Amber|Green): /gm)].map(([, colour]) => colour);
    assert.equal(colours.length, 22);
    assert.deepEqual(
      colours,
      colours.toSorted((one, other) => 'RAG'.indexOf(one?.[0] ?? '') - 'RAG'.indexOf(other?.[0] ?? '')),
    );
    assert.match(text, /Sign-in log read (just now|\d+ minutes? ago)\./);
    assert.match(lineIn(text, 'Legacy authentication in use'), /Red: .*\(1 account in 30 days, 1 of them over SMTP/);
    assert.match(lineIn(text, 'Microsoft’s recommendation'), /Active; \d+ of 120/);
  });

  it('shows the people behind a line as a list of the same number', async () => {
    const asked = await story.ask(nora, 'are we ready?');
    const legacy = /\((\d+) account in 30 days/.exec(cardText(asked))?.[1];
    await story.press(nora, asked, 'Legacy authentication in use');
    const listed = story.tenant.teams.messagesOf(nora).find(({ activityId }) => activityId === asked.activityId);
    const list = listed ? cardText(listed) : '';
    assert.match(list, new RegExp(`^People\\n${legacy} person of 120\\nsigned in with legacy authentication\\n`));
    assert.match(list, /Printer Berlin 3rd Floor/);
  });

  it('counts those who are not covered as the policies have it, groups in groups and report-only included', async () => {
    const text = await report('are we ready?');
    const inGroups = new Set([
      ...(story.tenant.directory.groups.get(GROUPS.caMfa)?.memberUserIds ?? []),
      ...(story.tenant.directory.groups.get(GROUPS.caMfaEngineering)?.memberUserIds ?? []),
    ]);
    const people = users().filter(
      ({ id, accountEnabled, userPrincipalName }) =>
        accountEnabled && !/^(bg-|sync_|room-|printer-)/i.test(userPrincipalName) && id !== PEOPLE.directorySync,
    );
    const open = people.filter(({ id }) => !inGroups.has(id));
    assert.match(lineIn(text, 'Coverage'), new RegExp(`${open.length} of ${people.length} are not covered`));
  });

  it('is about a group, its nested groups included', async () => {
    const text = await report('are we ready for SG-MFA-Pilot?');
    assert.match(text, /^Readiness\nNothing in the way, \d+ to look at\nThe group SG-MFA-Pilot\n/);
    assert.match(lineIn(text, 'Registration'), /Green: .*All 7 are MFA-capable/);
    assert.match(lineIn(text, 'Coverage'), /Green: .*All 7 are covered/);
    assert.match(lineIn(text, 'Legacy authentication in use'), /Green: .*Nobody in 30 days/);
  });

  it('is about a department, and about one person without lists', async () => {
    const text = await report('are we ready for Sales?');
    assert.match(text, /\nThe department Sales\n/);
    const asked = await story.ask(nora, "is Carol O'Neil ready?");
    assert.match(lineIn(cardText(asked), 'Registration'), /Red: .*0 % of 1 are MFA-capable/);
    assert.ok(!JSON.stringify(asked.cards).includes('"Show"'));
    assert.ok(JSON.stringify(asked.cards).includes('"MFA state"'));
  });

  it('finds who is disturbed by per-user MFA at Intune enrolment and on hybrid-joined devices, and who uses NPS', async () => {
    const perUser = { authenticationRequirementPolicies: [{ requirementProvider: 'user', detail: 'Per-user MFA' }] };
    const asked = { ...perUser, authenticationRequirement: 'multiFactorAuthentication' };
    story.tenant.signIn(aliceAdams, { ...asked, appId: INTUNE_ENROLMENT });
    story.tenant.signIn(PEOPLE.zoe, { ...asked, deviceDetail: { trustType: 'Hybrid Azure AD joined' } });
    story.tenant.signIn(bob, { appId: '981f26a1-7f43-403b-a875-f8b09b8cd720', status: { errorCode: 0 } });
    story.tenant.signIn(carol, { ...SMTP_SIGN_IN, clientAppUsed: 'IMAP4' });
    await story.product.moveClock(31 * 60_000); // what was read is stale
    await story.answerTo(nora, 'are we ready?');
    const text = await report('are we ready?');
    assert.match(
      lineIn(text, 'Intune and hybrid-joined devices'),
      /asked 1 account at Intune enrolment and 1 account on/,
    );
    assert.match(lineIn(text, 'AD FS, NPS and VPN'), /^- Amber: .*\(1 account in 30 days/);
    assert.match(lineIn(text, 'Legacy authentication in use'), /2 accounts in 30 days, 1 of them over SMTP/);
  });

  it('says whose break-glass account was used, and is not excluded, and who lacks a method', async () => {
    const [first, second] = [story.person(PEOPLE.emergency01), story.person(PEOPLE.emergency02)];
    story.tenant.signIn(first.id);
    second.methods = ['phoneAuthenticationMethod'];
    story.group(GROUPS.emergencyAccess).memberUserIds.delete(second.id);
    await story.ask(nora, 'refresh');
    await story.product.moveClock(3_600_000);
    await story.product.running.sweep();
    const text = await report('are we ready?');
    const line = lineIn(text, 'Emergency access');
    assert.match(line, /^- Red: .*Emergency Access 01 was used within a day: find out why/);
    assert.match(line, /Emergency Access 02 is not excluded from 1 enabled policies/);
    assert.match(line, /Emergency Access 02 has no passkey/);
    story.group(GROUPS.emergencyAccess).memberUserIds.add(second.id);
  });

  it('names an administrator whom every MFA policy leaves out, though not on the list', async () => {
    const { ingrid } = PEOPLE;
    const { policies } = story.tenant.directory;
    const before = [...policies];
    const users = { includeUsers: ['All'], excludeGroups: [GROUPS.emergencyAccess], excludeUsers: [ingrid] };
    for (const [id, policy] of before) {
      const conditions = { ...(policy.conditions as object), users };
      if (id !== POLICIES.requireMfaForMigrated) await story.editPolicy(id, { state: 'enabled', conditions });
    }
    story.group(GROUPS.caMfa).memberUserIds.delete(ingrid);
    await story.product.moveClock(11 * 60_000); // groups are read anew after ten minutes
    await story.product.running.sweep();
    const line = lineIn(await report('are we ready?'), 'Emergency access');
    assert.match(line, /Ingrid Solberg looks like one, but is not in CROSSOVER_EMERGENCY_ACCOUNTS/);
    for (const [id, policy] of before) policies.set(id, policy);
    story.group(GROUPS.caMfa).memberUserIds.add(ingrid);
  });

  it('is red while security defaults are on, and knows policies that Microsoft manages', async () => {
    story.tenant.graph.isSecurityDefaultsEnabled = true;
    const managed = {
      templateId: '76c03f19-ea37-4656-a772-a183b4ddb81d',
      displayName: 'Microsoft-managed: MFA for all',
    };
    await story.editPolicy(POLICIES.requireMfaForEveryone, managed);
    await story.product.moveClock(61_000); // policies of a question may be a minute old
    const text = await report('are we ready?');
    assert.match(lineIn(text, 'Security defaults'), /^- Red: .*enables no Conditional Access policy/);
    assert.match(lineIn(text, 'Other MFA policies'), /Amber: .*“Microsoft-managed: MFA for all”, and may switch/);
    story.tenant.graph.isSecurityDefaultsEnabled = false;
  });

  it('takes what the tenant refuses for not known, never for green', async () => {
    const { faults } = story.tenant;
    faults.add({
      path: /mfaServicePolicy|authenticationMethodsPolicy/,
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied' } },
    });
    faults.add({
      path: /identitySecurityDefaults|recommendations/,
      status: 404,
      body: { error: { code: 'ResourceNotFound' } },
    });
    const text = await report('are we ready?');
    for (const title of ['App passwords', 'Remembered devices', 'Methods policy migration'])
      assert.match(lineIn(text, title), /^- Amber: .*Not known: the app lacks a Microsoft Graph permission/);
    for (const title of ['Security defaults', 'Microsoft’s recommendation'])
      assert.match(lineIn(text, title), /^- Amber: .*Not known: the tenant does not tell it/);
    faults.clear();
  });

  it('stops in a free tenant after what is possible there', async () => {
    story.tenant.graph.hasP1 = false;
    const text = await story.answerTo(nora, 'are we ready?');
    assert.match(text, /\n- Red: Licences \(The tenant has no Microsoft Entra ID P1/);
    assert.match(text, /Security defaults: Say “turn on security defaults”/);
    assert.equal([...text.matchAll(/^- (Red|Amber|Green): /gm)].length, 2);
    story.tenant.graph.hasP1 = true;
  });

  it('is answered to readers only', async () => {
    assert.match(await story.answerTo(aliceAdams, 'are we ready?'), /needs the role reader/);
    assert.match(await story.answerTo(aliceAdams, 'is Alice Adams ready?'), /needs the role reader/);
  });
});

describe('Asking for licences and for the recommendation', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ tenant: { people: 80 } });
    await story.product.running.sweep();
  });
  after(() => story.stop());

  it('tells which subscriptions bring P1 or P2, and who has none', async () => {
    assert.match(
      await story.answerTo(nora, 'which licences do we have?'),
      /^Licences\nThe tenant has P1\n.*need P2\.\nSPB: \d+ of \d+ in use\nAccounts with P1 or P2: (\d+) of \1\n/,
    );
    story.tenant.graph.hasP2 = true;
    assert.match(await story.answerTo(nora, 'do we have P2?'), /The tenant has P1 and P2/);
    story.tenant.graph.hasP1 = story.tenant.graph.hasP2 = false;
    assert.match(
      await story.answerTo(nora, 'do we have enough licences?'),
      /The tenant has no P1\nConditional Access needs P1/,
    );
    story.tenant.graph.hasP1 = true;
  });

  it('tells how the recommendation stands, and whom it names once they are read', async () => {
    const withMfa = [...story.tenant.directory.users.values()].filter(
      (user) => user.perUserMfaState !== 'disabled',
    ).length;
    const words = 'how does Microsoft’s recommendation stand?';
    assert.match(
      await story.answerTo(nora, words),
      /^Microsoft’s recommendation\nActive\n.*\nActive; \d+ of 80 still have/,
    );
    let text = '';
    for (let round = 0; round < 20 && !text.includes(`People it names: ${withMfa}`); round += 1) {
      await story.product.moveClock(3000);
      text = await story.answerTo(nora, words);
    }
    assert.match(text, new RegExp(`People it names: ${withMfa}\\n`));
    const asked = await story.ask(nora, words);
    await story.press(nora, asked, 'Whom it names');
    const shown = story.tenant.teams.messagesOf(nora).find(({ activityId }) => activityId === asked.activityId);
    assert.match(shown ? cardText(shown) : '', new RegExp(`^People\\n${withMfa} people of 80\\nnamed in Microsoft’s`));
  });

  it('says that it completes by itself, and why it is not shown', async () => {
    for (const user of story.tenant.directory.users.values()) user.perUserMfaState = 'disabled';
    await story.ask(nora, 'refresh');
    await story.product.moveClock(25 * 3_600_000);
    await story.product.running.sweep();
    assert.match(await story.answerTo(nora, 'is the recommendation done?'), /\nCompleted by itself\n/);
    story.tenant.records.recommendationRun = undefined;
    assert.match(
      await story.answerTo(nora, 'why is the recommendation not shown?'),
      /Not shown: nobody has per-user MFA/,
    );
  });
});
