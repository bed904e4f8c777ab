import type { ListLine } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import { readBooks } from './store.ts';

const SHOWN_EXCEPTIONS = 10;

/** How far an approved notice has come: books that add up, and whoever could not be told. */
export async function noticeProgress(rows: Rows, proposalId: string) {
  const notice = await rows
    .selectFrom('notice')
    .select('id')
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'announcement')
    .executeTakeFirst();
  if (!notice) return { lines: [], facts: [], isClean: true };
  const books = await readBooks(rows, notice.id);
  const facts: (readonly [string, string])[] = [
    ['Planned', String(books.planned)],
    ['Delivered in Teams', String(books.delivered)],
    ['By mail', String(books.mailed)],
    ['Failed', String(books.failed)],
    ['Unconfirmed', String(books.unconfirmed)],
    ...(books.underWay > 0 ? [['Under way', String(books.underWay)] as const] : []),
  ];
  return { lines: await exceptions(rows, notice.id), facts, isClean: books.failed === 0 && books.unconfirmed === 0 };
}

async function exceptions(rows: Rows, noticeId: string): Promise<ListLine[]> {
  const found = await rows
    .selectFrom('delivery')
    .select(['name', 'state', 'detail'])
    .where('notice_id', '=', noticeId)
    .where('state', 'in', ['failed', 'unconfirmed'])
    .orderBy('name')
    .limit(SHOWN_EXCEPTIONS)
    .execute();
  return found.map((one) => ({
    primary: `${one.name}: ${one.state}`,
    ...(one.detail ? { secondary: one.detail } : {}),
  }));
}
