import { pino, type DestinationStream } from 'pino';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';

/**
 * A log of JSON lines, on standard output unless a stream is given. Ids, counts and reasons only. Nobody waits for a line
 * to be written; what is not written when the process ends by itself is written then.
 */
export function createLog(stream?: DestinationStream): Log {
  const logger = pino({}, stream ?? pino.destination({ sync: false }));
  return {
    info: (event, facts) => {
      logger.info({ event, ...facts });
    },
    warn: (event, facts) => {
      logger.warn({ event, ...facts });
    },
    error: (event, cause, facts) => {
      logger.error({ event, ...facts, ...faultOf(cause) });
    },
  };
}

/**
 * Of a foreign error only its class and stack frames: its message may hold names, tokens or bodies. Of a refusal the
 * reason, since its message is a sentence for one person and may name another.
 */
function faultOf(cause: unknown): Record<string, string | undefined> {
  if (!(cause instanceof Error)) return { fault: typeof cause };
  const fault = { fault: cause.name, stack: framesOf(cause) };
  if (!(cause instanceof CrossoverError)) return fault;
  return { ...fault, reason: cause.reason, ...(cause instanceof RefusedError ? {} : { message: cause.message }) };
}

/** The stack repeats the message, whose lines may look like frames: a frame ends with a place in a file. */
function framesOf({ stack = '', message }: Error): string {
  const frames = stack.replace(message, '').split('\n');
  return frames.filter((line) => /^ +at .*:\d+:\d+\)?$/.test(line)).join('\n');
}
