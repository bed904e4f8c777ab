import { createConditionalAccessPolicy, listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { getSecurityDefaults } from '../entra/security-defaults.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, ChangeOfMany, Inspection, Preview, PreviewOfMany, ReadBack, Wish } from './change.ts';
import { refuseUnlicensed } from './licence.ts';
import { idIn, idOfName, nameIn, says, stateWords } from './policy-content.ts';
import { refusalUnlessExcluded, type PolicyCardEdges, type PolicyEdges } from './policy-safety.ts';
import { needsP2, OUR_NAME_MARK } from './policy-templates.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export { policyThatRequiresMfa } from './policy-templates.ts';

export const CONDITIONAL_ACCESS_POLICY_CREATE = 'conditionalAccessPolicyCreate';

export interface PolicyCreateEdges extends PolicyCardEdges {
  /** What a plan would say of deleting what was made: the way back. */
  previewDeletion: Change['preview'];
}

/** At the head of every name that we give: a policy with it is ours, and a look after a crash finds it. */
export const OUR_MARK = OUR_NAME_MARK;

/** All policies of a tenant together, in every state; Microsoft warns from 195. */
const MOST_POLICIES = 240;
const MANY_POLICIES = 195;

/**
 * Makes one Conditional Access policy, in report-only or disabled, never enabled. The emergency access accounts are
 * excluded from it, and it is never aimed at workload identities. Its name is the only thing that a look after a crash
 * could know it by, so there is never a second one of that name.
 */
export function conditionalAccessPolicyCreateChange(edges: PolicyCreateEdges): ChangeOfMany {
  return {
    kind: CONDITIONAL_ACCESS_POLICY_CREATE,
    isOnce: true,
    preview: (wish, asker) =>
      wish.after['isDeleted'] === true ? edges.previewDeletion(wish, asker) : preview(edges, wish, asker),
    previewMany: (wishes, asker) => previewMany(edges, wishes, asker),
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
  const tenant = await readTenant(edges, [wish], signal);
  if (tenant.policies.some(({ displayName }) => displayName === wish.targetName)) {
    throw new RefusedError(
      'alreadySo',
      existsWords(wish.targetName),
      'Use that one, or delete it in the Entra admin center.',
    );
  }
  const refusal = await refusalOf(tenant.edges, wish);
  if (refusal) throw refusal;
  const { targetName, after } = wish;
  const { demand } = edges.factsOf(policyIn(after));
  const audience = await edges.audienceOf(tenant.edges.graph, policyIn(after));
  return {
    title: `New policy “${targetName}”, ${stateWords(policyIn(after)['state'])}`,
    item: itemOf(wish),
    messages: [],
    evidence: [
      ['Applies to', audience],
      ['Demand', demand],
      ['Emergency access accounts', 'excluded'],
      ['Changes sign-ins', 'no, until somebody turns it on'],
    ],
    warnings: tenant.warnings,
    irreversible: [],
    risks: ['policy'],
  };
}

const itemOf = ({ targetId, targetName, after }: Wish): DraftItem => ({
  kind: CONDITIONAL_ACCESS_POLICY_CREATE,
  targetId,
  targetName,
  before: { policy: null },
  after,
});

/** Several at once: what is there already is left out. Taking several back deletes each, one after the other. */
async function previewMany(edges: PolicyCreateEdges, wishes: readonly Wish[], asker: Asker): Promise<PreviewOfMany> {
  if (wishes.every(({ after }) => after['isDeleted'] === true)) return previewDeletions(edges, wishes, asker);
  const tenant = await readTenant(edges, wishes, asker.signal);
  const isThere = ({ targetName }: Wish) => tenant.policies.some(({ displayName }) => displayName === targetName);
  const wanted = wishes.filter((wish) => !isThere(wish));
  if (wanted.length === 0)
    throw new RefusedError('alreadySo', 'These policies are there already.', 'Say “list the policies” to see them.');
  for (const wish of wanted) {
    const refusal = await refusalOf(tenant.edges, wish);
    if (refusal) throw refusal;
  }
  return {
    items: wanted.map(itemOf),
    leftOut: wishes
      .filter(isThere)
      .map(({ targetId, targetName }) => ({ targetId, targetName, why: 'it is there already' })),
    messages: [],
    evidence: [
      ...wanted.map(({ targetName, after }) => [targetName, edges.factsOf(policyIn(after)).demand] as const),
      ['Emergency access accounts', 'excluded'],
      ['Changes sign-ins', 'no, until somebody turns them on'],
    ],
    warnings: tenant.warnings,
    irreversible: [],
    risks: ['policy'],
  };
}

async function previewDeletions(
  edges: PolicyCreateEdges,
  wishes: readonly Wish[],
  asker: Asker,
): Promise<PreviewOfMany> {
  const items: DraftItem[] = [];
  const irreversible = new Set<string>();
  for (const wish of wishes) {
    const one = await edges.previewDeletion(wish, asker);
    items.push(one.item);
    for (const words of one.irreversible) irreversible.add(words);
  }
  const said = { messages: [], evidence: [], warnings: [], leftOut: [] };
  return { ...said, items, irreversible: [...irreversible], risks: ['policy'] };
}

/**
 * What decides beforehand whether policies may be made at all: the licence, the cap, and security defaults.
 *
 * @throws {RefusedError} `notLicensed`; `invalidInput` at the cap.
 */
async function readTenant(edges: PolicyCreateEdges, wishes: readonly Wish[], signal: AbortSignal) {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const isForRisk = wishes.some(({ after }) => needsP2(policyIn(after)));
  const [unread, { policies }, { body: defaults }] = await Promise.all([
    refuseUnlicensed(live.graph, isForRisk),
    listConditionalAccessPolicies(live.graph),
    getSecurityDefaults(live.graph),
  ]);
  if (policies.length + wishes.length > MOST_POLICIES) {
    throw new RefusedError(
      'invalidInput',
      `The tenant has ${policies.length} Conditional Access policies, and Entra allows ${MOST_POLICIES}.`,
      'Delete policies that nobody needs first.',
    );
  }
  const many = policies.length < MANY_POLICIES ? [] : [`The tenant has ${policies.length} policies already.`];
  const later = defaults.isEnabled ? [AFTER_DEFAULTS] : [];
  return { edges: live, policies, warnings: [...unread, ...many, ...later] };
}

const AFTER_DEFAULTS =
  'Security defaults are on. They allow it in report-only; it can be turned on with them going off, by “turn off security defaults”.';

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
