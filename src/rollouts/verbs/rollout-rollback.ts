import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import type { CardAction } from '../../cards/actions.ts';
import { composeCard } from '../../cards/compose.ts';
import { readProposal } from '../../approvals/store.ts';
import type { Database, Rows } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import type { ChangesDraft, DraftItem } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { nobodyAlone } from '../control.ts';
import { endBackOf, itemsOfEndBack, refuseWithoutWayBack } from '../end-back.ts';
import { lastRollout, ringNumbered } from '../plan-rows.ts';
import { resolvedItem } from '../resolved-item.ts';
import { nosOfStep } from '../ring-items.ts';
import { membersOf, settleMembers } from '../rows.ts';
import { TAKE_BACK } from '../status.ts';
import { ringPlanIn, ringTitle, type RingPlan } from '../turn.ts';
import { endBackDraft, endBackLines, numbered, wayBackDraft, wayBackLines, wayBackOf } from '../way-back.ts';

const LASTS_MILLIS = 7 * 86_400_000;

/**
 * `rollout.rollback`: shows what taking back would do, in its order. As long as the approval of the ring lasts, a button
 * starts it; afterwards it is proposed.
 */
export const rolloutRollback = ({ database }: { database: Database }): AnyVerb =>
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
      const { rows } = database;
      const ring = await ringNumbered(rows, count, lastRollout);
      if (ring.kind === 'everyone' && person) throw nobodyAlone();
      if (ring.state === 'running')
        return { kind: 'answer', card: await dryRun(database, ring, person), isPersonal: true };
      const plan = ring.state === 'done' ? await planOf(rows, ring) : undefined;
      if (!plan)
        throw new RefusedError('alreadySo', `Ring ${count} has moved nobody.`, 'Say “rollout status” to see it.');
      const dates = { at, validUntil: new Date(at.getTime() + LASTS_MILLIS) };
      if (ring.kind === 'everyone') return { kind: 'draft', draft: await draftOfEndBack(rows, { ring, plan, dates }) };
      const draft = await draftOfBack(rows, { ring, plan, personId: person?.id, dates });
      return { kind: 'draft', draft };
    },
  });

async function planOf(rows: Rows, ring: RingRow): Promise<RingPlan | undefined> {
  const found = ring.proposal_id === null ? undefined : await readProposal(rows, ring.proposal_id);
  return found && ringPlanIn(found.proposal.plan, found.proposal.plan_hash);
}

interface BackWish {
  ring: RingRow;
  plan: RingPlan;
  /** One person alone; undefined for all. */
  personId: string | undefined;
  dates: { at: Date; validUntil: Date };
}

/** Of whoever is still moved. */
async function draftOfBack(rows: Rows, { ring, plan, personId, dates }: BackWish): Promise<ChangesDraft> {
  const moved = await membersOf(rows, ring.id, ['moved']);
  const way = wayBackOf(moved, { isPolicyOn: true, personId });
  if (way.restored.length === 0) throw new RefusedError('alreadySo', 'Nobody of them is moved.', 'Nothing to do.');
  const people = new Set(way.restored.map((one) => one.person_id));
  const nos = [
    ...nosOfStep(plan.items, 'restore', people),
    ...nosOfStep(plan.items, 'giveBack', people),
    ...(way.isPolicyTurnedOff ? nosOfStep(plan.items, 'policyOff') : []),
  ];
  const items: DraftItem[] = [];
  for (const no of nos) {
    const item = await resolvedItem(rows, ring.proposal_id ?? '', { items: plan.items, no }); // the ids that things have by now
    if (item) items.push(item);
  }
  return wayBackDraft(ring, { ...plan, items }, { ...dates, way });
}

async function draftOfEndBack(
  rows: Rows,
  { ring, plan, dates }: { ring: RingRow; plan: RingPlan; dates: { at: Date; validUntil: Date } },
): Promise<ChangesDraft> {
  refuseWithoutWayBack(plan);
  const about = { plan, proposalId: ring.proposal_id ?? '' };
  const items = await itemsOfEndBack(rows, about);
  return endBackDraft(ring, { ring: plan.ring, items }, { ...dates, way: await endBackOf(rows, about) });
}

/** What taking the end back would do, and the button that does it. */
async function dryRunOfEnd(rows: Rows, ring: RingRow): Promise<Card> {
  const plan = await planOf(rows, ring);
  if (!plan)
    throw new RefusedError('notReady', 'The stored plan is not what was approved.', 'Tell your security team.');
  refuseWithoutWayBack(plan);
  return composeCard({
    title: 'The way back',
    status: { text: 'Nothing has been done yet', tone: 'accent' },
    subject: ringTitle(ring),
    paragraphs: numbered(endBackLines(await endBackOf(rows, { plan, proposalId: ring.proposal_id ?? '' }))),
    actions: [takeBackButton('Take the end back', { ringId: ring.id })],
  });
}

async function dryRun(database: Database, ring: RingRow, person: PersonRef | undefined): Promise<Card> {
  const { rows } = database;
  if (ring.kind === 'everyone') return dryRunOfEnd(rows, ring);
  await database.transaction((trx) => settleMembers(trx, ring)); // what was done a moment ago counts
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
    paragraphs: [...numbered(wayBackLines(way)), HELPLESS],
    actions: [
      takeBackButton(person ? 'Take this person back' : 'Take the ring back', {
        ringId: ring.id,
        ...(person ? { personId: person.id } : {}),
      }),
    ],
  });
}

const takeBackButton = (title: string, values: Record<string, string>): CardAction => ({
  ...{ kind: 'execute', title, verb: TAKE_BACK, values, style: 'destructive' },
});

const HELPLESS =
  'Somebody who cannot pass MFA at all is not helped by this: per-user MFA asks for it, too. Give them a Temporary Access Pass in the Entra admin center, or exclude them until a day before they are moved.';
