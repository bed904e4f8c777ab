import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Graph } from '../../entra/graph.ts';
import type { MfaServicePolicy } from '../../entra/mfa-service-policy.ts';
import { counted, listedBriefly } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { readLegacySettings, sortRanges } from '../legacy-settings.ts';

const SHOWN = 20;

/** `legacySettings.get`: the old MFA service settings that must be carried over. */
export const legacySettingsGet = (edges: { graph: Graph }): AnyVerb =>
  defineVerb({
    name: 'legacySettings.get',
    kind: 'read',
    role: 'reader',
    help: 'show the legacy MFA settings',
    phrases: [
      { says: '(show|read|list) [me] [the] (legacy|old) mfa [service] settings' },
      { says: '(show|list) [me] [the] trusted (ips|ip ranges|ip addresses)' },
      { says: 'what are [the] (legacy|old) mfa [service] settings' },
      { says: '(what are|which are) [the|our] trusted (ips|ip ranges|ip addresses)' },
    ],
    arguments: z.object({}),
    run: async (_, { signal }) => {
      const settings = await readLegacySettings(edges.graph.with({ signal, isUserInitiated: true }));
      return { kind: 'answer', isPersonal: true, card: settings ? settingsCard(settings) : UNTOLD };
    },
  });

const UNTOLD = composeCard({
  title: 'Legacy MFA settings',
  status: { text: 'Microsoft Graph does not tell them here', tone: 'attention' },
  paragraphs: [
    'They stand in the Entra admin center under Per-user MFA, service settings. Carry them over by hand: “create a trusted location Office with 203.0.113.0/24”, and “set the sign-in frequency of the policy Baseline to 14 days”.',
  ],
});

function settingsCard(settings: MfaServicePolicy): Card {
  const { ranges, refused } = sortRanges(settings.trustedIpTexts);
  const cidrs = ranges.map(({ cidrAddress }) => cidrAddress);
  return composeCard({
    title: 'Legacy MFA settings',
    status: { text: 'As per-user MFA uses them', tone: 'default' },
    facts: [
      ['Trusted IPs', cidrs.length === 0 ? 'none is told' : listedBriefly(cidrs, SHOWN)],
      ...(refused.length === 0
        ? []
        : [
            [
              'No use to a location',
              listedBriefly(
                refused.map(({ text }) => text),
                SHOWN,
              ),
            ] as const,
          ]),
      ['Federated users skip MFA inside', yesNo(settings.skipMfaForFederatedUsers)],
      ['Remember MFA', rememberWords(settings)],
      [
        'App passwords',
        settings.allowAppPasswords === null ? 'not told' : settings.allowAppPasswords ? 'allowed' : 'not allowed',
      ],
    ],
    actions:
      cidrs.length === 0
        ? []
        : [{ kind: 'ask', title: 'Carry the IPs over', request: { verb: 'namedLocation.carryOver', arguments: {} } }],
    footer: 'Read from an undocumented place: check it in the Entra admin center.',
  });
}

const yesNo = (is: boolean | null): string => (is === null ? 'not told' : is ? 'yes' : 'no');

const rememberWords = ({ isRememberOn, rememberDays }: MfaServicePolicy): string => {
  if (isRememberOn === null) return 'not told';
  if (!isRememberOn) return 'off';
  return rememberDays === null ? 'on' : `on, for ${counted(rememberDays, 'day', 'days')}`;
};
