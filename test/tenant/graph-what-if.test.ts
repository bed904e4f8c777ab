import assert from 'node:assert/strict';

import { OFFICE_LOCATION_ID, PEOPLE, POLICIES } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, rowsIn } from './support/wire.ts';

const EVALUATE = '/v1.0/identity/conditionalAccess/evaluate';

describe('The practice Graph says which policies would apply to a sign-in', () => {
  let called: CalledTenant;

  before(async () => {
    called = await openTenant({ people: 0 });
  });
  after(() => called.close());

  const body = (userId: string, conditions: object = {}) => ({
    signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId },
    signInContext: { '@odata.type': '#microsoft.graph.applicationContext', includeApplications: ['00000002'] },
    signInConditions: conditions,
  });
  const reasons = async (json: object) => {
    const rows = rowsIn(await called.call('POST', EVALUATE, { json }));
    for (const row of rows) assert.equal(row['policyApplies'], row['analysisReasons'] === 'notSet');
    return Object.fromEntries(rows.map((row) => [String(row['id']), row['analysisReasons']] as const));
  };

  it('counts report-only policies, and names why another does not apply', async () => {
    const alice = await reasons(body(PEOPLE.aliceAdams, { ipAddress: '203.0.113.9' }));
    assert.deepEqual(alice, {
      [POLICIES.requireMfaForMigrated]: 'notSet',
      [POLICIES.requireMfaForEveryone]: 'notSet',
      [POLICIES.mfaOutsideTheOffice]: 'notSet',
      [POLICIES.blockLegacyAuthentication]: 'policyNotEnabled',
    });
    const bob = await reasons(body(PEOPLE.bob, { ipAddress: '203.0.113.9' }));
    assert.equal(bob[POLICIES.requireMfaForMigrated], 'users');
  });

  it('follows nested groups, and exclusions', async () => {
    const zoe = await reasons(body(PEOPLE.zoe));
    assert.equal(zoe[POLICIES.requireMfaForMigrated], 'notSet');
    const emergency = await reasons(body(PEOPLE.emergency01));
    assert.equal(emergency[POLICIES.requireMfaForEveryone], 'users');
  });

  it('knows the office by its addresses, and cannot tell without one', async () => {
    const at = async (conditions: object) =>
      (await reasons(body(PEOPLE.bob, conditions)))[POLICIES.mfaOutsideTheOffice];
    assert.equal(await at({ ipAddress: '192.0.2.44' }), 'location');
    assert.equal(await at({ ipAddress: '192.0.3.44' }), 'notSet');
    assert.equal(await at({}), 'notEnoughInformation');
  });

  it('leaves out what does not apply where only applied policies are wanted, in any spelling', async () => {
    const json = { ...body(PEOPLE.bob, { ipAddress: '192.0.2.44' }), AppliedPoliciesOnly: true };
    assert.deepEqual(await reasons(json), { [POLICIES.requireMfaForEveryone]: 'notSet' });
  });

  it('judges platforms, clients, risks and applications', async () => {
    const { tenant } = called;
    tenant.graph.hasP2 = true;
    const create = async (conditions: object) => {
      const json = {
        displayName: 'A condition',
        state: 'enabled',
        conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] }, ...conditions },
        grantControls: { operator: 'OR', builtInControls: ['mfa'] },
      };
      const { status, body: made } = await called.call('POST', '/v1.0/identity/conditionalAccess/policies', { json });
      assert.equal(status, 201, JSON.stringify(made));
      return (made as { id: string }).id;
    };
    const cases: [object, object, string][] = [
      [{ platforms: { includePlatforms: ['iOS'] } }, { devicePlatform: 'windows' }, 'devicePlatform'],
      [{ platforms: { includePlatforms: ['all'], excludePlatforms: ['linux'] } }, { devicePlatform: 'iOS' }, 'notSet'],
      [{ clientAppTypes: ['other'] }, { clientAppType: 'browser' }, 'clientApps'],
      [{ signInRiskLevels: ['high'] }, { signInRiskLevel: 'low' }, 'signInRisk'],
      [{ userRiskLevels: ['high'] }, {}, 'notEnoughInformation'],
      [{ locations: { includeLocations: ['AllTrusted'] } }, { ipAddress: '192.0.2.1' }, 'notSet'],
      [{ locations: { includeLocations: [OFFICE_LOCATION_ID] } }, { ipAddress: '198.51.100.1' }, 'location'],
      [{ applications: { includeApplications: ['another'] } }, {}, 'application'],
      [{ users: { includeUsers: ['All'], excludeUsers: ['GuestsOrExternalUsers'] } }, {}, 'users'],
    ];
    for (const [conditions, signIn, reason] of cases) {
      const id = await create(conditions);
      assert.equal((await reasons(body(PEOPLE.jose, signIn)))[id], reason, JSON.stringify(conditions));
    }
  });

  it('refuses a question without its three parts, and about nobody', async () => {
    assertRefused(
      await called.call('POST', EVALUATE, { json: { conditionalAccessWhatIfSubject: {} } }),
      400,
      'BadRequest',
    );
    assertRefused(await called.call('POST', EVALUATE, { json: body('nobody') }), 400, 'BadRequest');
  });
});
