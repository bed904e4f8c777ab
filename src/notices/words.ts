import type { Tone } from '../cards/card.ts';
import type { Fact, ListLine, Status } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import type { DeliveryRow } from '../db/tables.ts';
import { readBooks, type Books } from './store.ts';

const SHOWN_EXCEPTIONS = 10;

/** How far an approved notice has come: books that add up, and whoever could not be told. */
export async function noticeProgress(rows: Rows, proposalId: string) {
  const notice = await rows
    .selectFrom('notice')
    .select('id')
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'announcement')
    .executeTakeFirst();
  const books = notice ? await readBooks(rows, notice.id) : emptyBooks;
  return {
    ...headlineOf(books),
    paragraphs: [],
    isReversible: false,
    failed: 0,
    more: 0,
    facts: factsOf(books),
    lines: notice ? await missedLines(rows, notice.id, { from: 0, size: SHOWN_EXCEPTIONS }) : [],
  };
}

const emptyBooks: Books = { planned: 0, delivered: 0, mailed: 0, failed: 0, unconfirmed: 0, cancelled: 0, underWay: 0 };

/** The books as they stand on cards. */
export const factsOf = (books: Books): Fact[] => [
  ['Planned', String(books.planned)],
  ['Delivered in Teams', String(books.delivered)],
  ['By mail', String(books.mailed)],
  ['Failed', String(books.failed)],
  ['Unconfirmed', String(books.unconfirmed)],
  ...(books.cancelled > 0 ? [['Cancelled', String(books.cancelled)] as const] : []),
  ...(books.underWay > 0 ? [['Under way', String(books.underWay)] as const] : []),
];

/** How far a notice has come, in a title and a status. */
export function headlineOf({ planned, underWay, failed, unconfirmed, cancelled }: Books): {
  title: string;
  status: Status;
} {
  const say = (title: string, text: string, tone: Tone) => ({ title, status: { text, tone } });
  if (planned === 0 || underWay > 0)
    return say('Approved', `Being sent: ${planned - underWay} of ${planned} settled`, 'accent');
  if (failed + unconfirmed + cancelled === 0) return say('Sent', 'Everybody was told', 'good');
  const missed = [
    failed > 0 ? `${failed} not told` : null,
    unconfirmed > 0 ? `${unconfirmed} unconfirmed` : null,
    cancelled > 0 ? `${cancelled} stopped before` : null,
  ];
  return say('Sent, please look', missed.filter(Boolean).join(', '), 'attention');
}

/** Who was not told, and why: those that failed, are unconfirmed or were cancelled, by name. */
export async function missedLines(
  rows: Rows,
  noticeId: string,
  { from, size }: { from: number; size: number },
): Promise<ListLine[]> {
  const found = await rows
    .selectFrom('delivery')
    .select(['name', 'state', 'detail'])
    .where('notice_id', '=', noticeId)
    .where('state', 'in', ['failed', 'unconfirmed', 'cancelled'])
    .orderBy('name')
    .orderBy('person_id')
    .offset(from)
    .limit(size)
    .execute();
  return found.map(({ name, state, detail }) => ({
    primary: `${name}: ${state}`,
    ...(detail ? { secondary: detail } : {}),
  }));
}

const deliveryWords: Record<DeliveryRow['state'], string> = {
  planned: 'on its way',
  sending: 'on its way',
  delivered: 'delivered in Teams',
  mailed: 'sent by mail',
  failed: 'not delivered',
  unconfirmed: 'unconfirmed, and not sent again',
  cancelled: 'stopped before it was sent',
};

/** How the messages to people who were changed arrived, for the card of that change. */
export async function messageProgress(rows: Rows, proposalId: string): Promise<Fact[]> {
  const found = await rows
    .selectFrom('delivery')
    .innerJoin('notice', 'notice.id', 'delivery.notice_id')
    .select(['delivery.name', 'delivery.state', 'delivery.detail'])
    .where('notice.proposal_id', '=', proposalId)
    .where('notice.kind', '=', 'stateChanged')
    .orderBy('delivery.name')
    .execute();
  return found.map(({ name, state, detail }): Fact => {
    const why = detail && (state === 'failed' || state === 'unconfirmed') ? ` (${detail})` : '';
    return [`Message to ${name}`, `${deliveryWords[state]}${why}`];
  });
}
