import type { Change } from './changes/change.ts';
import {
  CONDITIONAL_ACCESS_POLICY_CREATE,
  conditionalAccessPolicyCreateChange,
} from './changes/conditional-access-policy-create.ts';
import { conditionalAccessPolicyDeleteChange } from './changes/conditional-access-policy-delete.ts';
import { conditionalAccessPolicyStateChange } from './changes/conditional-access-policy-state.ts';
import { conditionalAccessPolicyUpdateChange } from './changes/conditional-access-policy-update.ts';
import { groupMembershipChange, type GroupMembershipEdges } from './changes/group-membership.ts';
import { isMadeByUs } from './changes/made-by-us.ts';
import { countMovedPeople } from './changes/moved-people.ts';
import { NAMED_LOCATION, namedLocationChange, namedLocationDeleteChange } from './changes/named-location.ts';
import { idIn } from './changes/policy-content.ts';
import type { ProtectedAccounts } from './changes/protection.ts';
import { registrationCampaignChange } from './changes/registration-campaign.ts';
import { securityDefaultsChange } from './changes/security-defaults.ts';
import { namedLocationCreate } from './changes/verbs/named-location-create.ts';
import { policyCreate } from './changes/verbs/policy-create.ts';
import { policyEnable } from './changes/verbs/policy-enable.ts';
import { registrationCampaignSet } from './changes/verbs/registration-campaign-set.ts';
import { securityDefaultsDisable } from './changes/verbs/security-defaults-disable.ts';
import { securityDefaultsEnable } from './changes/verbs/security-defaults-enable.ts';
import type { Rows } from './db/database.ts';
import type { Graph } from './entra/graph.ts';
import type { Clock } from './lib/clock.ts';
import { coverageAfter } from './policies/coverage-after.ts';
import { isMicrosoftManaged, readRules } from './policies/coverage.ts';
import { policyFactsOf } from './policies/policy-facts.ts';
import { createPolicyReader } from './policies/policy-reader.ts';
import type { AnyVerb } from './verbs/verb.ts';

export interface TenantChangeEdges {
  graph: Graph;
  rows: Rows;
  accounts: ProtectedAccounts;
  clock: Clock;
  /** The groups whose members may be changed. */
  ownGroupIds: readonly string[];
}

/** The changes of the tenant itself, people's own MFA state aside, and the verbs that propose them. Joins changes with what Conditional Access makes of them. */
export function tenantChanges(edges: TenantChangeEdges): { changes: readonly Change[]; verbs: readonly AnyVerb[] } {
  const { graph, rows, accounts } = edges;
  const policyEdges = { graph, accounts, factsOf: policyFactsOf };
  const countMoved = () => countMovedPeople(rows);
  const policyState = conditionalAccessPolicyStateChange({ ...policyEdges, countMoved });
  const policyUpdate = conditionalAccessPolicyUpdateChange({ ...policyEdges, countMoved });
  const policyMaking = conditionalAccessPolicyCreateChange({
    ...policyEdges,
    previewDeletion: (wish, asker) => policyDeletion.preview(wish, asker),
  });
  const policyDeletion = conditionalAccessPolicyDeleteChange({
    ...policyEdges,
    isMadeByUs: (id) => isMadeByUs(rows, { kind: CONDITIONAL_ACCESS_POLICY_CREATE, id }),
    previewMaking: (wish, asker) => policyMaking.preview(wish, asker),
  });
  const securityDefaults = securityDefaultsChange(policyEdges);
  const membership = groupMembershipChange({
    graph,
    accounts,
    ownGroupIds: new Set(edges.ownGroupIds),
    coverageAfter: coverageAfterIn(edges),
  });
  const locationEdges = { ...policyEdges, isMadeByUs: (id: string) => isMadeByUs(rows, { kind: NAMED_LOCATION, id }) };
  const location = namedLocationChange(locationEdges);
  const campaign = registrationCampaignChange(policyEdges);
  return {
    changes: [
      ...[policyState, policyUpdate, policyMaking, policyDeletion, securityDefaults, membership],
      ...[location, namedLocationDeleteChange(locationEdges), campaign],
    ],
    verbs: [
      policyEnable({ graph, accounts, change: policyState }),
      policyCreate({ graph, accounts, change: policyMaking }),
      securityDefaultsDisable({ change: securityDefaults }),
      securityDefaultsEnable({ change: securityDefaults }),
      namedLocationCreate({ change: location }),
      registrationCampaignSet({ graph, change: campaign }),
    ],
  };
}

/** As old as policies may be before a write. */
const POLICY_AGE_MILLIS = 2000;

/** Whether Conditional Access requires MFA of somebody, and would still do so in or out of a group. */
function coverageAfterIn({ graph, clock }: TenantChangeEdges): GroupMembershipEdges['coverageAfter'] {
  const reader = createPolicyReader(graph, clock);
  return async (person, edit) => {
    const { policies } = await reader.read(POLICY_AGE_MILLIS);
    const ignorePolicyIds = new Set(policies.filter(isMicrosoftManaged).map(idIn));
    return coverageAfter(person, edit, readRules(policies, { ignorePolicyIds }));
  };
}
