import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import { getSecurityDefaults } from '../../entra/security-defaults.ts';
import type { Graph } from '../../entra/graph.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';

const ON = [
  'Everybody is asked to register for MFA and for MFA where Microsoft thinks it right, and legacy authentication is blocked. There are no exclusions, not even for emergency access accounts.',
  'While they are on, Entra takes policies in report-only and enables none. “turn off security defaults” plans the way over, with the policies that take their place.',
];
const OFF = ['What is asked at sign-ins is what Conditional Access policies, or per-user MFA, ask for.'];

/** `securityDefaults.get`: whether security defaults are on, and what that means. */
export const securityDefaultsGet = (edges: { graph: Graph }): AnyVerb =>
  defineVerb({
    name: 'securityDefaults.get',
    kind: 'read',
    role: 'reader',
    help: 'are security defaults on?',
    phrases: [
      { says: '(are|is) [the] security defaults (on|off|enabled|disabled)' },
      { says: '(show|read|check) [me] [the] [state of] [the] security defaults' },
      { says: 'what (are|is) [the] [state of] [the] security defaults' },
    ],
    arguments: z.object({}),
    run: async (_, { signal }) => {
      const { body } = await getSecurityDefaults(edges.graph.with({ signal, isUserInitiated: true }));
      const card = composeCard({
        title: 'Security defaults',
        status: { text: body.isEnabled ? 'On' : 'Off', tone: 'default' },
        paragraphs: body.isEnabled ? ON : OFF,
      });
      return { kind: 'answer', isPersonal: false, card };
    },
  });
