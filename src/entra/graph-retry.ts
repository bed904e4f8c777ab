import { TransportError } from '../lib/errors.ts';
import { GraphError } from './graph-error.ts';
import { GRAPH_SERVICE } from './graph-wire.ts';

/** A person waits for it, or nobody does. */
const patience = { urgent: { retries: 2, waitSeconds: 3 }, patient: { retries: 4, waitSeconds: 10 } };
const THROTTLED_BASE_MILLIS = 1000; // Conditional Access allows one call a second, and sends no Retry-After
const BASE_MILLIS = 300;

/**
 * How long to wait before a read is repeated, in milliseconds; null where it should not be.
 *
 * A longer `Retry-After` than three seconds is not sat out where a person waits, and one of more than ten nowhere: it is
 * thrown, so that the person hears about it, or the work becomes due later.
 */
export function retryDelayMillis(
  error: unknown,
  { retries, isUserInitiated }: { retries: number; isUserInitiated: boolean },
  random: () => number,
): number | null {
  const most = isUserInitiated ? patience.urgent : patience.patient;
  if (retries >= most.retries) return null;
  if (error instanceof TransportError) return isLost(error) ? backOff(BASE_MILLIS, retries, random) : null;
  if (!(error instanceof GraphError) || !isPassing(error)) return null;
  const { retryAfterSeconds } = error.facts;
  if (retryAfterSeconds !== null) return retryAfterSeconds <= most.waitSeconds ? retryAfterSeconds * 1000 : null;
  return backOff(error.reason === 'throttled' ? THROTTLED_BASE_MILLIS : BASE_MILLIS, retries, random);
}

// A token issuer that cannot be reached has been tried four times by the identity library already.
const isLost = ({ reason, service }: TransportError): boolean => reason === 'connection' && service === GRAPH_SERVICE;

const isPassing = ({ reason, facts }: GraphError): boolean =>
  reason === 'throttled' || facts.status === 503 || facts.status === 504;

/** Doubles with each retry; between the whole and one and a half of it, so that replicas do not return in step. */
const backOff = (baseMillis: number, retries: number, random: () => number): number =>
  Math.round(baseMillis * 2 ** retries * (1 + random() / 2));
