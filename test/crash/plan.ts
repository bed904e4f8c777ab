import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { storeApprovedPlanAt } from '../support/approved-plan.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { GROUPS } from '../tenant/cast.ts';
import type { TenantUser } from '../tenant/contract.ts';
import { seededRandom } from '../tenant/seeded-random.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';

/** The database's clock runs so much faster: quotas fill up, and leases of the killed run out, in less time. */
const HASTE = 2;
/** Where a kill may strike: at any of the calls that an item makes, before it is done or before its answer. */
const CALLS = [
  { method: 'GET', path: /authentication\/requirements/ },
  { method: 'PATCH', path: /authentication\/requirements/ },
  { method: 'GET', path: /authentication\/methods/ },
];
const MOST_CALLS_BETWEEN = 60;
/** A plan that has not ended by then will not end: it fails with what is open, instead of a run that hangs. */
const MOST_WORK_MILLIS = 2_000_000;

interface Proof {
  kills: number;
  /** Of the plan. */
  items: number;
  seed: number;
}

/**
 * Works a plan off while the process is killed again and again, at calls that a seed draws. Afterwards every item was
 * done once, the counts add up and the chain is whole.
 */
export async function killedAgainAndAgain({ kills, items, seed }: Proof): Promise<void> {
  const server = await startPostgres();
  const tenant = await startTenant({ people: Math.ceil(items * 1.3) });
  let bot: BotProcess | undefined;
  try {
    const targets = movablePeople(tenant, items);
    const proposalId = await storeApprovedPlanAt(server.url, targets);
    await server.query(server.url, hastySince(new Date()));
    bot = await startBotProcess(tenant, { DATABASE_URL: server.url, CROSSOVER_SETTLE_MINUTES: '0' });
    const ended = untilEnded(server, proposalId);
    await killRepeatedly({ tenant, bot, kills, items, seed, ended });
    await ended;
    await bot.close();
    const states = await server.query(server.url, `select state, count(*)::int as n from proposal_item group by state`);
    assert.deepEqual(states, [{ state: 'done', n: items }]);
    assertWrittenOnce(
      tenant,
      targets.map(({ id }) => id),
    );
    await assertOnRecord(server.url, items);
  } finally {
    await bot?.close();
    await tenant.close();
    await server.stop();
  }
}

/** Everybody of the plan has something to be moved from, and may be: the directory need not be larger for them. */
function movablePeople({ directory }: PracticeTenant, items: number): TenantUser[] {
  const members = [...directory.users.values()].filter(
    ({ userType, roleTemplateIds }) => userType === 'Member' && roleTemplateIds.length === 0,
  );
  const targets = members.slice(-items);
  assert.equal(targets.length, items);
  for (const user of targets) {
    user.perUserMfaState = 'enforced';
    user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
    directory.groups.get(GROUPS.caMfa)?.memberUserIds.add(user.id);
  }
  return targets;
}

/** From this instant on. */
function hastySince(at: Date): string {
  const start = `'${at.toISOString()}'::timestamptz`;
  return `create or replace function app_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', ${start} + (clock_timestamp() - ${start}) * ${HASTE}) $$`;
}

async function untilEnded(server: PostgresServer, proposalId: string): Promise<'ended'> {
  const open = `select count(*)::int as n from proposal_item
    where proposal_id = '${proposalId}' and state in ('ready', 'applying', 'written')`;
  const until = performance.now() + MOST_WORK_MILLIS;
  for (;;) {
    const count = Number((await server.query(server.url, open))[0]?.['n']);
    if (count === 0) return 'ended';
    assert.ok(performance.now() < until, `${count} items are still open`);
    await delay(100);
  }
}

async function killRepeatedly({ tenant, bot, kills, items, seed, ended }: Killing): Promise<void> {
  const random = seededRandom(seed);
  const mostBetween = Math.min(MOST_CALLS_BETWEEN, items / kills); // the last kill, too, finds work to interrupt
  for (let no = 0; no < kills; no += 1) {
    const call = random.pick(CALLS);
    const hold = tenant.faults.hold({
      ...call,
      when: random.isLuckyPercent(50) ? 'before' : 'after',
      skip: random.below(mostBetween),
    });
    assert.notEqual(await Promise.race([hold.reached, ended]), 'ended', `the plan ended after ${no} of ${kills} kills`);
    await bot.kill();
    tenant.faults.clear(); // what was on its way arrives while nobody hears the answer
    await bot.restart();
  }
}

interface Killing extends Proof {
  tenant: PracticeTenant;
  bot: BotProcess;
  ended: Promise<'ended'>;
}

/** A write is repeated only where it was looked at and had not been done. */
function assertWrittenOnce(tenant: PracticeTenant, ids: readonly string[]): void {
  const done = new Map<string, number>();
  for (const { method, path, status } of tenant.log) {
    const id = /users\/([0-9a-f-]{36})\/authentication\/requirements/.exec(path)?.[1];
    if (method === 'PATCH' && id !== undefined && (status === 204 || status === 200))
      done.set(id, (done.get(id) ?? 0) + 1);
  }
  const off = ids.filter((id) => tenant.directory.users.get(id)?.perUserMfaState === 'disabled');
  assert.equal(off.length, ids.length, 'everybody is switched off');
  assert.deepEqual(
    [...done].filter(([, times]) => times > 1),
    [],
    'nobody is written twice',
  );
}

/** Each item has one end on record; the chain is whole. */
async function assertOnRecord(url: string, items: number): Promise<void> {
  const database = await openDatabase({ kind: 'server', url });
  try {
    const chain = await verifyChain(database.rows);
    assert.ok(chain.isWhole, JSON.stringify(chain));
    const ends = await database.rows
      .selectFrom('audit_record')
      .select(['target_id', (eb) => eb.fn.countAll<number>().as('ends')])
      .where('kind', '=', 'readBack')
      .groupBy('target_id')
      .execute();
    assert.deepEqual([ends.length, ends.filter((one) => one.ends > 1)], [items, []]);
  } finally {
    await database.close();
  }
}
