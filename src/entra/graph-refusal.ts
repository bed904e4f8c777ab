import { z } from 'zod/v4';
import { GraphError, type GraphReason } from './graph-error.ts';

/** The parts of an answer that say why it is a refusal. */
export interface Refused {
  method: string;
  path: string;
  status: number;
  headers: Headers;
  text: string;
}

const inner = z.looseObject({ 'request-id': z.string().optional(), message: z.string().optional() });
const errorBody = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    innerError: inner.optional(), // what real answers carry
    innererror: inner.optional(), // what the documentation says
  }),
});

/**
 * The `GraphError` that an answer of 300 or above means.
 *
 * @see https://learn.microsoft.com/graph/errors
 */
export function graphErrorOf(refused: Refused, now: Date): GraphError {
  const { method, path, status, headers } = refused;
  const error = errorBody.safeParse(parsedOrNull(refused.text)).data?.error;
  const innerError = error?.innerError ?? error?.innererror;
  const code = error?.code ?? null;
  // The numbered text of a refused policy is sometimes in the one, sometimes in the other.
  const words = [...new Set([error?.message, innerError?.message])].filter((part) => part !== undefined).join(' ');
  return new GraphError(
    reasonOf(status, code, words),
    {
      method,
      path,
      status,
      code,
      requestId: headers.get('request-id') ?? innerError?.['request-id'] ?? null,
      retryAfterSeconds: retryAfterSecondsOf(headers.get('retry-after'), now),
    },
    { serviceMessage: words === '' ? null : words },
  );
}

/** The seconds of a `Retry-After` header: a number, which may have decimals, or an HTTP date; null where there is none. */
export function retryAfterSecondsOf(header: string | null, now: Date): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000);
}

function reasonOf(status: number, code: string | null, words: string): GraphReason {
  if (status < 400) return 'unexpectedAnswer'; // a redirect: we follow none, the token is not for others
  if (status === 400) return reasonOf400(code, words);
  if (status === 401) return 'unauthorized';
  if (status === 403) return reasonOf403(code, words);
  if (status === 404) return 'notFound';
  if (status === 409 || status === 412 || status === 423) return 'conflict';
  if (status === 429 || status === 509) return 'throttled';
  if (status === 501) return 'unsupportedQuery'; // a property that a collection cannot return
  return status < 500 && status !== 408 ? 'badRequest' : 'serviceFault';
}

// Graph gives one code to several cases here: only its words tell them apart.
function reasonOf400(code: string | null, words: string): GraphReason {
  if (code === 'Request_UnsupportedQuery') return 'unsupportedQuery';
  if (/security defaults is enabled/i.test(words)) return 'securityDefaultsOn';
  if (/object references already exist/i.test(words)) return 'conflict';
  return 'badRequest';
}

function reasonOf403(code: string | null, words: string): GraphReason {
  if (code === 'Authentication_RequestFromNonPremiumTenantOrB2CTenant') return 'notLicensed';
  if (/not licensed for this feature|doesn't have premium license/i.test(words)) return 'notLicensed';
  if (/license information for the user/i.test(words)) return 'userNotLicensed';
  if (/blocked by app permission policy/i.test(words)) return 'appBlocked';
  return 'forbidden';
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's HTML page: the status says enough
  }
}
