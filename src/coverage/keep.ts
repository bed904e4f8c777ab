import { sql } from 'kysely';
import { type Database, type RowUpdate } from '../db/database.ts';
import type { CoverageStateRow } from '../db/coverage-tables.ts';
import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { lastComplete } from '../inventory/pass-rows.ts';
import { isForbidden, isOutage } from '../inventory/refusals.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { canonicalJson, type JsonObject } from '../lib/canonical-json.ts';
import type { Rule } from '../policies/coverage.ts';
import { namedIn, type Named } from '../policies/named-in.ts';
import { rulesThatCount } from '../policies/proof.ts';
import { readMemberships } from './memberships.ts';
import { workOutPage, writeCoverage, type Whose } from './people-pages.ts';
import {
  arePoliciesOld,
  claimCoverage,
  isCoverageDue,
  moveCoverage,
  releaseCoverage,
  wantCoverage,
  type CoverageStand,
} from './state-rows.ts';

/** Name of the job that keeps everybody's coverage. */
export const COVERAGE = 'coverage.keep';

export interface KeepParts {
  database: Database;
  graph: Graph;
  /** Whoever was moved is worked out before all others. */
  movedIds(): Promise<readonly string[]>;
  /** Looks at whoever was moved, once they are worked out. */
  watch(): Promise<void>;
}

/** Policies are read so often: an edit must show within a minute, and all apps of a tenant share one call a second. */
const POLL_MILLIS = 15_000;
const REFUSED_MILLIS = 5 * 60_000;
/** So long at a time, then policies are looked at again. */
const WORK_MILLIS = 15_000;

/**
 * Keeps what Conditional Access makes of everybody: reads policies, and the members of what they name, and where either
 * has changed works everybody out anew, page by page. Shared by replicas through one row; survives a kill at a page.
 */
export function coverageJob(parts: KeepParts): JobKind {
  const { rows } = parts.database;
  return {
    name: COVERAGE,
    due: async () => ((await isCoverageDue(rows)) && (await lastComplete(rows, 'full')) ? ['all'] : []),
    run: async (_, signal) => {
      const state = await claimCoverage(rows);
      if (state) await keep(parts, state, signal);
    },
  };
}

async function keep(parts: KeepParts, claimed: CoverageStateRow, signal: AbortSignal): Promise<void> {
  const { rows } = parts.database;
  try {
    const millis = await lookAndWork(parts, claimed, signal);
    await releaseCoverage(rows, claimed, { millis });
  } catch (cause) {
    const isRefused = isForbidden(cause);
    await later(parts, claimed, { millis: isRefused ? REFUSED_MILLIS : POLL_MILLIS, cause });
    if (!isRefused && !isOutage(cause)) throw cause;
  }
}

/** What is kept stays, with its age: that policies cannot be read proves nothing about them. */
async function later(
  { database }: KeepParts,
  state: CoverageStateRow,
  { millis, cause }: { millis: number; cause: unknown },
): Promise<void> {
  const asked = cause instanceof GraphError ? (cause.facts.retryAfterSeconds ?? 0) * 1000 : 0;
  const fault = cause instanceof Error && 'reason' in cause ? String(cause.reason) : 'internal';
  await releaseCoverage(database.rows, state, { millis: Math.max(millis, asked), fault });
}

/** One look; says when to look again. */
async function lookAndWork(parts: KeepParts, claimed: CoverageStateRow, signal: AbortSignal): Promise<number> {
  const { database, graph } = parts;
  const { rows } = database;
  const underWay = new Set<string>();
  const renew = async (): Promise<void> => {
    await moveCoverage(rows, claimed);
  };
  const workOut = async ({ policies, stand }: PoliciesRead): Promise<boolean> => {
    const rules = rulesThatCount(policies);
    const named = namedIn(rules);
    const look = await readMemberships({ database, graph, renew, underWay }, named, { signal, which: 'unread' });
    if (!stand || look.readAt === null) return false; // a group that was never read would count as empty
    return workOutAll({ parts, state: stand, rules, named, asOf: oldest(look.readAt, stand.policies_read_at), signal });
  };
  const first = await readPolicies(parts, claimed);
  if (!first.stand) return POLL_MILLIS;
  if (isEdited(first)) await workOut(first);
  const meanwhile = meanwhileIn(parts, { claimed, renew, workOut });
  const edges = { database, graph, renew: meanwhile.renew, underWay };
  const look = await readMemberships(edges, namedIn(rulesThatCount(first.policies)), { signal, which: 'due' });
  let stand = await moveCoverage(rows, claimed);
  if (stand && look.isChanged) stand = await wantCoverage(rows, stand);
  if (!stand || meanwhile.isReadAnew() || look.readAt === null || signal.aborted) return 0;
  return (await workOut({ ...first, stand })) ? POLL_MILLIS : 0;
}

