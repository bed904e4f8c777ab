import assert from 'node:assert/strict';
import { DOCUMENTED_QUOTAS, type QuotaClass } from '../../tenant/quotas/classes.ts';
import { seededRandom, type SeededRandom } from '../../tenant/seeded-random.ts';
import { toldTwice } from './received.ts';
import { RolloutWorkshop } from './rollout-workshop.ts';

export interface Simulation {
  people: number;
  rings: number;
  /** How often a process dies, at calls that the seed draws. */
  kills: number;
  seed: number;
  /** An empty database of a server that three replicas share (Default: an embedded one, for one process). */
  url?: string;
}

/** What a simulation came to. */
export interface Simulated {
  moved: number;
  listed: number;
  days: number;
  kills: number;
  calls: number;
}

const DAY_MILLIS = 86_400_000;
const SIMULATED_DAYS = 60;
const REPLICAS = 3;
const CALLS = [
  { method: 'PATCH', path: /authentication\/requirements/ },
  { method: 'GET', path: /authentication\/requirements/ },
  { method: 'POST', path: /members\/\$ref/ },
  { method: 'PATCH', path: /conditionalAccess\/policies/ },
  { method: 'POST', path: /v3\/conversations/ },
] as const;

/**
 * A whole rollout, ring after ring, in a tenant that lags and is rude, by processes that die again and again. It ends with
 * everybody moved, or listed with a reason; and the tenant's own log says that nobody was without MFA at any instant.
 */
export async function simulate(wish: Simulation): Promise<Simulated> {
  const { people, rings, seed, url } = wish;
  const random = seededRandom(seed);
  const env = {
    CROSSOVER_CHUNK_PEOPLE: String(Math.max(5, Math.ceil(people / rings / 3))),
    CROSSOVER_MOST_PEOPLE: '20000',
    CROSSOVER_GATE_PERCENT: '50',
    CROSSOVER_QUIET_WEEKDAYS: 'sat,sun',
  };
  const server = url === undefined ? {} : { server: { url, replicas: REPLICAS } };
  const shop = await RolloutWorkshop.open({
    ...{ movable: people, groups: rings, env, isWhole: true },
    tenant: { quotas: 'documented' },
    ...server,
  });
  try {
    const startedAt = shop.tenant.clock.now();
    for (const user of shop.people) if (random.isLuckyPercent(3)) user.methods = [];
    await shop.plan(Math.ceil(people / rings));
    beRude(shop);
    const kills = await moveEverybody(shop, wish, random);
    shop.tenant.faults.clear();
    const days = (shop.tenant.clock.now().getTime() - startedAt.getTime()) / DAY_MILLIS;
    assert.ok(days <= SIMULATED_DAYS, `it took ${days} days`);
    await shop.assertRecordIsWhole();
    await assertToldOnce(shop);
    assertQuotasKept(shop);
    return { ...(await assertEnded(shop, rings)), days: Math.round(days), kills, calls: shop.tenant.log.length };
  } finally {
    await shop.close();
  }
}

/** Lag of up to a quarter of an hour, refusals with and without a time to come back, and connections that are cut. */
function beRude({ tenant }: RolloutWorkshop): void {
  tenant.graph.replicationLag = { policyMillis: 0, membershipMillis: 4 * 60_000, indexMillis: 60_000 };
  tenant.faults.add({ path: /graph|users|groups|conditionalAccess/, sharePercent: 1, status: 503 });
  tenant.faults.add({ path: /users|groups/, sharePercent: 1, status: 429, headers: { 'retry-after': '1' } });
  tenant.faults.add({ method: 'PATCH', path: /requirements/, sharePercent: 2, reset: 'after' });
  tenant.faults.add({ method: 'GET', path: /users/, sharePercent: 1, reset: 'before' });
  tenant.faults.add({ method: 'POST', path: /v3\/conversations/, sharePercent: 1, reset: 'after' });
  tenant.faults.add({ method: 'POST', path: /v3\/conversations/, sharePercent: 1, status: 502 });
}

