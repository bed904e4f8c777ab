import assert from 'node:assert/strict';

import { GROUPS, PEOPLE, POLICIES } from './cast.ts';
import { graphContract } from './graph-contract/graph-contract.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { objectIn, rowsIn } from './support/wire.ts';

const user = (rest = '') => `/users/${PEOPLE.aliceAdams}${rest}`;
const REPORT = '/reports/authenticationMethods/userRegistrationDetails';
const CA = '/identity/conditionalAccess';
const ROLES = '/roleManagement/directory';
const ALL_USER_PROPERTIES =
  'id,displayName,accountEnabled,userType,assignedPlans,assignedLicenses,createdDateTime,onPremisesSyncEnabled,' +
  'department,mail,identities,proxyAddresses,externalUserState,perUserMfaState,signInActivity,preferredLanguage';

/** Every answer of the tenant is checked by the tests' caller; these are the ones that no other test asks for. */
const PATHS = [
  `/users?$select=${ALL_USER_PROPERTIES}&$expand=manager`,
  user(),
  user('/authentication/methods'),
  user('/licenseDetails'),
  user('/memberOf'),
  `/users/${PEOPLE.nora}/transitiveMemberOf`,
  `/users/${PEOPLE.nora}/transitiveMemberOf/microsoft.graph.directoryRole`,
  user('/teamwork/installedApps?$expand=teamsApp'),
  '/users/delta?$select=displayName,department',
  '/groups/delta?$select=displayName,members',
  '/appCatalogs/teamsApps',
  REPORT,
  `${REPORT}/${PEOPLE.zoe}`,
  '/groups',
  `/groups/${GROUPS.pilot}`,
  `/groups/${GROUPS.pilot}/members`,
  `/groups/${GROUPS.pilot}/transitiveMembers`,
  `${ROLES}/roleAssignments?$expand=principal`,
  `${ROLES}/roleDefinitions`,
  '/directoryRoles',
  `${CA}/policies`,
  `${CA}/policies/${POLICIES.mfaOutsideTheOffice}`,
  `${CA}/namedLocations`,
  `${CA}/templates`,
  '/policies/identitySecurityDefaultsEnforcementPolicy',
  '/policies/authenticationMethodsPolicy',
  '/policies/authenticationStrengthPolicies',
  '/subscribedSkus',
  '/organization',
  '/auditLogs/signIns',
];

describe("The practice Graph's answers fit Graph's own description", () => {
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

  for (const path of PATHS) {
    it(`${path.split('?')[0] ?? ''}, in both versions`, async () => {
      for (const version of ['v1.0', 'beta']) {
        const answer = await called.call('GET', `/${version}${path}`);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        if ('value' in objectIn(answer)) assert.ok(rowsIn(answer).length > 0, 'an empty list proves nothing');
      }
    });
  }

  it("a person's requirements and installation chat", async () => {
    assert.equal((await called.call('GET', `/beta${user('/authentication/requirements')}`)).status, 200);
    const [installed] = rowsIn(await called.call('GET', `/v1.0${user('/teamwork/installedApps')}`));
    const chat = user(`/teamwork/installedApps/${String(installed?.['id'])}/chat`);
    assert.equal((await called.call('GET', `/v1.0${chat}`)).status, 200);
  });

  it('what is created, changed, asked by POST, and refused', async () => {
    const json = { displayName: 'New', state: 'disabled', conditions: { users: { includeUsers: ['None'] } } };
    const created = await called.call('POST', `/v1.0${CA}/policies`, { json });
    const path = `/v1.0${CA}/policies/${String(objectIn(created)['id'])}`;
    const requests = [
      { id: '1', method: 'GET', url: user() },
      { id: '2', method: 'GET', url: '/shoes' },
    ];
    const answers = [
      created,
      await called.call('PATCH', path, { json: { displayName: 'Newer' } }),
      await called.call('DELETE', path),
      await called.call('POST', `/v1.0${user('/checkMemberGroups')}`, { json: { groupIds: [GROUPS.pilot] } }),
      await called.call('POST', '/v1.0/$batch', { json: { requests } }),
      await called.call('GET', '/v1.0/shoes'),
      await called.call('GET', '/v1.0/users/nobody'),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 204, 204, 200, 200, 404, 404],
    );
  });

  it('and one that does not fit is found', () => {
    const faults = (path: string, body: unknown, status = 200) =>
      graphContract().answerFaults({ method: 'GET', path }, { status, body });
    const at = `/v1.0/users/${PEOPLE.bob}`;
    assert.match(faults(at, { displayName: 7 }).join(), /displayName must be string/);
    assert.match(faults(at, { shoeSize: 44 }).join(), /unknown property \.shoeSize/);
    assert.match(faults('/v1.0/users', { value: [{ signInActivity: { at: '' } }] }).join(), /signInActivity\.at/);
    assert.match(faults(at, 'nothing', 404).join(), /must be object/);
    assert.match(faults('/v1.0/shoes', {}).join(), /no such path/);
    assert.match(faults(at, {}, 418).join(), /must/);
    const policy = { '@odata.type': '#microsoft.graph.ipNamedLocation', isTrusted: true, colour: 'red' };
    assert.match(
      faults(`/v1.0${CA}/namedLocations`, { value: [policy] }).join(),
      /unknown property \.value\[0\]\.colour/,
    );
  });
});

