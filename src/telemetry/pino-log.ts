import { pino, type DestinationStream } from 'pino';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** A log of JSON lines, on standard output unless a stream is given. Ids, counts and reasons only. */
export function createLog(stream?: DestinationStream): Log {
  const logger = stream ? pino(stream) : pino();
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

/** Of a foreign error only its class and stack frames: its message may hold names, tokens or bodies. */
function faultOf(cause: unknown): Record<string, string | undefined> {
  if (cause instanceof CrossoverError)
    return { fault: cause.name, reason: cause.reason, message: cause.message, stack: framesOf(cause) };
  if (cause instanceof Error) return { fault: cause.name, stack: framesOf(cause) };
  return { fault: typeof cause };
}

const framesOf = (cause: Error): string | undefined =>
  cause.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n');
