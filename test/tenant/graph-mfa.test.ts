import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import { PASSWORD_METHOD_ID } from './entra-ids.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, objectIn, rowsIn, withQuery } from './support/wire.ts';

const REPORT = '/v1.0/reports/authenticationMethods/userRegistrationDetails';

describe('The practice Graph keeps per-user MFA as Entra does', () => {
  let called: CalledTenant;
  const path = (id: string) => `/beta/users/${encodeURIComponent(id)}/authentication/requirements`;
  const read = async (id: string) => objectIn(await called.call('GET', path(id)))['perUserMfaState'];
  const write = (id: string, perUserMfaState: unknown) => called.call('PATCH', path(id), { json: { perUserMfaState } });

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  it('disables, with 204 and no body', async () => {
    assert.equal(await read(PEOPLE.aliceAdams), 'enforced');
    const answer = await write(PEOPLE.aliceAdams, 'disabled');
    assert.deepEqual([answer.status, answer.body], [204, undefined]);
    assert.equal(await read(PEOPLE.aliceAdams), 'disabled');
  });

  it('turns enabled into enforced at once for somebody who is registered', async () => {
    await write(PEOPLE.aliceAdams, 'disabled');
    await write(PEOPLE.aliceAdams, 'enabled');
    assert.equal(await read(PEOPLE.aliceAdams), 'enforced');
  });

  it('leaves enabled as it is for somebody who is not registered', async () => {
    await write(PEOPLE.bob, 'enabled');
    assert.equal(await read(PEOPLE.bob), 'enabled');
  });

  it('answers 204 and changes nothing where a guest is addressed by name, but changes by id', async () => {
    const upn = called.tenant.directory.users.get(PEOPLE.jose)?.userPrincipalName ?? '';
    assert.match(upn, /#EXT#/);
    assert.equal((await write(upn, 'disabled')).status, 204);
    assert.equal(await read(PEOPLE.jose), 'enforced');
    await write(PEOPLE.jose, 'disabled');
    assert.equal(await read(upn), 'disabled');
  });

  it('takes the name of the property in any case', async () => {
    await called.call('PATCH', path(PEOPLE.carol), { json: { perUserMFAstate: 'disabled' } });
    assert.equal(await read(PEOPLE.carol), 'disabled');
  });

  it('refuses a state that does not exist, and somebody who does not exist', async () => {
    for (const state of ['on', 'unknownFutureValue', null]) {
      assertRefused(await write(PEOPLE.bob, state), 400, 'BadRequest', /perUserMfaState/);
    }
    const nobody = '00000000-0000-4000-8000-000000000000';
    assertRefused(await write(nobody, 'disabled'), 404, 'Request_ResourceNotFound');
  });

  it('lists the password, always with the same id, before what else is registered', async () => {
    const methods = (id: string) => called.call('GET', `/v1.0/users/${id}/authentication/methods`);
    assert.deepEqual(columnIn(await methods(PEOPLE.bob), 'id'), [PASSWORD_METHOD_ID]);
    assert.deepEqual(columnIn(await methods(PEOPLE.aliceAdams), '@odata.type'), [
      '#microsoft.graph.passwordAuthenticationMethod',
      '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
      '#microsoft.graph.phoneAuthenticationMethod',
    ]);
  });

  it('reports who is capable of MFA, and filters the report', async () => {
    const capable = await called.call('GET', withQuery(REPORT, { $filter: 'isMfaCapable eq true' }));
    const ids = columnIn(capable, 'id');
    assert.deepEqual([ids.includes(PEOPLE.aliceAdams), ids.includes(PEOPLE.bob)], [true, false]);
    const bob = objectIn(await called.call('GET', `${REPORT}/${PEOPLE.bob}`));
    assert.deepEqual([bob['isMfaRegistered'], bob['methodsRegistered']], [false, []]);
  });

  it('does not report without Entra ID P1', async () => {
    called.tenant.graph.hasP1 = false;
    const code = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';
    assertRefused(await called.call('GET', REPORT), 403, code, /premium license/);
    const [sku] = rowsIn(await called.call('GET', '/v1.0/subscribedSkus'));
    assert.doesNotMatch(JSON.stringify(sku), /AAD_PREMIUM/);
  });
});
