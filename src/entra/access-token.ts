import type { AccessToken, TokenCredential } from '@azure/identity';
import type { Clock } from '../lib/clock.ts';
import { TransportError } from '../lib/errors.ts';
import { GraphError } from './graph-error.ts';

/**
 * An access token, from the credential's own cache while it is good.
 *
 * @throws {GraphError} `noToken` where Microsoft Entra ID, or the machine's identity, gave none.
 * @throws {TransportError} where the token issuer did not answer.
 */
export async function accessToken(credential: TokenCredential, scope: string, signal: AbortSignal): Promise<string> {
  try {
    const token = await unlessAborted(credential.getToken(scope, { abortSignal: signal }), signal);
    if (token !== null) return token.token;
  } catch (error) {
    if (signal.aborted) throw error;
    // Deliberately without a cause: the request that it drags along holds the client secret.
    if (isUnreachable(error)) throw new TransportError('connection', 'Microsoft Entra ID');
    throw noToken(error);
  }
  throw noToken(undefined);
}

/** MSAL does not listen to signals: whoever waits for it must. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

// MSAL says it in the first word of its message only: the identity library wraps the code away in one of the two cases.
const isUnreachable = (error: unknown): boolean =>
  error instanceof Error && /^(network_error|endpoints_resolution_error)\b/.test(error.message);

const noToken = (error: unknown): GraphError =>
  new GraphError(
    'noToken',
    {
      method: null,
      path: '/oauth2/v2.0/token',
      status: null,
      code: /^\w+(?=:)/.exec(messageOf(error))?.[0] ?? null,
      requestId: null,
      retryAfterSeconds: null,
    },
    { serviceMessage: messageOf(error) },
  );

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'The credential gave no token.';

const REMEMBERED_MILLIS = 60_000; // the identity library renews five minutes before the end, so no token dies in here

/**
 * The same credential, which is asked once a minute for each scope: its own cache takes a third of a millisecond for a
 * look, and one answer takes seven calls.
 */
export function rememberedTokens(credential: TokenCredential, clock: Clock): TokenCredential {
  const known = new Map<string, { token: AccessToken; until: number }>();
  return {
    getToken: async (scopes, options) => {
      const scope = [scopes].flat().join(' ');
      const last = known.get(scope);
      const at = clock.now().getTime();
      if (last !== undefined && at < last.until) return last.token;
      const token = await credential.getToken(scopes, options);
      if (token !== null) known.set(scope, { token, until: at + REMEMBERED_MILLIS });
      return token;
    },
  };
}
