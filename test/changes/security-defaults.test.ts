import assert from 'node:assert/strict';
import { wishOfSecurityDefaults } from '../../src/changes/security-defaults.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { POLICIES } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'securityDefaults';
const [on, off] = [wishOfSecurityDefaults(true), wishOfSecurityDefaults(false)];

describe('Security defaults', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const isOn = () => shop.tenant.graph.isSecurityDefaultsEnabled;
  const switchBefore = (isEnabled: boolean) => (shop.tenant.graph.isSecurityDefaultsEnabled = isEnabled);
  const setAll = (state: string) => {
    for (const [id, policy] of shop.tenant.directory.policies)
      shop.tenant.directory.policies.set(id, { ...policy, state });
  };
  const refusalOf = async (wish: typeof on): Promise<RefusedError> => {
    const refusal = await caught(RefusedError, shop.preview(KIND, wish));
    assert.deepEqual(shop.writes(), []);
    return refusal;
  };
  /** As Entra lets a tenant be: while they are on, no policy is in force. */
  const startOn = () => {
    switchBefore(true);
    setAll('enabledForReportingButNotEnforced');
  };

  it('are switched off, read back, and switched on again by the way back', async () => {
    startOn();
    const done = await shop.carryOut(KIND, off);
    assert.deepEqual([done.state, done.detail, isOn()], ['done', 'Read back: off.', false]);
    const back = await shop.takeBack(done);
    assert.deepEqual([back.state, isOn()], ['done', true]);
  });

  it('off needs two approvals and says plainly that nobody is asked for MFA in between', async () => {
    startOn();
    const { title, risks, warnings, irreversible, evidence } = await shop.preview(KIND, off);
    assert.deepEqual([title, risks], ['Security defaults: on → off', ['securityDefaults']]);
    assert.match(
      warnings[0] ?? '',
      /^This lowers protection: [^]*Turn on “Require MFA for everyone \(pilot\)” right after\.$/,
    );
    assert.match(irreversible.join(), /policies of Microsoft’s own/);
    assert.deepEqual(evidence, [['Ready to take over', 'Require MFA for everyone (pilot)']]);
  });

  it('off is refused where no policy stands ready that requires MFA of everybody, un-narrowed', async () => {
    startOn();
    shop.tenant.directory.policies.delete(POLICIES.requireMfaForEveryone);
    const refusal = await refusalOf(off); // one for a group, one that is narrowed by location, one that blocks legacy clients
    assert.equal(refusal.reason, 'notCovered');
    assert.match(refusal.remedy, /“create a policy that requires MFA for everyone”/);
  });

  it('a policy that is disabled or managed by Microsoft does not stand ready', async () => {
    startOn();
    const { policies } = shop.tenant.directory;
    const everyone = policies.get(POLICIES.requireMfaForEveryone) ?? assert.fail();
    policies.set(everyone.id, { ...everyone, state: 'disabled' });
    assert.equal((await refusalOf(off)).reason, 'notCovered');
    policies.set(everyone.id, { ...everyone, displayName: 'Microsoft-managed: MFA for all users' });
    assert.equal((await refusalOf(off)).reason, 'notCovered');
  });

  it('on is refused while a Conditional Access policy is in force, and names it', async () => {
    const refusal = await refusalOf(on);
    assert.equal(refusal.reason, 'policiesEnabled');
    assert.match(refusal.message, /Require MFA for migrated users and MFA outside the office/);
  });

  it('on says that emergency access accounts are asked too', async () => {
    setAll('disabled');
    assert.match((await shop.preview(KIND, on)).warnings.join(), /emergency access accounts are asked too/);
  });

  it('already so is said', async () => {
    assert.equal((await refusalOf(off)).reason, 'alreadySo');
  });

  it('are not switched off where the ready policy went away between approval and work', async () => {
    startOn();
    const plan = await shop.approved((await shop.preview(KIND, off)).item);
    shop.tenant.directory.policies.delete(POLICIES.requireMfaForEveryone);
    assert.equal((await shop.workOff(plan)).state, 'skipped');
    assert.deepEqual([shop.writes(), isOn()], [[], true]);
  });

  it('switched by somebody else meanwhile: the approval is void, and work finds it so already', async () => {
    startOn();
    const plan = await shop.approved((await shop.preview(KIND, off)).item);
    assert.equal(await shop.change(KIND).driftOf(plan.item), null);
    switchBefore(false);
    assert.equal(await shop.change(KIND).driftOf(plan.item), 'Security defaults are off now.');
    assert.equal((await shop.workOff(plan)).state, 'alreadySo');
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    startOn();
    shop.tenant.faults.add({ method: 'PATCH', path: /identitySecurityDefaults/, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, off)).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('taken by Graph and not kept is no success', async () => {
    startOn();
    shop.tenant.faults.add({ method: 'PATCH', path: /identitySecurityDefaults/, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, off);
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back on.']);
  });
});
