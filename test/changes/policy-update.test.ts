import assert from 'node:assert/strict';
import { excludeSynchronization } from '../support/exclude-synchronization.ts';
import type { Wish } from '../../src/changes/change.ts';
import type { JsonObject } from '../../src/lib/canonical-json.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'conditionalAccessPolicyUpdate';
const { mfaOutsideTheOffice, requireMfaForEveryone, requireMfaForMigrated } = POLICIES;
const change = (policyId: string, laidOver: JsonObject): Wish => ({
  targetId: policyId,
  targetName: '',
  after: { change: laidOver },
});
const alsoPilot = change(requireMfaForMigrated, {
  conditions: { users: { includeGroups: [GROUPS.caMfa, GROUPS.pilot] } },
});
const SYNC_ROLE = ROLE_TEMPLATE_IDS['Directory Synchronization Accounts'];
const PATCH = { method: 'PATCH', path: /conditionalAccess/ };

describe('An update of a Conditional Access policy', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const policy = (id: string) => shop.tenant.directory.policies.get(id) ?? assert.fail('no such policy');
  const edit = (id: string, edited: Record<string, unknown>) =>
    shop.tenant.directory.policies.set(id, { ...policy(id), ...edited });
  const undated = (id: string): Record<string, unknown> => ({ ...structuredClone(policy(id)), modifiedDateTime: '' });
  const refusalOf = async (wish: Wish): Promise<RefusedError> => {
    const refusal = await caught(RefusedError, shop.preview(KIND, wish));
    assert.deepEqual(shop.writes(), []);
    return refusal;
  };

  it('adds a group, keeps everything else, is read back whole, and is taken back to what was', async () => {
    const before = undated(requireMfaForMigrated);
    const done = await shop.carryOut(KIND, alsoPilot);
    assert.deepEqual([done.state, done.detail], ['done', 'Read back: as planned.']);
    const conditions = before['conditions'] as Record<string, object>;
    const users = { ...conditions['users'], includeGroups: [GROUPS.caMfa, GROUPS.pilot] };
    assert.deepEqual(undated(requireMfaForMigrated), { ...before, conditions: { ...conditions, users } });
    assert.equal((await shop.takeBack(done)).state, 'done');
    assert.deepEqual(undated(requireMfaForMigrated), before);
  });

  it('keeps conditions, controls and members that we do not know, and sends only the member that became other', async () => {
    const location = (policy(mfaOutsideTheOffice)['conditions'] as JsonObject)['locations'] ?? null;
    const strength = { id: '00000000-0000-0000-0000-000000000004', requirementsSatisfied: 'mfa', displayName: 'x' };
    const none = { builtInControls: [], customAuthenticationFactors: [], termsOfUse: [] };
    const grantControls = { operator: 'OR', ...none, authenticationStrength: strength };
    edit(mfaOutsideTheOffice, { grantControls, sessionControls: { signInFrequency: { value: 4, type: 'hours' } } });
    excludeSynchronization(shop.tenant, mfaOutsideTheOffice);
    const before = undated(mfaOutsideTheOffice);
    const excludeUsers = [PEOPLE.leaver];
    await shop.carryOut(KIND, change(mfaOutsideTheOffice, { conditions: { users: { excludeUsers } } }));
    const after = undated(mfaOutsideTheOffice);
    assert.deepEqual({ ...after, conditions: 0 }, { ...before, conditions: 0 });
    assert.deepEqual((after['conditions'] as JsonObject)['locations'], location);
    const sent = shop.tenant.log.find(({ method }) => method === 'PATCH')?.body as JsonObject;
    assert.deepEqual(Object.keys(sent), ['conditions']);
  });

  it('needs two approvals, shows before and after, and warns only where it may lower protection', async () => {
    const wider = await shop.preview(KIND, alsoPilot);
    assert.deepEqual([wider.risks, wider.warnings], [['policy'], []]);
    assert.equal(wider.title, 'Policy “Require MFA for migrated users”: change of people');
    assert.deepEqual(wider.evidence.slice(1, 3), [
      ['Applies to, before', 'members of SG-CA-MFA, but not members of SG-Emergency-Access'],
      ['Applies to, after', 'members of SG-CA-MFA and SG-MFA-Pilot, but not members of SG-Emergency-Access'],
    ]);
    for (const lowering of [
      { conditions: { users: { includeGroups: [GROUPS.pilot] } } },
      { conditions: { users: { excludeUsers: [PEOPLE.bob] } } },
      { conditions: { users: { excludeGuestsOrExternalUsers: { guestOrExternalUserTypes: 'internalGuest' } } } },
      { conditions: { platforms: { includePlatforms: ['windows'] } } },
      { grantControls: { builtInControls: ['compliantDevice', 'mfa'] } },
    ]) {
      const { warnings, risks } = await shop.preview(KIND, change(requireMfaForMigrated, lowering));
      assert.deepEqual(risks, ['policy']);
      assert.match(warnings[0] ?? '', /^This may lower protection/, JSON.stringify(lowering));
    }
  });

  it('that is about the sign-in frequency says so in plain words, and for whom the policy is once', async () => {
    const sessionControls = { signInFrequency: { isEnabled: true, value: 14, type: 'days' } };
    const { title, evidence, item } = await shop.preview(KIND, change(requireMfaForMigrated, { sessionControls }));
    assert.equal(title, 'Policy “Require MFA for migrated users”: change of sign-in frequency');
    assert.deepEqual(evidence, [
      ['State', 'enabled'],
      ['Applies to', 'members of SG-CA-MFA, but not members of SG-Emergency-Access'],
      ['Demand', 'requires MFA'],
      ['Sign-in frequency, before', 'no sign-in frequency'],
      ['Sign-in frequency, after', 'asks again after 14 days'],
    ]);
    assert.equal(shop.change(KIND).words(item), 'sign-in frequency changed');
  });

  it('names the first five of whom it is for, then how many more, and what is gone by its id', async () => {
    const ids = [...shop.tenant.directory.users.values()]
      .slice(0, 7)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const gone = '5e0c1f00-dead-4000-8000-000000000001';
    const users = { excludeUsers: ids.map(({ id }) => id), includeGroups: [gone], excludeRoles: [SYNC_ROLE] };
    const { evidence } = await shop.preview(KIND, change(requireMfaForMigrated, { conditions: { users } }));
    const [, after] = evidence.find(([label]) => label === 'Applies to, after') ?? [];
    const five = ids.slice(0, 5).map(({ displayName }) => displayName);
    assert.equal(
      after,
      `members of a group that I do not find (${gone}), but not ${five.join(', ')} and 2 more, members of SG-Emergency-Access and holders of Directory Synchronization Accounts`,
    );
  });

  it('is refused where it takes an exclusion from an emergency account, in any state of the policy', async () => {
    for (const id of [requireMfaForMigrated, requireMfaForEveryone]) {
      const refusal = await refusalOf(change(id, { conditions: { users: { excludeGroups: [] } } }));
      assert.equal(refusal.reason, 'wouldLockOut');
    }
  });

  it('of a policy in force is refused where fewer than two Global Administrators would surely get in', async () => {
    for (const id of [PEOPLE.emergency01, PEOPLE.kwame])
      Object.assign(shop.tenant.directory.users.get(id) ?? {}, { accountEnabled: false });
    const blocking = {
      grantControls: { builtInControls: ['block'] },
      conditions: { users: { includeUsers: ['All'], excludeRoles: [SYNC_ROLE] } },
    };
    assert.equal((await refusalOf(change(requireMfaForMigrated, blocking))).reason, 'wouldLockOut');
  });

  it('of a policy in force is refused where the account of directory synchronisation would be asked for MFA', async () => {
    const everybody = (excludeRoles: string[]) =>
      change(requireMfaForMigrated, { conditions: { users: { includeUsers: ['All'], excludeRoles } } });
    const refusal = await refusalOf(everybody([]));
    assert.equal(refusal.reason, 'wouldStopSynchronization');
    assert.match(refusal.remedy, /^Exclude the role “Directory Synchronization Accounts” from the policy first/);
    await shop.preview(KIND, everybody([SYNC_ROLE]));
    edit(requireMfaForMigrated, { state: 'enabledForReportingButNotEnforced' });
    await shop.preview(KIND, everybody([])); // in report-only it asks nobody
  });

  it('is not written where an account of synchronisation came under it between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, alsoPilot)).item);
    shop.tenant.directory.groups.get(GROUPS.pilot)?.memberUserIds.add(PEOPLE.directorySync);
    const { state, detail } = await shop.workOff(plan);
    assert.equal(state, 'skipped');
    assert.match(detail ?? '', /^This policy would reach the account of directory synchronisation/);
    assert.deepEqual(shop.writes(), []);
  });

  it('never sets the state, the name or the id', async () => {
    for (const bad of [{ state: 'enabled' }, { displayName: 'x' }, { id: 'x' }, { conditions: {}, state: 'disabled' }])
      assert.equal((await refusalOf(change(requireMfaForEveryone, bad as JsonObject))).reason, 'invalidInput');
  });

  it('never aims a policy at workload identities', async () => {
    const clientApplications = { includeServicePrincipals: ['ServicePrincipalsInMyTenant'] };
    await refusalOf(change(requireMfaForEveryone, { conditions: { clientApplications } }));
    await refusalOf(change(requireMfaForMigrated, { conditions: { clientApplications } }));
  });

  it('leaves policies that Microsoft manages alone', async () => {
    edit(requireMfaForMigrated, { templateId: '1' });
    assert.equal((await refusalOf(alsoPilot)).reason, 'microsoftManaged');
  });

  it('already so is said, whatever the order of a list', async () => {
    await shop.carryOut(KIND, alsoPilot);
    const turned = { conditions: { users: { includeGroups: [GROUPS.pilot, GROUPS.caMfa] } } };
    assert.equal(
      (await caught(RefusedError, shop.preview(KIND, change(requireMfaForMigrated, turned)))).reason,
      'alreadySo',
    );
  });

  for (const [what, edited] of [
    ['a field that it does not name', { sessionControls: { persistentBrowser: { isEnabled: true, mode: 'never' } } }],
    ['the state', { state: 'disabled' }],
  ] as const) {
    it(`is not written where ${what} was edited between approval and work`, async () => {
      const plan = await shop.approved((await shop.preview(KIND, alsoPilot)).item);
      edit(requireMfaForMigrated, edited);
      assert.match((await shop.change(KIND).driftOf(plan.item)) ?? '', /was edited since\.$/);
      const row = await shop.workOff(plan);
      assert.deepEqual([row.state, shop.writes()], ['skipped', []]);
    });
  }

  it('is no success where another field changed with it', async () => {
    const written = shop.tenant.faults.hold({ ...PATCH, when: 'after' });
    const work = shop.carryOut(KIND, alsoPilot);
    await written.reached;
    edit(requireMfaForMigrated, { grantControls: null });
    written.release();
    const { state, detail } = await work;
    assert.equal(state, 'failed');
    assert.match(detail ?? '', /reads back neither as before nor as planned/);
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    shop.tenant.faults.add({ ...PATCH, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, alsoPilot)).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('taken by Graph and not kept is no success', async () => {
    shop.tenant.faults.add({ ...PATCH, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, alsoPilot);
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back as before.']);
  });
});
