import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import type { Graph } from '../../entra/graph.ts';
import { findGroupsByName, getGroup, type Group } from '../../entra/groups.ts';
import { RefusedError } from '../../lib/refused.ts';
import { visibleText } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
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
      const groups =
        args.groupId === undefined
          ? (await findGroupsByName(graph, args.group)).body
          : [(await getGroup(graph, args.groupId)).body];
      const [only, ...others] = groups;
      if (!only || others.length > 0) return askWhich(groups, args.group);
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

function askWhich(groups: readonly Group[], words: string): Outcome {
  const said = visibleText(words);
  if (groups.length === 0)
    throw new RefusedError('nobodyFound', `I found no group “${said}”.`, 'Say the name as it stands in Entra.');
  const choices = groups.slice(0, 8).map(({ id, displayName }) => ({
    primary: visibleText(displayName ?? id),
    button: 'Choose',
    request: { verb: 'registrationCampaign.set', arguments: { group: words, groupId: id } },
  }));
  const status = { text: `${groups.length} groups match “${said}”`, tone: 'accent' as const };
  return {
    kind: 'answer',
    isPersonal: true,
    card: composeCard({ title: 'Which group do you mean?', status, choices }),
  };
}
