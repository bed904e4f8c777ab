import { putOnRecord } from '../audit/record.ts';
import { databaseNow, type Database, type RowsInTransaction } from '../db/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import { targetsOf, thaw, type Plan } from './plan.ts';
import { CARDS } from './propose.ts';
import { refuseUnlessDecidable, type Standing } from './rules.ts';
import {
  lockProposal,
  moveProposal,
  proposalShownAt,
  readProposal,
  touchProposal,
  type ClickedMessage,
  type ProposalWithDecisions,
} from './store.ts';

/** A click on Approve or Deny, as it came; only the id and the hash are taken from the card. */
export interface Decision {
  proposalId: string;
  planHash: string;
  verdict: 'approved' | 'denied';
  reason: string;
  /** The message that the button stood in; undefined where Teams did not say. */
  on: ClickedMessage | undefined;
}

export interface DecideEdges {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  /**
   * Looks whether the tenant still is as the plan says.
   *
   * @returns What has drifted, in words; null where nothing has.
   */
  driftOf(plan: Plan): Promise<string | null>;
  /** Stores the approved plan as work, in the same transaction as the last approval. */
  begin(trx: RowsInTransaction, approved: { proposalId: string; plan: Plan }): Promise<void>;
  /** Tells the proposer that the proposal ended before anything was done. */
  tellProposer(trx: RowsInTransaction, proposalId: string): Promise<void>;
  /** How long approved work may wait before it begins. */
  executionWindowMillis: number;
}

/**
 * Takes a decision. The actor's roles were read from the tenant for this very click.
 *
 * @throws {RefusedError} where a rule forbids it; the refusal is put on record.
 */
export async function decide(edges: DecideEdges, decision: Decision, actor: Actor): Promise<void> {
  try {
    await refuseUnlessAsShown(edges, decision, actor);
    await edges.database.transaction((trx) => decideLocked(trx, edges, { decision, actor }));
  } catch (refusal) {
    if (refusal instanceof RefusedError) await recordRefusal(edges.database, { decision, actor, refusal });
    throw refusal;
  }
}

/** What somebody says yes to is what the card shows: a button of another proposal on it was put there by hand. */
async function refuseOnAnotherCard({ database }: DecideEdges, { on, proposalId }: Decision): Promise<void> {
  const shown = on && (await proposalShownAt(database.rows, on));
  if (shown === undefined || shown === proposalId) return;
  throw new RefusedError(
    'planMismatch',
    'This button belongs to another card.',
    'Decide on the card that shows the plan; tell your security team if you did not expect this.',
  );
}

async function decideLocked(
  trx: RowsInTransaction,
  edges: DecideEdges,
  by: { decision: Decision; actor: Actor },
): Promise<void> {
  const { decision, actor } = by;
  const found = await lockProposal(trx, decision.proposalId);
  const plan = refuseUnlessAllowed(found, by, await databaseNow(trx));
  await trx
    .insertInto('decision')
    .values({
      proposal_id: decision.proposalId,
      approver_id: actor.id,
      approver_name: actor.displayName,
      verdict: decision.verdict,
      reason: decision.reason,
      at: await databaseNow(trx),
    })
    .execute();
  await putOnRecord(trx, {
    kind: decision.verdict,
    actorId: actor.id,
    proposalId: decision.proposalId,
    facts: { planHash: decision.planHash },
    ...(decision.reason ? { texts: { reason: decision.reason } } : {}),
  });
  await settle(trx, edges, { decision, plan, approvals: approvalsOf(found) + 1 });
  await edges.jobs.wake(trx, CARDS, decision.proposalId);
}

async function settle(
  trx: RowsInTransaction,
  edges: DecideEdges,
  { decision, plan, approvals }: { decision: Decision; plan: Plan; approvals: number },
): Promise<void> {
  if (decision.verdict === 'denied') {
    await moveProposal(trx, decision.proposalId, { state: 'denied', ending: decision.reason, isFinished: true });
    await edges.tellProposer(trx, decision.proposalId);
  } else if (approvals >= plan.approvalsNeeded) {
    await moveProposal(trx, decision.proposalId, {
      state: 'approved',
      ...(plan.work === 'changes' && plan.ring
        ? { executeBy: new Date(plan.ring.validUntil) }
        : { executeWithinMillis: edges.executionWindowMillis }),
    });
    await edges.begin(trx, { proposalId: decision.proposalId, plan });
  } else {
    await touchProposal(trx, decision.proposalId);
  }
}

/** Before the lock is taken: the tenant may be slow to say whether it has drifted, and nobody else must wait for it. */
async function refuseUnlessAsShown(edges: DecideEdges, decision: Decision, actor: Actor): Promise<void> {
  const found = await readProposal(edges.database.rows, decision.proposalId);
  const plan = refuseUnlessAllowed(found, { decision, actor }, await databaseNow(edges.database.rows));
  await refuseOnAnotherCard(edges, decision);
  if (decision.verdict === 'denied') return;
  const drift = await edges.driftOf(plan);
  if (drift === null) return;
  await edges.database.transaction(async (trx) => {
    const locked = await lockProposal(trx, decision.proposalId);
    if (locked?.proposal.state !== 'pending') return;
    await moveProposal(trx, decision.proposalId, { state: 'void', ending: drift, isFinished: true });
    await edges.tellProposer(trx, decision.proposalId);
    await edges.jobs.wake(trx, CARDS, decision.proposalId);
  });
  throw new RefusedError(
    'drifted',
    `Something has changed since this was proposed: ${drift}`,
    'Ask the proposer to propose it again.',
  );
}

function refuseUnlessAllowed(
  found: ProposalWithDecisions | undefined,
  by: { decision: Decision; actor: Actor },
  at: Date,
): Plan {
  if (!found)
    throw new RefusedError('unknownProposal', 'I do not know this proposal.', 'Ask the proposer to propose it again.');
  const { proposal, decisions } = found;
  const plan = thaw(proposal.plan, proposal.plan_hash);
  const standing: Standing = {
    state: proposal.state,
    storedHash: proposal.plan_hash,
    isPlanIntact: plan !== null,
    proposerId: proposal.proposer_id,
    // A notice tells people something and changes nothing of theirs: an approver may be among those told.
    targetIds: plan?.work === 'changes' ? targetsOf(plan) : new Set(),
    deciderIds: new Set(decisions.map((one) => one.approverId)),
    expiresAt: proposal.expires_at,
  };
  const click = { actorId: by.actor.id, isApprover: by.actor.roles.has('approver'), planHash: by.decision.planHash };
  refuseUnlessDecidable(click, standing, at);
  if (plan === null) throw new RefusedError('planMismatch', 'The stored plan was changed.', 'Tell your security team.');
  return plan;
}

const approvalsOf = (found: ProposalWithDecisions | undefined): number =>
  found?.decisions.filter((one) => one.verdict === 'approved').length ?? 0;

async function recordRefusal(
  database: Database,
  { decision, actor, refusal }: { decision: Decision; actor: Actor; refusal: RefusedError },
): Promise<void> {
  await database.transaction((trx) =>
    putOnRecord(trx, {
      kind: 'refused',
      actorId: actor.id,
      proposalId: decision.proposalId,
      facts: { reason: refusal.reason, verdict: decision.verdict },
    }),
  );
}
