import assert from 'node:assert/strict';
import { excludeSynchronization } from '../support/exclude-synchronization.ts';
import type { Wish } from '../../src/changes/change.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'conditionalAccessPolicyState';
const { blockLegacyAuthentication, mfaOutsideTheOffice, requireMfaForEveryone, requireMfaForMigrated } = POLICIES;
const SYNC_ROLE = ROLE_TEMPLATE_IDS['Directory Synchronization Accounts'];
const GLOBAL_ADMINISTRATOR = ROLE_TEMPLATE_IDS['Global Administrator'];
const to = (policyId: string, state: string): Wish => ({ targetId: policyId, targetName: '', after: { state } });
const on = (policyId: string): Wish => to(policyId, 'enabled');

describe('The state of a Conditional Access policy', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(async () => {
    await shop.renew();
    excludeSynchronization(shop.tenant, requireMfaForEveryone);
  });
  after(() => shop.close());

  const policy = (id: string) => shop.tenant.directory.policies.get(id) ?? assert.fail('no such policy');
  const edit = (id: string, change: Record<string, unknown>) =>
    shop.tenant.directory.policies.set(id, { ...policy(id), ...change });
  const person = (id: string) => shop.tenant.directory.users.get(id) ?? assert.fail('no such person');
  const refusalOf = async (wish: Wish): Promise<RefusedError> => {
    const refusal = await caught(RefusedError, shop.preview(KIND, wish));
    assert.deepEqual(shop.writes(), []);
    return refusal;
  };
  const usersOf = (id: string) => {
    const conditions = policy(id)['conditions'] as Record<string, Record<string, unknown>>;
    return conditions['users'] ?? {};
  };
  const editUsers = (id: string, change: Record<string, unknown>) =>
    edit(id, { conditions: { ...(policy(id)['conditions'] as object), users: { ...usersOf(id), ...change } } });

  it('is turned on, read back, and taken back to exactly what it was', async () => {
    const before = structuredClone(policy(requireMfaForEveryone));
    const done = await shop.carryOut(KIND, on(requireMfaForEveryone));
    assert.deepEqual([done.state, done.detail], ['done', 'Read back: enabled.']);
    assert.deepEqual(
      { ...policy(requireMfaForEveryone), modifiedDateTime: 0 },
      { ...before, state: 'enabled', modifiedDateTime: 0 },
    );
    const back = await shop.takeBack(done);
    assert.equal(back.state, 'done');
    const { modifiedDateTime, ...after } = policy(requireMfaForEveryone);
    assert.deepEqual({ ...after, modifiedDateTime: before['modifiedDateTime'] }, before);
    assert.ok(modifiedDateTime);
  });

  it('needs two approvals, and tells whom it reaches and what it asks', async () => {
    const { title, risks, evidence, warnings } = await shop.preview(KIND, on(requireMfaForEveryone));
    assert.equal(title, 'Policy “Require MFA for everyone (pilot)”: report-only → enabled');
    assert.deepEqual(risks, ['policy']);
    assert.deepEqual(evidence, [
      [
        'Applies to',
        'everybody, but not members of SG-Emergency-Access and holders of Directory Synchronization Accounts',
      ],
      ['Demand', 'requires MFA'],
      ['Emergency access accounts', 'excluded'],
    ]);
    assert.match(
      warnings[0] ?? '',
      /^I could not count whom it would newly ask\. I am still reading the list of everybody/,
    );
    assert.match(warnings[1] ?? '', /^From then on, within minutes, this policy requires MFA: everybody/);
  });

  it('is turned off only with a plain warning, and with two approvals', async () => {
    for (const state of ['disabled', 'enabledForReportingButNotEnforced']) {
      const { risks, warnings } = await shop.preview(KIND, to(requireMfaForMigrated, state));
      assert.deepEqual(risks, ['policy']);
      assert.match(
        warnings[0] ?? '',
        /^This lowers protection: the policy requires MFA now \(members of SG-CA-MFA, but not members of SG-Emergency-Access\)\./,
      );
    }
  });

  it('already so is said', async () => {
    assert.equal((await refusalOf(on(requireMfaForMigrated))).reason, 'alreadySo');
  });

  it('cannot be on while one emergency account is not excluded, however the other is', async () => {
    shop.tenant.directory.groups.get(GROUPS.emergencyAccess)?.memberUserIds.delete(PEOPLE.emergency02);
    const refusal = await refusalOf(on(requireMfaForEveryone));
    assert.equal(refusal.reason, 'wouldLockOut');
    assert.match(refusal.message, /^Emergency Access 02 would not be excluded from this policy/);
  });

  it('can be on where they are excluded by their ids, in whatever spelling, or through a nested group', async () => {
    editUsers(requireMfaForEveryone, {
      excludeGroups: [],
      excludeUsers: [PEOPLE.emergency01.toUpperCase(), PEOPLE.emergency02],
    });
    await shop.preview(KIND, on(requireMfaForEveryone));
    editUsers(requireMfaForEveryone, { excludeGroups: [GROUPS.legal], excludeUsers: [] });
    shop.tenant.directory.groups.get(GROUPS.legal)?.memberGroupIds.add(GROUPS.emergencyAccess);
    await shop.preview(KIND, on(requireMfaForEveryone));
  });

  it('an exclusion by a role is none: a role can be lost', async () => {
    editUsers(requireMfaForEveryone, { excludeGroups: [], excludeRoles: [SYNC_ROLE, GLOBAL_ADMINISTRATOR] });
    assert.equal((await refusalOf(on(requireMfaForEveryone))).reason, 'wouldLockOut');
  });

  it('cannot be on unless two enabled, cloud-only Global Administrators surely get in', async () => {
    person(PEOPLE.emergency01).accountEnabled = false;
    person(PEOPLE.emergency02).onPremisesSyncEnabled = true;
    await shop.preview(KIND, on(requireMfaForEveryone)); // Ingrid and Kwame have registered
    person(PEOPLE.kwame).methods = ['emailAuthenticationMethod'];
    const refusal = await refusalOf(on(requireMfaForEveryone));
    assert.equal(refusal.reason, 'wouldLockOut');
    assert.match(refusal.message, /^With this policy only one Global Administrator would surely get in/);
  });

  it('cannot be on while it asks the account of directory synchronisation for anything, whatever narrows it', async () => {
    editUsers(requireMfaForEveryone, { excludeRoles: [] });
    const { message, remedy, reason } = await refusalOf(on(requireMfaForEveryone));
    assert.equal(reason, 'wouldStopSynchronization');
    assert.match(message, /^This policy would reach the account of directory synchronisation \(On-Premises Directory /);
    assert.equal(
      remedy,
      'Exclude the role “Directory Synchronization Accounts” from the policy first, then ask again.',
    );
    for (const builtInControls of [['block'], ['mfa', 'compliantDevice'], ['compliantDevice']]) {
      edit(mfaOutsideTheOffice, { state: 'disabled', grantControls: { operator: 'OR', builtInControls } });
      assert.equal((await refusalOf(on(mfaOutsideTheOffice))).reason, 'wouldStopSynchronization');
    }
  });

  it('can be on where that account is excluded by its id or by a group, or is disabled, or no sign-in of it is meant', async () => {
    const { directorySync } = PEOPLE;
    editUsers(requireMfaForEveryone, { excludeRoles: [], excludeUsers: [directorySync] });
    await shop.preview(KIND, on(requireMfaForEveryone));
    editUsers(requireMfaForEveryone, { excludeUsers: [], excludeGroups: [GROUPS.emergencyAccess, GROUPS.legal] });
    shop.tenant.directory.groups.get(GROUPS.legal)?.memberUserIds.add(directorySync);
    await shop.preview(KIND, on(requireMfaForEveryone));
    editUsers(requireMfaForEveryone, { excludeGroups: [GROUPS.emergencyAccess] });
    assert.equal((await refusalOf(on(requireMfaForEveryone))).reason, 'wouldStopSynchronization');
    person(directorySync).accountEnabled = false;
    await shop.preview(KIND, on(requireMfaForEveryone));
  });

  it('is not written where an account of synchronisation came under it between approval and work', async () => {
    editUsers(requireMfaForEveryone, { excludeRoles: [], excludeUsers: [PEOPLE.directorySync] });
    const plan = await shop.approved((await shop.preview(KIND, on(requireMfaForEveryone))).item);
    person(PEOPLE.bob).roleTemplateIds = [SYNC_ROLE];
    const { state, detail } = await shop.workOff(plan);
    assert.equal(state, 'skipped');
    assert.match(detail ?? '', /^This policy would reach the account of directory synchronisation \(Bob /);
    assert.deepEqual(shop.writes(), []);
  });

  it('a policy that blocks lets nobody in who is MFA-capable', async () => {
    person(PEOPLE.emergency01).accountEnabled = false;
    editUsers(blockLegacyAuthentication, { excludeUsers: [PEOPLE.kwame] });
    await shop.preview(KIND, on(blockLegacyAuthentication)); // Emergency Access 02 and Kwame are excluded
    editUsers(blockLegacyAuthentication, { excludeUsers: [] });
    assert.equal((await refusalOf(on(blockLegacyAuthentication))).reason, 'wouldLockOut');
  });

  it('is not touched where Microsoft manages the policy', async () => {
    edit(requireMfaForEveryone, { displayName: 'Microsoft-managed: Multifactor authentication for all users' });
    assert.equal((await refusalOf(on(requireMfaForEveryone))).reason, 'microsoftManaged');
  });

  it('is not touched where the policy is for workload identities', async () => {
    const conditions = policy(requireMfaForEveryone)['conditions'] as object;
    const clientApplications = { includeServicePrincipals: ['ServicePrincipalsInMyTenant'] };
    edit(requireMfaForEveryone, { conditions: { ...conditions, clientApplications } });
    assert.match((await refusalOf(on(requireMfaForEveryone))).message, /not aimed at sign-ins of people/);
  });

  it('cannot be on while security defaults are, and says what comes first', async () => {
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    const refusal = await refusalOf(on(requireMfaForEveryone));
    assert.equal(refusal.reason, 'securityDefaultsOn');
    assert.match(refusal.remedy, /“turn off security defaults”/);
  });

  it('is not written where the policy was edited between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on(requireMfaForEveryone))).item);
    editUsers(requireMfaForEveryone, { excludeGroups: [] });
    assert.match((await shop.change(KIND).driftOf(plan.item)) ?? '', /was edited since\.$/);
    const row = await shop.workOff(plan);
    assert.deepEqual(
      [row.state, row.detail],
      ['skipped', 'The policy “Require MFA for everyone (pilot)” was edited since.'],
    );
    assert.deepEqual(shop.writes(), []);
  });

  it('is not written where an emergency account fell out of the group between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on(requireMfaForEveryone))).item);
    shop.tenant.directory.groups.get(GROUPS.emergencyAccess)?.memberUserIds.delete(PEOPLE.emergency01);
    assert.equal((await shop.workOff(plan)).state, 'skipped');
    assert.deepEqual(shop.writes(), []);
  });

  it('set by somebody else meanwhile is so already, and not written', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on(requireMfaForEveryone))).item);
    edit(requireMfaForEveryone, { state: 'enabled' });
    assert.equal((await shop.workOff(plan)).state, 'alreadySo');
    assert.deepEqual(shop.writes(), []);
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    shop.tenant.faults.add({ method: 'PATCH', path: /conditionalAccess/, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, on(requireMfaForEveryone))).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('a connection that breaks before it is followed by a look, and then written', async () => {
    shop.tenant.faults.add({ method: 'PATCH', path: /conditionalAccess/, reset: 'before', times: 1 });
    assert.equal((await shop.carryOut(KIND, on(requireMfaForEveryone))).state, 'done');
    assert.equal(shop.writes().length, 2);
  });

  it('taken by Graph and not kept is no success', async () => {
    shop.tenant.faults.add({ method: 'PATCH', path: /conditionalAccess/, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, on(requireMfaForEveryone));
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back report-only.']);
  });

  it('security defaults that were switched on between look and write: it failed, in words that help', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on(requireMfaForEveryone))).item);
    const write = shop.tenant.faults.hold({ method: 'PATCH', path: /conditionalAccess/ });
    const work = shop.workOff(plan);
    await write.reached;
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    write.release();
    const { state, detail } = await work;
    assert.equal(state, 'failed');
    assert.match(detail ?? '', /^Graph said no \(BadRequest\)\. Switch security defaults off first/);
  });
});
