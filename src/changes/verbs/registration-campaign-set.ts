import { z } from 'zod/v4';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant } from '../../entra/groups.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import { whichGroup } from '../../verbs/which-group.ts';
import { draftOf, type Change } from '../change.ts';
import { wishOfCampaign } from '../registration-campaign.ts';

const argumentsSchema = z.union([
  z.object({ switch: z.literal('off') }),
  z.object({ switch: z.literal('everyone') }),
  z.object({ group: z.string().trim().min(1).max(256), groupId: z.guid().optional() }),
]);

export interface RegistrationCampaignSetEdges {
  graph: Graph;
  change: Pick<Change, 'preview'>;
}

const ON = '(turn on|switch on|enable|start) [the] [mfa] registration campaign (for|of)';

/** `registrationCampaign.set`: proposes to ask people at sign-in to set up Microsoft Authenticator, or to stop asking. */
export const registrationCampaignSet = (edges: RegistrationCampaignSetEdges): AnyVerb =>
  defineVerb({
    name: 'registrationCampaign.set',
    kind: 'propose',
    role: 'operator',
    help: 'turn on the registration campaign for SG-MFA-Pilot',
    phrases: [
      { says: `${ON} (everyone|everybody|all users|all people)`, with: { switch: 'everyone' } },
      { says: `${ON} [the] [group] {group}` },
      { says: '(turn off|switch off|disable|end) [the] [mfa] registration campaign', with: { switch: 'off' } },
      { says: '(turn|switch) [the] [mfa] registration campaign off', with: { switch: 'off' } },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => {
      if ('switch' in args) {
        const isOff = args.switch === 'off';
        return draftFor(edges, isOff ? { state: 'disabled' } : { state: 'enabled', groupId: null }, context);
      }
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const groups = await groupsMeant(graph, args);
      const [only, ...others] = groups;
      if (!only || others.length > 0) {
        const choose = ({ id }: { id: string }) => ({
          verb: 'registrationCampaign.set',
          arguments: { group: args.group, groupId: id },
        });
        return whichGroup(groups, args.group, choose);
      }
      return draftFor(edges, { state: 'enabled', groupId: only.id }, context);
    },
  });

async function draftFor(
  edges: RegistrationCampaignSetEdges,
  campaign: Parameters<typeof wishOfCampaign>[0],
  context: CallContext,
): Promise<Outcome> {
  return { kind: 'draft', draft: draftOf(await edges.change.preview(wishOfCampaign(campaign), context)) };
}
