import { openTargets } from './approvals/store.ts';
import { subjectOf } from './changes/policy-safety.ts';
import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import type { Config } from './config.ts';
import { databaseNow, type Database } from './db/database.ts';
import type { Answer, Graph } from './entra/graph.ts';
import { listTransitiveMemberships, listTransitiveMembershipsOfMany } from './entra/memberships.ts';
import type { User } from './entra/user-shape.ts';
import { getUser, getUsers } from './entra/users.ts';
import { knownFacts } from './known-facts.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import type { Clock } from './lib/clock.ts';
import { stateChanged } from './notices/state-changed.ts';
import type { Person } from './policies/coverage.ts';
import { createPolicyReader, type PolicyReader } from './policies/policy-reader.ts';
import {
  proveCoverage,
  proveCoverageOfMany,
  readCoverage,
  type CoverageNow,
  type CoverageProof,
} from './policies/proof.ts';

export interface MfaEdges extends PerUserMfaEdges {
  /** Policies, read for everybody who asks. */
  reader: PolicyReader;
  /** What Conditional Access looks at in a person, read live. */
  subjectOf(personId: string): Promise<Person>;
  /** The same of many, by their ids; whoever is gone is left out. */
  subjectsOf(personIds: readonly string[]): Promise<Person[]>;
  /** The same proof of many people, read live, by their ids; whoever is gone is left out. */
  proveMany(personIds: readonly string[], maxAgeMillis: number): Promise<ReadonlyMap<string, CoverageProof>>;
  /** What Conditional Access makes of somebody who is being read already: for a question, so nothing is noted. */
  coverageNow(
    personId: string,
    maxAgeMillis: number,
    user: Promise<Answer<User>>,
  ): Promise<CoverageNow & { isAdministrator: boolean }>;
}

interface Surroundings {
  config: Config;
  database: Database;
  graph: Graph;
  clock: Clock;
}

/** What a change of per-user MFA needs of the rooms that do not know each other: people, policies, notices, proposals. */
export function createMfaEdges({ config, database, graph, clock }: Surroundings): MfaEdges {
  const reader = createPolicyReader(graph, clock);
  const proving = { database, reader, settleMillis: config.settleMillis };
  const { timeZone, helpContact = 'your IT help desk' } = config;
  const accounts = {
    emergencyAccountIds: new Set(config.emergencyAccountIds),
    ownIds: new Set([config.bot.appId]),
    protectedGroupIds: new Set(config.protectedGroupIds),
  };
  return {
    graph,
    reader,
    subjectOf: (personId) => personOf(graph, personId, getUser(graph, personId)),
    subjectsOf: (ids) => peopleOf(graph, ids),
    accounts,
    risks: config.risks,
    hasStandingWayBack: config.hasStandingWayBack,
    messageFor: (facts) => stateChanged({ ...facts, helpContact }) as unknown as JsonObject,
    now: () => databaseNow(database.rows),
    known: (ids, signal) => knownFacts({ database, graph, reader, accounts, openTargets, timeZone }, ids, signal),
    prove: async ({ id, ...reading }, maxAgeMillis) => {
      const [memberships, { body: user }] = await Promise.all([reading.memberships, reading.user]);
      return proveCoverage(proving, subjectOf({ ...user, id }, memberships), maxAgeMillis);
    },
    proveMany: async (ids, maxAgeMillis) => {
      const people = await peopleOf(graph, ids);
      const proofs = await proveCoverageOfMany(proving, people, maxAgeMillis);
      return new Map(people.flatMap(({ id }, at) => (proofs[at] ? [[id, proofs[at]] as const] : [])));
    },
    coverageNow: async (personId, maxAgeMillis, user) => {
      const person = await personOf(graph, personId, user);
      const isAdministrator = person.roleTemplateIds.length > 0;
      return { ...(await readCoverage(reader, person, maxAgeMillis)), isAdministrator };
    },
  };
}

/** What Conditional Access looks at in a person, read live. */
async function personOf(graph: Graph, id: string, known: Promise<Answer<User>>): Promise<Person> {
  const [memberships, { body: user }] = await Promise.all([listTransitiveMemberships(graph, id), known]);
  return subjectOf({ ...user, id }, memberships);
}

async function peopleOf(graph: Graph, ids: readonly string[]): Promise<Person[]> {
  const [users, memberships] = await Promise.all([getUsers(graph, ids), listTransitiveMembershipsOfMany(graph, ids)]);
  return ids.flatMap((id) => {
    const [user, known] = [users.get(id), memberships.get(id)];
    return user && known ? [subjectOf({ ...user, id }, known)] : [];
  });
}
