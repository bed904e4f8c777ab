import type { QuotaClass } from '../tenant/quotas/classes.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import type { Measured } from './figures.ts';

interface Quota {
  limit: number;
  perSeconds: number;
}

/** How long so many calls take at best: each window full at its very beginning. */
export const secondsAtQuota = (calls: number, { limit, perSeconds }: Quota): number =>
  (Math.ceil(calls / limit) - 1) * perSeconds;

/** How long so many calls take at the rate that lasts, nothing saved up before. */
export const secondsAtRate = (calls: number, { limit, perSeconds }: Quota): number => (calls * perSeconds) / limit;

/** The fullest window that the practice tenant counted, refused calls included. */
export const percentOfQuota = (tenant: PracticeTenant, quotaClass: QuotaClass, limit: number): Measured => ({
  name: `fullest window of ${quotaClass}`,
  value: (tenant.quotas.countOf(quotaClass).peak / limit) * 100,
  unit: '% of the quota',
  target: 100,
});
