import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { ringNumbered, ringsOfRollout, theRollout } from '../plan-rows.ts';
import { ringCard } from '../status.ts';
import { ringTitle } from '../turn.ts';

/** `rollout.resume`: shows what is held, with the button that lets it go on: words never act. */
export const rolloutResume = (edges: { rows: Rows; timeZone: string }): AnyVerb =>
  defineVerb({
    name: 'rollout.resume',
    kind: 'read',
    role: 'operator',
    orRole: 'approver',
    help: 'resume the rollout',
    phrases: [{ says: '(resume|continue) [the] rollout' }, { says: '(resume|continue) ring {count}' }],
    arguments: z.object({ count: z.int().min(1).optional() }),
    run: async ({ count }) => {
      const { rows, timeZone } = edges;
      const rings =
        count === undefined
          ? await ringsOfRollout(rows, (await theRollout(rows)).id)
          : [await ringNumbered(rows, count)];
      const held = rings.filter(({ state, hold }) => state === 'running' && hold !== null);
      const [only, ...others] = held;
      if (!only) throw new RefusedError('alreadySo', 'No ring is held.', 'Say “rollout status” to see how they stand.');
      const card =
        others.length === 0
          ? await ringCard(rows, only, timeZone)
          : composeCard({
              title: 'Which ring?',
              status: { text: `${held.length} rings are held`, tone: 'attention' },
              choices: held.map((ring) => ({
                primary: ringTitle(ring),
                secondary: ring.hold ?? '',
                button: 'Show',
                request: { verb: 'rollout.resume', arguments: { count: ring.no } },
              })),
            });
      return { kind: 'answer', card, isPersonal: true };
    },
  });