const isEdited = ({ stand }: PoliciesRead): boolean => stand !== undefined && stand.done !== stand.wanted;

const oldest = (one: Date, other: Date | null): Date => (other !== null && other < one ? other : one);

/** A large group takes minutes to read: an edit of a policy does not wait for its end, but is worked out between two pages. */
function meanwhileIn(
  parts: KeepParts,
  {
    claimed,
    renew,
    workOut,
  }: { claimed: CoverageStateRow; renew(): Promise<void>; workOut(read: PoliciesRead): Promise<boolean> },
) {
  let [isReadAnew, isRefused] = [false, false];
  return {
    isReadAnew: () => isReadAnew,
    renew: async (): Promise<void> => {
      await renew();
      if (isRefused || !(await arePoliciesOld(parts.database.rows, POLL_MILLIS))) return;
      try {
        const read = await readPolicies(parts, claimed);
        isReadAnew = true;
        if (isEdited(read)) await workOut(read);
      } catch (cause) {
        if (!isOutage(cause) && !isForbidden(cause)) throw cause;
        isRefused = true; // the group is read to its end; the next look asks again
      }
    },
  };
}

interface PoliciesRead {
  policies: JsonObject[];
  stand: CoverageStand | undefined;
}

/** The policies as they are now; whatever is different in them makes everybody's coverage old. */
async function readPolicies({ database, graph }: KeepParts, state: CoverageStateRow): Promise<PoliciesRead> {
  const { rows } = database;
  const readAt = (await sql<{ now: Date }>`select app_now() as now`.execute(rows)).rows[0]?.now ?? null;
  const { policies } = await listConditionalAccessPolicies(graph);
  const text = canonicalJson(policies);
  const { policies: before } = await rows.selectFrom('coverage_state').select('policies').executeTakeFirstOrThrow();
  const isChanged = text !== before;
  const stand = await moveCoverage(rows, state, {
    policies_read_at: readAt,
    ...(isChanged ? { policies: text, wanted: sql<number>`wanted + 1` } : {}),
  });
  return { policies, stand };
}

interface Work {
  parts: KeepParts;
  state: CoverageStand;
  rules: readonly Rule[];
  named: Named;
  /** When policies and memberships were read. */
  asOf: Date;
  signal: AbortSignal;
}

/** Works out whoever must be. False where time was over before: it goes on at the page where it stopped. */
async function workOutAll(work: Work): Promise<boolean> {
  const { parts, state, asOf, signal } = work;
  const { rows } = parts.database;
  const until = AbortSignal.any([signal, AbortSignal.timeout(WORK_MILLIS)]);
  if (state.done !== state.wanted) {
    if (state.working_on !== state.wanted)
      await workOutPages(work, { kind: 'ids', ids: await parts.movedIds() }, until);
    await parts.watch();
    const from = state.working_on === state.wanted ? state.from_id : null;
    if (!(await workOutPages(work, { kind: 'all', from }, until))) return false;
    await moveCoverage(rows, state, { done: state.wanted, working_on: null, from_id: null });
  }
  if (!(await workOutPages(work, { kind: 'unknown' }, until))) return false;
  await moveCoverage(rows, state, { as_of: asOf });
  await parts.watch();
  return true;
}

/** Page by page, each with the place of the next one; false where it was not all. */
async function workOutPages({ parts, state, ...how }: Work, whose: Whose, until: AbortSignal): Promise<boolean> {
  const { database } = parts;
  for (let next: Whose | undefined = whose; next;) {
    if (until.aborted) return false;
    const { changed, lastId } = await workOutPage(database.rows, { whose: next, ...how });
    const place: RowUpdate<'coverage_state'> =
      next.kind === 'all' ? { working_on: state.wanted, from_id: lastId ?? next.from } : {};
    const isOurs = await database.transaction(async (trx) => {
      const moved = await moveCoverage(trx, state, place);
      if (moved) await writeCoverage(trx, changed);
      return moved !== undefined;
    });
    if (!isOurs) return false;
    next = lastId === null ? undefined : next.kind === 'all' ? { kind: 'all', from: lastId } : next;
  }
  return true;
}
