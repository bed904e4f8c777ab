import { deleteConditionalAccessPolicy, getConditionalAccessPolicy } from '../entra/conditional-access-policies.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, Wish, Written } from './change.ts';
import { wishOfPolicy } from './conditional-access-policy-create.ts';
import { digestOf, membersOf, nameIn, stateWords } from './policy-content.ts';
import type { PolicyCardEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const CONDITIONAL_ACCESS_POLICY_DELETE = 'conditionalAccessPolicyDelete';

export interface PolicyDeleteEdges extends PolicyCardEdges {
  /** Whether a change of ours made the policy. */
  isMadeByUs(policyId: string): Promise<boolean>;
  /** What a plan would say of making it again: the way back. */
  previewMaking: Change['preview'];
}

/** Deletes one Conditional Access policy that we made and that is not in force: the way back from making it. */
export function conditionalAccessPolicyDeleteChange(edges: PolicyDeleteEdges): Change {
  return {
    kind: CONDITIONAL_ACCESS_POLICY_DELETE,
    preview: (wish, asker) =>
      wish.after['isDeleted'] === true ? preview(edges, wish, asker) : edges.previewMaking(wish, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => {
      const policy = await policyOrNull(edges.graph, item.targetId);
      return policy ? driftIn(item, policy) : `The policy “${item.targetName}” is gone already.`;
    },
    apply: ({ targetId }) => remove(edges.graph, targetId),
    verify: async ({ targetId }) => {
      const policy = await policyOrNull(edges.graph, targetId);
      return policy ? { verdict: 'before', live: 'still there' } : { verdict: 'equal', live: 'gone' };
    },
    words: () => 'deleted',
    undo: ({ targetName, before }) => wishOfPolicy(targetName, (before['policy'] ?? {}) as JsonObject),
  };
}

async function preview(edges: PolicyDeleteEdges, { targetId }: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  const policy = await policyOrNull(graph, targetId);
  if (!policy) throw new RefusedError('alreadySo', 'That policy is gone already.', 'Nothing to do.');
  const refusal = await refusalOf(edges, policy, targetId);
  if (refusal) throw refusal;
  const name = nameIn(policy);
  const { demand } = edges.factsOf(policy);
  const audience = await edges.audienceOf(graph, policy);
  return {
    title: `Delete policy “${name}”`,
    item: {
      kind: CONDITIONAL_ACCESS_POLICY_DELETE,
      targetId,
      targetName: name,
      before: { policy: membersOf(policy, ['displayName']), policyDigest: digestOf(policy) },
      after: { isDeleted: true },
    },
    messages: [],
    evidence: [
      ['Applies to', audience],
      ['Demand', demand],
      ['State', stateWords(policy['state'])],
    ],
    warnings: [],
    irreversible: ['its id: made again, the policy gets another one'],
    risks: ['policy'],
  };
}

/** Why it may not be deleted; null where it may. Asked again right before the write. */
async function refusalOf(edges: PolicyDeleteEdges, policy: JsonObject, id: string): Promise<RefusedError | null> {
  if (!(await edges.isMadeByUs(id))) {
    return new RefusedError(
      'notOurs',
      `I did not make the policy “${nameIn(policy)}”: I delete none but my own.`,
      'Delete it in the Entra admin center, or turn it off.',
    );
  }
  if (policy['state'] !== 'enabled') return null;
  return new RefusedError(
    'inUse',
    `The policy “${nameIn(policy)}” is in force.`,
    'Turn it off first, which asks two people as well; then take it back.',
  );
}

async function inspect(edges: PolicyDeleteEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  const policy = await policyOrNull(edges.graph, item.targetId);
  if (!policy) return { verdict: 'alreadySo' };
  const why = driftIn(item, policy) ?? (await refusalOf(edges, policy, item.targetId))?.message;
  return why === undefined ? { verdict: 'go', before: item.before } : { verdict: 'skip', why };
}

const driftIn = ({ targetName, before }: DraftItem, policy: JsonObject): string | null =>
  digestOf(policy) === before['policyDigest'] ? null : `The policy “${targetName}” was edited since.`;

async function policyOrNull(graph: Graph, id: string): Promise<JsonObject | null> {
  try {
    return (await getConditionalAccessPolicy(graph, id)).body;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return null;
    throw cause;
  }
}

/** Gone already is as good. */
async function remove(graph: Graph, id: string): Promise<Written> {
  try {
    const { requestId } = await deleteConditionalAccessPolicy(graph, id);
    return { requestId };
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return { requestId: cause.facts.requestId };
    throw cause;
  }
}
