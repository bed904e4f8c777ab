import { sql } from 'kysely';
import { now, type RowUpdate } from '../db/database.ts';
import type { SnapshotPassRow, StatesWay } from '../db/tables.ts';
import { isStateToldOfUsers, readUserIdsInState } from '../entra/directory-users.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { listSubscribedSkus } from '../entra/subscribed-skus.ts';
import { TransportError } from '../lib/errors.ts';
import { claimPass, commit, forgetPasses, FROM_THE_BEGINNING, release } from './pass-rows.ts';
import { RESTART, stepAfter, steps, type PassEdges, type Step } from './pass-steps.ts';
import { isForbidden, isNotUnderstood, isOutage, orIfRefused } from './refusals.ts';

/**
 * Works on the pass that runs, page by page, until it has ended, must wait, or the signal says stop; each page is
 * committed with the place of the next one, so a kill loses one page. Holds one page at a time, whatever the number of
 * people. Does nothing where another process works on it.
 */
export async function workOnPass(edges: PassEdges, signal?: AbortSignal): Promise<void> {
  let pass = await claimPass(edges.database.rows);
  if (!pass) return;
  try {
    const facts = await factsFor(edges);
    while (pass && pass.finished_at === null && !signal?.aborted) {
      const next: SnapshotPassRow | undefined = await onward({ edges, pass, facts: facts(pass) });
      if (next?.finished_at) await tidy(edges, next);
      pass = next ?? undefined;
    }
    if (pass && pass.finished_at === null) await release(edges.database.rows, pass);
  } catch (cause) {
    await postpone(edges, pass, cause);
  }
}

/** What rows are told from, read once a run. */
async function factsFor({ graph, emergencyIds, rules }: PassEdges): Promise<(pass: SnapshotPassRow) => Step['facts']> {
  const { body: skus } = await orIfRefused(listSubscribedSkus(graph), { body: [], requestId: null });
  const known = { emergencyIds: new Set(emergencyIds), rules, skus };
  return (pass) => ({ ...known, isSignInTold: pass.is_sign_in_told !== false });
}

/** One page, or one finding about the tenant. */
async function onward(step: Step): Promise<SnapshotPassRow | undefined> {
  const { edges, pass } = step;
  const finding = pass.states_way === null ? await foundWay(step) : undefined;
  if (finding) return commit(edges.database, pass, { stand: { ...finding, attempts: pass.attempts } });
  try {
    return await commit(edges.database, pass, await steps[pass.step](step));
  } catch (cause) {
    const instead = insteadOf(pass, cause);
    if (!instead) throw cause;
    return commit(edges.database, pass, { stand: { attempts: pass.attempts + 1, ...instead } });
  }
}

/** How states are read in this tenant, found out by looking. */
async function foundWay({ edges, pass }: Step): Promise<RowUpdate<'snapshot_pass'>> {
  const way = await statesWayOf(edges.graph);
  const found = { states_way: way, states_way_found_at: now };
  // Where people were read already, what is left is the other way of reading their states.
  return pass.from_query === RESTART
    ? { ...found, from_query: null, step: stepAfter({ ...pass, states_way: way }) }
    : found;
}

async function statesWayOf(graph: Graph): Promise<StatesWay> {
  if (await orIfRefused(isStateToldOfUsers(graph), false)) return 'property';
  for (const state of ['enforced', 'enabled', 'disabled'] as const) {
    const { body } = await orIfRefused(readUserIdsInState(graph, state, null), { body: nobody, requestId: null });
    if (body.items.length > 0) return 'filter'; // a filter that finds nobody in any state proves nothing
  }
  return 'requirements';
}

const nobody = { items: [], nextQuery: null, deltaQuery: null };
/** After so many refusals in a row the pass is given up: the schedule begins another one. */
const MOST_ATTEMPTS = 5;

/** What to do where the tenant refused a step for good; undefined where there is nothing but to wait, or to give up. */
function insteadOf(pass: SnapshotPassRow, cause: unknown): RowUpdate<'snapshot_pass'> | undefined {
  if (pass.attempts >= MOST_ATTEMPTS) return undefined;
  if (pass.step === 'changes' && isNotUnderstood(cause))
    return { ...FROM_THE_BEGINNING, delta_query: null, lease_token: pass.lease_token };
  if (pass.step === 'people' && isForbidden(cause) && pass.is_sign_in_told !== false)
    return { is_sign_in_told: false, from_query: null, people: 0, states: 0 };
  if (pass.step === 'registrations' && isForbidden(cause) && cause instanceof GraphError)
    return { fault: `registrations:${cause.reason}`, step: stepAfter(pass), from_query: null };
  if (isNotUnderstood(cause) && pass.step === 'people')
    return { states_way: null, from_query: null, people: 0, states: 0 };
  if (isNotUnderstood(cause) && pass.from_query !== null && pass.step !== 'requirements') return { from_query: null };
  return undefined;
}

/** Statistics after a bulk load: without them a page took a hundred times as long. */
async function tidy({ database }: PassEdges, pass: SnapshotPassRow): Promise<void> {
  const { rows } = database;
  await forgetPasses(rows);
  if (pass.kind !== 'full') return;
  // The embedded database vacuums nothing by itself, and a pass rewrites every row.
  const words = database.kind === 'embedded' ? 'vacuum (analyze)' : 'analyze';
  for (const table of ['person', 'person_facet']) await sql.raw(`${words} ${table}`).execute(rows);
}

const SHORTEST_WAIT_MILLIS = 5000;
const LONGEST_WAIT_MILLIS = 5 * 60_000;

/** Goes on later where that may help; else gives the pass up. What is no answer of Graph's is thrown on, to be logged. */
async function postpone({ database }: PassEdges, pass: SnapshotPassRow | undefined, cause: unknown): Promise<void> {
  if (!pass) throw cause;
  const isOurs = !(cause instanceof GraphError || cause instanceof TransportError);
  const fault = isOurs ? 'internal' : cause.reason;
  const isHopeless = !isOutage(cause) && pass.attempts >= MOST_ATTEMPTS;
  if (isHopeless) await commit(database, pass, { stand: { finished_at: now, ended: 'givenUp', fault } });
  else await release(database.rows, pass, { millis: waitOf(cause, pass.attempts), fault });
  if (isOurs) throw cause;
}

function waitOf(cause: unknown, attempts: number): number {
  const asked = cause instanceof GraphError ? cause.facts.retryAfterSeconds : null;
  if (asked !== null) return asked * 1000;
  return Math.min(LONGEST_WAIT_MILLIS, SHORTEST_WAIT_MILLIS * 2 ** Math.min(attempts, 10));
}
