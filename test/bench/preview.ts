import { setTimeout as delay } from 'node:timers/promises';
import { startBotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { coveredPeople, openTenant, productionOn, type Suite } from './stage.ts';

const ITEMS = 10_000;
/** About two in five have a state that can be switched off. */
const CROWD = 32_000;
const GRAPH_MILLIS = 100;
const TARGET_SECONDS = 20;
const LOOK_MILLIS = 500;
const { nora } = PEOPLE;

/** A plan about ten thousand people: from the sentence until its card is there, out of the list of everybody. */
export const preview: Suite = async function* (postgres) {
  const tenant = await openTenant({ people: CROWD });
  const databaseUrl = await postgres.createDatabase();
  const bot = await startBotProcess(tenant, {
    ...productionOn(tenant, databaseUrl),
    CROSSOVER_MOST_PEOPLE: '20000',
  });
  try {
    await untilRead(postgres, databaseUrl);
    coveredPeople(tenant, ITEMS);
    tenant.graph.latencyMillis = GRAPH_MILLIS;
    const { card, seconds } = await planOf(tenant);
    yield {
      name: `preview of a plan of ${itemsOf(card)} people, Graph at ${GRAPH_MILLIS} ms`,
      value: seconds,
      unit: 's',
      target: TARGET_SECONDS,
    };
  } finally {
    await bot.terminate();
    await bot.close();
    await tenant.close();
  }
};

/** Until the list of everybody is complete. */
async function untilRead(postgres: PostgresServer, url: string): Promise<void> {
  const ended = `select count(*)::int as passes from snapshot_pass where ended = 'complete'`;
  while ((await postgres.query(url, ended))[0]?.['passes'] === 0) await delay(LOOK_MILLIS);
}

/**
 * Asks until the bot has read the groups that policies name, which it begins by the first question; gives the card of the
 * plan, and how long the question took that led to it.
 */
async function planOf(tenant: PracticeTenant): Promise<{ card: Message; seconds: number }> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const askedAt = performance.now();
    const card = await answerTo(tenant, 'turn off per-user MFA for everyone who is enforced');
    const text = JSON.stringify(card.cards);
    if (MANY.test(text)) return { card, seconds: (performance.now() - askedAt) / 1000 };
    if (!text.includes('Not ready yet')) throw new Error(`no plan came: ${text.slice(0, 500)}`);
    await delay(LOOK_MILLIS);
  }
  throw new Error('the groups of the policies were never read');
}

const MOST_TRIES = 240;
const MANY = /Per-user MFA of (\d+) people/;

async function answerTo({ teams }: PracticeTenant, words: string): Promise<Message> {
  const after = teams.messagesOf(nora).at(-1)?.activityId;
  // What is about approvers is a plan of its own, with a card of its own.
  const isAnswer = ({ cards, isFromBot }: Message): boolean => {
    const text = JSON.stringify(cards);
    return isFromBot && (MANY.test(text) || /I did not|No answer/.test(text));
  };
  const coming = teams.waitForMessage(nora, isAnswer, {
    timeoutMillis: 120_000,
    ...(after === undefined ? {} : { after }),
  });
  const said = await teams.say(nora, words);
  if (said.outcome !== 'answered') throw new Error(`not answered: ${said.problem ?? said.outcome}`);
  return coming;
}

/** How many people the plan is about, as its title says. */
const itemsOf = ({ cards }: Message): number => Number(MANY.exec(JSON.stringify(cards))?.[1]);
