import { createLocalJWKSet, decodeJwt, exportJWK, jwtVerify, SignJWT } from 'jose';
import type { GenerateKeyPairResult, JSONWebKeySet, JWK, JWTPayload } from 'jose';

import type { Issuer, TenantUser } from './contract.ts';

const KEY_ID = 'practice-tenant-key';
const BOT_FRAMEWORK = 'https://api.botframework.com';

/** Lives of tokens as Entra gives them to applications. */
export const TOKEN_LIFE_SECONDS = 3599;

/** The contract's issuer, with what the token endpoint needs besides. */
export interface TenantIssuer extends Issuer {
  /** The public key, endorsed for Teams as the Bot Connector's is. */
  jwks: JSONWebKeySet;
  /** An application's access token for a resource; `roles` are the permissions it holds there. */
  tokenForApp(claims: { resource: string; appId: string; roles: string[] }): Promise<string>;
  /** Who somebody is, for an app that they sign in to at an origin. */
  idToken(claims: { origin: string; appId: string; user: TenantUser; nonce: string }): Promise<string>;
}

/**
 * Signs with the tenant's key. Tokens live on the machine's clock, not on the tenant's: who checks them (the
 * bot's SDK, the identity library) knows no other.
 */
export async function createIssuer(parts: {
  tenantId: string;
  botAppId: string;
  signingKeys: GenerateKeyPairResult;
}): Promise<TenantIssuer> {
  const { publicKey, privateKey } = parts.signingKeys;
  const key: JWK = { ...(await exportJWK(publicKey)), kid: KEY_ID, use: 'sig', alg: 'RS256' };
  const jwks: JSONWebKeySet = { keys: [{ ...key, endorsements: ['msteams'] } as JWK] };
  const entraIssuer = `https://sts.windows.net/${parts.tenantId}/`;

  const sign = (issuer: string, audience: string, claims: JWTPayload): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime(`${TOKEN_LIFE_SECONDS}s`)
      .sign(privateKey);

  /** Of tokens that were found good: whoever calls shows the same one for an hour. */
  const good = new Map<string, JWTPayload>();

  return {
    jwks,
    tokenForBot: ({ serviceUrl }) => sign(BOT_FRAMEWORK, parts.botAppId, { serviceurl: serviceUrl }),
    tokenForApp: ({ resource, appId, roles }) =>
      sign(entraIssuer, resource, { appid: appId, idtyp: 'app', roles, tid: parts.tenantId, ver: '1.0' }),
    idToken: ({ origin, appId, user: { id: oid, displayName: name, userPrincipalName }, nonce }) => {
      const tid = parts.tenantId;
      const person = { oid, sub: oid, name, preferred_username: userPrincipalName };
      return sign(`${origin}/${tid}/v2.0`, appId, { ...person, nonce, tid, ver: '2.0' });
    },
    verify: async (authorization, audience) => {
      const [scheme, token] = authorization?.split(' ') ?? [];
      if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return null;
      const known = good.get(`${String(audience)} ${token}`);
      if (known?.exp !== undefined && known.exp * 1000 > Date.now()) return known;
      try {
        const expected = { issuer: entraIssuer, audience, algorithms: ['RS256'] };
        const { payload } = await jwtVerify(token, publicKey, expected);
        good.set(`${String(audience)} ${token}`, payload);
        return payload;
      } catch {
        return null; // any reason is the same refusal to the caller
      }
    },
  };
}

/**
 * Whether a client assertion stands for the app. With `registeredKeys` its signature must be made by one of them.
 * Without, a certificate's assertion (issuer and subject are the app id) and a federated one (an https issuer, for
 * the token exchange audience) are accepted unsigned-for: the practice tenant does not know their issuers' keys.
 */
export async function isAssertionFor(appId: string, assertion: string, registeredKeys: JWK[]): Promise<boolean> {
  try {
    if (registeredKeys.length > 0) {
      await jwtVerify(assertion, createLocalJWKSet({ keys: registeredKeys }));
      return true;
    }
    const { iss, sub, aud } = decodeJwt(assertion);
    if (iss === appId && sub === appId) return true;
    return iss?.startsWith('https://') === true && [aud].flat().includes('api://AzureADTokenExchange');
  } catch {
    return false;
  }
}
