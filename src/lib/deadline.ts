import { TransportError } from './errors.ts';

/**
 * Waits for work until it is too late. The work itself goes on: only for reading, never for what writes.
 *
 * @param service Whom the work waits for, as `TransportError.service` names it.
 * @throws {TransportError} `timeout` where the signal came first.
 */
export function unlessLate<T>(work: Promise<T>, signal: AbortSignal, service: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(new TransportError('timeout', service, { cause: signal.reason }));
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', giveUp);
    });
  });
}
