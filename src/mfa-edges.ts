import { openTargets } from './approvals/store.ts';
import { subjectOf } from './changes/policy-safety.ts';
import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import type { Config } from './config.ts';
import { databaseNow, type Database } from './db/database.ts';
import type { Answer, Graph } from './entra/graph.ts';
import { listTransitiveMemberships } from './entra/memberships.ts';
import type { User } from './entra/user-shape.ts';
import { getUser } from './entra/users.ts';
import { knownFacts } from './known-facts.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import type { Clock } from './lib/clock.ts';
import { stateChanged } from './notices/state-changed.ts';
import type { Person } from './policies/coverage.ts';
import { createPolicyReader, type PolicyReader } from './policies/policy-reader.ts';
import { proveCoverage, readCoverage, type CoverageNow, type CoverageProof } from './policies/proof.ts';

export interface MfaEdges extends PerUserMfaEdges {
  /** Policies, read for everybody who asks. */
  reader: PolicyReader;
  /** What Conditional Access looks at in a person, read live. */
  subjectOf(personId: string): Promise<Person>;
  /** The same proof, in words too. */
  prove(personId: string, maxAgeMillis: number): Promise<CoverageProof>;
  /** What Conditional Access makes of somebody who is being read already: for a question, so nothing is noted. */
  coverageNow(personId: string, maxAgeMillis: number, user: Promise<Answer<User>>): Promise<CoverageNow>;
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
    accounts,
    risks: config.risks,
    hasStandingWayBack: config.hasStandingWayBack,
    messageFor: (facts) => stateChanged({ ...facts, helpContact }) as unknown as JsonObject,
    now: () => databaseNow(database.rows),
    known: (ids, signal) => knownFacts({ database, graph, reader, accounts, openTargets, timeZone }, ids, signal),
    prove: async (personId, maxAgeMillis) => {
      const person = await personOf(graph, personId, getUser(graph, personId));
      return proveCoverage({ database, reader, settleMillis: config.settleMillis }, person, maxAgeMillis);
    },
    coverageNow: async (personId, maxAgeMillis, user) =>
      readCoverage(reader, await personOf(graph, personId, user), maxAgeMillis),
  };
}

/** What Conditional Access looks at in a person, read live. */
async function personOf(graph: Graph, id: string, known: Promise<Answer<User>>): Promise<Person> {
  const [memberships, { body: user }] = await Promise.all([listTransitiveMemberships(graph, id), known]);
  return subjectOf({ ...user, id }, memberships);
}
