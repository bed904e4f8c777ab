import { GraphError } from '../entra/graph-error.ts';
import { TransportError } from '../lib/errors.ts';

/** The tenant does not answer, or has no room for us now; that it says no is no outage. */
export const isOutage = (cause: unknown): boolean =>
  cause instanceof TransportError ||
  (cause instanceof GraphError && ['serviceFault', 'throttled', 'noToken', 'unauthorized'].includes(cause.reason));

/** It does not understand the question: an unknown property, or a place in a list that it has forgotten. */
export const isNotUnderstood = (cause: unknown): boolean =>
  cause instanceof GraphError && ['badRequest', 'unsupportedQuery', 'notFound'].includes(cause.reason);

/** We may not ask it, or the tenant has no licence for it. */
export const isForbidden = (cause: unknown): boolean =>
  cause instanceof GraphError && ['forbidden', 'notLicensed'].includes(cause.reason);

/** The answer, or another value where Graph says no for good; an outage goes on to the caller. */
export async function orIfRefused<T>(call: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (isNotUnderstood(cause) || isForbidden(cause)) return otherwise;
    throw cause;
  }
}
