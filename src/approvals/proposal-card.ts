import type { CardAction } from '../cards/actions.ts';
import type { Card, Tone } from '../cards/card.ts';
import { composeCard, type Details, type Fact, type ListLine, type Quote, type Status } from '../cards/compose.ts';
import { counted } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import { shortHash, type Plan } from './plan.ts';
import { missingFrom, type ProposalWithDecisions } from './store.ts';

/** The verbs of the decision buttons. They have no words: nothing that anybody types reaches them. */
export const APPROVE = 'proposal.approve';
export const DENY = 'proposal.deny';

/** How far the work behind a proposal has come, as its feature tells it. */
export interface WorkProgress {
  title: string;
  status: Status;
  /** What somebody would ask now: why it waits, how it ended. */
  paragraphs: readonly string[];
  /** What happened to each object, the exceptions first. */
  lines: readonly ListLine[];
  /** Counts that add up. */
  facts: readonly Fact[];
  /** Whether something was done that could be taken back. */
  isReversible: boolean;
}

/** How a feature tells its part of a proposal. */
export interface WorkWords {
  /** What the plan would do, for the one who decides. */
  preview(plan: Plan): { facts: readonly Fact[]; list: readonly ListLine[]; quote?: Quote; moreFacts: readonly Fact[] };
  progress(proposalId: string): Promise<WorkProgress>;
}

export interface ProposalView {
  found: ProposalWithDecisions;
  plan: Plan;
  viewer: { id: string; role: 'approver' | 'proposer' };
  /** Names of those who were asked and have not decided. */
  undecided: readonly string[];
  preview: ReturnType<WorkWords['preview']>;
  /** Undefined while nothing was approved. */
  progress: WorkProgress | undefined;
  timeZone: string;
}

/** The card of a proposal, as its approvers and its proposer see it at any moment of its life. */
export function proposalCard(view: ProposalView): Card {
  const { found, plan, progress, preview, viewer } = view;
  const mayDecide = viewer.role === 'approver' && !hasDecided(view);
  const isPending = found.proposal.state === 'pending';
  const { title, status } = progress ?? headlineOf(view);
  return composeCard({
    title,
    status,
    subject: found.proposal.title,
    warnings: isPending ? warningsOf(plan) : [],
    paragraphs: [...(progress?.paragraphs ?? []), ...limitsOfTakingBack(view)],
    ...(isPending && preview.quote ? { quote: preview.quote } : {}),
    facts: [...preview.facts, ...(isPending ? plan.evidence : []), ...(progress?.facts ?? []), ...decisionFacts(view)],
    list: progress ? progress.lines : preview.list,
    details: detailsOf(view),
    actions: isPending && mayDecide ? decisionButtons(found) : [...stopActions(view), ...endActions(view)],
  });
}

const warningsOf = ({ warnings, irreversible }: Plan): string[] => [...warnings, ...irreversible.map(lossWords)];

const hasDecided = ({ found, viewer }: ProposalView): boolean =>
  found.decisions.some((one) => one.approverId === viewer.id);

/** Beside the button that takes it back: what that cannot do. */
const limitsOfTakingBack = (view: ProposalView): string[] =>
  endActions(view).length === 0 ? [] : view.plan.irreversible.map(lossWords);

const lossWords = (what: string): string => `Cannot be taken back: ${what}.`;

/** Title and status where no work has begun. */
function headlineOf(view: ProposalView): { title: string; status: Status } {
  const { proposal, decisions } = view.found;
  const say = (title: string, text: string, tone: Tone) => ({ title, status: { text, tone } });
  switch (proposal.state) {
    case 'pending':
      if (hasDecided(view)) return say('You have approved', waitWords(view), 'accent');
      return say(
        view.viewer.role === 'proposer' ? 'Waiting for approval' : 'Approval needed',
        missingWords(proposal.approvals_needed, decisions.length),
        'accent',
      );
    case 'approved':
      return say('Approved', 'About to begin', 'accent');
    case 'done':
      return say('Done', 'The work has ended', 'default');
    case 'denied':
      return say('Denied', 'Nothing was changed', 'attention');
    case 'withdrawn':
      return say('Withdrawn', 'Nothing was changed', 'default');
    case 'expired':
      return say('Expired', 'Too few decided in time; nothing was changed', 'attention');
    case 'void':
      return say('Void', 'Something has changed meanwhile; nothing was done', 'attention');
  }
}

