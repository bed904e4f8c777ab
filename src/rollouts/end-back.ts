import type { Rows, RowsInTransaction } from '../db/database.ts';
import type { ItemState } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import { endBackSteps, type Step } from './steps.ts';
import { isOfStep, nosOfStep } from './ring-items.ts';
import { resolvedItem } from './resolved-item.ts';
import type { RingPlan, Turn } from './turn.ts';

/**
 * An end that a version before has planned may have no way back of its own: taken back, nothing would be done.
 *
 * @throws {RefusedError} `notReady`.
 */
export function refuseWithoutWayBack({ items, ring }: Pick<RingPlan, 'items' | 'ring'>): void {
  if (ring.part !== 'end' || nosOfStep(items, 'allOff').length > 0) return;
  throw new RefusedError(
    'notReady',
    'This end was approved without a way back: a version of me before this one has planned it.',
    'Turn the policies of the rings on again, see that they cover everybody who was moved, and only then turn the policy for all to report-only.',
  );
}

/** Whether a step takes the end back. */
export const isOfEndBack = (step: string): boolean => (endBackSteps as readonly string[]).includes(step);

/** What was begun of a plan, and what of it is so. */
interface Begun {
  items: readonly DraftItem[];
  stateOf(no: number): ItemState | undefined;
}

const SO: readonly (ItemState | undefined)[] = ['done', 'promoted', 'alreadySo'];

/** The approved work of the end as it stands in rows. */
async function begunOf(rows: Rows, proposalId: string, items: readonly DraftItem[]): Promise<Begun> {
  const found = await rows
    .selectFrom('proposal_item')
    .select(['no', 'state'])
    .where('proposal_id', '=', proposalId)
    .execute();
  const states = new Map(found.map(({ no, state }) => [no, state]));
  return { items, stateOf: (no) => states.get(no) };
}

/**
 * Where in the plan of the end the items of a step of its way back stand that put back what was begun. A plan that only
 * takes back has all of them.
 */
export async function nosOfEndBack(
  rows: Rows,
  { step, plan, proposalId }: { step: Step; plan: RingPlan; proposalId: string },
): Promise<number[]> {
  const { items } = plan;
  const nos = nosOfStep(items, step);
  if (plan.ring.part === 'endBack') return nos;
  const begun = await begunOf(rows, proposalId, items);
  const isBack = inverseOf(step, begun);
  return nos.filter((no) => {
    const item = items[no];
    return item !== undefined && isBack(item);
  });
}

/** Whether an item is the inverse of something that was begun. */
function inverseOf(step: Step, begun: Begun): (item: DraftItem) => boolean {
  const emptied = keysOf(begun, { step: 'empty', isMeant: (state) => state !== 'skipped', keyOf: membershipKey });
  const removed = keysOf(begun, { step: 'remove', isMeant: (state) => SO.includes(state), keyOf: targetOf });
  const retired = keysOf(begun, { step: 'retire', isMeant: (state) => state !== 'skipped', keyOf: targetOf });
  const again = new Set(
    begun.items.flatMap((item) => {
      const isAgain = isOfStep('makeAgain', item) && removed.has(replacedBy(item));
      return isAgain ? [item.targetId] : [];
    }),
  );
  const inverses: Partial<Record<Step, (item: DraftItem) => boolean>> = {
    refill: (item) => emptied.has(membershipKey(item)),
    makeAgain: ({ targetId }) => again.has(targetId),
    ringsOn: ({ targetId }) => again.has(targetId) || (retired.has(targetId) && !removed.has(targetId)),
    allOff: () => isAllOn(begun),
  };
  return inverses[step] ?? (() => false);
}

function keysOf(
  { items, stateOf }: Begun,
  { step, isMeant, keyOf }: { step: Step; isMeant: (state: ItemState) => boolean; keyOf: (item: DraftItem) => string },
): ReadonlySet<string> {
  return new Set(
    nosOfStep(items, step).flatMap((no) => {
      const [item, state] = [items[no], stateOf(no)];
      return item && state !== undefined && isMeant(state) ? [keyOf(item)] : [];
    }),
  );
}

