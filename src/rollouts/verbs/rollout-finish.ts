import { z } from 'zod/v4';
import type { Database } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { draftOfEnd, type EndDraftEdges } from '../end-draft.ts';
import { insertEnd, pendingProposalOf, ringsOfRollout, theRollout } from '../plan-rows.ts';

/** `rollout.finish`: proposes one policy for everybody in the place of the rings' policies. */
export const rolloutFinish = (edges: EndDraftEdges & { database: Database }): AnyVerb =>
  defineVerb({
    name: 'rollout.finish',
    kind: 'propose',
    role: 'operator',
    help: 'finish the rollout',
    phrases: [{ says: '(finish|end|complete) the rollout' }, { says: '(finish|end|complete) the [whole] move' }],
    arguments: z.object({}),
    run: async (_, context) => {
      const ring = await endOf(edges);
      return { kind: 'draft', draft: await draftOfEnd(edges, ring, context) };
    },
  });

/** The last ring, which has everybody in it; made where there is none yet. */
async function endOf({ rows, database }: { rows: Database['rows']; database: Database }): Promise<RingRow> {
  const rollout = await theRollout(rows);
  const rings = await ringsOfRollout(rows, rollout.id);
  const open = rings.find((one) => one.kind !== 'everyone' && (one.state === 'planned' || one.state === 'running'));
  if (open)
    throw new RefusedError(
      'notReady',
      `Ring ${open.no} is not at its end.`,
      'Start it, or drop the plan; “rollout status” shows how it stands.',
    );
  const end = rings.find((one) => one.kind === 'everyone');
  if (end && (end.state === 'running' || end.state === 'done'))
    throw new RefusedError('alreadySo', 'The end has been approved already.', 'Say “rollout status” to see it.');
  if (end && (await pendingProposalOf(rows, end.id)))
    throw new RefusedError(
      'alreadyProposed',
      'The end waits for approval already.',
      '“Who still has to sign?” shows it.',
    );
  return end ?? database.transaction((trx) => insertEnd(trx, rollout.id));
}
