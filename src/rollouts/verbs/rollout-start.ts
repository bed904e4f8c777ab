import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listed } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import {
  excludedNow,
  mayStart,
  peopleInRings,
  pendingProposalOf,
  ringNumbered,
  ringsOfRollout,
  theRollout,
} from '../plan-rows.ts';
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
      await refuseUnlessStartable(rows, ring);
      const excluded = await excludedNow(rows);
      const members = await membersOf(rows, ring.id);
      const memberIds = members.map((one) => one.person_id).filter((id) => !excluded.has(id));
      const elsewhere = await peopleInRings(rows, { rolloutId: ring.rollout_id, butRingId: ring.id });
      const draft = await draftOfRing(edges, { ring, memberIds, elsewhere }, context);
      return { kind: 'draft', draft: { ...draft, warnings: [...(await outOfTurn(rows, ring)), ...draft.warnings] } };
    },
  });

async function refuseUnlessStartable(rows: Rows, ring: RingRow): Promise<void> {
  if (ring.kind === 'everyone')
    throw new RefusedError('invalidInput', `Ring ${ring.no} is the end of the rollout.`, 'Say “finish the rollout”.');
  if (!mayStart(ring))
    throw new RefusedError(
      'alreadySo',
      ring.state === 'done' ? `Ring ${ring.no} is done.` : `Ring ${ring.no} is under way.`,
      'Say “rollout status” to see it.',
    );
  if (await pendingProposalOf(rows, ring.id))
    throw new RefusedError(
      'alreadyProposed',
      `Ring ${ring.no} waits for approval already.`,
      '“Who still has to sign?” shows it.',
    );
}

/** A ring that is approved waits at its gate for those before it; those that nobody has approved it does not wait for. */
async function outOfTurn(rows: Rows, ring: RingRow): Promise<string[]> {
  const before = (await ringsOfRollout(rows, ring.rollout_id)).filter(({ no }) => no < ring.no);
  const named = (some: readonly RingRow[]): string => listed(some.map(({ no }) => `ring ${no}`));
  const running = before.filter(({ state, moved_at: movedAt }) => state === 'running' && movedAt === null);
  const planned = before.filter(({ state }) => state === 'planned');
  return [
    ...(running.length > 0
      ? [`It is not its turn yet: ${named(running)} has not moved, and this one waits at its gate until that is done.`]
      : []),
    ...(planned.length > 0 ? [`It is out of turn: it moves before ${named(planned)}, which nobody has approved.`] : []),
  ];
}

async function nextRing(rows: Rows) {
  const rings = await ringsOfRollout(rows, (await theRollout(rows)).id);
  for (const ring of rings) if (ring.state === 'planned' && !(await pendingProposalOf(rows, ring.id))) return ring;
  throw new RefusedError('alreadySo', 'Every ring has been proposed.', 'Say “rollout status” to see how they stand.');
}
