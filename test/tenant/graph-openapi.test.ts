import assert from 'node:assert/strict';

import { GROUPS, PEOPLE, POLICIES } from './cast.ts';
import { ROLE_TEMPLATE_IDS } from './entra-ids.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { loadGraphSchemas } from './support/openapi.ts';
import { objectIn, rowsIn } from './support/wire.ts';

interface Sample {
  /** As Graph's description writes the path. */
  path: string;
  /** What is called, if it differs. */
  call?: string;
  /** What the objects in the answer are, where they do not say so themselves; none for other answers. */
  type?: string;
}

const user = (rest = '') => `/users/${PEOPLE.aliceAdams}${rest}`;
const REPORT = '/reports/authenticationMethods/userRegistrationDetails';
const CA = '/identity/conditionalAccess';
const ROLES = '/roleManagement/directory';
const ALL_USER_PROPERTIES =
  'id,displayName,accountEnabled,userType,assignedPlans,assignedLicenses,createdDateTime,onPremisesSyncEnabled,' +
  'department,mail,identities,proxyAddresses,externalUserState,perUserMfaState';

const SAMPLES: readonly Sample[] = [
  { path: '/users', call: `/users?$select=${ALL_USER_PROPERTIES}`, type: 'user' },
  { path: '/users/{user-id}', call: user(), type: 'user' },
  { path: '/users/{user-id}/authentication/methods', call: user('/authentication/methods') },
  { path: '/users/{user-id}/memberOf', call: `/users/${PEOPLE.nora}/memberOf` },
  { path: '/users/{user-id}/transitiveMemberOf', call: `/users/${PEOPLE.nora}/transitiveMemberOf` },
  {
    path: '/users/{user-id}/transitiveMemberOf/microsoft.graph.directoryRole',
    call: `/users/${PEOPLE.nora}/transitiveMemberOf/microsoft.graph.directoryRole`,
    type: 'directoryRole',
  },
  {
    path: '/users/{user-id}/teamwork/installedApps',
    call: user('/teamwork/installedApps?$expand=teamsApp'),
    type: 'teamsAppInstallation',
  },
  { path: '/appCatalogs/teamsApps', type: 'teamsApp' },
  { path: REPORT, type: 'userRegistrationDetails' },
  { path: '/groups', type: 'group' },
  { path: '/groups/{group-id}', call: `/groups/${GROUPS.pilot}`, type: 'group' },
  { path: '/groups/{group-id}/members', call: `/groups/${GROUPS.pilot}/members` },
  { path: '/groups/{group-id}/transitiveMembers', call: `/groups/${GROUPS.pilot}/transitiveMembers` },
  { path: `${ROLES}/roleAssignments`, type: 'unifiedRoleAssignment' },
  { path: `${ROLES}/roleDefinitions`, type: 'unifiedRoleDefinition' },
  { path: '/directoryRoles', type: 'directoryRole' },
  { path: `${CA}/policies`, type: 'conditionalAccessPolicy' },
  {
    path: `${CA}/policies/{conditionalAccessPolicy-id}`,
    call: `${CA}/policies/${POLICIES.mfaOutsideTheOffice}`,
    type: 'conditionalAccessPolicy',
  },
  { path: `${CA}/namedLocations` },
  {
    path: '/policies/identitySecurityDefaultsEnforcementPolicy',
    type: 'identitySecurityDefaultsEnforcementPolicy',
  },
  { path: '/policies/authenticationMethodsPolicy', type: 'authenticationMethodsPolicy' },
  { path: '/policies/authenticationStrengthPolicies', type: 'authenticationStrengthPolicy' },
  { path: '/subscribedSkus', type: 'subscribedSku' },
  { path: '/organization', type: 'organization' },
];

