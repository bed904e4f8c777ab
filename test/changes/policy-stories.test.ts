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

  it('security defaults go off with nothing in their place never: what is missing is named', async () => {
    for (const [id, policy] of policies())
      policies().set(id, { ...policy, state: 'enabledForReportingButNotEnforced' });
    story.tenant.graph.isSecurityDefaultsEnabled = true;
    const answer = cardText(await story.ask(nora, 'turn off security defaults', /^I did not do that/));
    assert.match(answer, /Missing: Require MFA for administrators and Require MFA for Azure management/);
  });

  it('the policies that replace them are one plan, and so is the handover, whose gap is measured and told', async () => {
    for (const id of [...policies().keys()]) policies().delete(id);
    assert.match(await carryOut('create the policies that replace security defaults'), /^Done\n[^]*done: 4/);
    const asked = story.told(
      bruno,
      /^Approval needed\n[^]*! Entra enables no policy while security defaults are on: a gap of seconds/,
    );
    const text = await carryOut('turn off security defaults');
    assert.match(text, /^Done\n[^]*done: 5/);
    assert.equal(story.tenant.graph.isSecurityDefaultsEnabled, false);
    const on = [...policies().values()].filter(({ state }) => state === 'enabled');
    assert.equal(on.length, 4);
    const told = cardText(await story.told(nora, /From the first step to the second/));
    const [first = 0, whole = 0] = /second ([\d.]+) s, to the last ([\d.]+) s/.exec(told)?.slice(1).map(Number) ?? [];
    assert.ok(first > 0 && first < 15 && whole >= first && whole < 60, told);
    await asked;
  });

  it('and it is taken back as one plan too: policies to report-only, security defaults on', async () => {
    const id = await story.propose('take back my last plan');
    await story.approve(bruno, id);
    const step = story.tenant.faults.hold({ method: 'PATCH', path: /conditionalAccess\/policies/, skip: 1 });
    await story.approve(chiara, id);
    await step.reached;
    const stop = cardText(await story.ask(nora, 'stop everything', /^It goes on/));
    assert.match(stop, /^It goes on\n1 piece of work cannot be stopped\n[^]*cannot be stopped between its steps/);
    const pause = cardText(await story.ask(nora, 'pause all changes', /^It goes on/));
    assert.match(pause, /^It goes on\n1 plan cannot be paused\n[^]*cannot be stopped between its steps/);
    const card = await story.cardOf(nora, id, /^Approved\nAt work[^]*It cannot be stopped any more/);
    assert.doesNotMatch(JSON.stringify(card.cards), /"title":"(Stop|Pause|Resume)"/);
    const forged = { verb: 'approval.pause', data: { proposalId: id } };
    assert.match(await story.click(nora, card, forged), /^(?!Paused)/);
    step.release();
    assert.match(await story.ended(id), /^Done\n[^]*done: 5/);
    assert.equal(story.tenant.graph.isSecurityDefaultsEnabled, true);
    assert.deepEqual(
      [...policies().values()].filter(({ state }) => state === 'enabled'),
      [],
    );
    story.tenant.graph.isSecurityDefaultsEnabled = false;
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
    const policy =
      [...policies().values()].find(({ displayName }) => displayName === 'Crossover: Require MFA for everyone') ??
      assert.fail();
    policies().set(policy.id, { ...policy, grantControls: { operator: 'OR', builtInControls: ['block'] } });
    assert.match(
      await story.approve(chiara, id),
      /^Something has changed since this was proposed: The policy “Crossover: Require MFA for everyone” was edited since\./,
    );
    await story.cardOf(nora, id, /^Void\n/);
  });
});
