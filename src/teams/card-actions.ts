import { z } from 'zod/v4';
import type { Card } from '../cards/card.ts';
import { ASK } from '../cards/actions.ts';
import { composeCard } from '../cards/compose.ts';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import { shortened, visibleText } from '../lib/text.ts';
import { clickedBefore, keepAsked } from './asked-before.ts';
import { answerRequest, type AnswerEdges } from './answer.ts';
import { faultLine } from './replies.ts';

/** Buttons that decide; they are no verbs, so no words reach them. */
export type DecisionVerb = 'proposal.approve' | 'proposal.deny';
const RESUME = 'proposal.resume';
/** What a card in a room asks for each of its readers. */
const SHOW = 'proposal.show';
/** Buttons that answer a notice. */
type NoticeVerb = 'notice.ready' | 'notice.needHelp';

export interface CardActionEdges extends AnswerEdges {
  log: Log;
  /** Takes a decision and draws the proposal as the one who decided sees it now. */
  decide(person: Clicker, click: DecisionClick): Promise<DrawnProposal>;
  /** Lets paused work go on, and draws its proposal. */
  resume(person: Clicker, click: Pick<DecisionClick, 'proposalId' | 'on'>): Promise<DrawnProposal>;
  /** Draws a proposal as whoever looks at it sees it. */
  show(person: Clicker, click: Pick<DecisionClick, 'proposalId' | 'on'>): Promise<DrawnProposal>;
  /** Notes what the reader of a notice says; resolves with the notice as it reads now. */
  answerNotice(click: NoticeClick): Promise<Card>;
  /** Replaces a card of ours where it stands. */
  updateCard(at: ClickedMessage, card: Card): Promise<void>;
  /** Lets a held ring go on, leaves out who is not ready, or starts its way back, and draws how it then stands. */
  actOnRing(person: Clicker, click: RingClick): Promise<Card>;
  /** Whether the card of a proposal stands there: part of the record that people scroll back to. */
  isProposalCard(at: ClickedMessage): Promise<boolean>;
}

/** A proposal as the one who clicked sees it now. */
export interface DrawnProposal {
  card: Card;
  /** Whether its card stands in the message that was clicked. */
  isForThatMessage: boolean;
}

/** Who clicked, by the token, and on which message; undefined where Teams did not say. */
export interface Clicker {
  id: string;
  displayName: string;
}
export interface ClickedMessage {
  conversationId: string;
  activityId: string;
}

export interface DecisionClick {
  verb: DecisionVerb;
  proposalId: string;
  planHash: string;
  reason: string;
  on: ClickedMessage | undefined;
}

export interface NoticeClick {
  noticeId: string;
  answer: 'ready' | 'needHelp';
  person: Clicker;
  on: ClickedMessage | undefined;
}

/** Buttons that act on a ring. */
export interface RingClick {
  verb: 'ring.resume' | 'ring.back' | 'ring.leaveOut';
  ringId: string;
  /** One person of it alone; the whole ring where it is left out. */
  personId?: string | undefined;
}

/** What a click brings: another card in the place of the clicked one, a new message, or a line above the card. */
export type CardAnswer =
  { kind: 'card'; card: Card } | { kind: 'message'; card: Card } | { kind: 'line'; text: string };

const requestShape = z.object({ verb: z.string().max(100), arguments: z.record(z.string(), z.unknown()) });
/** What is shown of it must say something: characters that nobody sees are no reason. */
const reason = z
  .string()
  .max(2000)
  .transform((text) => shortened(visibleText(text), 500));
const clickShape = z.object({
  proposalId: z.guid().toLowerCase(),
  planHash: z.string().regex(/^[0-9a-f]{64}$/),
  reason: reason.default(''),
});
const proposalShape = clickShape.pick({ proposalId: true });
const noticeShape = z.object({ noticeId: z.guid().toLowerCase() });
const ringShape = z.object({ ringId: z.guid().toLowerCase(), personId: z.guid().toLowerCase().optional() });
const actionShape = z.object({
  action: z.looseObject({ verb: z.string().max(100), data: z.record(z.string(), z.unknown()).default({}) }),
});

