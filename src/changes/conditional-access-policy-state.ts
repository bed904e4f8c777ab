import {
  getConditionalAccessPolicy,
  listConditionalAccessPolicies,
  updateConditionalAccessPolicy,
} from '../entra/conditional-access-policies.ts';
import { getSecurityDefaults } from '../entra/security-defaults.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import { dryRunFacts, dryRunWarnings, type DryRunNumbers } from './dry-run-words.ts';
import type { Asker, Change, Inspection, Preview, ReadBack, Wish } from './change.ts';
import { refuseUnlicensed } from './licence.ts';
import { digestOf, idIn, nameIn, stateWords, type PolicyState } from './policy-content.ts';
import { needsP2 } from './policy-templates.ts';
import { refusalToEnforce, type PolicyCardEdges, type PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';
import { relyingWarnings, type Relying } from './relying-words.ts';

export const CONDITIONAL_ACCESS_POLICY_STATE = 'conditionalAccessPolicyState';

export interface PolicyStateEdges extends PolicyCardEdges {
  /** What turning a policy on would do, as far as the list of everybody tells. */
  foresee(policy: JsonObject, signal: AbortSignal): Promise<DryRunNumbers>;
  /** Whom nothing but a policy asks for MFA. */
  whoReliesOn(policy: JsonObject): Promise<Relying>;
}

/** Sets the state of one Conditional Access policy, and nothing else of it. */
export function conditionalAccessPolicyStateChange(edges: PolicyStateEdges): Change {
  return {
    kind: CONDITIONAL_ACCESS_POLICY_STATE,
    preview: (wish, asker) => preview(edges, wish, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => driftIn(item, (await getConditionalAccessPolicy(edges.graph, item.targetId)).body),
    driftOfMany: async (items) => {
      const { policies } = await listConditionalAccessPolicies(edges.graph);
      const drifts = items.map((item) => {
        const policy = policies.find((one) => idIn(one) === item.targetId);
        return policy ? driftIn(item, policy) : `The policy “${item.targetName}” is gone.`;
      });
      return drifts.find((drift) => drift !== null) ?? null;
    },
    apply: async (item) => {
      const members = { state: stateIn(item.after) };
      const { requestId } = await updateConditionalAccessPolicy(edges.graph, item.targetId, members);
      return { requestId };
    },
    verify: async (item) => readBackOf(item, (await getConditionalAccessPolicy(edges.graph, item.targetId)).body),
    words: ({ before, after }) => `${stateWords(before['state'])} → ${stateWords(after['state'])}`,
    undo: ({ targetId, targetName, before }) => ({ targetId, targetName, after: { state: stateIn(before) } }),
  };
}

async function preview(edges: PolicyStateEdges, { targetId, after }: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const { body: policy } = await getConditionalAccessPolicy(live.graph, targetId);
  const [name, wanted, reading] = [nameIn(policy), stateIn(after), edges.factsOf(policy)];
  if (policy['state'] === wanted) {
    throw new RefusedError('alreadySo', `The policy “${name}” is ${stateWords(wanted)} already.`, 'Nothing to do.');
  }
  const refusal = await refusalOf(live, policy, { wanted });
  if (refusal) throw refusal;
  const unread = await refuseUnlicensed(live.graph, needsP2(policy));
  const foreseen = wanted === 'enabled' ? await foreseenOf(edges, policy, signal) : { facts: [], warnings: [] };
  const audience = await edges.audienceOf(live.graph, policy);
  const before = { state: stateIn(policy), policyDigest: digestOf(policy, ['state']) };
  return {
    title: `Policy “${name}”: ${stateWords(policy['state'])} → ${stateWords(wanted)}`,
    item: { kind: CONDITIONAL_ACCESS_POLICY_STATE, targetId, targetName: name, before, after: { state: wanted } },
    messages: [],
    evidence: [
      ['Applies to', audience],
      ['Demand', reading.demand],
      ...(wanted === 'enabled' ? ([['Emergency access accounts', 'excluded']] as const) : []),
      ...foreseen.facts,
    ],
    warnings: [
      ...foreseen.warnings,
      ...(await warningsOf(edges, policy, { from: stateIn(policy), to: wanted, audience })),
      ...unread,
    ],
    irreversible: [],
    risks: ['policy'],
  };
}

/** Whom it would newly ask or keep out; that this cannot be counted yet is said, and keeps nobody from proposing. */
async function foreseenOf(edges: PolicyStateEdges, policy: JsonObject, signal: AbortSignal) {
  try {
    const run = await edges.foresee(policy, signal);
    return { facts: dryRunFacts(run), warnings: dryRunWarnings(run) };
  } catch (cause) {
    if (!(cause instanceof RefusedError)) throw cause;
    return { facts: [], warnings: [`I could not count whom it would newly ask. ${cause.message}`] };
  }
}

/** Why the state may not be set; null where it may. Asked again right before the write. */
async function refusalOf(
  edges: PolicyEdges,
  policy: JsonObject,
  { wanted, isChained = false }: { wanted: PolicyState; isChained?: boolean },
): Promise<RefusedError | null> {
  if (edges.factsOf(policy).isMicrosoftManaged) {
    return new RefusedError(
      'microsoftManaged',
      `Microsoft manages the policy “${nameIn(policy)}”, and may change it by itself.`,
      'Make a policy of your own in its place, or change this one in the Entra admin center.',
    );
  }
  if (wanted !== 'enabled') return null;
  if (!isChained && (await getSecurityDefaults(edges.graph)).body.isEnabled) {
    return new RefusedError(
      'securityDefaultsOn',
      'Security defaults are on: Entra enables no Conditional Access policy while they are.',
      'Say “turn off security defaults” first, and turn the policy on right after.',
    );
  }
  return refusalToEnforce(edges, policy);
}

async function warningsOf(
  edges: PolicyStateEdges,
  policy: JsonObject,
  { from, to, audience }: { from: PolicyState; to: PolicyState; audience: string },
): Promise<string[]> {
  const { demand } = edges.factsOf(policy);
  if (to === 'enabled') {
    const who = `From then on, within minutes, this policy ${demand}: ${audience}.`;
    return demand.includes('MFA')
      ? [who, 'Whoever has nothing registered is asked to register at the next sign-in.']
      : [who];
  }
  if (from !== 'enabled') return [];
  const lost = `This lowers protection: the policy ${demand} now (${audience}). Whoever no other policy in force covers signs in without that.`;
  return [lost, ...relyingWarnings(policy, edges.factsOf(policy), await edges.whoReliesOn(policy))];
}

async function inspect(edges: PolicyStateEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  const { body: policy } = await getConditionalAccessPolicy(edges.graph, item.targetId);
  const wanted = stateIn(item.after);
  if (policy['state'] === wanted) return { verdict: 'alreadySo' };
  const drift = driftIn(item, policy);
  if (drift !== null) return { verdict: 'skip', why: drift };
  // In a chain security defaults have just been switched off and read back: a replica that lags must not break it.
  const refusal = await refusalOf(edges, policy, { wanted, isChained: item.after['isChained'] === true });
  return refusal ? { verdict: 'skip', why: refusal.message } : { verdict: 'go', before: item.before };
}

/** What approvers saw was this policy as it was: an edit of anything in it makes it another. */
function driftIn({ targetName, before }: DraftItem, policy: JsonObject): string | null {
  if (policy['state'] !== before['state'])
    return `The policy “${targetName}” is ${stateWords(policy['state'])} now, not ${stateWords(before['state'])}.`;
  const isEdited = digestOf(policy, ['state']) !== before['policyDigest'];
  return isEdited ? `The policy “${targetName}” was edited since.` : null;
}

function readBackOf({ before, after }: DraftItem, policy: JsonObject): ReadBack {
  const live = stateWords(policy['state']);
  if (policy['state'] === after['state']) return { verdict: 'equal', live };
  return { verdict: policy['state'] === before['state'] ? 'before' : 'different', live };
}

/** A state in a plan; whatever it is not is off. */
function stateIn({ state }: JsonObject): PolicyState {
  return state === 'enabled' || state === 'enabledForReportingButNotEnforced' ? state : 'disabled';
}