describe("The tenant checks every request against Graph's own description", () => {
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  const faultsOf = async (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; json?: unknown } = {},
  ) => {
    await called.call(method, path, options);
    return called.tenant.contractViolations.splice(0);
  };

  it('finding nothing wrong with good ones', async () => {
    const requests: [string, string, { headers?: Record<string, string>; json?: unknown }?][] = [
      [
        'GET',
        `/v1.0/users?$select=${ALL_USER_PROPERTIES}&$top=10&$count=true`,
        { headers: { ConsistencyLevel: 'eventual' } },
      ],
      ['GET', '/v1.0/users/delta?$select=id', { headers: { Prefer: 'odata.maxpagesize=50' } }],
      ['PATCH', `/beta${user('/authentication/requirements')}`, { json: { perUserMfaState: 'disabled' } }],
      ['GET', '/v1.0/organization', { headers: { 'x-ms-throttle-priority': 'High' } }],
    ];
    for (const request of requests) assert.deepEqual(await faultsOf(...request), [], request[1]);
  });

  it('finding wrong paths, methods, options, properties and headers', async () => {
    const requirements = `/beta${user('/authentication/requirements')}`;
    const requests: [RegExp, string, string, { headers?: Record<string, string>; json?: unknown }?][] = [
      [/no such path/, 'GET', '/v1.0/shoes'],
      [/no such path/, 'GET', `/v1.0${user('/authentication/requirements')}`],
      [/no such method/, 'DELETE', '/v1.0/organization'],
      [/no query option '\$skip'/, 'GET', '/v1.0/users?$skip=5'],
      [/has no 'shoeSize' to select/, 'GET', '/v1.0/users?$select=id,shoeSize'],
      [/unknown property \.colour/, 'PATCH', requirements, { json: { perUserMfaState: 'disabled', colour: 'red' } }],
      [
        /perUserMfaState must be equal to one of the allowed values/,
        'PATCH',
        requirements,
        { json: { perUserMfaState: 'off' } },
      ],
      [/a body is missing/, 'PATCH', requirements],
      [/consistencylevel cannot be 'soon'/, 'GET', '/v1.0/users', { headers: { ConsistencyLevel: 'soon' } }],
      [/no header 'x-colour' is known/, 'GET', '/v1.0/users', { headers: { 'X-Colour': 'red' } }],
    ];
    for (const [fault, ...request] of requests) assert.match((await faultsOf(...request)).join(), fault);
  });

  it('also those inside a batch', async () => {
    const requests = [
      { id: '1', method: 'GET', url: '/shoes' },
      { id: '2', method: 'GET', url: '/organization' },
    ];
    const faults = await faultsOf('POST', '/v1.0/$batch', { json: { requests } });
    assert.deepEqual(faults, ['GET /v1.0/shoes: no such path']);
  });

  it('unless it was started without', async () => {
    const unchecked = await openTenant({ people: 0, isContractChecked: false });
    await unchecked.call('GET', '/v1.0/shoes');
    assert.deepEqual(unchecked.tenant.contractViolations, []);
    await unchecked.close();
  });
});
