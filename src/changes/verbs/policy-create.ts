import { z } from 'zod/v4';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant } from '../../entra/groups.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome, type Phrase } from '../../verbs/verb.ts';
import { groupNameOf, whichGroup } from '../../verbs/which-group.ts';
import { draftOf, type ChangeOfMany, type Wish } from '../change.ts';
import { OUR_MARK, wishOfPolicy } from '../conditional-access-policy-create.ts';
import { policyFrom, policyThatRequiresMfa, REPLACING_SET, templateNames, titleOf } from '../policy-templates.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const argumentsSchema = z.union([
  z.object({ template: z.enum([...templateNames, 'replacingSet']) }),
  z.object({ group: z.string().trim().min(1).max(256), groupId: z.guid().optional() }),
]);

export interface PolicyCreateVerbEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  change: Pick<ChangeOfMany, 'preview' | 'previewMany'>;
}

const POLICY = '(create|make|add) [a] [new] [report-only] [conditional access|ca] policy';
const REQUIRES = '(that requires|requiring|to require|which requires)';
const MFA = `${POLICY} ${REQUIRES} mfa`;

const PHRASES: readonly Phrase[] = [
  { says: `${MFA} (for|of|from) (everyone|everybody|all users|all people)`, with: { template: 'everyone' } },
  { says: `${MFA} (for|of|from) [all|the|our] (administrators|admins)`, with: { template: 'administrators' } },
  {
    says: `${POLICY} ${REQUIRES} (phishing-resistant|phishing resistant) mfa (for|of|from) [all|the|our] (administrators|admins)`,
    with: { template: 'phishingResistantAdministrators' },
  },
  { says: `${MFA} (for|in) [the] azure (management|portal)`, with: { template: 'azureManagement' } },
  {
    says: `${POLICY} (that blocks|blocking|to block|which blocks) legacy (authentication|auth|clients|protocols)`,
    with: { template: 'legacyAuthentication' },
  },
  { says: `${MFA} (on|at|for) (sign-in risk|risky sign-ins|a risky sign-in)`, with: { template: 'signInRisk' } },
  {
    says: `${POLICY} ${REQUIRES} [a] (password change|new password) (on|at|for) (user risk|risky users)`,
    with: { template: 'userRisk' },
  },
  {
    says: '(create|make|add) [the|all] policies (that replace|to replace|replacing|instead of) [the] security defaults',
    with: { template: 'replacingSet' },
  },
  { says: `${MFA} (for|of|from) [the] [group] {group}` },
];

/** `policy.create`: proposes a policy out of our own templates, in report-only. */
export const policyCreate = (edges: PolicyCreateVerbEdges): AnyVerb =>
  defineVerb({
    name: 'policy.create',
    kind: 'propose',
    role: 'operator',
    help: 'create a policy that requires MFA for SG-MFA-Pilot',
    phrases: PHRASES,
    arguments: argumentsSchema,
    run: async (args, context) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      if ('template' in args) return fromTemplate(edges, args.template, context);
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
      const policy = policyThatRequiresMfa({ includeGroups: [only.id] }, edges.accounts.emergencyAccountIds);
      return draftFor(edges, wishOfPolicy(`${OUR_MARK}Require MFA for ${groupNameOf(only)}`, policy), context);
    },
  });

type Template = (typeof templateNames)[number] | 'replacingSet';

async function fromTemplate(edges: PolicyCreateVerbEdges, template: Template, context: CallContext): Promise<Outcome> {
  const { emergencyAccountIds } = edges.accounts;
  const wishOf = (name: (typeof templateNames)[number]): Wish =>
    wishOfPolicy(`${OUR_MARK}${titleOf(name)}`, policyFrom(name, emergencyAccountIds));
  if (template !== 'replacingSet') return draftFor(edges, wishOf(template), context);
  const many = await edges.change.previewMany(REPLACING_SET.map(wishOf), context);
  const title = 'The policies that replace security defaults, in report-only';
  return { kind: 'draft', draft: { work: 'changes', title, ...many } };
}

const draftFor = async (edges: PolicyCreateVerbEdges, wish: Wish, context: CallContext): Promise<Outcome> => ({
  kind: 'draft',
  draft: draftOf(await edges.change.preview(wish, context)),
});
