import { z } from 'zod/v4';
import { accessToken } from './access-token.ts';
import type { credentialOf } from './credential.ts';

const claims = z.object({ roles: z.array(z.string()).default([]) });

/**
 * The application permissions that a fresh token for Microsoft Graph carries: what was granted when it was issued.
 *
 * To us a token is opaque by contract, so this is for reports only; null where it cannot be read.
 *
 * @throws {GraphError} `noToken` where Microsoft Entra ID gave none.
 * @throws {TransportError} where the token issuer did not answer.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function permissionsInToken(
  credential: ReturnType<typeof credentialOf>,
  graphUrl: string,
): Promise<ReadonlySet<string> | null> {
  const token = await accessToken(credential, `${graphUrl}/.default`, AbortSignal.timeout(10_000));
  const parsed = claims.safeParse(jsonOrNull(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  return parsed.success ? new Set(parsed.data.roles) : null;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
