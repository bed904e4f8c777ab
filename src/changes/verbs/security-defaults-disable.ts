import { z } from 'zod/v4';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { wishOfSecurityDefaults } from '../security-defaults.ts';

/** `securityDefaults.disable`: proposes to switch security defaults off, so that Conditional Access can take over. */
export const securityDefaultsDisable = (edges: { change: Pick<Change, 'preview'> }): AnyVerb =>
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
      draft: draftOf(await edges.change.preview(wishOfSecurityDefaults(false), context)),
    }),
  });
