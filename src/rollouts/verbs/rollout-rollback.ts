import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { readProposal } from '../../approvals/store.ts';
import type { Rows } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import type { DraftItem } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { ringNumbered } from '../plan-rows.ts';
import { resolvedItem } from '../release.ts';
import { nosOfStep } from '../ring-items.ts';
import { membersOf } from '../rows.ts';
import { TAKE_BACK } from '../status.ts';
import { ringPlanIn, ringTitle, type RingPlan } from '../turn.ts';
import { wayBackDraft, wayBackLines, wayBackOf } from '../way-back.ts';

const LASTS_MILLIS = 7 * 86_400_000;

/**
 * `rollout.rollback`: shows what taking back would do, in its order. As long as the approval of the ring lasts, a button
 * starts it; afterwards it is proposed.
 */
export const rolloutRollback = ({ rows }: { rows: Rows }): AnyVerb =>
  defineVerb({
    name: 'rollout.rollback',
    kind: 'propose',
    role: 'operator',
    orRole: 'approver',
    help: 'roll back ring 1',
    phrases: [
      { says: '(roll back|rollback|take back) ring {count}' },
      { says: '(roll back|rollback|take back) {person} (in|from|of) ring {count}' },
      { says: 'dry run of rolling back ring {count}' },
    ],
    arguments: z.object({
      count: z.int().min(1),
      person: z.object({ id: z.guid(), displayName: z.string() }).optional(),
    }),
    people: ['person'],
    run: async ({ count, person }, { now: at }) => {
      const ring = await ringNumbered(rows, count);
      if (ring.kind === 'everyone')
        throw new RefusedError(
          'notReady',
          'Everybody relies on the policy for all: it is not taken back as a ring is.',
          'Pause it. Turning policies on and off has plans of its own, which ask two people.',
        );
      if (ring.state === 'running') return { kind: 'answer', card: await dryRun(rows, ring, person), isPersonal: true };
      const plan = ring.state === 'done' ? await planOf(rows, ring) : undefined;
      if (!plan)
        throw new RefusedError('alreadySo', `Ring ${count} has moved nobody.`, 'Say “rollout status” to see it.');
      const items = await backItems(rows, { ring, plan, personId: person?.id });
      const validUntil = new Date(at.getTime() + LASTS_MILLIS);
      return { kind: 'draft', draft: wayBackDraft(ring, { ...plan, items }, { at, validUntil }) };
    },
  });

async function planOf(rows: Rows, ring: RingRow): Promise<RingPlan | undefined> {
  const found = ring.proposal_id === null ? undefined : await readProposal(rows, ring.proposal_id);
  return found && ringPlanIn(found.proposal.plan, found.proposal.plan_hash);
}

/** Of whoever is still moved; with the ids that things have by now. */
async function backItems(
  rows: Rows,
  { ring, plan, personId }: { ring: RingRow; plan: RingPlan; personId: string | undefined },
): Promise<DraftItem[]> {
  const moved = (await membersOf(rows, ring.id, ['moved'])).map((one) => one.person_id);
  const people = new Set(moved.filter((id) => personId === undefined || id === personId));
  if (people.size === 0) throw new RefusedError('alreadySo', 'Nobody of them is moved.', 'Nothing to do.');
  const nos = [
    ...nosOfStep(plan.items, 'restore', people),
    ...nosOfStep(plan.items, 'giveBack', people),
    ...(personId === undefined ? nosOfStep(plan.items, 'policyOff') : []),
  ];
  const items: DraftItem[] = [];
  for (const no of nos) {
    const item = await resolvedItem(rows, ring.proposal_id ?? '', { items: plan.items, no });
    if (item) items.push(item);
  }
  return items;
}

async function dryRun(rows: Rows, ring: RingRow, person: PersonRef | undefined): Promise<Card> {
  const members = await membersOf(rows, ring.id);
  const way = wayBackOf(members, { isPolicyOn: ring.policy_on_at !== null, personId: person?.id });
  if (person && way.leaving.length === 0)
    throw new RefusedError(
      'nobodyFound',
      `${person.displayName} is not under way in ring ${ring.no}.`,
      'Say “rollout status”.',
    );
  return composeCard({
    title: 'The way back',
    status: { text: 'Nothing has been done yet', tone: 'accent' },
    subject: person ? `${person.displayName}, ${ringTitle(ring)}` : ringTitle(ring),
    paragraphs: [...wayBackLines(way), HELPLESS],
    actions: [
      {
        kind: 'execute',
        title: person ? 'Take this person back' : 'Take the ring back',
        verb: TAKE_BACK,
        values: { ringId: ring.id, ...(person ? { personId: person.id } : {}) },
        style: 'destructive',
      },
    ],
  });
}

const HELPLESS =
  'Somebody who cannot pass MFA at all is not helped by this: per-user MFA asks for it, too. Give them a Temporary Access Pass in the Entra admin center, or exclude them until a day before they are moved.';