/** A pending proposal has approvals only: the first denial ends it. */
const missingWords = (needed: number, given: number): string =>
  given === 0
    ? `Needs ${counted(needed, 'approval', 'approvals')}`
    : `${given} of ${counted(needed, 'approval', 'approvals')} given`;

/** For somebody who has decided: nothing is left for them to do, and whom it waits for. */
function waitWords({ found, undecided }: ProposalView): string {
  const missing = found.proposal.approvals_needed - found.decisions.length;
  const isShort = undecided.length > 0 && undecided.length <= NAMED;
  const who = isShort ? missingFrom(undecided, missing) : counted(missing, 'more approval', 'more approvals');
  return `Waits for ${who}`;
}

const NAMED = 3;

function decisionFacts({ found, timeZone }: ProposalView): Fact[] {
  const { proposal, decisions } = found;
  return [
    ['Asked by', proposal.proposer_name],
    ...decisions.map((one): Fact => [one.verdict === 'approved' ? 'Approved by' : 'Denied by', one.approverName]),
    ...(proposal.stopped_by === null ? [] : [['Stopped by', proposal.stopped_by] as const]),
    ...(proposal.ending ? [['Reason', proposal.ending] as const] : []),
    ...(proposal.state === 'pending' ? [['Decide by', instantIn(proposal.expires_at, timeZone)] as const] : []),
  ];
}

function detailsOf({ found, plan, preview, timeZone }: ProposalView): Details {
  const { proposal } = found;
  return {
    title: 'Details',
    facts: [
      ...preview.moreFacts,
      ['In their words', `“${plan.askedWords}”`],
      ['Asked', instantIn(proposal.created_at, timeZone)],
      ['Plan', shortHash(proposal.plan_hash)],
      ['Proposal', proposal.id],
    ],
    ...(proposal.state !== 'pending' && preview.quote ? { quote: preview.quote } : {}),
  };
}

function decisionButtons({ proposal }: ProposalWithDecisions): CardAction[] {
  const values = { proposalId: proposal.id, planHash: proposal.plan_hash };
  return [
    { kind: 'executeWithReason', title: 'Deny…', prompt: 'Why not?', confirm: 'Deny', verb: DENY, values },
    { kind: 'execute', title: 'Approve', verb: APPROVE, values, style: 'positive' },
  ];
}

/** The brake, as long as there is something to brake. */
function stopActions({ found: { proposal }, viewer }: ProposalView): CardAction[] {
  const request = { verb: 'approval.cancel', arguments: { proposalId: proposal.id } };
  if (proposal.state === 'pending' && viewer.role === 'proposer') return [{ kind: 'ask', title: 'Withdraw', request }];
  const isRunning = proposal.state === 'approved' && proposal.stopped_by === null;
  return isRunning ? [{ kind: 'ask', title: 'Stop', request }] : [];
}

/** After the end: the way back, as a proposal of its own. */
function endActions({ found, plan, viewer, progress }: ProposalView): CardAction[] {
  const only = plan.work === 'changes' && plan.items.length === 1 ? plan.items[0] : undefined;
  if (found.proposal.state !== 'done' || viewer.role !== 'proposer' || !progress?.isReversible || !only) return [];
  const person = { id: only.targetId, displayName: only.targetName };
  return [
    {
      kind: 'ask',
      title: 'Propose to take it back',
      request: { verb: 'mfa.state.set', arguments: { person, state: 'previous', proposalId: found.proposal.id } },
    },
  ];
}
