import { sql } from 'kysely';
import { now, type Database } from '../db/database.ts';
import type { PassStep, SnapshotPassRow } from '../db/tables.ts';
import {
  getUsersByIds,
  MOST_IDS,
  readUserChanges,
  readUserIdsInState,
  readUsersPage,
  type DirectoryUser,
} from '../entra/directory-users.ts';
import type { Graph } from '../entra/graph.ts';
import { readRegistrationDetailsPage } from '../entra/registration-details.ts';
import { getRequirementsOfMany } from '../entra/requirements.ts';
import { listRoleMembers } from '../entra/roles.ts';
import type { PerUserMfaState } from '../entra/user-shape.ts';
import type { AccountRule } from './account-type.ts';
import { readGroup, wantGroup, writeMembers } from './group-members.ts';
import { FROM_THE_BEGINNING, type Progress } from './pass-rows.ts';
import {
  forgetPeople,
  settlePeople,
  SYNC_ROLE,
  upsertPeople,
  writeRegistrations,
  writeStates,
  type PersonFacts,
} from './person-rows.ts';
import { isOutage, orIfRefused } from './refusals.ts';

/** What a pass touches, and what it is told. */
export interface PassEdges {
  database: Database;
  graph: Graph;
  emergencyIds: readonly string[];
  rules: readonly AccountRule[];
}

/** What the steps of one run share: small, whatever the number of people. */
export interface Step {
  edges: PassEdges;
  pass: SnapshotPassRow;
  facts: PersonFacts;
}

/** One page of work, read from Graph but not yet written. */
export const steps: Record<PassStep, (step: Step) => Promise<Progress>> = {
  accounts: readAccounts,
  people: readPeople,
  enforced: (step) => readInState(step, 'enforced'),
  enabled: (step) => readInState(step, 'enabled'),
  disabled: (step) => readInState(step, 'disabled'),
  registrations: readRegistrations,
  requirements: readRequirements,
  changes: readChanges,
  ending: endFull,
};

/** What follows a step of a full pass. Registrations come before single states, which may take hours. */
export function stepAfter({ step, states_way: way }: SnapshotPassRow): PassStep {
  const after: Record<PassStep, PassStep> = {
    accounts: 'people',
    people: way === 'filter' ? 'enforced' : 'registrations',
    enforced: 'enabled',
    enabled: 'disabled',
    disabled: 'registrations',
    registrations: 'requirements',
    requirements: 'ending',
    changes: 'ending',
    ending: 'ending',
  };
  return after[step];
}

const onTo = (pass: SnapshotPassRow, nextQuery: string | null) => ({
  from_query: nextQuery,
  step: nextQuery === null ? stepAfter(pass) : pass.step,
});

/** The groups and the role that say what kind an account is; and where changes begin, before anything is read. */
async function readAccounts({ edges, pass }: Step): Promise<Progress> {
  const { database, graph, rules } = edges;
  for (const rule of rules) {
    if (rule.kind !== 'group') continue;
    await wantGroup(database.rows, { id: rule.groupId, name: rule.groupId });
    await orIfRefused(readGroup(edges, rule.groupId), undefined); // a group that is gone makes nobody special
  }
  const sync = await orIfRefused(listRoleMembers(graph, SYNC_ROLE), { userIds: [], requestIds: [] });
  const changes = await orIfRefused(readUserChanges(graph, null), undefined);
  return {
    stand: { ...onTo(pass, null), delta_query: changes?.body.deltaQuery ?? null },
    write: (trx) => writeMembers(trx, SYNC_ROLE, sync.userIds),
  };
}

async function readPeople({ edges, pass, facts }: Step): Promise<Progress> {
  const detail = detailOf(pass);
  const { body } = await readUsersPage(edges.graph, pass.from_query, detail);
  const told = body.items.filter(({ perUserMfaState: state }) => state !== 'unknown').length;
  const people = pass.people + body.items.length;
  const states = pass.states + told;
  const isEnd = body.nextQuery === null;
  // The property was told of when it was looked for, and is not: another way must be found.
  const isVanished = isEnd && pass.states_way === 'property' && states === 0 && people > 0;
  return {
    stand: isVanished
      ? { people, states, states_way: null, step: 'people', from_query: RESTART }
      : { ...onTo(pass, body.nextQuery), people, states, is_sign_in_told: detail.isSignInSelected },
    write: (trx) => upsertPeople(trx, body.items, { facts, since: pass.started_at }),
  };
}

/** People are all read; only the way of reading states is still to be found. */
export const RESTART = '';

const detailOf = (pass: SnapshotPassRow) => ({
  isStateSelected: pass.states_way === 'property',
  isSignInSelected: pass.is_sign_in_told !== false,
});

