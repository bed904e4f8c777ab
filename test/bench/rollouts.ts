import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { newId } from '../../src/lib/ids.ts';
import { claimStep, openStep } from '../../src/rollouts/rows.ts';
import { inTurn } from '../../src/rollouts/turn.ts';
import { percentile } from './figures.ts';
import type { Suite } from './stage.ts';

const RINGS = 12;
const BEHIND = 1_000_000;
const WARM_UP = 500;
const STEPS = 4000;

/** What the engine of rollouts costs by itself, with a million steps behind it. */
export const rollouts: Suite = async function* (postgres) {
  const database = await openDatabase({ kind: 'server', url: await postgres.createDatabase() });
  try {
    const ringIds = await fill(database);
    await walk(database, ringIds, WARM_UP);
    const [memoryBefore, cpuBefore] = [memory(), process.cpuUsage()];
    const claims = await walk(database, ringIds, STEPS);
    const { user, system } = process.cpuUsage(cpuBefore);
    yield { name: 'CPU of the engine for one step', value: (user + system) / 1000 / STEPS, unit: 'ms', target: 5 };
    const behind = `with ${BEHIND} steps behind it`;
    yield { name: `claim of a step, ${behind} (p95)`, value: percentile(claims, 95), unit: 'ms', target: 10 };
    const grown = (memory() - memoryBefore) / 2 ** 20;
    yield { name: `memory grown over ${STEPS} steps`, value: Math.max(0, grown), unit: 'MiB', target: 16 };
  } finally {
    await database.close();
  }
};

/** What is kept, once everything that nobody needs is gone. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Rings, each with its share of steps that are done, and one that is open. */
async function fill(database: Database): Promise<string[]> {
  const rolloutId = newId();
  const ringIds = Array.from({ length: RINGS }, newId);
  await database.transaction(async (trx) => {
    await sql`
      insert into rollout (id, name, state, owner_id, owner_name, created_at)
      values (${rolloutId}, 'Rollout', 'open', 'nobody', 'Nobody', app_now())`.execute(trx);
    for (const [at, id] of ringIds.entries()) {
      await sql`
        insert into ring (id, rollout_id, no, name, kind, state, moves_at)
        values (${id}, ${rolloutId}, ${at + 1}, 'People', 'people', 'running', app_now())`.execute(trx);
      await sql`
        insert into ring_step (ring_id, no, kind, state, due_at, started_at, ended_at)
        select ${id}::uuid, no, 'switchOff', 'done', app_now(), app_now(), app_now()
        from generate_series(1, ${Math.ceil(BEHIND / RINGS)}::int) as no`.execute(trx);
      await openStep(trx, id, { kind: 'switchOff' });
    }
  });
  await sql`analyze ring_step`.execute(database.rows);
  return ringIds;
}

/** Claims a step, ends it and opens the next, ring after ring. @returns How long each claim took, in milliseconds. */
async function walk(database: Database, ringIds: readonly string[], steps: number): Promise<number[]> {
  const claims: number[] = [];
  for (let no = 0; no < steps; no += 1) {
    const startedAt = performance.now();
    const step = await claimStep(database, ringIds[no % ringIds.length] ?? '');
    claims.push(performance.now() - startedAt);
    if (!step) throw new TypeError('no step is open');
    await inTurn({ database }, { step }, async (trx) => {
      await openStep(trx, step.ring_id, { kind: 'switchOff' });
      return { state: 'done' };
    });
  }
  return claims;
}
