import { z } from 'zod/v4';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant } from '../../entra/groups.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import { groupNameOf, whichGroup } from '../../verbs/which-group.ts';
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
      const groups = await groupsMeant(graph, args);
      const [only, ...others] = groups;
      if (!only || others.length > 0) {
        const choose = ({ id }: { id: string }) => ({
          verb: 'policy.create',
          arguments: { group: args.group, groupId: id },
        });
        return whichGroup(groups, args.group, choose);
      }
      return draftFor(edges, groupNameOf(only), { includeGroups: [only.id], context });
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
