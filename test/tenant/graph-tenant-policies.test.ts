import assert from 'node:assert/strict';

import { GROUPS, PEOPLE, POLICIES } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, objectIn, objectsIn, rowsIn, withQuery } from './support/wire.ts';

const CA = '/v1.0/identity/conditionalAccess';
const LOCATIONS = `${CA}/namedLocations`;
const DEFAULTS = '/v1.0/policies/identitySecurityDefaultsEnforcementPolicy';
const METHODS = '/v1.0/policies/authenticationMethodsPolicy';
const STRENGTHS = '/v1.0/policies/authenticationStrengthPolicies';
const MFA_SERVICE = '/beta/policies/mfaServicePolicy';

describe("The practice Graph keeps the tenant's other policies", () => {
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  const get = (path: string) => called.call('GET', path);
  const send = (method: string, path: string, json?: object) =>
    called.call(method, path, json === undefined ? {} : { json });
  const policy = (differing: object) => ({
    displayName: 'New',
    state: 'disabled',
    conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] } },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
    ...differing,
  });

  it('creates, changes and deletes named locations', async () => {
    const range = { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '198.51.100.0/24' };
    const type = { '@odata.type': '#microsoft.graph.ipNamedLocation' };
    const created = await send('POST', LOCATIONS, { ...type, displayName: 'Branch', ipRanges: [range] });
    assert.deepEqual([created.status, objectIn(created)['isTrusted']], [201, false]);
    const path = `${LOCATIONS}/${String(objectIn(created)['id'])}`;
    assert.equal((await send('PATCH', path, { ...type, isTrusted: true })).status, 204);
    assert.equal(objectIn(await get(path))['isTrusted'], true);
    assert.equal((await send('DELETE', path)).status, 204);
    assertRefused(await get(path), 404, 'ResourceNotFound');
    assertRefused(await send('POST', LOCATIONS, { displayName: 'No type' }), 400, 'BadRequest', /^1007/);
    const wrong = { ...type, displayName: 'Bad', ipRanges: [{ ...range, cidrAddress: 'everywhere' }] };
    assertRefused(await send('POST', LOCATIONS, wrong), 400, 'BadRequest');
  });

  it("offers Microsoft's templates", async () => {
    const templates = rowsIn(await get(`${CA}/templates`));
    assert.ok(templates.some(({ name }) => name === 'Require multifactor authentication for all users'));
    assert.equal((await get(`${CA}/templates/${String(templates[0]?.['id'])}`)).status, 200);
  });

  it('keeps a deleted policy for thirty days and can restore it', async () => {
    const path = `${CA}/policies/${POLICIES.blockLegacyAuthentication}`;
    const deleted = `${CA}/deletedItems/policies`;
    assert.equal((await send('DELETE', path)).status, 204);
    assert.deepEqual(columnIn(await get(deleted), 'id'), [POLICIES.blockLegacyAuthentication]);
    const restored = await send('POST', `${deleted}/${POLICIES.blockLegacyAuthentication}/restore`);
    assert.equal(objectIn(restored)['deletedDateTime'], null);
    assert.equal((await get(path)).status, 200);
    await send('DELETE', path);
    called.tenant.clock.advance(30 * 24 * 60 * 60 * 1000);
    assert.deepEqual(rowsIn(await get(deleted)), []);
  });

  it('refuses risks without P2, MFA beside a strength, unknown controls, and more than 240 policies', async () => {
    const path = `${CA}/policies`;
    const risky = policy({ conditions: { signInRiskLevels: ['high'], users: {}, applications: {} } });
    assertRefused(await send('POST', path, risky), 400, 'BadRequest', /^1039/);
    const strength = { id: '00000000-0000-0000-0000-000000000002' };
    const both = policy({
      grantControls: { operator: 'OR', builtInControls: ['mfa'], authenticationStrength: strength },
    });
    assertRefused(await send('POST', path, both), 400, 'BadRequest', /malformed or incorrect/);
    const unknown = policy({ grantControls: { operator: 'OR', builtInControls: ['sms'] } });
    assertRefused(await send('POST', path, unknown), 400, 'BadRequest', /^1007/);
    const { policies } = called.tenant.directory;
    for (let at = policies.size; at < 240; at += 1) policies.set(String(at), { id: String(at), state: 'disabled' });
    assertRefused(await send('POST', path, policy({})), 400, 'BadRequest', /maximum number/);
  });

  it("shows Microsoft's own policies once security defaults are off, which cannot be deleted or renamed", async () => {
    called.tenant.graph.isSecurityDefaultsEnabled = true;
    const before = columnIn(await get(`${CA}/policies`), 'id');
    assert.equal((await send('PATCH', DEFAULTS, { isEnabled: false })).status, 204);
    const managed = rowsIn(await get(`${CA}/policies`)).filter(({ id }) => !before.includes(id));
    assert.equal(managed.length, 4);
    assert.ok(
      managed.every(({ state, templateId }) => state === 'enabledForReportingButNotEnforced' && templateId !== null),
    );
    assert.ok(managed.some(({ displayName }) => String(displayName).includes('per-user multifactor')));
    const path = `${CA}/policies/${String(managed[0]?.['id'])}`;
    assertRefused(await send('DELETE', path), 400, 'BadRequest', /cannot be deleted/);
    assertRefused(await send('PATCH', path, { displayName: 'Mine' }), 400, 'BadRequest', /cannot be renamed/);
    assert.equal((await send('PATCH', path, { state: 'disabled' })).status, 204);
  });

  it('has three built-in strengths, takes up to fifteen others, and says which policies use one', async () => {
    assert.equal(rowsIn(await get(STRENGTHS)).length, 3);
    const json = { displayName: 'Keys only', allowedCombinations: ['fido2'] };
    const { id } = objectIn(await send('POST', STRENGTHS, json));
    const grantControls = { operator: 'OR', builtInControls: [], authenticationStrength: { id } };
    assert.equal((await send('POST', `${CA}/policies`, policy({ grantControls }))).status, 201);
    const usage = objectIn(await get(`${STRENGTHS}/${String(id)}/usage`));
    assert.equal(objectsIn(usage['mfa']).length, 1);
    assertRefused(await send('DELETE', `${STRENGTHS}/${String(id)}`), 400, 'BadRequest', /used/);
    for (let at = 1; at < 15; at += 1) assert.equal((await send('POST', STRENGTHS, json)).status, 201);
    assertRefused(await send('POST', STRENGTHS, json), 400, 'BadRequest');
    const builtIn = `${STRENGTHS}/00000000-0000-0000-0000-000000000002`;
    assertRefused(await send('PATCH', builtIn, { displayName: 'Mine' }), 400, 'BadRequest');
  });

  it('changes the registration campaign and nothing else of the authentication methods policy', async () => {
    const campaign = { state: 'enabled', snoozeDurationInDays: 3 };
    const change = (differing: object) => ({
      registrationEnforcement: { authenticationMethodsRegistrationCampaign: { ...campaign, ...differing } },
    });
    const before = objectIn(await get(METHODS));
    assert.equal((await send('PATCH', METHODS, change({}))).status, 204);
    const after = objectIn(await get(METHODS));
    const enforcement = objectIn({ body: after['registrationEnforcement'] });
    const { state, snoozeDurationInDays, includeTargets } = objectIn({
      body: enforcement['authenticationMethodsRegistrationCampaign'],
    });
    assert.deepEqual([state, snoozeDurationInDays, objectsIn(includeTargets).length], ['enabled', 3, 1]);
    assert.deepEqual(after['authenticationMethodConfigurations'], before['authenticationMethodConfigurations']);
    assertRefused(await send('PATCH', METHODS, change({ snoozeDurationInDays: 15 })), 400, 'BadRequest');
  });

  it('tells the old MFA service settings in the beta version only', async () => {
    const { rememberMfaOnTrustedDevice } = objectIn(await get(MFA_SERVICE));
    assert.deepEqual(rememberMfaOnTrustedDevice, { isEnabled: true, allowedNumberOfDays: 90 });
    await send('PATCH', MFA_SERVICE, { rememberMfaOnTrustedDevice: { isEnabled: false } });
    const after = objectIn(await get(MFA_SERVICE))['rememberMfaOnTrustedDevice'];
    assert.deepEqual(after, { isEnabled: false, allowedNumberOfDays: 90 });
    assertRefused(await get('/v1.0/policies/mfaServicePolicy'), 404, 'ResourceNotFound');
  });
});

