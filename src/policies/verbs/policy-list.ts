import { z } from 'zod/v4';
import type { CardAction } from '../../cards/actions.ts';
import type { Card } from '../../cards/card.ts';
import { composeCard, type ListLine } from '../../cards/compose.ts';
import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { Graph } from '../../entra/graph.ts';
import { listTransitiveMemberships } from '../../entra/memberships.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { idIn, inOrder, nameIn, policiesMeant, stateWords } from '../../lib/policy-names.ts';
import { counted } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { whichPolicy } from '../../verbs/which-policy.ts';
import { policyFactsOf } from '../policy-facts.ts';
import { policyCard } from './policy-card.ts';

const argumentsSchema = z.object({
  policy: z.string().trim().min(1).max(256).optional(),
  policyId: z.guid().optional(),
  /** Which one of the list comes first. */
  from: z.int().min(0).max(10_000).default(0),
});

export interface PolicyListEdges {
  graph: Graph;
  emergencyAccountIds: ReadonlySet<string>;
}

const PAGE = 12;

/** `policy.list`: all Conditional Access policies, numbered, or one of them in plain words. */
export const policyList = (edges: PolicyListEdges): AnyVerb =>
  defineVerb({
    name: 'policy.list',
    kind: 'read',
    role: 'reader',
    help: 'list the policies',
    phrases: [
      { says: '(list|show) [me] [all] [the|our|my] [conditional access|ca] policies' },
      { says: '(what|which) [conditional access|ca] policies (do we have|are there|exist|have we got)' },
      { says: '(show|describe|explain|open) [me] [the] [conditional access|ca] policy {policy}' },
      { says: 'what does [the] [conditional access|ca] policy {policy} (do|say)' },
      { says: '[conditional access|ca] policy {policy}' },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => {
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const [{ policies }, accounts] = await Promise.all([
        listConditionalAccessPolicies(graph),
        emergencyAccounts(graph, edges.emergencyAccountIds),
      ]);
      const { policy: words, policyId } = args;
      if (words === undefined && policyId === undefined)
        return { kind: 'answer', isPersonal: false, card: listCard(policies, { accounts, from: args.from }) };
      const found =
        policyId === undefined
          ? policiesMeant(policies, words ?? '')
          : policies.filter((one) => idIn(one) === policyId);
      const [only, ...others] = found;
      if (!only || others.length > 0) return askWhich(found, words ?? policyId ?? '');
      const unexcluded = accounts.filter((account) => !policyFactsOf(only).isExcluded(account)).length;
      const facts = { number: inOrder(policies).indexOf(only) + 1, accounts: accounts.length, unexcluded };
      return { kind: 'answer', isPersonal: true, card: await policyCard(graph, only, facts) };
    },
  });

const askWhich = (found: readonly JsonObject[], words: string): ReturnType<typeof whichPolicy> =>
  whichPolicy(found, words, (policyId) => ({ verb: 'policy.list', arguments: { policyId } }));

/** An emergency access account, and the groups through which a policy may leave it out. */
export interface EmergencyAccount {
  id: string;
  groupIds: readonly string[];
}

/** An account that is gone is in no group. */
const emergencyAccounts = (graph: Graph, ids: ReadonlySet<string>): Promise<EmergencyAccount[]> =>
  Promise.all(
    [...ids].map(async (id) => {
      try {
        return { id, groupIds: (await listTransitiveMemberships(graph, id)).groupIds };
      } catch (cause) {
        if (cause instanceof GraphError && cause.reason === 'notFound') return { id, groupIds: [] };
        throw cause;
      }
    }),
  );

function listCard(
  policies: readonly JsonObject[],
  { accounts, from }: { accounts: readonly EmergencyAccount[]; from: number },
): Card {
  const ordered = inOrder(policies);
  const states = ['enabled', 'enabledForReportingButNotEnforced', 'disabled'].map(
    (state) => `${policies.filter((one) => one['state'] === state).length} ${stateWords(state)}`,
  );
  const shown = ordered.slice(from, from + PAGE);
  const ask = (title: string, first: number): CardAction => ({
    kind: 'ask',
    title,
    request: { verb: 'policy.list', arguments: { from: first } },
  });
  return composeCard({
    title: 'Conditional Access policies',
    status: {
      text: policies.length === 0 ? 'There is none' : `${policies.length}: ${states.join(', ')}`,
      tone: 'default',
    },
    list: shown.map((policy, at) => lineOf(policy, { number: from + at + 1, accounts })),
    ...(shown.length === 0 ? {} : { footer: `Say “show policy ${from + 1}” for one of them.` }),
    actions: [
      ...(from > 0 ? [ask('Previous', Math.max(0, from - PAGE))] : []),
      ...(from + PAGE < ordered.length ? [ask('Next', from + PAGE)] : []),
    ],
  });
}

function lineOf(
  policy: JsonObject,
  { number, accounts }: { number: number; accounts: readonly EmergencyAccount[] },
): ListLine {
  const { isMicrosoftManaged, audience, demand, isForPeople, isExcluded } = policyFactsOf(policy);
  const reached = accounts.filter((account) => !isExcluded(account)).length;
  const emergency =
    reached === 0
      ? 'emergency access accounts excluded'
      : `reaches ${counted(reached, 'emergency access account', 'emergency access accounts')}`;
  return {
    primary: `${number}. ${nameIn(policy)}`,
    secondary: [
      stateWords(policy['state']),
      ...(isMicrosoftManaged ? ['managed by Microsoft'] : []),
      ...(isForPeople ? [`${demand}: ${audience}`, ...(accounts.length === 0 ? [] : [emergency])] : ['not for people']),
    ].join(' · '),
  };
}
