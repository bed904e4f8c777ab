import assert from 'node:assert/strict';
import { adminRolesFor } from '../../src/changes/admin-roles.ts';
import { roleTemplates } from '../../src/entra/role-templates.ts';
import { cardText, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, chiara, aliceAdams, priya } = PEOPLE;
const TURN_OFF = 'turn off per-user MFA for Alice Adams';
const MAKE_POLICY = 'create a policy that requires MFA for SG-MFA-Pilot-Berlin';

describe('Who proposes', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ env: { CROSSOVER_PROPOSERS: 'entra' } });
  });
  after(() => story.stop());
  const give = (...roleTemplateIds: string[]) => {
    story.person(nora).roleTemplateIds = roleTemplateIds;
  };

  it('is lifted by the bot above nothing that they may not do by hand', async () => {
    give();
    const said = await story.answerTo(nora, TURN_OFF);
    assert.match(
      said,
      /takes the Entra role Authentication Policy Administrator or Global Administrator, which you do/,
    );
    assert.match(said, /Activate the role/);
    assert.equal(story.textsOf(bruno).length, 0);
  });

  it('needs the role of what is changed: one for methods does not make policies', async () => {
    give(roleTemplates.authenticationPolicyAdministrator);
    assert.match(await story.answerTo(nora, MAKE_POLICY), /takes the Entra role Conditional Access Administrator, Sec/);
    const id = await story.propose(TURN_OFF);
    await story.deny(bruno, id);
    give(roleTemplates.conditionalAccessAdministrator);
    await story.propose(MAKE_POLICY);
    assert.match(await story.answerTo(nora, TURN_OFF), /Authentication Policy Admini/);
  });

  it('needs a Global Administrator for a change that nobody knows', () => {
    assert.deepEqual(
      adminRolesFor('somethingNew').map(({ name }) => name),
      ['Global Administrator'],
    );
  });
});

describe('Who decides', () => {
  let story: Story;
  afterEach(() => story.stop());

  it('is named on the card, and whom no card could be sent to; nobody else is called out of reach', async () => {
    story = await Story.start();
    story.group(GROUPS.approvers).memberUserIds.add(priya);
    story.tenant.teams.installations.install(priya);
    await story.answerTo(priya, 'help');
    story.person(priya).teams.hasBlockedBot = true;
    const card = await story.ask(nora, TURN_OFF, /^Waiting for approval/);
    const id = /^Proposal: (\S+)$/m.exec(cardText(card))?.[1] ?? '';
    const shown = cardText(await story.cardOf(bruno, id));
    assert.match(shown, /^Can decide: Bruno .*Chiara .*Priya /m);
    assert.doesNotMatch(shown, /^Not reached: .*(Bruno|Chiara)/m, 'who has just been sent the card');
    await story.cardOf(nora, id, /^Not reached: Priya [^,]*: no card could be sent so far$/m);
  });

  it('must be two where owners of a group could make themselves approvers', async () => {
    const warned: [string, unknown][] = [];
    const log = {
      info: () => undefined,
      error: () => undefined,
      warn: (event: string, facts?: object) => void warned.push([event, facts]),
    };
    story = await Story.start({ log });
    story.group(GROUPS.approvers).isAssignableToRole = false;
    story = await story.restarted();
    const id = await story.propose(TURN_OFF);
    assert.match(
      cardText(await story.cardOf(bruno, id)),
      /^Approval needed\nNeeds 2 approvals[^]*! Approvers come from SG-MFA-Approvers, which is not role-assignable/,
    );
    await story.approve(bruno, id);
    await story.cardOf(nora, id, /^Waiting for approval\n1 of 2 approvals given/);
    assert.equal(story.writes(aliceAdams).length, 0);
    await story.approve(chiara, id);
    await story.cardOf(nora, id, /^Approved/);
    const warnings = warned.filter(([event]) => event === 'approvers.groupNotRoleAssignable');
    assert.deepEqual(warnings.at(-1)?.[1], { groupId: GROUPS.approvers });
  });
});
