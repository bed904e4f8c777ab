import assert from 'node:assert/strict';
import { listAuthenticationMethods, strongMethodsOf } from '../../src/entra/authentication-methods.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe('authentication methods', () => {
  let practice: Practice;
  before(async () => (practice = await openPractice()));
  after(() => practice.close());

  it('of a registered person are the password and what answers a prompt', async () => {
    const { body } = await listAuthenticationMethods(practice.graph, PEOPLE.aliceAdams);
    assert.deepEqual(body.map(({ type }) => type).sort(), [
      'microsoftAuthenticatorAuthenticationMethod',
      'passwordAuthenticationMethod',
      'phoneAuthenticationMethod',
    ]);
    assert.equal(strongMethodsOf(body).length, 2);
  });

  it('of an unregistered person are a password, which makes nobody MFA-capable', async () => {
    const { body } = await listAuthenticationMethods(practice.graph, PEOPLE.bob);
    assert.equal(body.length, 1);
    assert.deepEqual(strongMethodsOf(body), []);
  });

  for (const type of ['email', 'temporaryAccessPass', 'somethingNew']) {
    it(`make nobody MFA-capable by ${type} alone`, () => {
      assert.deepEqual(strongMethodsOf([{ id: '1', type: `${type}AuthenticationMethod` }]), []);
    });
  }
});
