import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { startTenant } from './tenant.ts';
import { assertRefused } from './support/wire.ts';

describe('The practice Graph checks who asks and what', () => {
  let called: CalledTenant;

  before(async () => {
    called = await openTenant({ people: 0 });
  });
  after(() => called.close());

  it('answers 401 without a token and with a token for somebody else', async () => {
    const path = '/v1.0/users';
    assertRefused(await called.call('GET', path, { isAnonymous: true }), 401, 'InvalidAuthenticationToken', /empty/);
    const { issuer, bot } = called.tenant;
    const token = await issuer.tokenForApp({
      resource: 'https://api.botframework.com',
      appId: bot.appId,
      roles: [],
    });
    const headers = { authorization: `Bearer ${token}` };
    assertRefused(await called.call('GET', path, { headers }), 401, 'InvalidAuthenticationToken');
  });

  it('answers 403 where a permission is missing, until it is granted and a new token is had', async () => {
    const { grantedPermissions } = called.tenant.graph;
    const path = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
    const write = () => called.call('PATCH', path, { json: { perUserMfaState: 'disabled' } });
    grantedPermissions.delete('Policy.ReadWrite.AuthenticationMethod');
    await called.renewToken();
    assertRefused(await write(), 403, 'Authorization_RequestDenied', /^Insufficient privileges/);
    assert.equal((await called.call('GET', path)).status, 200, 'reading needs Policy.Read.All only');
    grantedPermissions.add('Policy.ReadWrite.AuthenticationMethod');
    assert.equal((await write()).status, 403, 'the old token does not know');
    await called.renewToken();
    assert.equal((await write()).status, 204);
  });

  it('asks for all three permissions before a Conditional Access policy is created', async () => {
    const { grantedPermissions } = called.tenant.graph;
    grantedPermissions.delete('Application.Read.All');
    await called.renewToken();
    const answer = await called.call('POST', '/v1.0/identity/conditionalAccess/policies', { json: {} });
    grantedPermissions.add('Application.Read.All');
    await called.renewToken();
    assertRefused(answer, 403, 'Authorization_RequestDenied');
  });

  it('says in words of Teams which permission an installation lacks', async () => {
    const { grantedPermissions } = called.tenant.graph;
    grantedPermissions.delete('TeamsAppInstallation.ReadWriteSelfForUser.All');
    await called.renewToken();
    const answer = await called.call('GET', `/v1.0/users/${PEOPLE.nora}/teamwork/installedApps`);
    grantedPermissions.add('TeamsAppInstallation.ReadWriteSelfForUser.All');
    await called.renewToken();
    assertRefused(answer, 403, 'Forbidden', /^Missing scope permissions on the request/);
  });

  it('knows no other path, and no other method on a path that it knows', async () => {
    assertRefused(await called.call('GET', '/v1.0/shoes'), 404, 'ResourceNotFound', /'shoes'/);
    assertRefused(await called.call('DELETE', '/v1.0/users'), 405, 'Request_BadRequest');
  });

  it('has per-user MFA in beta only', async () => {
    const path = `users/${PEOPLE.bob}/authentication/requirements`;
    assert.equal((await called.call('GET', `/v1.0/${path}`)).status, 404);
    assert.equal((await called.call('GET', `/beta/${path}`)).status, 200);
  });

  it('refuses a body that is no JSON', async () => {
    const path = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
    const answer = await called.call('PATCH', path, { text: '{"perUserMfaState":' });
    assertRefused(answer, 400, 'BadRequest', /Unable to read JSON request payload/);
  });

  it("returns the caller's client-request-id", async () => {
    const headers = { 'client-request-id': 'd1c1b6a0-0000-4000-8000-000000000001' };
    const answer = await called.call('GET', '/v1.0/organization', { headers });
    assert.equal(answer.headers['client-request-id'], headers['client-request-id']);
    assert.notEqual(answer.headers['request-id'], undefined);
  });

  it('writes every request down with its path, its body and its status', async () => {
    const path = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
    const json = { perUserMfaState: 'never' };
    await called.call('PATCH', path, { json });
    const last = called.tenant.log.at(-1);
    assert.deepEqual([last?.surface, last?.method, last?.path, last?.status], ['graph', 'PATCH', path, 400]);
    assert.deepEqual(last?.body, json);
  });

  it('starts with 400 people in less than a second of computing', async () => {
    const before = process.cpuUsage();
    const other = await startTenant();
    const { user, system } = process.cpuUsage(before);
    await other.close();
    assert.equal(other.directory.users.size, 400);
    assert.ok(user + system < 1_000_000, `${user + system} µs`);
  });
});
