import { CrossoverError } from '../lib/errors.ts';
import type { QuotaClass } from './quota-classes.ts';

/** We hold a call back ourselves, for longer than a process should wait: the work becomes due later. */
export class PostponedError extends CrossoverError {
  override readonly name = 'PostponedError';
  readonly reason = 'postponed';
  readonly remedy = 'Wait a moment and try again: Microsoft limits how much may be asked at once.';
  readonly quota: QuotaClass;
  readonly retryAfterSeconds: number;

  constructor(quota: QuotaClass, retryAfterSeconds: number) {
    super(`calls of the class ${quota} are held back for ${Math.ceil(retryAfterSeconds)} s`);
    this.quota = quota;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
