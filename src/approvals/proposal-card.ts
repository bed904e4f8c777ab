import type { CardAction, Choice } from '../cards/actions.ts';
import type { Card, Tone } from '../cards/card.ts';
import { composeCard, type Details, type Fact, type ListLine, type Quote, type Status } from '../cards/compose.ts';
import { riskWords } from '../lib/risk.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { CardCopyRow, ProposalRow } from '../db/tables.ts';
import { shortHash, type Plan } from './plan.ts';
import { missingFrom, numbered, type ProposalWithDecisions } from './store.ts';

/** The verbs of the buttons that act. They have no words: nothing that anybody types reaches them. */
export const APPROVE = 'proposal.approve';
export const DENY = 'proposal.deny';
export const RESUME = 'proposal.resume';
/** What the card in a room asks for each of its readers. */
export const SHOW = 'proposal.show';

/** How far the work behind a proposal has come, as its feature tells it. */
export interface WorkProgress {
  title: string;
  status: Status;
  /** What somebody would ask now: why it waits, how it ended. */
  paragraphs: readonly string[];
  /** What happened to each object, the exceptions first. */
  lines: readonly ListLine[];
  /** How many objects have no line. */
  more: number;
  /** Counts that add up. */
  facts: readonly Fact[];
  /** Whether something was done that could be taken back. */
  isReversible: boolean;
  /** How many objects failed, and could be tried again. */
  failed: number;
  /** What somebody may do now (Default: stop it, or take it back). */
  actions?: readonly CardAction[];
}

/** How a feature tells its part of a proposal. */
export interface WorkWords {
  /** What the plan would do, for the one who decides. */
  preview(plan: Plan): WorkPreview;
  progress(proposal: Pick<ProposalRow, 'id' | 'paused_by'>, plan: Plan): Promise<WorkProgress>;
}

/** What the plan would do. */
export interface WorkPreview {
  facts: readonly Fact[];
  list: readonly ListLine[];
  /** How many objects have no line. */
  more: number;
  quotes?: readonly Quote[];
  moreFacts: readonly Fact[];
}

/** Who sees the card: in the approvers' channel whoever reads there, until the card has asked who it is. */
export interface Viewer {
  id: string;
  role: CardCopyRow['role'];
}

export interface ProposalView {
  found: ProposalWithDecisions;
  plan: Plan;
  viewer: Viewer;
  /** Names of those who were asked and have not decided. */
  undecided: readonly string[];
  /** Those of them whom no card could be sent to. */
  unreached: readonly string[];
  preview: WorkPreview;
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
    subject: numbered(found.proposal),
    warnings: isPending ? warningsOf(plan) : [],
    paragraphs: [...(progress?.paragraphs ?? []), ...limitsOfTakingBack(view), ...inTheRoom(view)],
    ...(isPending && preview.quotes ? { quotes: preview.quotes } : {}),
    facts: [
      ...preview.facts,
      ...(isPending ? [...plan.evidence, ...whySeveral(plan)] : []),
      ...(progress?.facts ?? []),
      ...decisionFacts(view),
    ],
    list: progress ? progress.lines : preview.list,
    details: detailsOf(view),
    ...(viewer.role === 'channel'
      ? { refresh: { verb: SHOW, values: { proposalId: found.proposal.id } } }
      : {
          choices: everybodyChoice(view),
          actions: isPending && mayDecide ? decisionButtons(found) : laterActions(view),
        }),
  });
}

/** A card in a room has no buttons before it knows who reads it. */
const inTheRoom = ({ viewer, found }: ProposalView): string[] =>
  viewer.role === 'channel' && found.proposal.state === 'pending'
    ? ['Approvers find the buttons here once Teams has asked me who they are, and always in their own chat with me.']
    : [];

/** Once nobody is asked to decide: what stops it, or takes it back. */
const laterActions = (view: ProposalView): CardAction[] => [
  ...(view.progress?.actions ?? [...stopActions(view), ...endActions(view)]),
];

/** Why one yes is not enough. */
function whySeveral({ risks, approvalsNeeded }: Plan): Fact[] {
  const why = riskWords(risks);
  return why === null || approvalsNeeded === 1 ? [] : [['Why several', why]];
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

function decisionFacts({ found, unreached, timeZone }: ProposalView): Fact[] {
  const { proposal, decisions } = found;
  return [
    ['Asked by', proposal.proposer_name],
    ...decisions.map((one): Fact => [decidedWords(one), one.approverName]),
    ...(proposal.stopped_by === null ? [] : [['Stopped by', proposal.stopped_by] as const]),
    ...(proposal.paused_by === null || proposal.state !== 'approved' ? [] : pausedFacts(proposal, timeZone)),
    ...(proposal.ending ? [['Reason', proposal.ending] as const] : []),
    ...(proposal.state === 'pending' && unreached.length > 0
      ? [['Not reached', `${listedBriefly(unreached, NAMED)}: no card could be sent so far`] as const]
      : []),
    ...(proposal.state === 'pending' ? [['Decide by', instantIn(proposal.expires_at, timeZone)] as const] : []),
  ];
}

/** What somebody did, before their name. */
export const decidedWords = ({ verdict }: ProposalWithDecisions['decisions'][number]): string =>
  verdict === 'approved' ? 'Approved by' : 'Denied by';

const pausedFacts = ({ paused_by: by, execute_by: until }: ProposalRow, timeZone: string): Fact[] => [
  ['Paused by', by ?? ''],
  ...(until ? [['Resume by', instantIn(until, timeZone)] as const] : []),
];

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
    ...(proposal.state !== 'pending' && preview.quotes ? { quotes: preview.quotes } : {}),
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
function stopActions({ found: { proposal }, viewer, plan }: ProposalView): CardAction[] {
  const about = { proposalId: proposal.id };
  const stop = (title: string): CardAction => ({
    kind: 'ask',
    title,
    request: { verb: 'approval.cancel', arguments: about },
  });
  if (proposal.state === 'pending' && viewer.role === 'proposer') return [stop('Withdraw')];
  if (proposal.state !== 'approved' || proposal.stopped_by !== null) return [];
  if (proposal.paused_by !== null)
    return [stop('Stop'), { kind: 'execute', title: 'Resume', verb: RESUME, values: about }];
  // Between the items of a plan there is something to wait for; a plan of one, or a notice, is over before.
  if (plan.work !== 'changes' || plan.items.length === 1) return [stop('Stop')];
  return [stop('Stop'), { kind: 'ask', title: 'Pause', request: { verb: 'approval.pause', arguments: about } }];
}

/** After the end: the way back, and what failed once more, each as a proposal of its own. */
function endActions({ found, plan, viewer, progress }: ProposalView): CardAction[] {
  if (found.proposal.state !== 'done' || viewer.role !== 'proposer' || plan.work !== 'changes' || !progress) return [];
  const ask = (title: string, verb: string): CardAction => ({
    kind: 'ask',
    title,
    request: { verb, arguments: { proposalId: found.proposal.id } },
  });
  return [
    ...(progress.isReversible ? [ask('Propose to take it back', 'change.undo')] : []),
    ...(progress.failed > 0 ? [ask('Retry what failed', 'change.retry')] : []),
  ];
}

/** A page of its own for whatever has no line on this card. */
function everybodyChoice({ found, preview, progress }: ProposalView): Choice[] {
  const more = progress?.more ?? preview.more;
  const request = { verb: 'approval.status', arguments: { proposalId: found.proposal.id } };
  return more === 0 ? [] : [{ primary: `… and ${more} more`, button: 'Show all', request }];
}
