import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import { digestOf, idIn, nameIn, stateWords } from './changes/policy-content.ts';
import { protectionOf } from './changes/protection.ts';
import type { Config } from './config.ts';
import type { Database, Rows } from './db/database.ts';
import { listAuthenticationMethodsOfMany, strongMethodsOf } from './entra/authentication-methods.ts';
import { getConditionalAccessPolicy } from './entra/conditional-access-policies.ts';
import { GraphError } from './entra/graph-error.ts';
import type { Graph } from './entra/graph.ts';
import { getGroupKind, readMemberIdsPage } from './entra/groups.ts';
import { listTransitiveMembershipsOfMany } from './entra/memberships.ts';
import { listSignInsSince } from './entra/recent-sign-ins.ts';
import { getUsers } from './entra/users.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import { RefusedError } from './lib/refused.ts';
import { visibleText } from './lib/text.ts';
import type { MfaEdges } from './mfa-edges.ts';
import { coverageUnder, legacyAuthClosedBy, type Person } from './policies/coverage.ts';
import { rulesThatCount, type CoverageProof } from './policies/proof.ts';
import { failureCodes, type SignInResult } from './rollouts/brake.ts';
import type { MemberFacts } from './rollouts/meanwhile.ts';
import type { ObservedSignIn } from './rollouts/observed.ts';
import { excludedNow, takenGroups } from './rollouts/plan-rows.ts';
import type { RingDraftEdges } from './rollouts/ring-draft.ts';
import type { CoverCount, MemberProof, RingPlan, RolloutEdges } from './rollouts/turn.ts';

interface Surroundings {
  config: Config;
  database: Database;
  graph: Graph;
  mfa: MfaEdges;
}

/** People who are read together: the proof of the last one rests on what was read a moment ago. */
const READ_AT_ONCE = 100;
/** As old as policies may be for a proof. */
const PROOF_MAX_AGE_MILLIS = 2000;

/** What rings read of the tenant and of what we know. Joins rollouts with changes, policies and the inventory. */
export function ringReading({
  database,
  graph,
  mfa,
}: Surroundings): Pick<
  RolloutEdges,
  'lookAt' | 'prove' | 'coveredLiveBy' | 'signInsSince' | 'failuresSince' | 'observedSince' | 'policyDrift'
> {
  const { accounts } = mfa;
  return {
    lookAt: (_, plan, ids) => lookAtAll({ database, graph, accounts }, { ids, plan }),
    prove: async (ids) => {
      const proofs = new Map<string, MemberProof>();
      for (const some of inPieces(ids))
        for (const [id, proof] of await mfa.proveMany(some, PROOF_MAX_AGE_MILLIS)) proofs.set(id, memberProof(proof));
      return proofs;
    },
    coveredLiveBy: (policyIds, ids) => coveredLive(mfa, { policyIds, ids }),
    signInsSince: (since) => signIns(graph, since),
    failuresSince: (since) => signIns(graph, since, failureCodes),
    observedSince: (policyId, since) => observed(graph, policyId, since),
    policyDrift: (policyId, digest) => driftOf(graph, policyId, digest),
  };
}

async function coveredLive(
  { reader, subjectsOf }: MfaEdges,
  { policyIds, ids }: { policyIds: readonly string[]; ids: readonly string[] },
): Promise<CoverCount> {
  const { policies } = await reader.read(PROOF_MAX_AGE_MILLIS);
  const rules = rulesThatCount(policies.filter((one) => policyIds.includes(idIn(one))));
  const isCovered = (person: Person): boolean =>
    ['required', 'blocked'].includes(coverageUnder(person, rules).coverage) &&
    legacyAuthClosedBy(person, rules).length > 0;
  const count = { people: 0, covered: 0 };
  for (const some of inPieces(ids)) {
    const people = await subjectsOf(some);
    count.people += people.length;
    count.covered += people.filter(isCovered).length;
  }
  return count;
}

function inPieces(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / READ_AT_ONCE);
  return Array.from({ length: count }, (_, at) => ids.slice(at * READ_AT_ONCE, (at + 1) * READ_AT_ONCE));
}

interface Known {
  state: MemberFacts['state'];
  isLicensed: boolean | undefined;
  isExcluded: boolean;
}

async function knownOf(rows: Rows, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  const excluded = await excludedNow(rows);
  const found = await rows
    .selectFrom('person')
    .select(['id', 'per_user_mfa_state', 'licence'])
    .where((eb) => eb('id', '=', eb.fn.any(eb.val([...ids]))))
    .execute();
  return new Map(
    found.map(({ id, per_user_mfa_state: state, licence }) => [
      id,
      { state, isLicensed: licence === 'unknown' ? undefined : licence !== 'none', isExcluded: excluded.has(id) },
    ]),
  );
}