describe('The practice Graph creates groups and finds objects by their ids', () => {
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
    called.tenant.graph.grantedPermissions.add('Group.ReadWrite.All');
    await called.renewToken();
  });
  afterEach(() => called.close());

  const reference = (id: string) => `${called.tenant.origin}/v1.0/directoryObjects/${id}`;
  const ring = (differing: object = {}) => ({
    displayName: 'Ring 1',
    mailEnabled: false,
    mailNickname: 'ring-1',
    securityEnabled: true,
    uniqueName: 'crossover-ring-1',
    'members@odata.bind': [reference(PEOPLE.bob)],
    ...differing,
  });

  it('with its first members, once for each uniqueName', async () => {
    const created = await called.call('POST', '/v1.0/groups', { json: ring() });
    assert.equal(created.status, 201);
    const { id } = objectIn(created);
    assert.deepEqual(columnIn(await called.call('GET', `/v1.0/groups/${String(id)}/members`), 'id'), [PEOPLE.bob]);
    assertRefused(await called.call('POST', '/v1.0/groups', { json: ring() }), 400, 'Request_BadRequest', /uniqueName/);
    const found = withQuery('/v1.0/groups', { $filter: "uniqueName eq 'crossover-ring-1'" });
    assert.deepEqual(columnIn(await called.call('GET', found), 'id'), [id]);
    assert.equal((await called.call('DELETE', `/v1.0/groups/${String(id)}`)).status, 204);
  });

  it('adds up to twenty members at once, all of them or none', async () => {
    const path = `/v1.0/groups/${GROUPS.pilot}`;
    const add = (ids: readonly string[]) =>
      called.call('PATCH', path, { json: { 'members@odata.bind': ids.map(reference) } });
    const everybody = Object.values(PEOPLE);
    assertRefused(await add(everybody.slice(0, 21)), 400, 'Request_BadRequest', /limit of 20/);
    assertRefused(await add([PEOPLE.bob, PEOPLE.priya]), 400, 'Request_BadRequest', /already exist/);
    assert.equal(called.tenant.directory.groups.get(GROUPS.pilot)?.memberUserIds.has(PEOPLE.bob), false);
    assert.equal((await add([PEOPLE.bob, PEOPLE.carol])).status, 204);
  });

  it('deletes the person, not the membership, where /$ref is forgotten', async () => {
    const path = `/v1.0/groups/${GROUPS.pilot}/members/${PEOPLE.priya}`;
    assertRefused(await called.call('DELETE', path), 403, 'Authorization_RequestDenied');
    called.tenant.graph.grantedPermissions.add('User.ReadWrite.All');
    await called.renewToken();
    assert.equal((await called.call('DELETE', path)).status, 204);
    assert.equal(called.tenant.directory.users.has(PEOPLE.priya), false);
  });

  it('gives people and groups by id and leaves out who is not there', async () => {
    const ids = [PEOPLE.bob, GROUPS.pilot, '00000000-0000-0000-0000-000000000000'];
    const answer = await called.call('POST', '/v1.0/directoryObjects/getByIds', { json: { ids } });
    assert.deepEqual(columnIn(answer, '@odata.type'), ['#microsoft.graph.user', '#microsoft.graph.group']);
    const users = await called.call('POST', '/v1.0/directoryObjects/getByIds', { json: { ids, types: ['user'] } });
    assert.deepEqual(columnIn(users, 'id'), [PEOPLE.bob]);
    const many = Array.from({ length: 1001 }, () => PEOPLE.bob);
    assertRefused(
      await called.call('POST', '/v1.0/directoryObjects/getByIds', { json: { ids: many } }),
      400,
      'BadRequest',
    );
  });

  it("tells a person's licences by their service plans", async () => {
    const [details] = rowsIn(await called.call('GET', `/v1.0/users/${PEOPLE.bob}/licenseDetails`));
    const plans = objectsIn(details?.['servicePlans']).map(({ servicePlanName }) => servicePlanName);
    assert.deepEqual(plans, ['AAD_PREMIUM', 'TEAMS1', 'EXCHANGE_S_ENTERPRISE']);
    assert.deepEqual(rowsIn(await called.call('GET', `/v1.0/users/${PEOPLE.jose}/licenseDetails`)), []);
  });
});
