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
    await snapshotOf(postgres, url);
    yield* await reportFigures(tenant);
    yield percentOfQuota(tenant, 'reports', 5);
    yield percentOfQuota(tenant, 'conditionalAccess', 1);
  } finally {
    await bot.close();
    await tenant.close();
  }
};

async function snapshotOf(postgres: PostgresServer, url: string): Promise<void> {
  for (;;) {
    const [pass] = await postgres.query(url, `select ended from snapshot_pass where ended = 'complete' limit 1`);
    if (pass) return;
    await delay(250);
  }
}

/** Asks until no line waits for the sign-in log any more. */
async function reportFigures(tenant: PracticeTenant): Promise<Measured[]> {
  const beganAt = performance.now();
  const answers: number[] = [];
  for (;;) {
    const askedAt = performance.now();
    const text = await ask(tenant);
    answers.push(performance.now() - askedAt);
    if (!text.includes(NOT_YET)) break;
    await delay(500);
  }
  return [
    {
      name: `the first answer about ${SIZE} people, the sign-in log still unread`,
      value: (answers[0] ?? NaN) / 1000,
      unit: 's',
      target: ANSWER_TARGET_SECONDS,
    },
    {
      name: `readiness of ${SIZE} people from a fresh snapshot, until every line is known`,
      value: (performance.now() - beganAt) / 1000,
      unit: 's',
      target: TARGET_SECONDS,
    },
    { name: 'the last answer, all of it read', value: (answers.at(-1) ?? NaN) / 1000, unit: 's' },
  ];
}

async function ask({ teams }: PracticeTenant): Promise<string> {
  const { activityId = '0' } = await teams.say(PEOPLE.nora, 'are we ready?');
  const answer = await teams.waitForMessage(PEOPLE.nora, () => true, { after: activityId, timeoutMillis: 20_000 });
  return textOf(answer.cards[0]?.['fallbackText']) ?? answer.text;
}