const administratorsIn = (items: readonly { targetId: string; before: JsonObject }[]): ReadonlySet<string> =>
  new Set(items.filter(({ before }) => before['isAdministrator'] === true).map(({ targetId }) => targetId));

type LookEdges = Pick<Surroundings, 'database' | 'graph'> & Pick<PerUserMfaEdges, 'accounts'>;

/** Whoever the directory no longer has is left out. */
async function lookAtAll(
  { database, graph, accounts }: LookEdges,
  { ids, plan }: { ids: readonly string[]; plan: RingPlan },
): Promise<ReadonlyMap<string, MemberFacts>> {
  const known = await knownOf(database.rows, ids);
  const wasAdministrator = administratorsIn(plan.items);
  const found = new Map<string, MemberFacts>();
  for (const some of inPieces(ids)) {
    const [users, methods, memberships] = await Promise.all([
      getUsers(graph, some),
      listAuthenticationMethodsOfMany(graph, some),
      listTransitiveMembershipsOfMany(graph, some),
    ]);
    for (const [id, user] of users) {
      const belongs = memberships.get(id);
      if (!belongs) continue;
      found.set(id, {
        isThere: true,
        isEnabled: user.accountEnabled !== false,
        isMfaCapable: strongMethodsOf(methods.get(id) ?? []).length > 0,
        state: known.get(id)?.state ?? 'unknown',
        wasAdministrator: wasAdministrator.has(id),
        isAdministrator: belongs.roleTemplateIds.length > 0,
        protection: protectionOf(user, belongs, accounts),
        isLicensed: known.get(id)?.isLicensed,
        isExcluded: known.get(id)?.isExcluded ?? false,
      });
    }
  }
  return found;
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return undefined;
    throw cause;
  }
}

const memberProof = ({ coverage, isLegacyAuthClosed, settledAt, words }: CoverageProof): MemberProof => ({
  isCovered: coverage === 'required' || coverage === 'blocked',
  ...{ isLegacyAuthClosed, settledAt, words },
});

async function signIns(graph: Graph, since: Date, codes?: readonly number[]): Promise<SignInResult[]> {
  const found: SignInResult[] = [];
  for await (const page of listSignInsSince(graph, since, codes))
    for (const { userId, correlationId, createdDateTime, status } of page)
      found.push({ personId: userId, correlationId, at: createdDateTime, errorCode: status.errorCode });
  return found;
}

async function observed(graph: Graph, policyId: string, since: Date): Promise<ObservedSignIn[]> {
  const found: ObservedSignIn[] = [];
  for await (const page of listSignInsSince(graph, since))
    for (const { userId: personId, createdDateTime: at, appliedConditionalAccessPolicies: applied } of page)
      for (const { id, result } of applied)
        if (id === policyId && result !== null) found.push({ personId, at, result });
  return found;
}

async function driftOf(graph: Graph, policyId: string, digest: string): Promise<string | null> {
  const policy = (await unlessGone(getConditionalAccessPolicy(graph, policyId)))?.body;
  if (!policy) return 'The policy of the ring was deleted.';
  if (policy['state'] !== 'enabled') return `The policy “${nameIn(policy)}” is ${stateWords(policy['state'])} now.`;
  return digestOf(policy, ['state']) === digest ? null : `The policy “${nameIn(policy)}” was edited.`;
}

/** A group of ours that no ring has and nobody is in. */
export const freeGroupIn =
  ({ config, database, graph }: Pick<Surroundings, 'config' | 'database' | 'graph'>): RingDraftEdges['freeGroup'] =>
  async (no, signal) => {
    const live = graph.with({ signal, isUserInitiated: true });
    const taken = await takenGroups(database.rows);
    const { ownGroupIds } = config;
    const ownFirst = new Set([...ownGroupIds.slice(no - 1, no), ...ownGroupIds]);
    for (const id of [...ownFirst].filter((one) => !taken.has(one))) {
      const { userIds } = await readMemberIdsPage(live, id, null);
      if (userIds.length > 0) continue;
      const { body } = await getGroupKind(live, id);
      return { id, name: visibleText(body.displayName ?? id) };
    }
    throw new RefusedError(
      'notReady',
      'There is no empty group of mine for this ring.',
      'Make an empty cloud security group in Entra, list its object id in CROSSOVER_OWN_GROUPS, and restart me.',
    );
  };
