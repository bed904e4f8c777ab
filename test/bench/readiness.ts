import { setTimeout as delay } from 'node:timers/promises';
import { startBotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { textOf } from '../tenant/teams/json.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import type { Measured } from './figures.ts';
import { percentOfQuota } from './quota-floor.ts';
import { openTenant, productionOn, type Suite } from './stage.ts';

const SIZE = 10_000;
const GRAPH_MILLIS = 100;
const TARGET_SECONDS = 20;
const ANSWER_TARGET_SECONDS = 7;
const NOT_YET = 'being read';

/** A report about a whole tenant, asked of a fresh snapshot with nothing read of the logs, in the documented quotas. */
export const readiness: Suite = async function* (postgres) {
  const tenant = await openTenant({ people: SIZE, latencyMillis: GRAPH_MILLIS, quotas: 'documented' });
  const url = await postgres.createDatabase();
  const bot = await startBotProcess(tenant, productionOn(tenant, url));
  try {
    const until = untilTrue(postgres, url);
    await until(`select 1 from snapshot_pass where ended = 'complete' limit 1`);
    yield* await reportFigures(tenant, until);
    yield percentOfQuota(tenant, 'reports', 5);
    yield percentOfQuota(tenant, 'conditionalAccess', 1);
  } finally {
    await bot.close();
    await tenant.close();
  }
};

type Until = (statement: string) => Promise<void>;

/** Looks until the statement finds a row. */
const untilTrue =
  (postgres: PostgresServer, url: string): Until =>
  async (statement) => {
    while ((await postgres.query(url, statement)).length === 0) await delay(100);
  };

const ALL_READ = `select 1 from tenant_reading having count(*) > 0 and bool_and(read_at is not null)`;

/** Asks at once, and again when all parts of the sign-in log are read: to ask more often would only take their quota. */
async function reportFigures(tenant: PracticeTenant, until: Until): Promise<Measured[]> {
  const beganAt = performance.now();
  const seconds = () => (performance.now() - beganAt) / 1000;
  await ask(tenant);
  const first = seconds();
  await until(ALL_READ);
  const read = seconds();
  const answer = await ask(tenant);
  const all = seconds();
  if (answer.includes(NOT_YET)) throw new Error(`a line is not known: ${answer}`);
  return [
    {
      name: `the first answer about ${SIZE} people, the sign-in log still unread`,
      value: first,
      unit: 's',
      target: ANSWER_TARGET_SECONDS,
    },
    {
      name: `readiness of ${SIZE} people from a fresh snapshot, until every line is known`,
      value: all,
      unit: 's',
      target: TARGET_SECONDS,
    },
    { name: 'the last answer, all of it read', value: all - read, unit: 's' },
  ];
}

async function ask({ teams }: PracticeTenant): Promise<string> {
  const { activityId = '0' } = await teams.say(PEOPLE.nora, 'are we ready?');
  const answer = await teams.waitForMessage(PEOPLE.nora, () => true, { after: activityId, timeoutMillis: 20_000 });
  return textOf(answer.cards[0]?.['fallbackText']) ?? answer.text;
}
