import { z } from 'zod/v4';
import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import type { Graph } from '../../entra/graph.ts';
import { idIn, policiesMeant } from '../../lib/policy-names.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { whichPolicy } from '../../verbs/which-policy.ts';
import { draftOf, type Change } from '../change.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const argumentsSchema = z.object({
  policy: z.string().trim().min(1).max(256),
  policyId: z.guid().optional(),
  state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']),
});

export interface PolicyEnableEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  change: Pick<Change, 'preview'>;
}

const THE = '[the] [conditional access|ca]';
const on = { state: 'enabled' };
const off = { state: 'disabled' };
const reportOnly = { state: 'enabledForReportingButNotEnforced' };

/** `policy.enable`: proposes another state of a Conditional Access policy. */
export const policyEnable = (edges: PolicyEnableEdges): AnyVerb =>
  defineVerb({
    name: 'policy.enable',
    kind: 'propose',
    role: 'operator',
    help: 'turn on the policy Require MFA for everyone',
    phrases: [
      { says: `(turn on|switch on|enable|activate|enforce) ${THE} policy {policy}`, with: on },
      { says: `(turn|switch) ${THE} policy {policy} on`, with: on },
      { says: `(set|switch|change|move) ${THE} policy {policy} to (on|enabled)`, with: on },
      { says: `(turn off|switch off|disable|deactivate) ${THE} policy {policy}`, with: off },
      { says: `(turn|switch) ${THE} policy {policy} off`, with: off },
      { says: `(set|switch|change|move) ${THE} policy {policy} to (off|disabled)`, with: off },
      {
        says: `(set|switch|change|move|put|turn) ${THE} policy {policy} (to|into|in) (report-only|report only) [mode]`,
        with: reportOnly,
      },
    ],
    arguments: argumentsSchema,
    run: async (args, { actor, signal }) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      const graph = edges.graph.with({ signal, isUserInitiated: true });
      const found =
        args.policyId === undefined
          ? policiesMeant((await listConditionalAccessPolicies(graph)).policies, args.policy)
          : [{ id: args.policyId }];
      const [only, ...others] = found;
      if (!only || others.length > 0) {
        const choose = (policyId: string) => ({ verb: 'policy.enable', arguments: { ...args, policyId } });
        return whichPolicy(found, args.policy, choose);
      }
      const wish = { targetId: idIn(only), targetName: args.policy, after: { state: args.state } };
      return { kind: 'draft', draft: draftOf(await edges.change.preview(wish, { actor, signal })) };
    },
  });
