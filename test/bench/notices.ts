import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database.ts';
import { renderNotices } from '../../src/notices/render.ts';
import { insertNotice } from '../../src/notices/store.ts';
import { readTexts } from '../../src/notices/texts.ts';
import { startBotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { TenantUser } from '../tenant/contract.ts';
import { personalChatIdOf } from '../tenant/teams/ids.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { percentile, type Measured } from './figures.ts';
import { plainLoop } from './plain-loop.ts';
import { openTenant, productionOn, type Suite } from './stage.ts';

const KNOWN = Number(process.env['CROSSOVER_BENCH_NOTICES'] ?? 45_000);
const FIRST_CONTACTS = 600;
const IN_THE_LOOP = 1500;
const BEST_RIVAL_A_MINUTE = 2885;
const ASK_EVERY_MILLIS = 5000;
const CONNECTOR_A_SECOND = 50;

/** Tells very many people at the full speed of Teams, while one of them asks something again and again. */
export const notices: Suite = async function* (postgres) {
  const tenant = await openTenant({
    people: Math.ceil((KNOWN + FIRST_CONTACTS) * 1.25) + 400,
    quotas: 'documented',
    keepLog: { newest: 1000 },
  });
  const people = reachable(tenant);
  const [known, unknown] = [people.slice(0, KNOWN), people.slice(KNOWN, KNOWN + FIRST_CONTACTS)];
  for (const { id } of known) tenant.teams.installations.install(id);
  for (const { id } of unknown) tenant.teams.installations.uninstall(id);
  await tenant.teams.settled(); // nobody listens yet: their chats are put into the database below
  const url = await postgres.createDatabase();
  const bot = await startBotProcess(tenant, { ...productionOn(tenant, url), CROSSOVER_SNAPSHOT_MINUTES: '100000' });
  try {
    await rememberChats(postgres, url, { tenant, known });
    yield* toKnown(postgres, url, { tenant, known });
    yield* toStrangers(postgres, url, { tenant, unknown });
  } finally {
    await bot.close();
    await tenant.close();
  }
};

const reachable = ({ directory }: PracticeTenant): TenantUser[] =>
  [...directory.users.values()].filter(
    ({ id, accountEnabled, teams }) =>
      id !== PEOPLE.nora && accountEnabled && teams.isLicensed && !teams.isBlockedByPolicy && !teams.hasBlockedBot,
  );

async function* toKnown(
  postgres: PostgresServer,
  url: string,
  { tenant, known }: { tenant: PracticeTenant; known: readonly TenantUser[] },
): AsyncIterable<Measured> {
  const loop = await plainLoop(known.slice(0, Math.min(IN_THE_LOOP, known.length)).map(({ id }) => id));
  const asking = askAgainAndAgain(tenant);
  const { minutes, books } = await told(postgres, url, known);
  const answers = await asking.stop();
  const reference = {
    name: `a plain loop with the SDK’s own retries, ${loop.refused} calls refused`,
    value: known.length / loop.aMinute,
  };
  const { peak, refused } = tenant.quotas.countOf('connector');
  yield {
    name: `${known.length} notices to known conversations`,
    value: minutes,
    unit: 'min',
    target: Math.floor((100 * known.length) / BEST_RIVAL_A_MINUTE) / 100,
    reference,
  };
  yield {
    name: 'notices to known conversations in a minute',
    value: known.length / minutes,
    unit: 'notices',
    reference: { name: 'a plain loop with the SDK’s own retries', value: loop.aMinute },
  };
  yield {
    name: 'calls in the fullest second, as the Connector counts',
    value: peak,
    unit: 'calls',
    target: CONNECTOR_A_SECOND,
  };
  yield { name: 'calls that the Connector refused', value: refused, unit: 'calls', target: 0 };
  yield { name: 'people told not once', value: notOnce(tenant, known), unit: 'people', target: 0 };
  yield {
    name: 'notices not delivered, as the books have it',
    value: known.length - books,
    unit: 'notices',
    target: 0,
  };
  yield {
    name: `a question answered meanwhile, the slowest of ${answers.length}`,
    value: Math.max(...answers),
    unit: 'ms',
    target: 1000,
  };
  yield { name: 'a question answered meanwhile, p50', value: percentile(answers, 50), unit: 'ms' };
}

async function* toStrangers(
  postgres: PostgresServer,
  url: string,
  { tenant, unknown }: { tenant: PracticeTenant; unknown: readonly TenantUser[] },
): AsyncIterable<Measured> {
  const { minutes, books } = await told(postgres, url, unknown);
  yield {
    name: `first contacts in a minute: the app installed, then told, ${unknown.length} people`,
    value: unknown.length / minutes,
    unit: 'people',
  };
  yield { name: 'first contacts not delivered', value: unknown.length - books, unit: 'people', target: 0 };
  const { refused } = tenant.quotas.countOf('installedAppsWrite');
  yield { name: 'installations that Graph refused', value: refused, unit: 'calls', target: 0 };
}

const notOnce = ({ teams }: PracticeTenant, people: readonly TenantUser[]): number =>
  people.filter(({ id }) => teams.messagesOf(id).filter(({ cards }) => cards.length > 0).length !== 1).length;

/** Plans a notice in all languages, and waits until the product has told everybody. */
async function told(postgres: PostgresServer, url: string, people: readonly TenantUser[]) {
  const id = await planned(url, people);
  const begun = `select 1 from delivery where notice_id = '${id}' and attempts > 0 limit 1`;
  while ((await postgres.query(url, begun)).length === 0) await delay(20);
  const startedAt = performance.now();
  const open = `select count(*)::int as n from delivery where notice_id = '${id}' and state in ('planned', 'sending')`;
  while (Number((await postgres.query(url, open))[0]?.['n']) > 0) await delay(200);
  const minutes = (performance.now() - startedAt) / 60_000;
  const delivered = `select count(*)::int as n from delivery where notice_id = '${id}' and state = 'delivered'`;
  return { minutes, books: Number((await postgres.query(url, delivered))[0]?.['n']) };
}

async function planned(url: string, people: readonly TenantUser[]): Promise<string> {
  const database = await openDatabase({ kind: 'server', url });
  const facts = {
    name: 'movingSoon',
    movesAt: new Date('2030-01-07T08:00:00Z'),
    senderName: 'Nora',
    helpContact: 'the help desk',
    timeZone: 'Europe/Berlin',
  } as const;
  const readers = people.map(({ preferredLanguage }) => ({ language: preferredLanguage, isAdministrator: false }));
  const { variants, variantOf } = renderNotices(readTexts(), facts, readers);
  const recipients = people.map(({ id, displayName }, at) => ({
    personId: id,
    name: displayName,
    address: null,
    variant: variantOf[at] ?? null,
  }));
  try {
    const content = variants['en']?.content ?? { title: 'Notice' };
    const notice = {
      kind: 'step',
      proposalId: null,
      content,
      templated: { ...facts, variants },
      recipients,
      mayReachOut: true,
    } as const;
    return await database.transaction((trx) => insertNotice(trx, notice));
  } finally {
    await database.close();
  }
}

async function rememberChats(
  postgres: PostgresServer,
  url: string,
  { tenant, known }: { tenant: PracticeTenant; known: readonly TenantUser[] },
): Promise<void> {
  for (let at = 0; at < known.length; at += 1000) {
    const values = known
      .slice(at, at + 1000)
      .map(({ id }) => `('${id}', '${personalChatIdOf(tenant.bot.appId, id)}', '${tenant.origin}/', now())`);
    await postgres.query(url, `insert into conversation values ${values.join(', ')} on conflict do nothing`);
  }
}

/** Asks for help every few seconds: from the sentence until the answer has arrived. */
function askAgainAndAgain(tenant: PracticeTenant) {
  const ending = new AbortController();
  const answers: number[] = [];
  const asking = (async () => {
    while (!ending.signal.aborted) {
      const last = tenant.teams.messagesOf(PEOPLE.nora).at(-1)?.activityId;
      const startedAt = performance.now();
      const answered = tenant.teams.waitForMessage(
        PEOPLE.nora,
        ({ isFromBot }) => isFromBot,
        last === undefined ? {} : { after: last },
      );
      await tenant.teams.say(PEOPLE.nora, 'help');
      await answered;
      answers.push(performance.now() - startedAt);
      await delay(ASK_EVERY_MILLIS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async (): Promise<number[]> => {
      ending.abort();
      await asking;
      return answers;
    },
  };
}