/** Answers a click. Everything that the card carries is validated; who clicked comes from the token. */
export async function answerClick(
  edges: CardActionEdges,
  person: Clicker,
  { value, on }: { value: unknown; on: ClickedMessage | undefined },
): Promise<CardAnswer> {
  try {
    const { action } = parsed(actionShape, value);
    switch (action.verb) {
      case ASK:
        return await answerAsked(edges, person, { request: parsed(requestShape, action.data), on });
      case 'proposal.approve':
      case 'proposal.deny':
        return shown(await edges.decide(person, { verb: action.verb, on, ...clickOf(action.verb, action.data) }));
      case 'notice.ready':
      case 'notice.needHelp':
        return await noticeAnswered(edges, person, { verb: action.verb, data: action.data, on });
      case RESUME:
        return shown(await edges.resume(person, { on, ...parsed(proposalShape, action.data) }));
      case SHOW:
        return shown(await edges.show(person, { on, ...parsed(proposalShape, action.data) }));
      case 'ring.resume':
      case 'ring.leaveOut':
      case 'ring.back': {
        const card = await edges.actOnRing(person, { verb: action.verb, ...parsed(ringShape, action.data) });
        const staysAsItIs = on !== undefined && (await edges.isProposalCard(on));
        return staysAsItIs ? { kind: 'line', text: card.summary } : { kind: 'card', card };
      }
      default:
        throw new RefusedError('unknownRequest', 'I do not know this button.', 'Ask again; this card may be old.');
    }
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) edges.log.error('teams.click', cause);
    return { kind: 'line', text: faultLine(cause) };
  }
}

/** The card is updated where it stands, for every device of its reader; the answer to the click shows it here at once. */
async function noticeAnswered(
  edges: CardActionEdges,
  person: Clicker,
  { verb, data, on }: { verb: NoticeVerb; data: unknown; on: ClickedMessage | undefined },
): Promise<CardAnswer> {
  const { noticeId } = parsed(noticeShape, data);
  const answer = verb === 'notice.ready' ? 'ready' : 'needHelp';
  const card = await edges.answerNotice({ noticeId, answer, person, on });
  if (on) {
    await edges.updateCard(on, card).catch((cause: unknown) => {
      edges.log.warn('teams.noticeCard', { reason: cause instanceof CrossoverError ? cause.reason : 'unknown' });
    });
  }
  return { kind: 'card', card };
}

function clickOf(verb: DecisionVerb, values: unknown) {
  const click = parsed(clickShape, values);
  if (verb === 'proposal.deny' && click.reason === '') {
    throw new RefusedError('invalidInput', 'A denial needs a reason.', 'Say in a few words why not.');
  }
  return click;
}

/** Only its own card becomes what the proposal is now: every other message stays as it is. */
const shown = ({ card, isForThatMessage }: DrawnProposal): CardAnswer =>
  isForThatMessage ? { kind: 'card', card } : { kind: 'line', text: card.summary };

async function answerAsked(
  edges: CardActionEdges,
  person: Clicker,
  { request, on }: { request: z.infer<typeof requestShape>; on: ClickedMessage | undefined },
): Promise<CardAnswer> {
  const words = '(a button of a card)';
  const reply = await answerRequest(edges, person, { request, words });
  const shownCard = reply.kind === 'card' ? reply.card : undefined;
  if (on)
    await keepAsked(
      edges.database.rows,
      { personId: person.id, chatId: on.conversationId },
      clickedBefore(request, shownCard),
    );
  if (reply.kind === 'line') return reply;
  if (reply.kind === 'offered') return { kind: 'line', text: reply.words };
  const staysAsItIs = on !== undefined && (await edges.isProposalCard(on));
  if (reply.kind === 'card') return staysAsItIs ? { kind: 'message', card: reply.card } : reply;
  if (staysAsItIs) return { kind: 'line', text: 'Proposed. Its own card, below, shows how it goes on.' };
  return {
    kind: 'card',
    card: composeCard({
      title: 'Proposed',
      status: { text: 'Nothing changes before a second person says yes', tone: 'accent' },
      subject: reply.title,
      paragraphs: ['The approvers have been asked. Its own card below shows how it goes on.'],
    }),
  };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RefusedError('invalidInput', 'This card was changed or is too old.', 'Ask again to get a fresh one.');
}
