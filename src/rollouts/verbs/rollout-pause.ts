import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { stopRing } from '../control.ts';
import { ringNumbered, ringsOfRollout, theRollout } from '../plan-rows.ts';
import { ringTitle, type RolloutEdges } from '../turn.ts';

type PauseEdges = Pick<RolloutEdges, 'database' | 'jobs'>;

/** `rollout.pause`: stops rings at once; what has begun is read back, and nothing else begins. */
export const rolloutPause = (edges: PauseEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.pause',
    kind: 'stop',
    role: 'operator',
    orRole: 'approver',
    help: 'pause the rollout',
    phrases: [{ says: '(pause|stop|halt) [the] rollout [now]' }, { says: '(pause|stop|halt) ring {count} [now]' }],
    arguments: z.object({ count: z.int().min(1).optional() }),
    run: async ({ count }, { actor }) => {
      const { rows } = edges.database;
      const rings =
        count === undefined
          ? await ringsOfRollout(rows, (await theRollout(rows)).id)
          : [await ringNumbered(rows, count)];
      const running = rings.filter(({ state }) => state === 'running');
      if (count !== undefined && running.length === 0)
        throw new RefusedError('alreadyDecided', `Ring ${count} is not under way.`, 'There is nothing to pause.');
      for (const { id: ringId } of running)
        await edges.database.transaction((trx) => stopRing(trx, edges, { ringId, by: actor }));
      const isNone = running.length === 0;
      const card = composeCard({
        title: isNone ? 'No ring is under way' : 'Paused',
        status: { text: isNone ? 'There was nothing to pause' : 'Nothing more begins', tone: 'good' },
        paragraphs: isNone
          ? []
          : [
              'What had begun is finished and read back. People who have both are taken out of the policy again after some hours, so that nobody is asked twice for days.',
            ],
        list: running.map((ring) => ({ primary: ringTitle(ring) })),
      });
      return { kind: 'answer', card, isPersonal: true };
    },
  });
