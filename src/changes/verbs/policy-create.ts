import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import type { Graph } from '../../entra/graph.ts';
import { findGroupsByName, getGroup, type Group } from '../../entra/groups.ts';
import { RefusedError } from '../../lib/refused.ts';
import { shortened, visibleText } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { OUR_MARK, policyThatRequiresMfa, wishOfPolicy } from '../conditional-access-policy-create.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const argumentsSchema = z.union([
  z.object({ audience: z.literal('everyone') }),
  z.object({ group: z.string().trim().min(1).max(256), groupId: z.guid().optional() }),
]);

export interface PolicyCreateVerbEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  change: Pick<Change, 'preview'>;
}

const MAKE =
  '(create|make|add) [a] [new] [report-only] [conditional access|ca] policy (that requires|requiring|to require) mfa';

/** `policy.create`: proposes a policy that requires MFA of a group or of everybody, in report-only. */
export const policyCreate = (edges: PolicyCreateVerbEdges): AnyVerb =>
  defineVerb({
    name: 'policy.create',
    kind: 'propose',
    role: 'operator',
    help: 'create a policy that requires MFA for SG-MFA-Pilot',
    phrases: [
      { says: `${MAKE} (for|of|from) (everyone|everybody|all users|all people)`, with: { audience: 'everyone' } },
      { says: `${MAKE} (for|of|from) [the] [group] {group}` },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      if ('audience' in args) return draftFor(edges, 'everyone', { includeUsers: ['All'], context });
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const groups =
        args.groupId === undefined
          ? (await findGroupsByName(graph, args.group)).body
          : [(await getGroup(graph, args.groupId)).body];
      const [only, ...others] = groups;
      if (!only || others.length > 0) return askWhich(groups, args.group);
      return draftFor(edges, nameOf(only), { includeGroups: [only.id], context });
    },
  });

async function draftFor(
  edges: PolicyCreateVerbEdges,
  whom: string,
  { context, ...users }: { context: CallContext } & ({ includeUsers: string[] } | { includeGroups: string[] }),
): Promise<Outcome> {
  const policy = policyThatRequiresMfa(users, edges.accounts.emergencyAccountIds);
  const wish = wishOfPolicy(`${OUR_MARK}Require MFA for ${whom}`, policy);
  return { kind: 'draft', draft: draftOf(await edges.change.preview(wish, context)) };
}

function askWhich(groups: readonly Group[], words: string): Outcome {
  const said = visibleText(words);
  if (groups.length === 0)
    throw new RefusedError('nobodyFound', `I found no group “${said}”.`, 'Say the name as it stands in Entra.');
  const choices = groups.slice(0, 8).map((group) => ({
    primary: nameOf(group),
    button: 'Choose',
    request: { verb: 'policy.create', arguments: { group: words, groupId: group.id } },
  }));
  const status = { text: `${groups.length} groups match “${said}”`, tone: 'accent' as const };
  return {
    kind: 'answer',
    isPersonal: true,
    card: composeCard({ title: 'Which group do you mean?', status, choices }),
  };
}

const nameOf = ({ displayName, id }: Group): string => shortened(visibleText(displayName ?? id), 80);
