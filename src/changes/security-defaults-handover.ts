import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { getSecurityDefaults } from '../entra/security-defaults.ts';
import type { Json, JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { listed } from '../lib/text.ts';
import type { ChangesDraft, DraftItem } from '../verbs/draft.ts';
import type { Asker } from './change.ts';
import { CONDITIONAL_ACCESS_POLICY_STATE, type PolicyStateEdges } from './conditional-access-policy-state.ts';
import { dryRunFacts, dryRunWarnings } from './dry-run-words.ts';
import { refuseUnlicensed } from './licence.ts';
import { digestOf, idIn, nameIn } from './policy-content.ts';
import { refusalToEnforce, type PolicyEdges } from './policy-safety.ts';
import { OUR_NAME_MARK, REPLACING_SET, titleOf, type TemplateName } from './policy-templates.ts';
import { refuseWithoutEmergencyAccounts } from './protection.ts';
import { SECURITY_DEFAULTS, wishOfSecurityDefaults } from './security-defaults.ts';
import { wayBackOf } from './way-back.ts';

export type HandoverEdges = Pick<PolicyStateEdges, 'graph' | 'accounts' | 'factsOf' | 'foresee'>;

const REPORT_ONLY = 'enabledForReportingButNotEnforced';

/**
 * The plan that lets Conditional Access take the place of security defaults: these off, then the policies that do what
 * they did, one right after the other. It is a chain: begun, it is finished or put back.
 *
 * @throws {RefusedError} `notCovered` where one of the policies does not stand ready in report-only.
 */
export async function handoverDraft(edges: HandoverEdges, { signal }: Asker): Promise<ChangesDraft> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const [{ body: defaults }, { policies }, unread] = await Promise.all([
    getSecurityDefaults(live.graph),
    listConditionalAccessPolicies(live.graph),
    refuseUnlicensed(live.graph, false),
  ]);
  if (!defaults.isEnabled) throw new RefusedError('alreadySo', 'Security defaults are off already.', 'Nothing to do.');
  const set = replacingSetIn(edges, policies);
  const refusal = await firstRefusal(live, set);
  if (refusal) throw refusal;
  const { facts, warnings } = await foreseenOf(edges, set, signal);
  const items = [defaultsItem(set), ...set.map(stateItem)];
  return {
    work: 'changes',
    title: `Security defaults off, ${set.length} policies on in their place`,
    items,
    wayBack: wayBackOf(items),
    messages: [],
    leftOut: [],
    evidence: [
      ['In this order', 'each right after the one before'],
      ['Emergency access accounts', 'excluded from each'],
      ...facts,
    ],
    warnings: [...WARNINGS, ...warnings, ...unread],
    irreversible: ['policies of Microsoft’s own, in report-only, that may appear in the same minute'],
    risks: ['securityDefaults', 'policy'],
  };
}

const WARNINGS = [
  'Entra enables no policy while security defaults are on: a gap of seconds cannot be avoided, in which nobody is asked for MFA unless per-user MFA is on for them. I measure it and note it.',
  'Once begun it cannot be stopped midway. Where a step does not work it is tried again for a minute; then the policies go back to report-only and security defaults on.',
];

/** The policies that stand ready, in the order in which they are turned on: what asks everybody comes first. */
function replacingSetIn(edges: Pick<PolicyEdges, 'factsOf'>, policies: readonly JsonObject[]): JsonObject[] {
  const ready = policies
    .filter((policy) => policy['state'] === REPORT_ONLY && !edges.factsOf(policy).isMicrosoftManaged)
    .sort((one, other) => Number(isOurs(other)) - Number(isOurs(one)));
  const found = REPLACING_SET.map((what) => ready.find((policy) => does(edges.factsOf(policy).replaces, what)));
  const missing = REPLACING_SET.filter((_, at) => found[at] === undefined);
  if (missing.length === 0) return [...new Set(found.filter((policy) => policy !== undefined))];
  throw new RefusedError(
    'notCovered',
    `Not everything that security defaults do stands ready as a policy in report-only. Missing: ${listed(missing.map(titleOf))}.`,
    'Say “create the policies that replace security defaults” first. They begin in report-only, which security defaults allow.',
  );
}

const does = (replaced: readonly string[], what: TemplateName): boolean => replaced.includes(what);
const isOurs = (policy: JsonObject): boolean => nameIn(policy).startsWith(OUR_NAME_MARK);

/** Why one of them must not be in force; null where all may. */
async function firstRefusal(edges: PolicyEdges, policies: readonly JsonObject[]): Promise<RefusedError | null> {
  const refusals = await Promise.all(policies.map((policy) => refusalToEnforce(edges, policy)));
  return refusals.find((refusal) => refusal !== null) ?? null;
}

/** Whom the first of them, which is for everybody, would newly ask. */
async function foreseenOf(edges: HandoverEdges, [first]: readonly JsonObject[], signal: AbortSignal) {
  if (!first) return { facts: [], warnings: [] };
  try {
    const run = await edges.foresee(first, signal);
    return { facts: dryRunFacts(run), warnings: dryRunWarnings(run) };
  } catch (cause) {
    if (!(cause instanceof RefusedError)) throw cause;
    return { facts: [], warnings: [`I could not count whom it would newly ask. ${cause.message}`] };
  }
}

function defaultsItem(set: readonly JsonObject[]): DraftItem {
  const replacedBy = Object.fromEntries(set.map((policy) => [idIn(policy), digestOf(policy, ['state'])]));
  const { targetId, targetName, after } = wishOfSecurityDefaults(false);
  return {
    kind: SECURITY_DEFAULTS,
    targetId,
    targetName,
    before: { isEnabled: true },
    after: { ...after, replacedBy },
  };
}

const stateItem = (policy: JsonObject): DraftItem => ({
  kind: CONDITIONAL_ACCESS_POLICY_STATE,
  targetId: idIn(policy),
  targetName: nameIn(policy),
  before: { state: REPORT_ONLY, policyDigest: digestOf(policy, ['state']) },
  after: { state: 'enabled', isChained: true },
});

/** Why security defaults may not go off now for these policies; null where each stands ready as it was approved. */
export async function refusalOfHandover(edges: PolicyEdges, replacedBy: Json | undefined): Promise<string | null> {
  const wanted = typeof replacedBy === 'object' && replacedBy !== null ? Object.entries(replacedBy) : [];
  if (wanted.length === 0) return 'It was planned without the policies that take their place.';
  const { policies } = await listConditionalAccessPolicies(edges.graph);
  const set = wanted.map(([id, digest]) => ({ digest, policy: policies.find((one) => idIn(one) === id) }));
  for (const { digest, policy } of set) {
    if (!policy) return 'A policy that was to take their place is gone.';
    if (policy['state'] !== REPORT_ONLY) return `The policy “${nameIn(policy)}” is not in report-only any more.`;
    if (digestOf(policy, ['state']) !== digest) return `The policy “${nameIn(policy)}” was edited since.`;
  }
  const refusal = await firstRefusal(
    edges,
    set.map(({ policy }) => policy).filter((policy) => policy !== undefined),
  );
  return refusal?.message ?? null;
}
