import { verify } from 'node:crypto';
import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';
import { z } from 'zod/v4';
import { systemClock } from '../lib/clock.ts';

/** Who signs the tokens of Teams' calls; the SDK would also take the Emulator's and other bots'. */
export const TOKEN_ISSUER = 'https://api.botframework.com';

/** Clocks differ: as much as the SDK allows. */
const CLOCK_SKEW_SECONDS = 5 * 60;

const header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1) });
const claims = z.object({ iss: z.literal(TOKEN_ISSUER), exp: z.number(), nbf: z.number().optional() });

/** Whether a token is signed by Teams and good at this moment. */
export type TokenCheck = (authorization: string) => Promise<boolean>;

/**
 * Looks at signature, issuer and lifetime before the SDK does, which lets a token without `exp` in and writes every
 * bad signature and every expired token to the console. Audience, endorsement and `serviceurl` are left to the SDK.
 */
export function tokenCheck(openIdMetadataUrl: string): TokenCheck {
  const published = new OpenIdMetadata(openIdMetadataUrl);
  return async (authorization) => {
    const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization)?.slice(1);
    if (!token) return false;
    const [head = '', body = '', signature = ''] = token;
    const isTimely = isInTime(claims.safeParse(jsonIn(body)).data);
    const known = header.safeParse(jsonIn(head)).data;
    if (!known || !isTimely) return false;
    const { key } = (await published.getKey(known.kid)) ?? {};
    if (key === undefined) return false;
    return verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  };
}

/** On the machine's own clock: tokens know no other. */
function isInTime(token: z.infer<typeof claims> | undefined): boolean {
  if (!token) return false;
  const nowSeconds = systemClock.now().getTime() / 1000;
  return token.exp > nowSeconds - CLOCK_SKEW_SECONDS && (token.nbf ?? 0) < nowSeconds + CLOCK_SKEW_SECONDS;
}

function jsonIn(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
