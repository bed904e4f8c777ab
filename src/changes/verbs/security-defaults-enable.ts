import { z } from 'zod/v4';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { wishOfSecurityDefaults } from '../security-defaults.ts';

/** `securityDefaults.enable`: proposes to switch security defaults on, where no policy is in force. */
export const securityDefaultsEnable = (edges: { change: Pick<Change, 'preview'> }): AnyVerb =>
  defineVerb({
    name: 'securityDefaults.enable',
    kind: 'propose',
    role: 'operator',
    help: 'turn on security defaults',
    phrases: [
      { says: '(turn on|switch on|enable|activate) [the] security defaults' },
      { says: '(turn|switch) [the] security defaults on' },
    ],
    arguments: z.object({}),
    run: async (_, context) => ({
      kind: 'draft',
      draft: draftOf(await edges.change.preview(wishOfSecurityDefaults(true), context)),
    }),
  });
