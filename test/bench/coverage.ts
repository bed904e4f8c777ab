import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { workOutPage, writeCoverage, type Whose } from '../../src/coverage/people-pages.ts';
import { openDatabase, type Rows } from '../../src/db/database.ts';
import { judgeUnder, readRules, type Person, type Rule } from '../../src/policies/coverage.ts';
import { namedIn } from '../../src/policies/named-in.ts';
import { drawPolicy } from '../policies/drawn-policies.ts';
import { seededRandom, type SeededRandom } from '../tenant/seeded-random.ts';
import type { Measured } from './figures.ts';
import type { Suite } from './stage.ts';

const MANY = 100_000;
const MILLION = 1_000_000;
const POLICIES = 50;
const GROUPS = 40;
const EXCLUDED = 2000;
const TARGET_SECONDS = 2;
const MEBIBYTE = 2 ** 20;
/** Rounds may differ by so much and still count as linear. */
const LINEAR = 1.3;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Tenant {
  rules: readonly Rule[];
  groupIds: readonly string[];
  roleIds: readonly string[];
}

/** What Conditional Access makes of everybody: the engine alone, on one core, and with everybody in a database. */
export const coverage: Suite = async function* (postgres) {
  const tenant = tenantOf(seededRandom(7));
  engine(tenant, MANY / 10); // warm
  const hundredThousand = engine(tenant, MANY);
  yield {
    name: `${MANY} people under ${POLICIES} policies, processor time`,
    value: hundredThousand.seconds,
    unit: 's',
    target: TARGET_SECONDS,
  };
  const million = engine(tenant, MILLION);
  yield { name: `${MILLION} people under ${POLICIES} policies, processor time`, value: million.seconds, unit: 's' };
  yield {
    name: 'the time of a person among a million, beside one among a hundred thousand',
    value: million.seconds / 10 / hundredThousand.seconds,
    unit: 'times',
    target: LINEAR,
  };
  yield { name: 'memory that grew by a million people', value: million.grownMebibytes, unit: 'MiB', target: 16 };
  yield* inDatabase(tenant, await postgres.createDatabase());
};

function tenantOf(random: SeededRandom): Tenant {
  const ids = (count: number) => Array.from({ length: count }, () => random.guid());
  const [groupIds, roleIds, userIds] = [ids(GROUPS), ids(10), ids(EXCLUDED)];
  const policies = Array.from({ length: POLICIES }, () =>
    drawPolicy(random, { userIds: userIds.slice(0, 20), groupIds, roleIds, locationIds: ids(2) }),
  );
  const excluding = policies.map((policy, at) => {
    if (at > 0) return { ...policy, state: 'enabled' };
    const conditions = policy['conditions'] as Record<string, Record<string, unknown>>;
    return { ...policy, conditions: { ...conditions, users: { includeUsers: ['All'], excludeUsers: userIds } } };
  });
  return { rules: readRules(excluding), groupIds, roleIds };
}

/** People come one by one and are not kept. */
function engine({ rules, groupIds, roleIds }: Tenant, people: number): { seconds: number; grownMebibytes: number } {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const tally = new Map<string, number>();
  const startedAt = process.cpuUsage();
  for (let at = 0; at < people; at += 1) {
    const person = personAt(at, groupIds, roleIds);
    const { result, closedBy } = judgeUnder(person, rules);
    const key = `${result.coverage} ${closedBy.length > 0}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  const { user, system } = process.cpuUsage(startedAt);
  const seconds = (user + system) / 1_000_000;
  collectGarbage();
  const grownMebibytes = Math.max(0, (process.memoryUsage().heapUsed - before) / MEBIBYTE);
  if (tally.size < 2) throw new Error(`everybody is alike: ${JSON.stringify([...tally])}`);
  return { seconds, grownMebibytes };
}

/** In a few groups, sometimes in a role; one in twenty is a guest. */
function personAt(at: number, groupIds: readonly string[], roleIds: readonly string[]): Person {
  const groups = [at % 40, (at * 7) % 40, (at * 13) % 40].slice(0, at % 4).flatMap((one) => groupIds[one] ?? []);
  return {
    id: idAt(at),
    userType: at % 20 === 0 ? 'guest' : 'member',
    groupIds: groups,
    roleTemplateIds: at % 100 === 0 ? roleIds.slice(0, 1) : [],
  };
}

const idAt = (at: number): string => `5e0c1f00-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;

/** The same with everybody in rows, as the job does it: read, worked out and written page by page. */
async function* inDatabase(tenant: Tenant, url: string): AsyncGenerator<Measured> {
  const database = await openDatabase({ kind: 'server', url });
  try {
    const { rows } = database;
    await insertPeople(rows, tenant);
    for (const [name, target] of [
      [`${MANY} people in PostgreSQL, all worked out and written`, 60],
      [`${MANY} people in PostgreSQL, worked out and found the same`, 60],
    ] as const) {
      const startedAt = performance.now();
      await everybody(rows, tenant);
      yield { name, value: (performance.now() - startedAt) / 1000, unit: 's', target };
    }
  } finally {
    await database.close();
  }
}

async function everybody(rows: Rows, { rules }: Tenant): Promise<void> {
  const named = namedIn(rules);
  for (let whose: Whose | undefined = { kind: 'all', from: null }; whose;) {
    const { changed, lastId } = await workOutPage(rows, { whose, rules, named });
    await writeCoverage(rows, changed);
    whose = lastId === null ? undefined : { kind: 'all', from: lastId };
  }
}

async function insertPeople(rows: Rows, { groupIds }: Tenant): Promise<void> {
  await sql`insert into person (id, display_name, name_key, user_principal_name, user_type, is_enabled, is_synchronized,
      read_at, per_user_mfa_state)
    select '5e0c1f00-0000-4000-8000-' || lpad(to_hex(at), 12, '0'), 'P' || at, 'p' || at, 'p' || at || '@example.com',
      case when at % 20 = 0 then 'guest' else 'member' end, true, false, now(), 'enforced'
    from generate_series(0, ${MANY - 1}::int) as at`.execute(rows);
  for (const [at, id] of groupIds.entries())
    await sql`insert into group_member (group_id, person_id, read_at)
      select ${id}, id, now() from person where abs(hashtext(id)) % 40 in (${at}::int, ${(at * 7) % 40}::int)`.execute(
      rows,
    );
  for (const table of ['person', 'group_member']) await sql.raw(`vacuum analyze ${table}`).execute(rows);
}
