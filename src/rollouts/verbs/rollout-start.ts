import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { excludedNow, pendingProposalOf, ringNumbered, ringsOfRollout, theRollout } from '../plan-rows.ts';
import { draftOfRing, type RingDraftEdges } from '../ring-draft.ts';
import { membersOf } from '../rows.ts';

/** `rollout.start`: proposes a ring, with everything that may ever be written for it, there and back. */
export const rolloutStart = (edges: RingDraftEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.start',
    kind: 'propose',
    role: 'operator',
    help: 'start ring 1',
    phrases: [{ says: '(start|propose) [the] (next ring|rollout)' }, { says: '(start|propose|begin) ring {count}' }],
    arguments: z.object({ count: z.int().min(1).optional() }),
    run: async ({ count }, context) => {
      const { rows } = edges;
      const ring = count === undefined ? await nextRing(rows) : await ringNumbered(rows, count);
      if (ring.state !== 'planned' && ring.state !== 'lapsed')
        throw new RefusedError(
          'alreadySo',
          `Ring ${ring.no} has been approved already.`,
          'Say “rollout status” to see it.',
        );
      if (await pendingProposalOf(rows, ring.id))
        throw new RefusedError(
          'alreadyProposed',
          `Ring ${ring.no} waits for approval already.`,
          '“Who still has to sign?” shows it.',
        );
      const excluded = await excludedNow(rows);
      const members = await membersOf(rows, ring.id);
      const memberIds = members.map((one) => one.person_id).filter((id) => !excluded.has(id));
      return { kind: 'draft', draft: await draftOfRing(edges, { ring, memberIds }, context) };
    },
  });

async function nextRing(rows: Rows) {
  const rings = await ringsOfRollout(rows, (await theRollout(rows)).id);
  for (const ring of rings) if (ring.state === 'planned' && !(await pendingProposalOf(rows, ring.id))) return ring;
  throw new RefusedError('alreadySo', 'Every ring has been proposed.', 'Say “rollout status” to see how they stand.');
}
