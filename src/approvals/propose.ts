import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import { now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { CardCopyRow } from '../db/tables.ts';
import { namesakesAmong } from '../inventory/namesakes.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { newId } from '../lib/ids.ts';
import { RefusedError } from '../lib/refused.ts';
import { approvalsFor, type RiskTable } from '../lib/risk.ts';
import { listed } from '../lib/text.ts';
import type { Actor } from '../verbs/actor.ts';
import type { Draft } from '../verbs/draft.ts';
import type { PersonRef } from '../verbs/verb.ts';
import { decidersInWords, decidersOf, openGroupsRule } from './deciders.ts';
import { freeze, targetsOf, thaw, type FrozenPlan, type Plan } from './plan.ts';
import { numbered, openAbout } from './store.ts';

/** Name of the job that sends and updates the cards of a proposal. */
export const CARDS = 'approvals.cards';

export interface ProposeEdges {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  /** Everybody who may approve, read from the tenant now. */
  approvers(): Promise<readonly PersonRef[]>;
  /** Groups that make approvers although their owners could make themselves members. */
  openGroups(): Promise<readonly { displayName: string }[]>;
  /**
   * The Entra roles of which the proposer must hold one for a change of this kind; none where that is not asked.
   *
   * @param kind Of a change.
   */
  adminRolesFor(kind: string): readonly { name: string; templateId: string }[];
  /** How long a proposal waits for its approvals; a notice not longer than until the time that it announces, a
   * ring not longer than people can be told in time. */
  approvalWindowMillis: number;
  /** Where a copy of every card stands for all approvers; undefined where there is no such channel. */
  approversChannelId: string | undefined;
  /** How many people must say yes to what. */
  risks: Pick<RiskTable, 'approvals'>;
}

/**
 * Freezes drafts into proposals, all or none, puts them on record and asks the approvers. Nothing is changed yet.
 *
 * @returns The ids of the new proposals.
 * @throws {RefusedError} `notAllowed` where the proposer lacks the Entra role for it, `tooFewApprovers` where too few people could decide, `alreadyProposed` where the same waits or
 * is under way already: two plans for one person must never cross each other.
 */
export async function propose(
  edges: ProposeEdges,
  drafts: readonly Draft[],
  by: { actor: Actor; words: string },
): Promise<string[]> {
  for (const draft of drafts) refuseWithoutAdminRole(edges, draft, by.actor);
  const [approvers, openGroups] = await Promise.all([edges.approvers(), edges.openGroups()]);
  const proposals = await Promise.all(
    drafts.map((draft) => newProposal(edges, { draft, approvers, openGroups, ...by })),
  );
  await edges.database.transaction(async (trx) => {
    for (const proposal of proposals) await insert(trx, edges, { proposal, words: by.words });
  });
  return proposals.map(({ id }) => id);
}

/** Our own identity may do everything: without this, the bot would lift whoever proposes above what they may do by hand. */
function refuseWithoutAdminRole({ adminRolesFor }: ProposeEdges, draft: Draft, actor: Actor): void {
  const kinds = draft.work === 'changes' ? new Set(draft.items.map((item) => item.kind)) : [];
  for (const kind of kinds) {
    const roles = adminRolesFor(kind);
    if (roles.length === 0 || roles.some(({ templateId }) => actor.roleTemplateIds.includes(templateId))) continue;
    const names = listed(
      roles.map((role) => role.name),
      'or',
    );
    throw new RefusedError(
      'notAllowed',
      `By hand, “${draft.title}” takes the Entra role ${names}, which you do not hold now.`,
      'Activate the role, or ask somebody who holds it to propose this.',
    );
  }
}

async function newProposal(
  edges: ProposeEdges,
  { draft, approvers, openGroups, actor, words }: Proposed,
): Promise<NewProposal> {
  const { leastApprovals, warnings } = openGroupsRule(openGroups);
  const approvalsNeeded = Math.max(leastApprovals, approvalsFor(edges.risks, draft.risks));
  const deciders = decidersOf(approvers, { draft, proposerId: actor.id, approvalsNeeded });
  const evidence = [...draft.evidence, decidersInWords(deciders)];
  const tellApart = await whoIsWho(edges.database.rows, draft);
  const shown = { ...draft, evidence, warnings: [...draft.warnings, ...warnings], approvalsNeeded, tellApart };
  const frozen = freeze(shown, actor, words);
  const deciderIds = deciders.map((person) => person.id);
  const windowMillis = edges.approvalWindowMillis;
  return { id: newId(), plan: thawed(frozen), frozen, by: actor, windowMillis, deciderIds };
}

/** People whom their name alone does not tell from somebody else. */
async function whoIsWho(rows: Rows, draft: Draft): Promise<Record<string, string>> {
  if (draft.work !== 'changes') return {};
  const ids = new Set([...draft.items, ...draft.leftOut].map(({ targetId }) => targetId));
  return Object.fromEntries(await namesakesAmong(rows, [...ids]));
}

interface Proposed {
  draft: Draft;
  approvers: readonly PersonRef[];
  openGroups: readonly { displayName: string }[];
  actor: Actor;
  words: string;
}

function thawed(frozen: FrozenPlan): Plan {
  const plan = thaw(frozen.text, frozen.hash);
  if (plan) return plan;
  throw new RefusedError(
    'invalidInput',
    'This plan cannot be proposed.',
    'Report this: the plan does not fit its own schema.',
  );
}

async function insert(
  trx: RowsInTransaction,
  { jobs, approversChannelId: channelId }: ProposeEdges,
  { proposal, words }: { proposal: NewProposal; words: string },
): Promise<void> {
  const { id, plan, by, frozen } = proposal;
  await refuseTwin(trx, plan);
  await insertProposal(trx, proposal);
  await insertTargets(trx, id, plan);
  await insertCopies(trx, id, { proposerId: by.id, deciderIds: proposal.deciderIds, channelId });
  const facts = {
    planHash: frozen.hash,
    work: plan.work,
    targets: targetsOf(plan).size,
    approvalsNeeded: plan.approvalsNeeded,
  };
  await putOnRecord(trx, { kind: 'proposed', actorId: by.id, proposalId: id, facts, texts: { words } });
  await jobs.wake(trx, CARDS, id);
}

async function refuseTwin(trx: RowsInTransaction, plan: Plan): Promise<void> {
  // One proposer at a time looks and inserts: two clicks at once must not both find nothing.
  await sql`select pg_advisory_xact_lock(hashtext('approvals.propose'))`.execute(trx);
  const open =
    plan.work === 'changes'
      ? openAbout(trx, [...targetsOf(plan)])
      : trx.selectFrom('proposal').where('state', 'in', ['pending', 'approved']).where(sameNotice(plan));
  const twin = await open
    .select(['proposal.no', 'proposal.title', 'proposal.proposer_id', 'proposal.proposer_name'])
    .limit(1)
    .executeTakeFirst();
  if (!twin) return;
  throw new RefusedError(
    'alreadyProposed',
    `${twin.proposer_id === plan.proposerId ? 'You have' : `${twin.proposer_name} has`} proposed this already: ${numbered(twin)}.`,
    'Wait until that is decided and done; “who still has to sign?” shows it.',
  );
}

const sameNotice = ({ groupName, movesAt, name }: Extract<Plan, { work: 'notice' }>) =>
  sql<boolean>`plan::jsonb @> ${JSON.stringify({ groupName, movesAt, ...(name === null ? {} : { name }) })}::jsonb`;

/** Whom a plan of changes is about, in one statement whatever their number. */
async function insertTargets(trx: RowsInTransaction, id: string, plan: Plan): Promise<void> {
  if (plan.work !== 'changes') return;
  await sql`insert into proposal_target (proposal_id, target_id)
    select ${id}::uuid, target_id from unnest(${[...targetsOf(plan)]}::text[]) as target_id`.execute(trx);
}

interface NewProposal {
  id: string;
  plan: Plan;
  frozen: FrozenPlan;
  by: Actor;
  windowMillis: number;
  /** Everybody who could decide. */
  deciderIds: readonly string[];
}

async function insertProposal(
  trx: RowsInTransaction,
  { id, plan, frozen, by, windowMillis }: NewProposal,
): Promise<void> {
  const expiry = nowPlus(windowMillis);
  const latest = plan.work === 'notice' ? plan.movesAt : (plan.ring?.decideBy ?? null);
  await trx
    .insertInto('proposal')
    .values({
      id,
      work: plan.work,
      title: plan.title,
      plan: frozen.text,
      plan_hash: frozen.hash,
      proposer_id: by.id,
      proposer_name: by.displayName,
      state: 'pending',
      approvals_needed: plan.approvalsNeeded,
      version: 1,
      created_at: now,
      expires_at: latest === null ? expiry : sql<Date>`least(${expiry}, ${latest}::timestamptz)`,
      execute_by: null,
      finished_at: null,
      ending: null,
    })
    .execute();
}

/** The cards of a proposal, to be sent. */
export async function insertCopies(
  trx: RowsInTransaction,
  id: string,
  viewers: { proposerId?: string; deciderIds: readonly string[]; channelId?: string | undefined },
): Promise<void> {
  const copy = (viewer_id: string, role: CardCopyRow['role']) => ({
    proposal_id: id,
    viewer_id,
    role,
    activity_id: null,
    conversation_id: null,
    shown_version: 0,
    attempts: 0,
    fault: null,
    due_at: now,
    lease_until: null,
  });
  await trx
    .insertInto('card_copy')
    .values([
      ...(viewers.proposerId === undefined ? [] : [copy(viewers.proposerId, 'proposer')]),
      ...viewers.deciderIds.map((approver) => copy(approver, 'approver')),
      ...(viewers.channelId === undefined ? [] : [copy(viewers.channelId, 'channel')]),
    ])
    .execute();
}
