import type { CardAction } from '../cards/actions.ts';
import type { Card, Tone } from '../cards/card.ts';
import { composeCard, type CardContent, type ListLine } from '../cards/compose.ts';
import type { ProposalState } from '../db/tables.ts';
import { counted } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import { shortHash, type Plan } from './plan.ts';
import type { ProposalWithDecisions } from './store.ts';

/** The verbs of the decision buttons. They have no words: nothing that anybody types reaches them. */
export const APPROVE = 'proposal.approve';
export const DENY = 'proposal.deny';

/** How far the work behind a proposal has come, as its feature tells it. */
export interface WorkProgress {
  /** What happened to each object, the exceptions first. */
  lines: readonly ListLine[];
  /** Counts that add up. */
  facts: readonly (readonly [string, string])[];
  /** Whether everything went as planned. */
  isClean: boolean;
}

/** How a feature tells its part of a proposal. */
export interface WorkWords {
  /** What the plan would do, for the one who decides. */
  preview(plan: Plan): {
    facts: readonly (readonly [string, string])[];
    paragraphs: readonly string[];
    list: readonly ListLine[];
  };
  progress(proposalId: string): Promise<WorkProgress>;
}

export interface ProposalView {
  found: ProposalWithDecisions;
  plan: Plan;
  role: 'approver' | 'proposer';
  preview: ReturnType<WorkWords['preview']>;
  /** Undefined while nothing was approved. */
  progress: WorkProgress | undefined;
  timeZone: string;
}

/** The card of a proposal, as its approvers and its proposer see it at any moment of its life. */
export function proposalCard(view: ProposalView): Card {
  const { found, plan, progress, preview } = view;
  const { proposal } = found;
  const isPending = proposal.state === 'pending';
  return composeCard({
    title: titleOf(view),
    status: statusOf(view),
    subject: proposal.title,
    ...(isPending
      ? { warnings: [...plan.warnings, ...plan.irreversible.map((what) => `Cannot be taken back: ${what}`)] }
      : {}),
    paragraphs: isPending ? preview.paragraphs : [],
    facts: [...preview.facts, ...decisionFacts(view), ...(progress?.facts ?? [])],
    list: progress ? progress.lines : preview.list,
    details: detailsOf(view),
    actions: isPending && view.role === 'approver' ? decisionButtons(found) : endActions(view),
  });
}

const titles: Record<ProposalState, string> = {
  pending: 'Approval needed',
  approved: 'Approved, at work',
  done: 'Done',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  void: 'Void',
};

function titleOf(view: ProposalView): string {
  const { state } = view.found.proposal;
  if (state === 'pending' && view.role === 'proposer') return 'Waiting for approval';
  return state === 'done' && view.progress?.isClean === false ? 'Finished, please look' : titles[state];
}

function statusOf(view: ProposalView): NonNullable<CardContent['status']> {
  const { proposal, decisions } = view.found;
  const approvals = decisions.filter((one) => one.verdict === 'approved').length;
  const say = (text: string, tone: Tone) => ({ text, tone });
  switch (proposal.state) {
    case 'pending':
      return say(`${approvals} of ${counted(proposal.approvals_needed, 'approval', 'approvals')} so far`, 'accent');
    case 'approved':
      return say('Approved; the work has begun', 'accent');
    case 'done':
      return view.progress?.isClean === false
        ? say('Finished with exceptions', 'attention')
        : say('Done and read back', 'good');
    case 'denied':
      return say('Denied; nothing was changed', 'attention');
    case 'expired':
      return say('Nobody decided in time; nothing was changed', 'attention');
    case 'withdrawn':
      return say('Withdrawn; nothing was changed', 'attention');
    case 'void':
      return say('The tenant changed meanwhile; nothing was changed', 'attention');
  }
}

function decisionFacts({ found, timeZone }: ProposalView): (readonly [string, string])[] {
  const { proposal, decisions } = found;
  const decided = decisions.map(
    (one) => [one.verdict === 'approved' ? 'Approved by' : 'Denied by', one.approverName] as const,
  );
  return [
    ['Asked by', proposal.proposer_name],
    ...decided,
    ...(proposal.ending ? [['Reason', proposal.ending] as const] : []),
    ...(proposal.state === 'pending' ? [['Decide by', instantIn(proposal.expires_at, timeZone)] as const] : []),
  ];
}

const detailsOf = ({ found, plan, timeZone }: ProposalView): NonNullable<CardContent['details']> => ({
  title: 'Details',
  facts: [
    ['In their words', `“${plan.askedWords}”`],
    ['Asked', instantIn(found.proposal.created_at, timeZone)],
    ['Plan', shortHash(found.proposal.plan_hash)],
    ['Proposal', found.proposal.id],
  ],
});

function decisionButtons({ proposal }: ProposalWithDecisions): CardAction[] {
  const values = { proposalId: proposal.id, planHash: proposal.plan_hash };
  return [
    { kind: 'executeWithReason', title: 'Deny…', prompt: 'Why not?', confirm: 'Deny', verb: DENY, values },
    { kind: 'execute', title: 'Approve', verb: APPROVE, values, style: 'positive' },
  ];
}

/** After the end: the way back, as a proposal of its own. */
function endActions({ found, plan, role }: ProposalView): CardAction[] {
  const only = plan.work === 'changes' && plan.items.length === 1 ? plan.items[0] : undefined;
  if (found.proposal.state !== 'done' || role !== 'proposer' || !only) return [];
  const person = { id: only.targetId, displayName: only.targetName };
  return [
    {
      kind: 'ask',
      title: 'Propose to take it back',
      request: { verb: 'mfa.state.set', arguments: { person, state: 'previous' } },
    },
  ];
}