describe("The practice Graph's answers fit Graph's own description", () => {
  const schemas = loadGraphSchemas();
  let called: CalledTenant;

  before(async () => {
    called = await openTenant({ people: 120 });
    called.tenant.directory.users
      .get(PEOPLE.aliceAdams)
      ?.methods.push(
        'fido2AuthenticationMethod',
        'softwareOathAuthenticationMethod',
        'windowsHelloForBusinessAuthenticationMethod',
        'platformCredentialAuthenticationMethod',
        'temporaryAccessPassAuthenticationMethod',
        'emailAuthenticationMethod',
      );
  });
  after(() => called.close());

  async function assertFits(version: 'v1.0' | 'beta', { path, call = path, type }: Sample): Promise<void> {
    const answer = await called.call('GET', `/${version}${call}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    schemas.assertAnswer(answer.body, { version, method: 'get', path, status: 200 });
    const body = objectIn(answer);
    const entities = 'value' in body ? rowsIn(answer) : [body];
    assert.ok(entities.length > 0, 'an empty list proves nothing');
    for (const entity of entities) {
      const named = entity['@odata.type'];
      const entityType = typeof named === 'string' ? named.slice(1) : `microsoft.graph.${type ?? ''}`;
      schemas.assertEntity(entity, version, entityType);
    }
  }

  for (const sample of SAMPLES) {
    it(`${sample.path}, in both versions`, async () => {
      await assertFits('v1.0', sample);
      await assertFits('beta', sample);
    });
  }

  it('/users/{user-id}/authentication/requirements, in beta', async () => {
    const call = user('/authentication/requirements');
    const path = '/users/{user-id}/authentication/requirements';
    await assertFits('beta', { path, call, type: 'strongAuthenticationRequirements' });
  });

  it("a person's installation chat and registration details", async () => {
    const [installed] = rowsIn(await called.call('GET', `/v1.0${user('/teamwork/installedApps')}`));
    const path = '/users/{user-id}/teamwork/installedApps/{installation-id}/chat';
    const call = user(`/teamwork/installedApps/${String(installed?.['id'])}/chat`);
    await assertFits('v1.0', { path, call, type: 'chat' });
    const details = `${REPORT}/{userRegistrationDetails-id}`;
    await assertFits('v1.0', {
      path: details,
      call: `${REPORT}/${PEOPLE.zoe}`,
      type: 'userRegistrationDetails',
    });
  });

  it('a created policy', async () => {
    const path = `${CA}/policies`;
    const json = { displayName: 'New', state: 'disabled', conditions: { users: { includeUsers: ['None'] } } };
    const answer = await called.call('POST', `/v1.0${path}`, { json });
    schemas.assertAnswer(answer.body, { version: 'v1.0', method: 'post', path, status: 201 });
  });

  it('a batch', async () => {
    const requests = [
      { id: '1', method: 'GET', url: user() },
      { id: '2', method: 'GET', url: '/shoes' },
    ];
    const answer = await called.call('POST', '/v1.0/$batch', { json: { requests } });
    schemas.assertAnswer(answer.body, { version: 'v1.0', method: 'post', path: '/$batch', status: 200 });
  });

  it('groups that a person is checked against', async () => {
    const json = { groupIds: [GROUPS.pilot] };
    const answer = await called.call('POST', `/v1.0${user('/checkMemberGroups')}`, { json });
    const at = {
      version: 'v1.0',
      method: 'post',
      path: '/users/{user-id}/checkMemberGroups',
      status: 200,
    } as const;
    schemas.assertAnswer(answer.body, at);
  });

  it('errors', async () => {
    for (const path of [
      '/v1.0/shoes',
      '/v1.0/users/nobody',
      `/v1.0/directoryRoles/${ROLE_TEMPLATE_IDS['Global Reader']}x/members`,
    ]) {
      const { status, body } = await called.call('GET', path);
      assert.equal(status, 404);
      schemas.assertAnswer(body, { version: 'v1.0', method: 'get', path: '/users', status: '4XX' });
    }
  });

  it('and a body that does not fit is found', () => {
    const at = { version: 'v1.0', method: 'get', path: '/users/{user-id}', status: 200 } as const;
    assert.throws(() => {
      schemas.assertAnswer({ displayName: 7 }, at);
    }, /displayName must be/);
    assert.throws(() => {
      schemas.assertEntity({ shoeSize: 44 }, 'v1.0', 'microsoft.graph.user');
    }, /no such properties/);
  });
});