/** All rings are approved at the beginning; each moves when its day and its turn have come. @returns How often a process died. */
async function moveEverybody(
  shop: RolloutWorkshop,
  { rings, kills }: Simulation,
  random: SeededRandom,
): Promise<number> {
  const nos = Array.from({ length: rings }, (_, at) => at + 1);
  for (const no of nos) await shop.startRing(no);
  let died = 0;
  for (let jump = 0; jump < 3000 * rings; jump += 1) {
    const running = await runningOf(shop, nos);
    if (running.length === 0 && !(await shop.isTelling())) return died;
    const isBusy = running.some(({ step }) => BUSY.has(step));
    if (died < kills && (isBusy || jump < rings)) {
      const when = random.isLuckyPercent(50) ? ('before' as const) : ('after' as const);
      if (await shop.dieAt({ ...random.pick(CALLS), when, skip: random.below(12) })) died += 1;
    }
    await shop.work();
    await shop.jump();
  }
  assert.fail('some ring never ended');
}

const BUSY: ReadonlySet<string> = new Set([
  'members',
  'notices',
  'tellDone',
  'leaveOut',
  'policyOn',
  'prove',
  'switchOff',
  'takeOut',
]);

/** The rings that have not ended, with their steps; whatever the brake holds is resumed. */
async function runningOf(shop: RolloutWorkshop, nos: readonly number[]): Promise<{ step: string }[]> {
  const running = await shop.rows
    .selectFrom('ring')
    .leftJoin('ring_step', (join) =>
      join
        .onRef('ring_step.ring_id', '=', 'ring.id')
        .on('person_id', 'is', null)
        .on('ring_step.state', 'in', ['ready', 'atWork']),
    )
    .select(['ring.no', 'hold', 'ring_step.kind'])
    .where('ring.no', 'in', nos)
    .where('ring.state', '=', 'running')
    .execute();
  for (const { no, hold } of running) if (hold !== null) await shop.resume(no);
  return running.map(({ kind }) => ({ step: kind ?? '' }));
}

async function assertEnded(shop: RolloutWorkshop, rings: number): Promise<Pick<Simulated, 'moved' | 'listed'>> {
  const found = await Promise.all(Array.from({ length: rings }, (_, at) => shop.members(at + 1)));
  const members = found.flat();
  const off = new Set(shop.people.filter(({ perUserMfaState }) => perUserMfaState === 'disabled').map(({ id }) => id));
  assert.equal(members.length, shop.people.length);
  for (const { person_id: id, state, why } of members) {
    assert.ok(state === 'moved' || state === 'stays', `${id} is ${state}`);
    assert.equal(off.has(id), state === 'moved', `${id} is ${state}`);
    assert.ok(state === 'moved' || why, `${id} stays, and nobody says why`);
  }
  assert.ok(off.size >= members.length * 0.8, `${off.size} of ${members.length} were moved`);
  assert.deepEqual(shop.gaps(), []);
  return { moved: off.size, listed: members.length - off.size };
}

/** By what people have received; the books count each of them once, and say of nobody that was told that they were not. */
async function assertToldOnce(shop: RolloutWorkshop): Promise<void> {
  assert.deepEqual(
    toldTwice(
      shop.tenant,
      shop.people.map(({ id }) => id),
    ),
    [],
  );
  const open = await shop.rows
    .selectFrom('delivery')
    .select(['person_id', 'state'])
    .where('state', 'in', ['planned', 'sending'])
    .execute();
  assert.deepEqual(open, []);
}

/** As the tenant counts; what it refused at random was no quota. */
function assertQuotasKept({ tenant: { quotas } }: RolloutWorkshop): void {
  for (const name of Object.keys(DOCUMENTED_QUOTAS) as QuotaClass[])
    assert.equal(quotas.countOf(name).refused, 0, `${name}: ${JSON.stringify(quotas.countOf(name))}`);
}
