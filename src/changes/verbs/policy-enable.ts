import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import type { Graph } from '../../entra/graph.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { RefusedError } from '../../lib/refused.ts';
import { searchKeyOf, visibleText } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type Outcome } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { idIn, nameIn, stateWords } from '../policy-content.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const argumentsSchema = z.object({
  policy: z.string().trim().min(1).max(256),
  policyId: z.guid().optional(),
  state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']),
});
type PolicyArguments = z.infer<typeof argumentsSchema>;

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
      const found = args.policyId === undefined ? await policiesNamed(graph, args.policy) : [{ id: args.policyId }];
      const [only, ...others] = found;
      if (!only || others.length > 0) return askWhich(found, args);
      const wish = { targetId: idIn(only), targetName: args.policy, after: { state: args.state } };
      return { kind: 'draft', draft: draftOf(await edges.change.preview(wish, { actor, signal })) };
    },
  });

/** The policies of exactly this name, or else those whose name holds it. */
async function policiesNamed(graph: Graph, words: string): Promise<JsonObject[]> {
  const { policies } = await listConditionalAccessPolicies(graph);
  const wanted = searchKeyOf(words);
  const keyed = policies.map((policy) => ({ policy, key: searchKeyOf(nameIn(policy)) }));
  const exact = keyed.filter(({ key }) => key === wanted);
  return (exact.length > 0 ? exact : keyed.filter(({ key }) => key.includes(wanted))).map(({ policy }) => policy);
}

const MOST_CHOICES = 8;

function askWhich(found: readonly JsonObject[], args: PolicyArguments): Outcome {
  const said = visibleText(args.policy);
  if (found.length === 0) {
    throw new RefusedError(
      'nobodyFound',
      `I found no policy “${said}”.`,
      'Say its name, or a part of it, as it stands in Entra.',
    );
  }
  const choices = found.slice(0, MOST_CHOICES).map((policy) => ({
    primary: nameIn(policy),
    secondary: stateWords(policy['state']),
    button: 'Choose',
    request: { verb: 'policy.enable', arguments: { ...args, policyId: idIn(policy) } },
  }));
  const status = { text: `${found.length} policies match “${said}”`, tone: 'accent' as const };
  return {
    kind: 'answer',
    isPersonal: true,
    card: composeCard({ title: 'Which policy do you mean?', status, choices }),
  };
}
