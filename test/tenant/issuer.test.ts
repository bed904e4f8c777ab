import assert from 'node:assert/strict';

import { ClientSecretCredential } from '@azure/identity';
import { createRemoteJWKSet, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

import { trust } from '../support/trust.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant, WireAnswer } from './support/caller.ts';
import { objectIn, objectsIn } from './support/wire.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('The practice tenant issues tokens as Entra does', () => {
  let trusted: { end(): void };
  const registered = generateKeyPair('PS256', { extractable: true });
  let called: CalledTenant;

  before(async () => {
    const key = await exportJWK((await registered).publicKey);
    called = await openTenant({ people: 0, assertionKeys: [{ ...key, kid: 'registered', alg: 'PS256' }] });
    trusted = trust(called.tenant.certificatePem);
  });

  after(async () => {
    trusted.end();
    await called.close();
  });

  function askToken(fields: Record<string, string>, authority = called.tenant.tenantId): Promise<WireAnswer> {
    const { appId } = called.tenant.bot;
    const scope = 'https://graph.microsoft.com/.default';
    const form = { grant_type: 'client_credentials', client_id: appId, scope, ...fields };
    return called.call('POST', `/${authority}/oauth2/v2.0/token`, {
      isAnonymous: true,
      text: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  async function askByAssertion(claims: { issuer: string; subject: string; isForeignKey?: boolean }) {
    const { privateKey } = claims.isForeignKey === true ? await generateKeyPair('PS256') : await registered;
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'PS256', kid: 'registered' })
      .setIssuer(claims.issuer)
      .setSubject(claims.subject)
      .setAudience(called.tenant.origin)
      .setExpirationTime('5m')
      .sign(privateKey);
    return askToken({ client_assertion_type: JWT_BEARER, client_assertion: assertion });
  }

  function credential(secret: string): ClientSecretCredential {
    const { tenantId, bot, origin: authorityHost } = called.tenant;
    const options = { authorityHost, disableInstanceDiscovery: true };
    return new ClientSecretCredential(tenantId, bot.appId, secret, options);
  }

  it("gives @azure/identity a token that the tenant's Graph accepts", async () => {
    const { token } = await credential(called.tenant.bot.secret).getToken('https://graph.microsoft.com/.default');
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${called.tenant.origin}/v1.0/organization`, { headers })).status, 200);
  });

  it('refuses @azure/identity a token for a wrong secret, with code AADSTS7000215', async () => {
    const asked = credential('wrong').getToken('https://graph.microsoft.com/.default');
    await assert.rejects(asked, /AADSTS7000215/);
  });

  it('refuses an application that it does not know, with code AADSTS700016', async () => {
    const answer = await askToken({ client_id: 'somebody-else', client_secret: 'x' });
    assert.equal(answer.status, 400);
    assert.deepEqual(objectIn(answer)['error_codes'], [700016]);
  });

  it('refuses a tenant that it is not, with code AADSTS90002', async () => {
    const answer = await askToken({ client_secret: called.tenant.bot.secret }, 'another.example');
    assert.deepEqual(objectIn(answer)['error_codes'], [90002]);
  });

  it('writes the granted permissions into the token, and none for another resource', async () => {
    const secret = { client_secret: called.tenant.bot.secret };
    const graph = decodeJwt(String(objectIn(await askToken(secret))['access_token']));
    assert.deepEqual(graph['roles'], [...called.tenant.graph.grantedPermissions]);
    assert.deepEqual([graph['tid'], graph['appid']], [called.tenant.tenantId, called.tenant.bot.appId]);

    const scope = 'https://api.botframework.com/.default';
    const answer = await askToken({ ...secret, scope }, 'botframework.com');
    const connector = decodeJwt(String(objectIn(answer)['access_token']));
    assert.deepEqual([connector.aud, connector['roles']], ['https://api.botframework.com', []]);
  });

  it('takes a client assertion that a registered certificate signed, and no other', async () => {
    const { appId } = called.tenant.bot;
    const good = await askByAssertion({ issuer: appId, subject: appId });
    assert.equal(good.status, 200, JSON.stringify(good.body));
    const forged = await askByAssertion({ issuer: appId, subject: appId, isForeignKey: true });
    assert.deepEqual(objectIn(forged)['error_codes'], [700027]);
  });

  it('signs what Teams sends to the bot with a key that is published and endorsed for msteams', async () => {
    const { issuer, bot, pageOrigin, origin } = called.tenant;
    const token = await issuer.tokenForBot({ serviceUrl: `${origin}/` });
    const metadata = await fetch(`${pageOrigin}/v1/.well-known/openidconfiguration`);
    const { jwks_uri: keysAt } = objectIn({ body: await metadata.json() });
    const keys = createRemoteJWKSet(new URL(String(keysAt)));
    const checks = { issuer: 'https://api.botframework.com', audience: bot.appId };
    const { payload } = await jwtVerify(token, keys, checks);
    assert.equal(payload['serviceurl'], `${origin}/`);
    const published = objectIn({ body: await (await fetch(String(keysAt))).json() })['keys'];
    assert.deepEqual(objectsIn(published)[0]?.['endorsements'], ['msteams']);
  });

  it('does not take a token that Teams would give to the bot for one that the bot got from Entra', async () => {
    const { issuer, bot } = called.tenant;
    const foreign = `Bearer ${await issuer.tokenForBot({ serviceUrl: 'https://example.com/' })}`;
    assert.equal(await issuer.verify(foreign, bot.appId), null);
  });
});
