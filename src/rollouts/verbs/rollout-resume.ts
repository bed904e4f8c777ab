import { z } from 'zod/v4';
import { pausedPlans, type Pausable } from '../../approvals/pause.ts';
import { RESUME } from '../../approvals/proposal-card.ts';
import { numbered } from '../../approvals/store.ts';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { openRollout, ringNumbered, ringsOfRollout } from '../plan-rows.ts';
import { ringCard } from '../status.ts';
import { ringTitle } from '../turn.ts';

/** `rollout.resume`: shows what is held or paused, with the button that lets it go on: words never act. */
export const rolloutResume = (edges: { rows: Rows; timeZone: string }): AnyVerb =>
  defineVerb({
    name: 'rollout.resume',
    kind: 'read',
    role: 'operator',
    orRole: 'approver',
    help: 'resume the rollout',
    phrases: [{ says: '(resume|continue) [the] rollout' }, { says: '(resume|continue) ring {count}' }],
    arguments: z.object({
      count: z.int().min(1).optional(),
      proposalId: z.guid().toLowerCase().optional(),
    }),
    run: async ({ count, proposalId }) => {
      const { rows, timeZone } = edges;
      const held = proposalId === undefined ? await heldRings(rows, count) : [];
      const plans = count === undefined ? await pausedPlans(rows, proposalId) : [];
      const [ring] = held;
      const [plan] = plans;
      if (held.length + plans.length > 1) return answer(whichCard(held, plans));
      if (ring) return answer(await ringCard(rows, ring, timeZone));
      if (plan) return answer(planCard(plan));
      throw nothingHeld({ count, proposalId });
    },
  });

const answer = (card: Card) => ({ kind: 'answer', card, isPersonal: true }) as const;

/** @throws {RefusedError} where there is no ring of this number. */
async function heldRings(rows: Rows, count: number | undefined): Promise<RingRow[]> {
  const rollout = count === undefined ? await openRollout(rows) : undefined;
  const all =
    count === undefined ? rollout && (await ringsOfRollout(rows, rollout.id)) : [await ringNumbered(rows, count)];
  return (all ?? []).filter(({ state, hold }) => state === 'running' && hold !== null);
}

function nothingHeld({
  count,
  proposalId,
}: {
  count?: number | undefined;
  proposalId?: string | undefined;
}): RefusedError {
  if (proposalId !== undefined)
    return new RefusedError('alreadySo', 'This plan is not paused.', 'Its card shows how it stands.');
  if (count !== undefined)
    return new RefusedError('alreadySo', 'No ring is held.', 'Say “rollout status” to see how they stand.');
  return new RefusedError(
    'alreadySo',
    'Nothing is held: no ring and no plan.',
    'Words never let anything go on: what is paused has a button “Resume” on its card.',
  );
}

const BY_BUTTON = 'Words never let a change go on; this button does, and the one on the card of the plan.';

const planCard = (plan: Pausable): Card =>
  composeCard({
    title: 'Paused',
    status: { text: 'Nothing more of it begins', tone: 'attention' },
    subject: numbered(plan),
    paragraphs: [BY_BUTTON],
    actions: [{ kind: 'execute', title: 'Resume', verb: RESUME, values: { proposalId: plan.id } }],
  });

const whichCard = (rings: readonly RingRow[], plans: readonly Pausable[]): Card =>
  composeCard({
    title: rings.length === 0 ? 'Which plan?' : plans.length === 0 ? 'Which ring?' : 'Which one?',
    status: { text: heldWords(rings.length, plans.length), tone: 'attention' },
    choices: [
      ...rings.map((ring) => ({
        primary: ringTitle(ring),
        secondary: ring.hold ?? '',
        button: 'Show',
        request: { verb: 'rollout.resume', arguments: { count: ring.no } },
      })),
      ...plans.slice(0, MOST_PLANS).map((plan) => ({
        primary: numbered(plan),
        secondary: 'is paused',
        button: 'Show',
        request: { verb: 'rollout.resume', arguments: { proposalId: plan.id } },
      })),
    ],
  });

const MOST_PLANS = 5;

const heldWords = (rings: number, plans: number): string =>
  [
    ...(rings === 0 ? [] : [`${counted(rings, 'ring is', 'rings are')} held`]),
    ...(plans === 0 ? [] : [`${counted(plans, 'plan is', 'plans are')} paused`]),
  ].join(', ');
