import { SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { trustedKeys } from '../../support/product.ts';
import { PEOPLE } from '../../tenant/cast.ts';
import type { PracticeTenant } from '../../tenant/tenant.ts';
import { ActivityWriter } from '../../tenant/teams/activities.ts';
import type { Json } from '../../tenant/teams/json.ts';

/** An activity of Nora's personal chat, exactly as Teams writes it, with some members replaced. */
export function activityOf(tenant: PracticeTenant, differing: Json = {}): Json {
  const { teams, directory, clock, issuer, bot, origin } = tenant;
  const parts = { directory, clock, issuer, bot, connectorOrigin: origin, botEndpoint: () => undefined };
  const chat = teams.chats.personal(PEOPLE.nora);
  if (!chat) throw new TypeError('Nora has no chat with the bot');
  const writing = { chat, userId: PEOPLE.nora };
  const activity = new ActivityWriter(parts, teams.chats).message(writing, { text: 'help', mentions: [] });
  return { ...activity, ...differing };
}

/** The claims of Teams' own token, with some replaced; undefined leaves one out. */
export async function tokenWith(
  tenant: PracticeTenant,
  differing: Record<string, unknown> = {},
  signing: { key?: CryptoKey; kid?: string } = {},
): Promise<string> {
  const { privateKey } = (await trustedKeys()).signingKeys;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const usual: JWTPayload = {
    iss: 'https://api.botframework.com',
    aud: tenant.bot.appId,
    serviceurl: `${tenant.origin}/`,
    nbf: nowSeconds,
    exp: nowSeconds + 3600,
  };
  return new SignJWT({ ...usual, ...differing })
    .setProtectedHeader({ alg: 'RS256', kid: signing.kid ?? 'practice-tenant-key' })
    .sign(signing.key ?? privateKey);
}

/** What is sent to the bot's door. */
export interface Knock {
  authorization?: string | undefined;
  body: string | Buffer;
  headers?: Record<string, string>;
}

/** Posts something to the bot's door. */
export async function knock(endpoint: string, { authorization, body, headers = {} }: Knock): Promise<number> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
      ...headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return response.status;
}
