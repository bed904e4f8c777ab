import { z } from 'zod/v4';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { handoverDraft, type HandoverEdges } from '../security-defaults-handover.ts';

/** `securityDefaults.disable`: proposes to switch security defaults off, and the policies on that take their place. */
export const securityDefaultsDisable = (edges: HandoverEdges): AnyVerb =>
  defineVerb({
    name: 'securityDefaults.disable',
    kind: 'propose',
    role: 'operator',
    help: 'turn off security defaults',
    phrases: [
      { says: '(turn off|switch off|disable|deactivate) [the] security defaults' },
      { says: '(turn|switch) [the] security defaults off' },
    ],
    arguments: z.object({}),
    run: async (_, context) => ({
      kind: 'draft',
      draft: await handoverDraft(edges, context),
    }),
  });
