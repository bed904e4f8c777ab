import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, POLICIES } from '../tenant/cast.ts';

const { nora, bruno, chiara } = PEOPLE;

/** From a sentence over two approvals to the tenant, through the whole product. */
describe('Changes of policies, from the chat', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  const policies = () => story.tenant.directory.policies;
  const stateOf = (id: string) => policies().get(id)?.state;
  const graphWrites = () =>
    story.tenant.log.filter(
      ({ surface, method }) => surface === 'graph' && ['POST', 'PATCH', 'DELETE'].includes(method),
    );
  /** Bruno's yes is not enough; with Chiara's it is done. */
  const carryOut = async (words: string): Promise<string> => {
    const id = await story.propose(words);
    const before = graphWrites().length;
    await story.approve(bruno, id);
    await story.cardOf(nora, id, /^Waiting for approval\n1 of 2 approvals given/);
    assert.equal(graphWrites().length, before, 'one approval moved the tenant');
    await story.approve(chiara, id);
    return story.ended(id);
  };

  it('a policy is made for a group, in report-only, with two approvals', async () => {
    const text = await carryOut('create a policy that requires MFA for SG-MFA-Pilot-Berlin');
    assert.match(
      text,
      /^Done\nDone and read back\n.*New policy “Crossover: Require MFA for SG-MFA-Pilot-Berlin”, report-only/,
    );
    const made = [...policies().values()].find((one) => String(one['displayName']).startsWith('Crossover: '));
    assert.equal(made?.state, 'enabledForReportingButNotEnforced');
  });

  it('it is turned on by a part of its name', async () => {
    assert.match(await carryOut('turn on policy for SG-MFA-Pilot-Berlin'), /^Done\n/);
    const made = [...policies().values()].find((one) => String(one['displayName']).startsWith('Crossover: '));
    assert.equal(made?.state, 'enabled');
  });

  it('several policies that fit are offered as a list to choose from', async () => {
    const asked = await story.ask(nora, 'turn off the policy Require MFA', /^Which policy do you mean\?/);
    assert.match(
      cardText(asked),
      /Require MFA for everyone \(pilot\)[^]*Require MFA for migrated users|Require MFA for migrated users[^]*Require MFA for everyone \(pilot\)/,
    );
    await story.press(nora, asked, 'migrated users');
    const offered = await story.told(
      bruno,
      /^Approval needed\n[^]*Policy “Require MFA for migrated users”: enabled → disabled/,
    );
    assert.match(cardText(offered), /! This lowers protection: /);
    assert.equal(stateOf(POLICIES.requireMfaForMigrated), 'enabled');
    const id = /^Proposal: (\S+)$/m.exec(cardText(offered))?.[1] ?? '';
    await story.deny(bruno, id);
  });

  it('turning on a policy that would reach an emergency account is refused, and nobody is asked', async () => {
    const policy = policies().get(POLICIES.requireMfaForEveryone) ?? assert.fail();
    policies().set(policy.id, {
      ...policy,
      conditions: { ...(policy['conditions'] as object), users: { includeUsers: ['All'] } },
    });
    const answer = await story.ask(nora, 'turn on the policy Require MFA for everyone', /^I did not do that/);
    policies().set(policy.id, policy);
    assert.match(
      cardText(answer),
      /^I did not do that\nIt could lock you out\nEmergency Access 01 and Emergency Access 02 would not be excluded/,
    );
  });

  it('a policy that nobody knows is not found', async () => {
    assert.match(await story.answerTo(nora, 'turn on the policy Nonsense'), /I found no policy “Nonsense”\./);
  });

  it('security defaults go off where a policy stands ready, and every approver is warned', async () => {
    for (const [id, policy] of policies())
      policies().set(id, { ...policy, state: 'enabledForReportingButNotEnforced' });
    story.tenant.graph.isSecurityDefaultsEnabled = true;
    const asked = story.told(bruno, /^Approval needed\n[^]*! This lowers protection: from the moment they are off/);
    assert.match(await carryOut('turn off security defaults'), /^Done\n/);
    assert.equal(story.tenant.graph.isSecurityDefaultsEnabled, false);
    await asked;
  });

  it('a trusted location is made, and the registration campaign turned on for a group', async () => {
    const words = 'create a trusted location Berlin with 203.0.113.0/24 and 2001:db8::/48';
    assert.match(await carryOut(words), /^Done\n/);
    const made = [...story.tenant.records.namedLocations.values()].find((one) => one['displayName'] === 'Berlin');
    assert.equal(made?.['isTrusted'], true);
    const asked = story.told(bruno, /^Approval needed\n[^]*Registration campaign: default → enabled/);
    assert.match(await carryOut('turn on the registration campaign for SG-MFA-Pilot-Berlin'), /^Done\n/);
    await asked;
  });

  it('a range that nobody signs in from is refused with what to say instead', async () => {
    const words = 'create a trusted location Home with 192.168.0.0/24';
    const answer = cardText(await story.ask(nora, words, /^I did not do that/));
    assert.match(answer, /192\.168\.0\.0\/24 is a private range[^]*Name the public addresses/);
  });

  it('what drifted before the second approval makes the approval void', async () => {
    const id = await story.propose('turn on the policy Require MFA for everyone');
    await story.approve(bruno, id);
    const policy = policies().get(POLICIES.requireMfaForEveryone) ?? assert.fail();
    policies().set(policy.id, { ...policy, grantControls: { operator: 'OR', builtInControls: ['block'] } });
    assert.match(
      await story.approve(chiara, id),
      /^Something has changed since this was proposed: The policy “Require MFA for everyone \(pilot\)” was edited since\./,
    );
    await story.cardOf(nora, id, /^Void\n/);
  });
});
