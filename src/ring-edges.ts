import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import { digestOf, nameIn, stateWords } from './changes/policy-content.ts';
import { protectionOf } from './changes/protection.ts';
import type { Config } from './config.ts';
import type { Database, Rows } from './db/database.ts';
import { listAuthenticationMethods, strongMethodsOf } from './entra/authentication-methods.ts';
import { getConditionalAccessPolicy } from './entra/conditional-access-policies.ts';
import { GraphError } from './entra/graph-error.ts';
import type { Graph } from './entra/graph.ts';
import { getGroupKind, readMemberIdsPage } from './entra/groups.ts';
import { listTransitiveMemberships } from './entra/memberships.ts';
import { listSignInsSince } from './entra/recent-sign-ins.ts';
import { getUser } from './entra/users.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import { RefusedError } from './lib/refused.ts';
import { visibleText } from './lib/text.ts';
import type { MfaEdges } from './mfa-edges.ts';
import { failureCodes, type SignInResult } from './rollouts/brake.ts';
import type { MemberFacts } from './rollouts/meanwhile.ts';
import { excludedNow, takenGroups } from './rollouts/plan-rows.ts';
import type { RingDraftEdges } from './rollouts/ring-draft.ts';
import type { RolloutEdges } from './rollouts/turn.ts';

interface Surroundings {
  config: Config;
  database: Database;
  graph: Graph;
  mfa: MfaEdges;
}

/** Calls of Graph for people of a ring that are under way at once. */
const AT_ONCE = 8;
/** As old as policies may be for a proof. */
const PROOF_MAX_AGE_MILLIS = 2000;

/** What rings read of the tenant and of what we know. Joins rollouts with changes, policies and the inventory. */
export function ringReading({
  database,
  graph,
  mfa,
}: Surroundings): Pick<RolloutEdges, 'lookAt' | 'prove' | 'signInsSince' | 'failuresSince' | 'policyDrift'> {
  const { accounts } = mfa;
  return {
    lookAt: async (_, plan, ids) => {
      const known = await knownOf(database.rows, ids);
      const wasAdministrator = administratorsIn(plan.items);
      const look = (id: string) => lookAtOne({ graph, accounts }, { id, known: known.get(id), wasAdministrator });
      const found = await inParallel(ids, async (id) => [id, await look(id)] as const);
      return new Map(found.flatMap(([id, facts]) => (facts ? [[id, facts] as const] : [])));
    },
    prove: async (ids) => {
      const proofs = await inParallel(ids, async (id) => [id, await proofOf(mfa, id)] as const);
      return new Map(proofs.flatMap(([id, proof]) => (proof ? [[id, proof] as const] : [])));
    },
    signInsSince: (since) => signIns(graph, since),
    failuresSince: (since) => signIns(graph, since, failureCodes),
    policyDrift: (policyId, digest) => driftOf(graph, policyId, digest),
  };
}

async function inParallel<T>(ids: readonly string[], work: (id: string) => Promise<T>): Promise<T[]> {
  const waiting = ids.values();
  const results: T[] = [];
  const worker = async (): Promise<void> => {
    for (const id of waiting) results.push(await work(id));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
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

/** @returns Undefined where the directory has no such person. */
async function lookAtOne(
  { graph, accounts }: { graph: Graph; accounts: PerUserMfaEdges['accounts'] },
  { id, known, wasAdministrator }: { id: string; known: Known | undefined; wasAdministrator: ReadonlySet<string> },
): Promise<MemberFacts | undefined> {
  const user = await unlessGone(getUser(graph, id));
  if (!user) return undefined;
  const [methods, memberships] = await Promise.all([
    listAuthenticationMethods(graph, id),
    listTransitiveMemberships(graph, id),
  ]);
  return {
    isThere: true,
    isEnabled: user.body.accountEnabled !== false,
    isMfaCapable: strongMethodsOf(methods.body).length > 0,
    state: known?.state ?? 'unknown',
    wasAdministrator: wasAdministrator.has(id),
    isAdministrator: memberships.roleTemplateIds.length > 0,
    protection: protectionOf(user.body, memberships, accounts),
    isLicensed: known?.isLicensed,
    isExcluded: known?.isExcluded ?? false,
  };
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return undefined;
    throw cause;
  }
}

async function proofOf(mfa: MfaEdges, id: string) {
  const proof = await unlessGone(mfa.prove(id, PROOF_MAX_AGE_MILLIS));
  if (!proof) return undefined;
  const isCovered = proof.coverage === 'required' || proof.coverage === 'blocked';
  return { isCovered, isLegacyAuthClosed: proof.isLegacyAuthClosed, settledAt: proof.settledAt, words: proof.words };
}

async function signIns(graph: Graph, since: Date, codes?: readonly number[]): Promise<SignInResult[]> {
  const found: SignInResult[] = [];
  for await (const page of listSignInsSince(graph, since, codes))
    for (const { userId, correlationId, createdDateTime, status } of page)
      found.push({ personId: userId, correlationId, at: createdDateTime, errorCode: status.errorCode });
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
  async (signal) => {
    const live = graph.with({ signal, isUserInitiated: true });
    const taken = await takenGroups(database.rows);
    for (const id of config.ownGroupIds.filter((one) => !taken.has(one))) {
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
