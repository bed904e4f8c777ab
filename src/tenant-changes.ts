import type { Change } from './changes/change.ts';
import {
  CONDITIONAL_ACCESS_POLICY_CREATE,
  conditionalAccessPolicyCreateChange,
} from './changes/conditional-access-policy-create.ts';
import { conditionalAccessPolicyDeleteChange } from './changes/conditional-access-policy-delete.ts';
import {
  conditionalAccessPolicyStateChange,
  type PolicyStateEdges,
} from './changes/conditional-access-policy-state.ts';
import { conditionalAccessPolicyUpdateChange } from './changes/conditional-access-policy-update.ts';
import { groupMembershipChange, type GroupMembershipEdges } from './changes/group-membership.ts';
import { addressOf } from './changes/legacy-settings.ts';
import { isMadeByUs } from './changes/made-by-us.ts';
import { NAMED_LOCATION, namedLocationChange, namedLocationDeleteChange } from './changes/named-location.ts';
import { idIn } from './changes/policy-content.ts';
import type { ProtectedAccounts } from './changes/protection.ts';
import { registrationCampaignChange } from './changes/registration-campaign.ts';
import { refusalOfHandover } from './changes/security-defaults-handover.ts';
import { securityDefaultsChange } from './changes/security-defaults.ts';
import { legacySettingsGet } from './changes/verbs/legacy-settings-get.ts';
import { namedLocationCarryOver } from './changes/verbs/named-location-carry-over.ts';
import { namedLocationCreate } from './changes/verbs/named-location-create.ts';
import { policyCreate } from './changes/verbs/policy-create.ts';
import { policyDryRun } from './changes/verbs/policy-dry-run.ts';
import { policyEnable } from './changes/verbs/policy-enable.ts';
import { registrationCampaignSet } from './changes/verbs/registration-campaign-set.ts';
import { securityDefaultsDisable } from './changes/verbs/security-defaults-disable.ts';
import { securityDefaultsEnable } from './changes/verbs/security-defaults-enable.ts';
import { signInFrequencySet } from './changes/verbs/sign-in-frequency-set.ts';
import type { Database } from './db/database.ts';
import type { Graph } from './entra/graph.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import type { Clock } from './lib/clock.ts';
import { coverageAfter } from './policies/coverage-after.ts';
import { isMicrosoftManaged, readRules } from './policies/coverage.ts';
import { policyFactsOf } from './policies/policy-facts.ts';
import { createPolicyReader, type PolicyReader } from './policies/policy-reader.ts';
import { audienceOf } from './policies/verbs/names-in-policy.ts';
import { policyList } from './policies/verbs/policy-list.ts';
import { securityDefaultsGet } from './policies/verbs/security-defaults-get.ts';
import { countPerUserMfa, dryRun, whoReliesOn } from './policy-dry-run.ts';
import { heldUntil } from './quotas/held.ts';
import type { AnyVerb } from './verbs/verb.ts';

export interface TenantChangeEdges {
  graph: Graph;
  database: Database;
  accounts: ProtectedAccounts;
  clock: Clock;
  /** Whether per-user MFA comes back by itself for whoever loses coverage, where an approval included that. */
  hasStandingWayBack: boolean;
  /** The groups whose members may be changed. */
  ownGroupIds: readonly string[];
}

/** The changes of the tenant itself, people's own MFA state aside, and the verbs that propose them. Joins changes with what Conditional Access makes of them. */
export function tenantChanges(edges: TenantChangeEdges): TenantChanges {
  const parts = partsOf(edges);
  const changes = changesOf(edges, parts);
  return { changes: Object.values(changes), verbs: verbsOf(edges, parts, changes), foresee: parts.foresee };
}

export interface TenantChanges {
  changes: readonly Change[];
  verbs: readonly AnyVerb[];
  /** What turning a policy on would do. */
  foresee: PolicyStateEdges['foresee'];
}

