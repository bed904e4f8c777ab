import { setTimeout as delay } from 'node:timers/promises';
import { startBotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import type { PracticeTenant, TenantOptions } from '../tenant/tenant.ts';
import { percentOfQuota, secondsAtQuota, secondsAtRate } from './quota-floor.ts';
import type { Measured } from './figures.ts';
import { peakResidentMiB } from './process-cost.ts';
import { openTenant, productionOn, startedFact, type Suite } from './stage.ts';

const GRAPH_MILLIS = 100;
const PAGE = 999;
const STATES_TARGET_SECONDS = 15;
const FLOOR_TARGET = 1.2;
const MEMORY_TARGET_MIB = 400;
const ONE_BY_ONE = 1000;
const FALLBACK = { people: 3000, quota: { limit: 600, perSeconds: 10 }, throttledPercent: 2 };

/** The first pass through a tenant of the product in a process of its own, with the documented quotas. */
export const inventory: Suite = async function* (postgres) {
  yield* await smallTenant(postgres);
  yield* await largeTenant(postgres, { people: 100_000, until: 'complete' });
  yield* await largeTenant(postgres, { people: 1_000_000, until: 'states' });
};

/** The same where the tenant does not list states. */
export const fallback: Suite = async function* (postgres) {
  yield* await withoutTheProperty(postgres);
};

const REPORT = '/reports/authenticationMethods/userRegistrationDetails';
const isState = (path: string): boolean => /authentication\/requirements$/.test(path.split('?')[0] ?? '');

async function smallTenant(postgres: PostgresServer): Promise<Measured[]> {
  const people = 10_000;
  const tenant = await quotaTenant({ people });
  try {
    const { statesSeconds, registrationSeconds } = await passThrough(postgres, tenant, 'complete');
    const script = await secondsOneByOne(tenant);
    const bare = await secondsWithoutGovernor(tenant);
    return [
      {
        name: `people and states of ${people}`,
        value: statesSeconds,
        unit: 's',
        target: STATES_TARGET_SECONDS,
        reference: {
          name: `a read for each user, measured on ${ONE_BY_ONE} and extrapolated`,
          value: (script * people) / ONE_BY_ONE,
        },
      },
      {
        name: `people and states of ${people} by the bare pages, without a governor and without keeping them`,
        value: bare,
        unit: 's',
      },
      timesOfFloor(people, registrationSeconds),
    ];
  } finally {
    await tenant.close();
  }
}

/** Of a million, the registration details alone would take half an hour of quota: there, the states are the end. */
async function largeTenant(
  postgres: PostgresServer,
  { people, until }: { people: number; until: 'complete' | 'states' },
): Promise<Measured[]> {
  const tenant = await quotaTenant({ people });
  try {
    const { statesSeconds, registrationSeconds, peakMiB } = await passThrough(postgres, tenant, until);
    return [
      { name: `people and states of ${people}`, value: statesSeconds, unit: 's' },
      ...(until === 'complete' ? [timesOfFloor(people, registrationSeconds)] : []),
      {
        name: `memory of the bot’s process at ${people} people, peak`,
        value: peakMiB,
        unit: 'MiB',
        target: MEMORY_TARGET_MIB,
      },
    ];
  } finally {
    await tenant.close();
  }
}

/** The tenant does not give the property, nor filters by it: every state is asked for through `$batch`. */
async function withoutTheProperty(postgres: PostgresServer): Promise<Measured[]> {
  const { people, quota, throttledPercent } = FALLBACK;
  const tenant = await quotaTenant({ people, quotaOverrides: { requirements: quota } });
  tenant.graph.perUserMfaStateProperty = 'badRequest';
  tenant.graph.perUserMfaStateFilter = 'refused';
  tenant.faults.add({
    path: /authentication\/requirements$/,
    sharePercent: throttledPercent,
    status: 429,
    headers: { 'retry-after': '1' },
  });
  try {
    const { states } = await passThrough(postgres, tenant, 'complete');
    const asked = tenant.log.filter(({ path }) => isState(path));
    const seconds = spanSeconds(asked.map(({ at }) => at));
    return [
      {
        name: `states of ${people} through $batch with ${throttledPercent} % throttled, times what it takes at the quota’s rate`,
        value: seconds / secondsAtRate(asked.length, quota),
        unit: 'times',
        target: 1 / 0.9,
      },
      { name: 'states that were lost on the way', value: people - states, unit: 'people', target: 0 },
      percentOfQuota(tenant, 'requirements', quota.limit),
    ];
  } finally {
    await tenant.close();
  }
}

const quotaTenant = (options: TenantOptions): Promise<PracticeTenant> =>
  openTenant({ latencyMillis: GRAPH_MILLIS, quotas: 'documented', ...options });

function timesOfFloor(people: number, seconds: number): Measured {
  const floor = secondsAtQuota(Math.ceil(people / PAGE), { limit: 5, perSeconds: 10 });
  return {
    name: `registration details of ${people}, times the quota’s own floor of ${floor} s`,
    value: seconds / floor,
    unit: 'times',
    target: FLOOR_TARGET,
  };
}

interface PassFigures {
  statesSeconds: number;
  registrationSeconds: number;
  peakMiB: number;
  states: number;
}

/** Starts the product on an empty database and lets its first pass run: to its end, or until all states are read. */
async function passThrough(
  postgres: PostgresServer,
  tenant: PracticeTenant,
  until: 'complete' | 'states',
): Promise<PassFigures> {
  const url = await postgres.createDatabase();
  const bot = await startBotProcess(tenant, productionOn(tenant, url));
  try {
    for (;;) {
      await delay(250);
      if (until === 'states' && tenant.log.some(({ path }) => path.includes(REPORT))) break;
      const [pass] = await postgres.query(url, `select ended from snapshot_pass where ended is not null limit 1`);
      if (pass) break;
    }
    const pages = tenant.log.filter(({ path }) => /^\/v1\.0\/users\?.*\$top=(500|999)/.test(path)).map(({ at }) => at);
    const reports = tenant.log.filter(({ path }) => path.includes(REPORT)).map(({ at }) => at);
    const [known] = await postgres.query(
      url,
      `select count(*)::int as n from person where per_user_mfa_state <> 'unknown'`,
    );
    return {
      statesSeconds: spanSeconds([...pages, ...reports.slice(0, 1)]), // the first report comes when the last page is stored
      registrationSeconds: spanSeconds(reports),
      peakMiB: peakResidentMiB(startedFact(bot, 'pid')),
      states: Number(known?.['n']),
    };
  } finally {
    await bot.close();
  }
}

const spanSeconds = (instants: readonly Date[]): number =>
  (Math.max(...instants.map(Number)) - Math.min(...instants.map(Number))) / 1000;

/** What Microsoft's documents give: everybody's state, one call after the other. */
async function secondsOneByOne(tenant: PracticeTenant): Promise<number> {
  const get = await bareReader(tenant);
  const ids = [...tenant.directory.users.keys()].slice(0, ONE_BY_ONE);
  const startedAt = performance.now();
  for (const id of ids) await get(`${tenant.origin}/beta/users/${id}/authentication/requirements`);
  return (performance.now() - startedAt) / 1000;
}

/** As the best other product does it: page after page, in memory. */
async function secondsWithoutGovernor(tenant: PracticeTenant): Promise<number> {
  const get = await bareReader(tenant);
  const startedAt = performance.now();
  let next: string | undefined = `${tenant.origin}/v1.0/users?$top=999&$select=id,userPrincipalName,perUserMfaState`;
  while (next !== undefined) {
    const page = (await get(next)) as { '@odata.nextLink'?: string };
    next = page['@odata.nextLink'];
  }
  return (performance.now() - startedAt) / 1000;
}

async function bareReader(tenant: PracticeTenant): Promise<(url: string) => Promise<unknown>> {
  const { appId, secret } = tenant.bot;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: secret,
    scope: `${tenant.origin}/.default`,
  });
  const token = await fetch(`${tenant.origin}/${tenant.tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  const { access_token } = (await token.json()) as { access_token: string };
  return async (url) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
    return response.json();
  };
}
