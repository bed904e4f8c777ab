import type { CardAction } from '../cards/actions.ts';
import type { Card } from '../cards/card.ts';
import { composeCard, type CardContent } from '../cards/compose.ts';
import type { DeliveryRow, NoticeRow } from '../db/tables.ts';
import type { RenderedNotice } from './render.ts';

/** The verbs of the buttons that answer a notice; no words reach them. */
export const NOTICE_READY = 'notice.ready';
export const NOTICE_NEED_HELP = 'notice.needHelp';

/** Stands in for the notice's id in a test copy: its buttons count for nothing. */
export const TEST_COPY = '00000000-0000-4000-8000-000000000000';

/** How the request for help was passed on; null where nobody asked for any. */
export type HelpRoute = 'passedOn' | 'contactOnly';

/** What somebody has answered so far. */
export interface Answered {
  answer: DeliveryRow['answer'];
  help?: HelpRoute;
}

type Frozen = Pick<NoticeRow, 'id' | 'content' | 'variants'>;

/** Texts are frozen, so each is read once, however many people it is for. */
const remembered = new Map<string, Record<string, RenderedNotice>>();
const REMEMBERED = 8;

function variantsOf({ id, variants }: Frozen): Record<string, RenderedNotice> {
  const known = remembered.get(id);
  if (known) return known;
  const read = variants === null ? {} : (JSON.parse(variants) as Record<string, RenderedNotice>);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(id, read);
  return read;
}

/** A notice as one person sees it, with the buttons that answer it, and what they have answered. */
export function noticeCard(
  notice: Frozen,
  { variant, answer, help }: Pick<DeliveryRow, 'variant'> & Answered,
): CardContent {
  const rendered = variant === null ? undefined : variantsOf(notice)[variant];
  if (!rendered) return JSON.parse(notice.content) as CardContent;
  return withAnswers(rendered, { noticeId: notice.id, answer, ...(help ? { help } : {}) });
}

const drawn = new Map<string, Card>();

/** The same, drawn: to draw a card takes a millisecond, and thousands read the same one. */
export function drawnCard(notice: Frozen, delivery: Pick<DeliveryRow, 'variant' | 'answer'>): Card {
  const key = `${notice.id} ${delivery.variant ?? ''} ${delivery.answer ?? ''}`;
  const known = drawn.get(key);
  if (known) return known;
  const card = composeCard(noticeCard(notice, delivery));
  if (drawn.size >= 8 * REMEMBERED) drawn.clear();
  drawn.set(key, card);
  return card;
}

/** The same of a text that is at hand. */
export function withAnswers(
  { content, answers }: RenderedNotice,
  { noticeId, answer, help = 'contactOnly' }: Answered & { noticeId: string },
): CardContent {
  const button = (title: string, verb: string): CardAction => ({ kind: 'execute', title, verb, values: { noticeId } });
  const said =
    answer === 'ready' ? answers.youAreReady : help === 'passedOn' ? answers.helpIsAsked : answers.helpContact;
  return {
    ...content,
    ...(answer === null ? {} : { status: { text: said, tone: answer === 'ready' ? 'good' : 'accent' } as const }),
    answers: [
      ...(answers.ready !== null && answer !== 'ready' ? [button(answers.ready, NOTICE_READY)] : []),
      ...(answer === 'needHelp' ? [] : [button(answers.needHelp, NOTICE_NEED_HELP)]),
    ],
  };
}