const targetOf = ({ targetId }: DraftItem): string => targetId;
const membershipKey = ({ targetId, after }: DraftItem): string => `${targetId} ${text(after['groupId'])}`;
const replacedBy = ({ after }: DraftItem): string => text(after['replaces']);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const isAllOn = ({ items, stateOf }: Begun): boolean =>
  nosOfStep(items, 'policyOn').some((no) => SO.includes(stateOf(no)));

/** Which policies of rings must cover everybody before the policy for all goes; undefined where that is not on anyway. */
export async function policiesBack(
  rows: Rows,
  { plan, ring }: Pick<Turn, 'plan' | 'ring'>,
): Promise<string[] | undefined> {
  const { items } = plan;
  const begun = await begunOf(rows, ring.proposal_id, items);
  if (plan.ring.part === 'end' && !isAllOn(begun)) return undefined;
  const removed = keysOf(begun, { step: 'remove', isMeant: (state) => SO.includes(state), keyOf: targetOf });
  const ids: string[] = [];
  for (const no of nosOfStep(items, 'ringsOn')) {
    const item = await resolvedItem(rows, ring.proposal_id, { items, no });
    if (item && !removed.has(item.targetId)) ids.push(item.targetId);
  }
  return ids;
}

/** Rings know the policies that were made again for them. */
export async function notePoliciesAgain(trx: RowsInTransaction, { ring, plan }: Turn): Promise<void> {
  const made = await trx
    .selectFrom('proposal_item')
    .select(['no', 'made_id'])
    .where('proposal_id', '=', ring.proposal_id)
    .where('no', 'in', [-1, ...nosOfStep(plan.items, 'makeAgain')])
    .where('state', '=', 'done')
    .execute();
  for (const { no, made_id: madeId } of made) {
    const item = plan.items[no];
    if (item)
      await trx.updateTable('ring').set({ policy_id: madeId }).where('policy_id', '=', replacedBy(item)).execute();
  }
}

/** What taking the end back would do now, in its order. */
export interface EndBack {
  /** Who has left a group by it: whoever never was in one is put there to be on the safe side, and not counted. */
  joining: number;
  madeAgain: number;
  turnedOn: number;
  isAllTurnedOff: boolean;
}

/** @see EndBack */
export async function endBackOf(rows: Rows, about: { plan: RingPlan; proposalId: string }): Promise<EndBack> {
  const count = async (step: Step): Promise<number> => (await nosOfEndBack(rows, { ...about, step })).length;
  const { items } = about.plan;
  const left = keysOf(await begunOf(rows, about.proposalId, items), {
    ...{ step: 'empty', keyOf: membershipKey },
    isMeant: (state) => state !== 'skipped' && state !== 'failed' && state !== 'alreadySo',
  });
  const joining = (await nosOfEndBack(rows, { ...about, step: 'refill' })).filter((no) => {
    const item = items[no];
    return item !== undefined && left.has(membershipKey(item));
  });
  return {
    joining: joining.length,
    madeAgain: await count('makeAgain'),
    turnedOn: await count('ringsOn'),
    isAllTurnedOff: (await count('allOff')) > 0,
  };
}

/** What a plan of its own takes back of an end that is over; with the ids that things have by now. */
export async function itemsOfEndBack(rows: Rows, about: { plan: RingPlan; proposalId: string }): Promise<DraftItem[]> {
  const { items } = about.plan;
  const found: DraftItem[] = [];
  for (const step of endBackSteps)
    for (const no of await nosOfEndBack(rows, { ...about, step })) {
      const item = items[no];
      const isMadeThere = step === 'allOff';
      const one = isMadeThere ? await resolvedItem(rows, about.proposalId, { items, no }) : item;
      if (one) found.push(one);
    }
  return found;
}
