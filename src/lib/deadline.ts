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

/**
 * Work that ends itself by the signal that it is given: when the time is over (`TimeoutError`), or when `outer` ends.
 * Cheaper than `AbortSignal.timeout`, whose timers go off long after most work is done.
 */
export async function within<T>(
  millis: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const stop = (): void => {
    end.abort(outer?.reason);
  };
  const timer = setTimeout(() => {
    end.abort(new DOMException('the time is over', 'TimeoutError'));
  }, millis);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  try {
    return await work(end.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}