async function readInState({ edges, pass }: Step, state: Exclude<PerUserMfaState, 'unknown'>): Promise<Progress> {
  const { body } = await readUserIdsInState(edges.graph, state, pass.from_query);
  const states = body.items.map(({ id }) => ({ id, state }));
  return {
    stand: { ...onTo(pass, body.nextQuery), states: pass.states + states.length },
    write: (trx) => writeStates(trx, states, pass.started_at),
  };
}

async function readRegistrations({ edges, pass }: Step): Promise<Progress> {
  const { body } = await readRegistrationDetailsPage(edges.graph, pass.from_query);
  return {
    stand: { ...onTo(pass, body.nextQuery), registrations: pass.registrations + body.items.length },
    write: (trx) => writeRegistrations(trx, body.items, pass.started_at),
  };
}

/** How many single states a step asks for at most, and for how long: less than its lease, whatever the quota. */
const STATES_AT_ONCE = 2000;
const STATES_MILLIS = 20_000;
/** How many single states are written together, and lost together by a crash. */
const STATES_WRITTEN = 100;

/**
 * Through batches, for whoever no list told the state of. The place in the list is the last id; where the time is over
 * before, it stays, and who was read is not asked for again.
 */
async function readRequirements({ edges, pass }: Step): Promise<Progress> {
  const ids = await withoutState(edges, pass);
  const until = AbortSignal.timeout(STATES_MILLIS);
  let told = 0;
  let settled = 0;
  let states: { id: string; state: PerUserMfaState }[] = [];
  for await (const outcome of getRequirementsOfMany(edges.graph, ids, until)) {
    const id = ids[outcome.index] ?? '';
    settled += 1;
    if ('answer' in outcome) states.push({ id, state: outcome.answer.body.perUserMfaState });
    else if (isOutage(outcome.error)) throw outcome.error; // the rest is read again; whoever is gone stays unknown
    if (states.length < STATES_WRITTEN) continue;
    await writeStates(edges.database.rows, states, pass.started_at);
    told += states.length;
    states = [];
  }
  const isAll = settled === ids.length;
  const place = isAll && ids.length < STATES_AT_ONCE ? null : ids.at(-1);
  const stand = isAll ? onTo(pass, place ?? null) : {};
  return {
    stand: { ...stand, states: pass.states + told + states.length },
    write: (trx) => writeStates(trx, states, pass.started_at),
  };
}

async function withoutState({ database }: PassEdges, pass: SnapshotPassRow): Promise<string[]> {
  const found = await database.rows
    .selectFrom('person')
    .select('id')
    .where('id', '>', pass.from_query ?? '')
    .where(sql<boolean>`(state_read_at is null or state_read_at < ${pass.started_at})`)
    .where('read_at', '>=', pass.started_at)
    .orderBy('id')
    .limit(STATES_AT_ONCE)
    .execute();
  return found.map(({ id }) => id);
}

/** More changes than this are read faster as a full pass. */
const MOST_CHANGES = 5000;

/** Who has changed is read again whole: what the list of changes tells of somebody is only a part. */
async function readChanges({ edges, pass, facts }: Step): Promise<Progress> {
  const { body } = await readUserChanges(edges.graph, pass.from_query);
  const isGone = (one: (typeof body.items)[number]) => one['@removed'] !== undefined;
  const changed = [...new Set(body.items.filter((one) => !isGone(one)).map(({ id }) => id))];
  if (pass.people + changed.length > MOST_CHANGES) return { stand: { ...FROM_THE_BEGINNING } };
  const people: DirectoryUser[] = [];
  for (let start = 0; start < changed.length; start += MOST_IDS)
    people.push(...(await getUsersByIds(edges.graph, changed.slice(start, start + MOST_IDS), detailOf(pass))));
  const isEnd = body.nextQuery === null;
  return {
    stand: {
      from_query: body.nextQuery,
      people: pass.people + people.length,
      ...(isEnd ? { finished_at: now, ended: 'complete', delta_query: body.deltaQuery, fault: null } : {}),
    },
    write: async (trx) => {
      await upsertPeople(trx, people, { facts, since: pass.started_at });
      await forgetPeople(
        trx,
        body.items.filter(isGone).map(({ id }) => id),
      );
    },
  };
}

function endFull({ pass }: Step): Promise<Progress> {
  // Graph knows at least the one who asks: a list of nobody is no list, and must not empty ours.
  const isReal = pass.people > 0;
  return Promise.resolve({
    stand: { finished_at: now, ended: isReal ? 'complete' : 'givenUp' },
    write: async (trx) => {
      if (isReal) await settlePeople(trx, pass.started_at);
    },
  });
}
