import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { ProposalRow } from '../../db/tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import type { Actor } from '../../verbs/actor.ts';
import { defineVerb, type AnyVerb, type Outcome } from '../../verbs/verb.ts';
import { cancel, type CancelEdges, type Cancelled } from '../cancel.ts';
import { hasKnownCard, numbered } from '../store.ts';
import { haltedWords } from './halted-words.ts';

/** `approval.cancel`: withdraws what waits for approval, or stops approved work at once. */
export const approvalCancel = (edges: CancelEdges): AnyVerb =>
  defineVerb({
    name: 'approval.cancel',
    kind: 'stop',
    role: 'operator',
    orRole: 'approver',
    help: 'stop everything',
    phrases: [
      { says: '(stop|halt) [everything|all|all of it|all work|all changes]', with: { which: 'all' } },
      { says: '(stop|halt) [it|that] [right] now', with: { which: 'all' } },
      { says: '(withdraw|cancel|stop|abort|recall) (my|the|that|this) [last|latest] (proposal|request|change|notice)' },
      { says: '(withdraw|cancel|abort) [it|that|this]' },
    ],
    arguments: z.strictObject({
      which: z.enum(['mine', 'all']).default('mine'),
      proposalId: z.guid().toLowerCase().optional(),
    }),
    run: async ({ which, proposalId }, { actor }) => {
      if (proposalId !== undefined) return cancelOne(edges, proposalId, actor);
      return which === 'all' ? answer(await stopAll(edges, actor)) : cancelMine(edges, actor);
    },
  });

const answer = (card: Card): Outcome => ({ kind: 'answer', card, isPersonal: true });

/** Whoever withdraws something reads it on the card that stands in their chat already. */
async function cancelOne(edges: CancelEdges, proposalId: string, actor: Actor): Promise<Outcome> {
  const { rows } = edges.database;
  const cancelled = await cancel(edges, proposalId, actor);
  const proposal = await rows
    .selectFrom('proposal')
    .select(['no', 'title'])
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  if (cancelled.kind === 'withdrawn' && (await hasKnownCard(rows, proposalId, actor.id)))
    return { kind: 'line', text: `Withdrawn: ${numbered(proposal)}. Nothing was changed.` };
  return answer(
    composeCard({
      title: cancelled.kind === 'withdrawn' ? 'Withdrawn' : 'Stopped',
      status: { text: wordsOf(cancelled), tone: 'good' },
      subject: numbered(proposal),
      ...(cancelled.kind === 'stopped' ? { paragraphs: [AFTER_STOP] } : {}),
    }),
  );
}

const AFTER_STOP =
  'What had begun is finished and read back; nothing else begins. The card of the proposal shows the end.';

function wordsOf(cancelled: Cancelled): string {
  if (cancelled.kind === 'withdrawn') return 'Nothing was changed';
  if (cancelled.notBegun === 0) return 'Everything had begun already';
  return `${counted(cancelled.notBegun, 'step', 'steps')} will not be done`;
}

/** Everything that is at work, whoever asked for it. What waits for approval does nothing by itself. */
async function stopAll(edges: CancelEdges, actor: Actor): Promise<Card> {
  const running = await open(edges.database.rows, ['approved']);
  const tried = await Promise.all(running.map(async (one) => ({ one, came: await unlessEnded(edges, one, actor) })));
  const list = tried.flatMap(({ one, came }) =>
    came ? [{ primary: numbered(one), secondary: typeof came === 'string' ? came : wordsOf(came) }] : [],
  );
  const stopped = tried.filter(({ came }) => typeof came === 'object').length;
  const goesOn = list.length - stopped;
  const waiting = await open(edges.database.rows, ['pending']);
  return composeCard({
    title: list.length === 0 ? 'Nothing is at work' : stopped === 0 ? 'It goes on' : 'Stopped',
    status: {
      text:
        list.length === 0
          ? 'There was nothing to stop'
          : haltedWords('stopped', { halted: stopped, goingOn: goesOn }, ['piece of work', 'pieces of work']),
      tone: goesOn === 0 ? 'good' : 'attention',
    },
    paragraphs: [
      ...(stopped === 0 ? [] : [AFTER_STOP]),
      ...(waiting.length === 0
        ? []
        : [
            `${counted(waiting.length, 'proposal waits for approval, and does', 'proposals wait for approval, and do')} nothing without it.`,
          ]),
    ],
    list,
  });
}

/** What ends by itself at this moment needs no stop; why it cannot be stopped, where it is midway. */
async function unlessEnded(
  edges: CancelEdges,
  one: OpenProposal,
  actor: Actor,
): Promise<Cancelled | string | undefined> {
  return cancel(edges, one.id, actor).catch((cause: unknown) => {
    if (!(cause instanceof RefusedError)) throw cause;
    return cause.reason === 'notStoppable' ? `${cause.message} ${cause.remedy}` : undefined;
  });
}

/** The asker's own: the only one, or one to choose. */
async function cancelMine(edges: CancelEdges, actor: Actor): Promise<Outcome> {
  const mine = (await open(edges.database.rows, ['pending', 'approved'])).filter((one) => one.proposer_id === actor.id);
  const [only, ...others] = mine;
  if (!only) {
    throw new RefusedError(
      'unknownProposal',
      'Nothing of yours waits for approval or is at work.',
      '“Stop everything” stops the work of others too.',
    );
  }
  if (others.length === 0) return cancelOne(edges, only.id, actor);
  return answer(whichCard(mine));
}

const whichCard = (mine: readonly OpenProposal[]): Card =>
  composeCard({
    title: 'Which one?',
    status: { text: `${mine.length} of yours are open`, tone: 'default' },
    choices: mine.slice(0, MOST_CHOICES).map((one) => ({
      primary: numbered(one),
      secondary: one.state === 'pending' ? 'waits for approval' : 'is at work',
      button: one.state === 'pending' ? 'Withdraw' : 'Stop',
      request: { verb: 'approval.cancel', arguments: { proposalId: one.id } },
    })),
  });

const MOST_CHOICES = 10;

/** A plan may be large, and is not needed here. */
type OpenProposal = Pick<ProposalRow, 'id' | 'no' | 'title' | 'state' | 'proposer_id'>;

/** The newest first. */
const open = (rows: Rows, states: readonly ('pending' | 'approved')[]): Promise<OpenProposal[]> =>
  rows
    .selectFrom('proposal')
    .select(['id', 'no', 'title', 'state', 'proposer_id'])
    .where('state', 'in', states)
    .where('stopped_by', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
