import { createConditionalAccessPolicy, listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, ReadBack, Wish } from './change.ts';
import { idIn, idOfName, nameIn, says, stateWords } from './policy-content.ts';
import { refusalUnlessExcluded, type PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const CONDITIONAL_ACCESS_POLICY_CREATE = 'conditionalAccessPolicyCreate';

export interface PolicyCreateEdges extends PolicyEdges {
  /** What a plan would say of deleting what was made: the way back. */
  previewDeletion: Change['preview'];
}

/** At the head of every name that we give: a policy with it is ours, and a look after a crash finds it. */
export const OUR_MARK = 'Crossover: ';

/** All policies of a tenant together, in every state; Microsoft warns from 195. */
const MOST_POLICIES = 240;
const MANY_POLICIES = 195;

/**
 * Makes one Conditional Access policy, in report-only or disabled, never enabled. The emergency access accounts are
 * excluded from it, and it is never aimed at workload identities. Its name is the only thing that a look after a crash
 * could know it by, so there is never a second one of that name.
 */
export function conditionalAccessPolicyCreateChange(edges: PolicyCreateEdges): Change {
  return {
    kind: CONDITIONAL_ACCESS_POLICY_CREATE,
    isOnce: true,
    preview: (wish, asker) =>
      wish.after['isDeleted'] === true ? edges.previewDeletion(wish, asker) : preview(edges, wish, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => ((await namesakesOf(edges, item)).length === 0 ? null : existsWords(item.targetName)),
    apply: async (item) => {
      const { requestId, body } = await createConditionalAccessPolicy(edges.graph, bodyOf(item));
      return { requestId, madeId: idIn(body) };
    },
    verify: (item) => readBack(edges, item),
    words: ({ after }) => `made, ${stateWords(policyIn(after)['state'])}`,
    undo: ({ madeId, targetId, targetName }) => ({
      targetId: madeId ?? targetId,
      targetName,
      after: { isDeleted: true },
    }),
  };
}

/** A policy that requires MFA for all resources and all client apps, in report-only. */
export function policyThatRequiresMfa(
  users: { includeUsers: string[] } | { includeGroups: string[] },
  emergencyAccountIds: ReadonlySet<string>,
): JsonObject {
  return {
    state: 'enabledForReportingButNotEnforced',
    conditions: {
      clientAppTypes: ['all'],
      applications: { includeApplications: ['All'] },
      users: { ...users, excludeUsers: [...emergencyAccountIds].sort() },
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  };
}

/** The wish for a policy; `displayName` begins with our mark. */
export const wishOfPolicy = (displayName: string, policy: JsonObject): Wish => ({
  targetId: idOfName(CONDITIONAL_ACCESS_POLICY_CREATE, displayName),
  targetName: displayName,
  after: { policy },
});

/** The policy in a plan; its name stands beside it. */
function policyIn({ policy }: JsonObject): JsonObject {
  return typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? policy : {};
}

const bodyOf = ({ targetName, after }: Pick<DraftItem, 'targetName' | 'after'>): JsonObject => ({
  ...policyIn(after),
  displayName: targetName,
});

async function preview(edges: PolicyCreateEdges, wish: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const { targetId, targetName, after } = wish;
  const refusal = await refusalOf(live, wish);
  if (refusal) throw refusal;
  const { policies } = await listConditionalAccessPolicies(live.graph);
  if (policies.some(({ displayName }) => displayName === targetName)) {
    throw new RefusedError(
      'alreadySo',
      existsWords(targetName),
      'Use that one, or delete it in the Entra admin center.',
    );
  }
  if (policies.length >= MOST_POLICIES) {
    throw new RefusedError(
      'invalidInput',
      `The tenant has ${policies.length} Conditional Access policies, which is as many as Entra allows.`,
      'Delete policies that nobody needs first.',
    );
  }
  const { audience, demand } = edges.factsOf(policyIn(after));
  return {
    title: `New policy “${targetName}”, ${stateWords(policyIn(after)['state'])}`,
    item: { kind: CONDITIONAL_ACCESS_POLICY_CREATE, targetId, targetName, before: { policy: null }, after },
    messages: [],
    evidence: [
      ['Applies to', audience],
      ['Demand', demand],
      ['Emergency access accounts', 'excluded'],
      ['Changes sign-ins', 'no, until somebody turns it on'],
    ],
    warnings: policies.length < MANY_POLICIES ? [] : [`The tenant has ${policies.length} policies already.`],
    irreversible: [],
    risks: ['policy'],
  };
}

/** Why such a policy may not be made; null where it may. Asked again right before the write. */
async function refusalOf(
  edges: PolicyCreateEdges,
  item: Pick<DraftItem, 'targetId' | 'targetName' | 'after'>,
): Promise<RefusedError | null> {
  const { after, targetName } = item;
  const refused = (why: string) => new RefusedError('invalidInput', why, 'Ask for another policy.');
  const isOurName =
    targetName.startsWith(OUR_MARK) && item.targetId === idOfName(CONDITIONAL_ACCESS_POLICY_CREATE, targetName);
  if (!isOurName) return refused('A policy of mine carries my mark at the head of its name.');
  const state = policyIn(after)['state'];
  if (state !== 'disabled' && state !== 'enabledForReportingButNotEnforced')
    return refused('A policy of mine begins in report-only or disabled.');
  const reading = edges.factsOf(policyIn(after));
  if (!reading.isForPeople) return refused('A policy of mine is for people, and for some resource.');
  return refusalUnlessExcluded(edges, reading);
}

async function inspect(edges: PolicyCreateEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  if ((await namesakesOf(edges, item)).length > 0) return { verdict: 'skip', why: existsWords(item.targetName) };
  const refusal = await refusalOf(edges, item);
  return refusal ? { verdict: 'skip', why: refusal.message } : { verdict: 'go', before: item.before };
}

/** What was made, by its name: a policy is not seen at once everywhere, so nothing found may mean not yet. */
async function readBack(edges: PolicyCreateEdges, item: DraftItem): Promise<ReadBack> {
  const [only, ...others] = await namesakesOf(edges, item);
  if (!only) return { verdict: 'before', live: 'no such policy' };
  if (others.length > 0) return { verdict: 'different', live: `${others.length + 1} policies of that name` };
  const refusal = await refusalUnlessExcluded(edges, edges.factsOf(only));
  if (refusal || !says(only, bodyOf(item))) return { verdict: 'different', live: 'another policy than was written' };
  return { verdict: 'equal', live: `“${nameIn(only)}”, ${stateWords(only['state'])}`, madeId: idIn(only) };
}

async function namesakesOf(edges: PolicyEdges, { targetName }: DraftItem): Promise<JsonObject[]> {
  const { policies } = await listConditionalAccessPolicies(edges.graph);
  return policies.filter(({ displayName }) => displayName === targetName);
}

const existsWords = (name: string): string => `There is a policy “${name}” already.`;
