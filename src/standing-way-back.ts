import { freeze, thaw, type Plan, type Weighed } from './approvals/plan.ts';
import { CARDS, insertCopies } from './approvals/propose.ts';
import { openAbout } from './approvals/store.ts';
import { putOnRecord } from './audit/record.ts';
import { insertItems } from './changes/items.ts';
import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import { CHANGES } from './changes/run.ts';
import type { Alarm } from './coverage/alarm-rows.ts';
import { now, nowPlus, type RowsInTransaction } from './db/database.ts';
import type { ProposalRow } from './db/tables.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import { newId } from './lib/ids.ts';
import type { DraftItem, DraftMessage } from './verbs/draft.ts';

type ChangesPlan = Extract<Plan, { work: 'changes' }>;

/** The restoring must begin within this time, or it is stale. */
const EXECUTION_MILLIS = 4 * 3_600_000;

interface WayBackEdges {
  jobs: Pick<Jobs, 'wake'>;
  isOn: boolean;
  messageFor: PerUserMfaEdges['messageFor'];
}

/**
 * Begins the way back that an approval included, for whoever has lost coverage: a plan of its own, approved by the
 * approval that it stands in, on record as such. Whoever an approved plan is about is left to that plan, for now; what only
 * waits for a decision stops nothing. Joins coverage with approvals and changes.
 *
 * @returns The people for whom it has begun.
 */
export async function beginWayBack(
  trx: RowsInTransaction,
  { jobs, isOn, messageFor }: WayBackEdges,
  alarms: readonly Alarm[],
): Promise<string[]> {
  if (!isOn || alarms.length === 0) return [];
  const ids = alarms.map((one) => one.person_id);
  const approved = openAbout(trx, ids).where('proposal.state', '=', 'approved');
  const found = await approved.select('proposal_target.target_id as id').execute();
  const atWork = new Set(found.map(({ id }) => id));
  const free = alarms.filter((one) => !atWork.has(one.person_id));
  const begun: string[] = [];
  for (const proposalId of new Set(free.map((one) => one.proposal_id))) {
    const personIds = free.filter((one) => one.proposal_id === proposalId).map((one) => one.person_id);
    const approved = await proposalOf(trx, proposalId);
    const plan = thaw(approved.plan, approved.plan_hash);
    if (plan?.work !== 'changes') continue;
    const items = await itemsBack(trx, { proposalId, plan }, personIds);
    if (items.length === 0) continue;
    const messages = await messagesTo(trx, items, (isRegistered) =>
      messageFor({ isRegistered, senderName: approved.proposer_name }),
    );
    await beginPlan(trx, jobs, { approved, draft: { ...weighed(approved, plan, items), messages } });
    begun.push(...items.map(({ targetId }) => targetId));
  }
  return begun;
}

/** The inverse of what the plan did to these people, where its approvers saw that it stands. */
async function itemsBack(
  trx: RowsInTransaction,
  { proposalId, plan }: { proposalId: string; plan: ChangesPlan },
  personIds: readonly string[],
): Promise<DraftItem[]> {
  const done = await trx
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .where((eb) => eb('target_id', '=', eb.fn.any(eb.val([...personIds]))))
    .where('state', 'in', ['done', 'promoted'])
    .orderBy('no')
    .execute();
  return done.flatMap((item): DraftItem[] => {
    const approved = plan.items.find((one) => one.targetId === item.target_id);
    if (approved?.after['hasStandingWayBack'] !== true) return [];
    const before = JSON.parse(item.before) as JsonObject;
    return [
      {
        kind: item.kind,
        targetId: item.target_id,
        targetName: item.target_name,
        before: { ...before, perUserMfaState: 'disabled' },
        after: { perUserMfaState: before['perUserMfaState'] ?? 'enabled', isTakingBack: true },
      },
    ];
  });
}

/** Whoever has per-user MFA switched on again is told so, in the words for whoever has registered and for whoever has not. */
async function messagesTo(
  trx: RowsInTransaction,
  items: readonly DraftItem[],
  contentFor: (isRegistered: boolean) => JsonObject,
): Promise<DraftMessage[]> {
  const people = await trx
    .selectFrom('person')
    .select(['id', 'display_name', 'mail', 'is_mfa_capable'])
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(items.map(({ targetId }) => targetId)))))
    .execute();
  return [true, false].flatMap((isRegistered) => {
    const told = people.filter((one) => (one.is_mfa_capable === true) === isRegistered);
    const recipients = told.map((one) => ({ personId: one.id, name: one.display_name, address: one.mail }));
    return recipients.length === 0 ? [] : [{ content: contentFor(isRegistered), recipients }];
  });
}

const proposalOf = (trx: RowsInTransaction, id: string): Promise<ProposalRow> =>
  trx.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const whoIs = (items: readonly DraftItem[]): string =>
  items.length === 1 ? (items[0]?.targetName ?? '') : `${items.length} people`;

/** One yes is enough for it: that of the approval that it stands in. */
const weighed = (approved: ProposalRow, { tellApart }: ChangesPlan, items: readonly DraftItem[]) =>
  ({
    work: 'changes' as const,
    title: `Standing way back: per-user MFA of ${whoIs(items)} is restored`,
    ...{ items, messages: [] as DraftMessage[], leftOut: [], warnings: [], irreversible: [], risks: ['person'] },
    evidence: [['Approved with', approved.title]],
    ...{ approvalsNeeded: 1, tellApart },
  }) satisfies Weighed;

async function beginPlan(
  trx: RowsInTransaction,
  jobs: Pick<Jobs, 'wake'>,
  { approved, draft }: { approved: ProposalRow; draft: ReturnType<typeof weighed> },
): Promise<void> {
  const { items } = draft;
  const proposer = {
    id: approved.proposer_id,
    displayName: approved.proposer_name,
    roles: new Set<never>(),
    roleTemplateIds: [],
  };
  const frozen = freeze(draft, proposer, 'the way back that the approval included');
  const id = newId();
  await trx
    .insertInto('proposal')
    .values({
      ...{ id, work: 'changes', title: draft.title, plan: frozen.text, plan_hash: frozen.hash },
      ...{ proposer_id: proposer.id, proposer_name: proposer.displayName, state: 'approved', approvals_needed: 1 },
      ...{ version: 1, created_at: now, expires_at: nowPlus(EXECUTION_MILLIS), execute_by: nowPlus(EXECUTION_MILLIS) },
      ...{ finished_at: null, ending: null },
    })
    .execute();
  const targets = items.map(({ targetId }) => ({ proposal_id: id, target_id: targetId }));
  await trx.insertInto('proposal_target').values(targets).execute();
  await insertCopies(trx, id, { proposerId: proposer.id, deciderIds: [] });
  await insertItems(trx, { proposalId: id, items });
  const facts = { planHash: frozen.hash, standsIn: approved.id, targets: items.length };
  await putOnRecord(trx, { kind: 'wayBackBegun', proposalId: id, facts });
  await jobs.wake(trx, CHANGES, id);
  await jobs.wake(trx, CARDS, id);
}