/** What several changes and verbs share. */
function partsOf({ graph, accounts, database, clock, hasStandingWayBack }: TenantChangeEdges) {
  const reader = createPolicyReader(graph, clock);
  const dryRunEdges = { graph, database, emergencyAccountIds: accounts.emergencyAccountIds };
  const foresee: PolicyStateEdges['foresee'] = async (policy, signal) =>
    dryRun(dryRunEdges, { policy, policies: (await reader.read(POLICY_AGE_FOR_COUNTS_MILLIS)).policies }, signal);
  const relying = (policy: JsonObject) => whoReliesOn(database.rows, policy, { hasStandingWayBack });
  return {
    reader,
    dryRunEdges,
    foresee,
    relying,
    policyEdges: { graph, accounts, audienceOf, factsOf: policyFactsOf },
  };
}
type Parts = ReturnType<typeof partsOf>;

function changesOf({ graph, accounts, database, ownGroupIds }: TenantChangeEdges, parts: Parts) {
  const { policyEdges, foresee, reader, relying } = parts;
  const { rows } = database;
  const policyMaking = conditionalAccessPolicyCreateChange({
    ...policyEdges,
    previewDeletion: (wish, asker) => policyDeletion.preview(wish, asker),
  });
  const policyDeletion = conditionalAccessPolicyDeleteChange({
    ...policyEdges,
    isMadeByUs: (id) => isMadeByUs(rows, { kind: CONDITIONAL_ACCESS_POLICY_CREATE, id }),
    previewMaking: (wish, asker) => policyMaking.preview(wish, asker),
  });
  const isLocationOurs = (id: string) => isMadeByUs(rows, { kind: NAMED_LOCATION, id });
  const locationEdges = { ...policyEdges, addressOf, isMadeByUs: isLocationOurs };
  const coverageAfter = coverageAfterIn(reader);
  return {
    policyState: conditionalAccessPolicyStateChange({ ...policyEdges, whoReliesOn: relying, foresee }),
    policyUpdate: conditionalAccessPolicyUpdateChange({ ...policyEdges, whoReliesOn: relying }),
    policyMaking,
    policyDeletion,
    securityDefaults: securityDefaultsChange({
      ...policyEdges,
      countPerUserMfa: () => countPerUserMfa(rows),
      heldUntil: () => heldUntil(rows, 'conditionalAccess'),
      refusalOfHandover,
    }),
    membership: groupMembershipChange({ graph, accounts, ownGroupIds: new Set(ownGroupIds), coverageAfter }),
    location: namedLocationChange(locationEdges),
    locationDeletion: namedLocationDeleteChange(locationEdges),
    campaign: registrationCampaignChange(policyEdges),
  };
}

const verbsOf = (
  { graph, accounts }: TenantChangeEdges,
  { policyEdges, foresee, dryRunEdges, relying }: Parts,
  changes: ReturnType<typeof changesOf>,
): readonly AnyVerb[] => [
  policyList({ graph, emergencyAccountIds: accounts.emergencyAccountIds }),
  securityDefaultsGet({ graph }),
  policyDryRun({
    graph,
    dryRun: (question, signal) => dryRun(dryRunEdges, question, signal),
    whoReliesOn: relying,
  }),
  policyEnable({ graph, accounts, change: changes.policyState }),
  policyCreate({ graph, accounts, change: changes.policyMaking }),
  securityDefaultsDisable({ ...policyEdges, foresee }),
  securityDefaultsEnable({ change: changes.securityDefaults }),
  legacySettingsGet({ graph }),
  namedLocationCreate({ change: changes.location }),
  namedLocationCarryOver({ graph, change: changes.location }),
  signInFrequencySet({ graph, accounts, change: changes.policyUpdate }),
  registrationCampaignSet({ graph, change: changes.campaign }),
];

/** As old as policies may be before a write. */
const POLICY_AGE_MILLIS = 2000;

/** Counts of whom a policy would reach are no proof: policies may be a minute old. */
const POLICY_AGE_FOR_COUNTS_MILLIS = 60_000;

/** Whether Conditional Access requires MFA of somebody, and would still do so in or out of a group. */
const coverageAfterIn =
  (reader: PolicyReader): GroupMembershipEdges['coverageAfter'] =>
  async (person, edit) => {
    const { policies } = await reader.read(POLICY_AGE_MILLIS);
    const ignorePolicyIds = new Set(policies.filter(isMicrosoftManaged).map(idIn));
    return coverageAfter(person, edit, readRules(policies, { ignorePolicyIds }));
  };
