import type { QuotaClass } from '../tenant/quotas/classes.ts';
import { percentOfQuota } from './quota-floor.ts';
import type { Suite } from './stage.ts';
import { workedOff } from './writes.ts';

const PROCESSES = 3;
const ITEMS = 600;
const STATES = { limit: 300, perSeconds: 10 };
const LIMITS = {
  requirements: STATES.limit,
  writes: 3000,
  resourceUnitsLarge: 8000,
  conditionalAccess: 1,
  reports: 5,
} satisfies Partial<Record<QuotaClass, number>>;

/** Three processes on one PostgreSQL work one plan off together, as fast as the quotas that they share allow. */
export const replicas: Suite = async function* (postgres) {
  const { tenant } = await workedOff(postgres, { items: ITEMS, requirements: STATES, processes: PROCESSES });
  for (const [name, limit] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][]) {
    const { refused } = tenant.quotas.countOf(name);
    yield percentOfQuota(tenant, name, limit);
    yield { name: `calls of ${name} refused to ${PROCESSES} processes`, value: refused, unit: 'calls', target: 0 };
  }
  await tenant.close();
};
