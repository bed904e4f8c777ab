import { setTimeout as delay } from 'node:timers/promises';
import { storeApprovedPlanAt } from '../support/approved-plan.ts';
import { startBotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import type { Measured } from './figures.ts';
import { percentOfQuota, secondsAtRate } from './quota-floor.ts';
import { coveredPeople, openTenant, productionOn, type Suite } from './stage.ts';

const GRAPH_MILLIS = 100;
const RESET_PERCENT = 1;
const TARGET = 1 / 0.9;
const WRITES = { limit: 3000, perSeconds: 150 };
const FEW_STATES = { limit: 5, perSeconds: 10 };
/** What one item takes of the class of states: a look, the write, the read-back. */
const STATES_FOR_ITEM = 3;

/** An approved plan, worked off by the product in a process of its own: looked at, written, read back and put on record. */
export const writes: Suite = async function* (postgres) {
  const many = await workedOff(postgres, { items: 10_000, requirements: 'unlimited', processes: 1 });
  yield* figuresOf(many, { of: WRITES, calls: many.items, title: 'at 20 writes a second' });
  yield percentOfQuota(many.tenant, 'writes', WRITES.limit);
  await many.tenant.close();
};

/** The same where the tenant lets few states be read and set. */
export const scarce: Suite = async function* (postgres) {
  const few = await workedOff(postgres, { items: 40, requirements: FEW_STATES, processes: 1 });
  yield* figuresOf(few, {
    of: FEW_STATES,
    calls: few.items * STATES_FOR_ITEM,
    title: 'with states limited to 5 in 10 s',
  });
  yield percentOfQuota(few.tenant, 'requirements', FEW_STATES.limit);
  await few.tenant.close();
};

interface Work {
  items: number;
  requirements: { limit: number; perSeconds: number } | 'unlimited';
  processes: number;
}

interface Worked {
  tenant: PracticeTenant;
  items: number;
  seconds: number;
  /** Items that the product calls done though the tenant says otherwise. */
  falseSuccesses: number;
  done: number;
  resets: number;
}

function* figuresOf(
  { items, seconds, falseSuccesses, done, resets }: Worked,
  { of, calls, title }: { of: { limit: number; perSeconds: number }; calls: number; title: string },
): Iterable<Measured> {
  yield {
    name: `${items} states set ${title}, ${resets} connections reset after the write, times what it takes at the quota’s rate`,
    value: seconds / secondsAtRate(calls, of),
    unit: 'times',
    target: TARGET,
  };
  yield { name: `false successes among ${items}, ${title}`, value: falseSuccesses, unit: 'items', target: 0 };
  yield { name: `items not done among ${items}, ${title}`, value: items - done, unit: 'items', target: 0 };
}

/** Has a plan worked off; whoever calls it closes the tenant. */
export async function workedOff(postgres: PostgresServer, { items, requirements, processes }: Work): Promise<Worked> {
  const tenant = await openTenant({
    people: Math.ceil(items * 3.6) + 400,
    latencyMillis: GRAPH_MILLIS,
    quotas: 'documented',
    quotaOverrides: { requirements },
  });
  const targets = coveredPeople(tenant, items);
  const write = /authentication\/requirements$/;
  tenant.faults.add({ method: 'PATCH', path: write, sharePercent: RESET_PERCENT, reset: 'after' });
  const url = await postgres.createDatabase();
  const env = {
    ...productionOn(tenant, url),
    CROSSOVER_SETTLE_MINUTES: '0',
    CROSSOVER_SNAPSHOT_MINUTES: '100000',
    ...(requirements === 'unlimited' ? {} : { CROSSOVER_REQUIREMENTS_PER_10_SECONDS: String(requirements.limit) }),
  };
  const bots = [await startBotProcess(tenant, env)];
  while (bots.length < processes) bots.push(await startBotProcess(tenant, env));
  try {
    const seconds = await secondsOf(postgres, url, await storeApprovedPlanAt(url, targets));
    const [row] = await postgres.query(
      url,
      `select array_agg(target_id) as ids from proposal_item where state = 'done'`,
    );
    const done = (row?.['ids'] ?? []) as string[];
    const isOff = (id: string) => tenant.directory.users.get(id)?.perUserMfaState === 'disabled';
    const resets = tenant.log.filter(
      ({ method, path, status }) => method === 'PATCH' && write.test(path) && status === 0,
    );
    return {
      tenant,
      items,
      seconds,
      done: done.length,
      falseSuccesses: done.filter((id) => !isOff(id)).length,
      resets: resets.length,
    };
  } finally {
    for (const bot of bots) await bot.close();
  }
}

/** From the first item until the last: what an item takes is between its first move and the end of all. */
async function secondsOf(postgres: PostgresServer, url: string, id: string): Promise<number> {
  const open = `select count(*)::int as n from proposal_item where proposal_id = '${id}' and state in ('ready', 'applying', 'written')`;
  const begun = `select 1 from proposal_item where proposal_id = '${id}' and attempts > 0 limit 1`;
  while ((await postgres.query(url, begun)).length === 0) await delay(50);
  const startedAt = performance.now();
  while (Number((await postgres.query(url, open))[0]?.['n']) > 0) await delay(100);
  return (performance.now() - startedAt) / 1000;
}
