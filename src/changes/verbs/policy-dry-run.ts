import { z } from 'zod/v4';
import type { Choice } from '../../cards/actions.ts';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant } from '../../entra/groups.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { idIn, nameIn, policiesMeant, stateWords } from '../../lib/policy-names.ts';
import { counted } from '../../lib/text.ts';
import { ageOf } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type Outcome } from '../../verbs/verb.ts';
import { groupNameOf, whichGroup } from '../../verbs/which-group.ts';
import { whichPolicy } from '../../verbs/which-policy.ts';
import { relyingWords, type Relying } from '../relying-words.ts';
import { dryRunFacts, dryRunHeadline, dryRunWarnings, type DryRunNumbers } from '../dry-run-words.ts';

const argumentsSchema = z.object({
  policy: z.string().trim().min(1).max(256),
  policyId: z.guid().optional(),
  group: z.string().trim().min(1).max(256).optional(),
  groupId: z.guid().optional(),
});
type DryRunArguments = z.infer<typeof argumentsSchema>;

export interface PolicyDryRunEdges {
  graph: Graph;
  /** What turning the policy on would do. */
  dryRun(question: DryRunQuestion, signal: AbortSignal): Promise<DryRunNumbers & { listedAt: Date }>;
  /** Whom nothing but a policy in force asks for MFA. */
  whoReliesOn(policy: JsonObject): Promise<Relying>;
}

interface DryRunQuestion {
  policy: JsonObject;
  policies: readonly JsonObject[];
  group?: { id: string; name: string } | undefined;
}

const IF = 'if (we|i|you) (turned on|turn on|switched on|enabled|enable|activated)';
const POLICY = '[the] [conditional access|ca] policy {policy}';

/** `policy.dryRun`: what would happen if a policy were turned on, for everybody or the people of a group. */
export const policyDryRun = (edges: PolicyDryRunEdges): AnyVerb =>
  defineVerb({
    name: 'policy.dryRun',
    kind: 'read',
    role: 'reader',
    help: 'what would happen if we turned on the policy Require MFA for everyone',
    phrases: [
      { says: `(what would happen|who would be affected|what happens) ${IF} ${POLICY}` },
      {
        says: `(what would happen|who would be affected|what happens) ${IF} ${POLICY} (for|in) [the] (group|ring) {group}`,
      },
      { says: `(who|which people) (relies|rely|depend|depends) on ${POLICY}` },
      { says: `(dry run|try|simulate) ${POLICY}` },
      { says: `(dry run|try|simulate) ${POLICY} (for|in) [the] (group|ring) {group}` },
    ],
    arguments: argumentsSchema,
    run: async (args, { signal, now }) => {
      const graph = edges.graph.with({ signal, isUserInitiated: true });
      const { policies } = await listConditionalAccessPolicies(graph);
      const { policyId } = args;
      const found =
        policyId === undefined
          ? policiesMeant(policies, args.policy)
          : policies.filter((one) => idIn(one) === policyId);
      const [policy, ...others] = found;
      if (!policy || others.length > 0) {
        const choose = (id: string) => ({ verb: 'policy.dryRun', arguments: { ...args, policyId: id } });
        return whichPolicy(found, args.policy, choose);
      }
      const group = await groupIn(graph, args, idIn(policy));
      if (group && 'kind' in group) return group;
      const run = await edges.dryRun({ policy, policies, group }, signal);
      const relying = policy['state'] === 'enabled' ? await edges.whoReliesOn(policy) : undefined;
      return { kind: 'answer', isPersonal: true, card: cardOf(policy, run, { now, group, relying }) };
    },
  });

async function groupIn(
  graph: Graph,
  args: DryRunArguments,
  policyId: string,
): Promise<Outcome | { id: string; name: string } | undefined> {
  const { group, groupId } = args;
  if (group === undefined) return undefined;
  const groups = await groupsMeant(graph, { group, groupId });
  const [only, ...others] = groups;
  if (only && others.length === 0) return { id: only.id, name: groupNameOf(only) };
  return whichGroup(groups, group, ({ id }) => ({
    verb: 'policy.dryRun',
    arguments: { ...args, policyId, groupId: id },
  }));
}

const cardOf = (
  policy: JsonObject,
  run: DryRunNumbers & { listedAt: Date },
  { now, group, relying }: { now: Date; group: { name: string } | undefined; relying: Relying | undefined },
): Card =>
  composeCard({
    title: policy['state'] === 'enabled' ? 'What it does' : 'What it would do, turned on',
    status: { text: dryRunHeadline(run), tone: 'default' },
    subject: nameIn(policy),
    warnings: dryRunWarnings(run),
    facts: [
      ...(group ? [['Among', group.name] as const] : []),
      ['State', stateWords(policy['state'])],
      ...dryRunFacts(run),
      ...(relying ? [['Rely on it alone', relyingFact(relying)] as const] : []),
    ],
    choices: relying && relying.people > 0 ? [listOf(policy)] : [],
    footer: `Counted in the list of ${ageOf(run.listedAt, now)}. Nothing was changed.`,
  });

const relyingFact = (relying: Relying): string =>
  relying.people === 0 ? 'nobody' : `${counted(relying.people, 'person', 'people')}: ${relyingWords(relying)}`;

const listOf = (policy: JsonObject): Choice => ({
  primary: 'Whom nothing else asks for MFA',
  button: 'Show',
  request: {
    verb: 'mfa.state.list',
    arguments: { whom: { filter: { reliesOn: { id: idIn(policy), name: nameIn(policy) } }, order: 'name' } },
  },
});
