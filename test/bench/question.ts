import { setTimeout as delay } from 'node:timers/promises';
import { GROUPS } from '../tenant/cast.ts';
import type { LoggedRequest } from '../tenant/contract.ts';
import { ActivityWriter } from '../tenant/teams/activities.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { bareCalls, type BareCall, type BareTimes } from './bare-calls.ts';
import { percentile, type Measured } from './figures.ts';
import { processorMillis } from './process-cost.ts';
import { openStage, startedFact, type Stage, type Suite } from './stage.ts';

const SENTENCE = "what is Alice Adams's MFA state?";
const ADMINS = 20;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 20;
const GRAPH_MILLIS = 20;
/** Between rounds: without it the rounds together would ask for more than the directory's quota, and wait for that. */
const PAUSE_MILLIS = 700;
const TARGET_MILLIS = 300;

/** Twenty admins ask at once, again and again: from the POST until the card has arrived at the Bot Connector. */
export const question: Suite = async function* (postgres) {
  const stage = await openStage(postgres);
  try {
    const ask = await askersOf(stage);
    const steps = await stepsOf(stage.tenant, ask);
    yield* answerFigures(await measuredAt(stage, { ask, steps }, GRAPH_MILLIS));
    const graphCalls = steps.map((step) => step.filter(({ surface }) => surface === 'graph'));
    yield { name: 'calls to Graph for one answer', value: graphCalls.flat().length, unit: 'calls' };
    const waits = graphCalls.filter((step) => step.length > 0).length;
    yield { name: 'waits for Graph one after another, for one answer', value: waits, unit: 'waits' };
    yield* ownShareFigures(await measuredAt(stage, { ask, steps }, 0));
  } finally {
    await stage.close();
  }
};

/** Lets so many people ask once, all at the same time; gives what each waited, in milliseconds. */
type Ask = (howMany: number) => Promise<number[]>;

interface Samples {
  answers: number[];
  /** The bot's processor time for one answer, in milliseconds; undefined where the system does not tell. */
  processor: number | undefined;
  bare: BareTimes;
}

async function measuredAt(
  { tenant, bot }: Stage,
  { ask, steps }: { ask: Ask; steps: BareCall[][] },
  graphMillis: number,
): Promise<Samples> {
  tenant.graph.latencyMillis = graphMillis;
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await ask(ADMINS);
  const pid = startedFact(bot, 'pid');
  const before = processorMillis(pid);
  const answers: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) answers.push(...(await ask(ADMINS)));
  const after = processorMillis(pid);
  const processor = before === undefined || after === undefined ? undefined : (after - before) / answers.length;
  const plan = { steps, atOnce: ADMINS, rounds: ROUNDS, warmUpRounds: WARM_UP_ROUNDS };
  return { answers, processor, bare: await bareCalls(plan, tenant.certificatePem) };
}

const reference = 'the same calls by bare fetch';

function* answerFigures({ answers, bare }: Samples): Iterable<Measured> {
  for (const percent of [50, 95]) {
    yield {
      name: `answer, ${ADMINS} at once, Graph at ${GRAPH_MILLIS} ms, p${percent}`,
      value: percentile(answers, percent),
      unit: 'ms',
      ...(percent === 95 && { target: TARGET_MILLIS }),
      reference: { name: reference, value: percentile(bare.answers, percent) },
    };
  }
}

/** What is left when Graph does not keep anybody waiting. */
function* ownShareFigures({ answers, bare, processor }: Samples): Iterable<Measured> {
  yield {
    name: `the bot’s own share: ${ADMINS} at once, Graph at 0 ms, p95`,
    value: percentile(answers, 95),
    unit: 'ms',
    reference: { name: reference, value: percentile(bare.answers, 95) },
  };
  if (processor === undefined) return;
  yield {
    name: 'the bot’s own share: processor time for one answer',
    value: processor,
    unit: 'ms',
    reference: { name: reference, value: bare.processor },
  };
}

/** Makes readers of twenty generated people who have the app. */
async function askersOf({ tenant, bot }: Stage): Promise<Ask> {
  const { directory, issuer, teams } = tenant;
  const readers = directory.groups.get(GROUPS.readers)?.memberUserIds ?? new Set();
  const people = [...directory.users.values()]
    .filter((user) => user.userType === 'Member' && user.accountEnabled && user.teams.isLicensed)
    .filter((user) => !readers.has(user.id))
    .slice(-ADMINS);
  for (const { id } of people) {
    readers.add(id);
    teams.installations.install(id);
  }
  await teams.settled();
  const endpoint = `http://localhost:${startedFact(bot, 'port')}/api/messages`;
  const connectorOrigin = tenant.origin;
  const writer = new ActivityWriter({ ...tenant, connectorOrigin, botEndpoint: () => endpoint }, teams.chats);
  const token = await issuer.tokenForBot({ serviceUrl: `${tenant.origin}/` }); // as Teams does, one for many activities
  const post = { endpoint, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
  return async (howMany) => {
    await delay(PAUSE_MILLIS);
    return Promise.all(people.slice(0, howMany).map(({ id }) => askOnce(tenant, writer, { userId: id, ...post })));
  };
}

async function askOnce(
  { log, teams }: PracticeTenant,
  writer: ActivityWriter,
  by: { userId: string; endpoint: string; headers: Record<string, string> },
): Promise<number> {
  const chat = teams.chats.personal(by.userId);
  if (!chat) throw new Error('the app is not installed for somebody who asks');
  const body = JSON.stringify(writer.message({ chat, userId: by.userId }, { text: SENTENCE, mentions: [] }));
  const seen = log.length;
  const postedAt = Date.now();
  const { status } = await fetch(by.endpoint, { method: 'POST', headers: by.headers, body });
  const place = encodeURIComponent(chat.id);
  const arrived = log.slice(seen).find((entry) => entry.surface === 'connector' && isAt(entry, place));
  if (!arrived || !hasAnswer(arrived))
    throw new Error(`no answer arrived (HTTP ${status}): ${JSON.stringify(arrived?.body)}`);
  return arrived.at.getTime() - postedAt;
}

const isAt = (entry: LoggedRequest, place: string): boolean => entry.path.toLowerCase().includes(place.toLowerCase());

/** Only the card counts: an apology would be quick. */
const hasAnswer = (entry: LoggedRequest): boolean => JSON.stringify(entry.body).includes('Per-user MFA: ');

const RECORDING_MILLIS = 100;

/** The calls that one answer takes, in steps that wait for each other, as the tenant saw them from somebody alone. */
async function stepsOf({ graph, log, origin }: PracticeTenant, ask: Ask): Promise<BareCall[][]> {
  graph.latencyMillis = RECORDING_MILLIS;
  await ask(1); // tokens, policies and connections are there afterwards
  const seen = log.length;
  await ask(1);
  const steps: BareCall[][] = [];
  let lastAt = 0;
  for (const entry of log.slice(seen)) {
    const at = entry.at.getTime();
    const isNewStep = entry.surface !== 'graph' || at - lastAt > RECORDING_MILLIS / 2;
    if (isNewStep) steps.push([]);
    steps.at(-1)?.push(bareCallOf(entry, origin));
    lastAt = at;
  }
  return steps;
}

const ofTheConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

const bareCallOf = ({ surface, method, path, headers, body }: LoggedRequest, origin: string): BareCall => ({
  surface,
  method,
  url: `${origin}${path}`,
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !ofTheConnection.has(name) ? [[name, value]] : [],
    ),
  ),
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
