import { z } from 'zod/v4';
import type { CardAction, Choice } from '../../cards/actions.ts';
import type { Card } from '../../cards/card.ts';
import { composeCard, type Fact, type ListLine } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { ProposalRow } from '../../db/tables.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { decidedWords } from '../proposal-card.ts';
import { missingFrom, numbered, readDecisions, readUndecided, undecidedIds } from '../store.ts';
import { whichProposal } from '../which-proposal.ts';

/** A page of what a proposal is about, in its order. */
export interface ItemsPage {
  lines: readonly ListLine[];
  /** The numbers of the lines, the first of the plan being 0. */
  nos: readonly number[];
  total: number;
}

export interface StatusEdges {
  rows: Rows;
  timeZone: string;
  /** What a proposal is about, from that number on; only what failed or was skipped, where that is asked. */
  items(proposal: ProposalRow, page: { from: number; size: number; isExceptions: boolean }): Promise<ItemsPage>;
}

const PAGE = 15;
const argumentsSchema = z.strictObject({
  proposalId: z.guid().toLowerCase().optional(),
  /** Its place among those that wait, as they are listed. */
  no: z.int().min(1).max(100).optional(),
  from: z.int().min(0).max(100_000).default(0),
  isExceptions: z.boolean().default(false),
  /** Whether somebody wants to decide in words, and is to be shown where that is done. */
  wantsToDecide: z.boolean().default(false),
});
type StatusArguments = z.infer<typeof argumentsSchema>;

/** `approval.status`: how a proposal stands, with everybody whom it is about, a page at a time. */
export const approvalStatus = (edges: StatusEdges): AnyVerb =>
  defineVerb({
    name: 'approval.status',
    kind: 'read',
    role: 'reader',
    help: 'how does my last proposal stand?',
    phrases: [
      { says: '(show|show me) [the] (proposal|plan) {proposalId}' },
      { says: '(what is|show) the (status|state) of [the] (proposal|plan) {proposalId}' },
      { says: 'how does [the] (proposal|plan) {proposalId} stand' },
      { says: '(what is|show) the (status|state) of my [last] (proposal|plan)' },
      { says: 'how (does|is) my [last] (proposal|plan) [stand|doing|going]' },
      { says: '(how far|where) (is|are) (my|the) [last] (proposal|plan|change|changes)' },
    ],
    arguments: argumentsSchema,
    run: async (args, { actor }) => {
      const proposal = await whichProposal(edges.rows, { ...args, proposalId: args.proposalId, actorId: actor.id });
      const page = await edges.items(proposal, { from: args.from, size: PAGE + 1, isExceptions: args.isExceptions });
      const paragraphs = args.wantsToDecide ? await whereDecided(edges.rows, proposal, actor.id) : [];
      return { kind: 'answer', card: await statusCard(edges, { proposal, page, args, paragraphs }), isPersonal: true };
    },
  });

interface Shown {
  proposal: ProposalRow;
  page: ItemsPage;
  args: StatusArguments;
  paragraphs: readonly string[];
}

/** No words decide: by whom and where it is done. */
async function whereDecided(rows: Rows, proposal: ProposalRow, askerId: string): Promise<string[]> {
  if (proposal.state !== 'pending') return ['There is nothing left to decide.'];
  const isAsked = (await undecidedIds(rows, proposal.id)).includes(askerId);
  return [
    'No words approve or deny anything: whoever is asked decides by a button of their own card.',
    isAsked ? 'You are asked: the buttons are on its card in our personal chat.' : 'You are not asked for this one.',
  ];
}

async function statusCard(edges: StatusEdges, { proposal, page, args, paragraphs }: Shown): Promise<Card> {
  const lines = page.lines.slice(0, PAGE);
  const undecided = proposal.state === 'pending' ? await readUndecided(edges.rows, [proposal.id]) : [];
  const decided = await decidedFacts(edges, proposal);
  const waitsFor = missingFrom(
    undecided.map(({ name }) => name),
    proposal.approvals_needed,
  );
  return composeCard({
    title: args.isExceptions ? 'What was not done' : 'A proposal in full',
    status: { text: stateWords(proposal), tone: proposal.state === 'done' ? 'good' : 'default' },
    subject: numbered(proposal),
    paragraphs,
    facts: [
      ['Asked by', proposal.proposer_name],
      ['Asked', instantIn(proposal.created_at, edges.timeZone)],
      ...decided,
      ...(waitsFor === '' ? [] : [['Could sign', waitsFor] as const]),
    ],
    list: lines,
    choices: fileChoice(proposal),
    actions: pageActions({ proposal, page, args }),
    ...(lines.length === 0 ? {} : { footer: placeWords(page, lines.length) }),
  });
}

/** Who approved, denied or stopped it, when, and why it ended so: however it stands now. */
async function decidedFacts({ rows, timeZone }: StatusEdges, proposal: ProposalRow): Promise<Fact[]> {
  const decisions = await readDecisions(rows, proposal.id);
  return [
    ...decisions.map((one): Fact => [decidedWords(one), `${one.approverName}, ${instantIn(one.at, timeZone)}`]),
    ...(proposal.stopped_by === null ? [] : [['Stopped by', proposal.stopped_by] as const]),
    ...(proposal.ending ? [['Reason', proposal.ending] as const] : []),
  ];
}

/** All of it at once, for whoever would have to turn many pages. */
const fileChoice = ({ id }: ProposalRow): Choice[] => [
  {
    primary: 'All of it as a CSV file',
    button: 'Save',
    request: { verb: 'approval.export', arguments: { proposalId: id } },
  },
];

const placeWords = ({ nos, total }: ItemsPage, shown: number): string =>
  `${(nos[0] ?? 0) + 1} to ${(nos[shown - 1] ?? 0) + 1} of ${total}.`;

function stateWords({ state, stopped_by: stopped, paused_by: paused }: ProposalRow): string {
  if (state === 'approved') return stopped ? 'Stopped' : paused ? 'Paused' : 'Approved, at work';
  const words: Record<Exclude<ProposalRow['state'], 'approved'>, string> = {
    pending: 'Waits for approval',
    done: 'Finished',
    denied: 'Denied',
    withdrawn: 'Withdrawn',
    expired: 'Expired',
    void: 'Void',
  };
  return words[state];
}

/** Where a page begins travels in the button: it turns after a restart, and on any replica. */
function pageActions({ proposal, page, args: { from, isExceptions } }: Omit<Shown, 'paragraphs'>): CardAction[] {
  const ask = (title: string, more: Partial<StatusArguments>): CardAction => ({
    kind: 'ask',
    title,
    request: { verb: 'approval.status', arguments: { from, isExceptions, proposalId: proposal.id, ...more } },
  });
  const next = page.nos[PAGE];
  const hasBegun = proposal.state === 'approved' || proposal.state === 'done';
  return [
    ...(from > 0 ? [ask('First page', { from: 0 })] : []),
    ...(next === undefined ? [] : [ask('Next', { from: next })]),
    ...(hasBegun && page.total > PAGE
      ? [ask(isExceptions ? 'Everybody' : 'Not done only', { from: 0, isExceptions: !isExceptions })]
      : []),
  ];
}
