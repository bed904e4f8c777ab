import type { CardContent } from '../cards/compose.ts';
import type { Rows, RowsInTransaction } from '../db/database.ts';
import type { NoticeRow } from '../db/tables.ts';
import { readForecast, type Forecast, type Means } from './forecast.ts';
import type { NoticeRecipient } from './recipients.ts';
import { renderNotices, type RenderedNotices } from './render.ts';
import { insertNotice } from './store.ts';
import { FALLBACK, type NoticeName, type Texts } from './texts.ts';
import { DELIVERIES } from './deliver.ts';

/** One of our notices, for a set of people. */
export interface NoticeWish {
  name: NoticeName;
  /** When they move; null where that is not known, or over. */
  movesAt: Date | null;
  senderName: string;
  recipients: readonly NoticeRecipient[];
  /** The approved proposal that it belongs to. */
  proposalId: string | null;
  /** What of the caller's it belongs to, to be found again by: `noticesAbout`. */
  about: string;
  /** The texts as approvers saw them (Default: as they are now). */
  frozen?: RenderedNotices['variants'];
}

/** Plans notices for whoever joins features: a rollout, a ring. */
export interface NoticePlanner {
  /** Plans a notice in the caller's transaction, and wakes its deliveries. Returns its id. */
  plan(trx: RowsInTransaction, wish: NoticeWish): Promise<string>;
  /** How long it would take to tell people, and how they are reached: a date that cannot be met is known beforehand. */
  forecast(rows: Rows, recipients: readonly NoticeRecipient[]): Promise<Forecast>;
  /** The texts as these people would read them, to be frozen into a plan and shown to approvers. */
  render(wish: Pick<NoticeWish, 'name' | 'movesAt' | 'senderName' | 'recipients'>): RenderedNotices;
}

export interface PlannerParts {
  texts: Texts;
  timeZone: string;
  helpContact: string;
  means: Means;
  jobs: { wake(trx: RowsInTransaction, name: string, key: string): Promise<void> };
}

/** See `NoticePlanner`. */
export function createNoticePlanner({ texts, timeZone, helpContact, means, jobs }: PlannerParts): NoticePlanner {
  const render: NoticePlanner['render'] = ({ recipients, ...facts }) =>
    renderNotices(texts, { ...facts, timeZone, helpContact }, recipients);
  return {
    render,
    forecast: (rows, recipients) => readForecast(rows, recipients, means),
    plan: async (trx, wish) => {
      const { variants: current, variantOf } = render(wish);
      const variants = wish.frozen ?? current;
      const id = await insertNotice(trx, {
        kind: 'step',
        proposalId: wish.proposalId,
        about: wish.about,
        content: englishOf(variants),
        templated: { name: wish.name, variants, movesAt: wish.movesAt, helpContact },
        recipients: wish.recipients.map(({ personId, name, address }, at) => ({
          ...{ personId, name, address },
          // Whoever's language has changed since the texts were frozen reads the one that stands for all.
          variant: variants[variantOf[at] ?? ''] ? (variantOf[at] ?? null) : null,
        })),
        mayReachOut: true,
      });
      await jobs.wake(trx, DELIVERIES, id);
      return id;
    },
  };
}

/** The text that stands for all: English, or any where nobody reads English. */
export function englishOf(variants: RenderedNotices['variants']): CardContent {
  const found = variants[FALLBACK] ?? Object.values(variants)[0];
  return found?.content ?? { title: 'Notice' };
}

/** The last of our notices that each person was told for one approval of something of the caller's, whatever came of it. */
export async function lastToldAbout(
  rows: Rows,
  { about, proposalId }: { about: string; proposalId: string },
): Promise<ReadonlyMap<string, string>> {
  const found = await rows
    .selectFrom('delivery')
    .innerJoin('notice', 'notice.id', 'delivery.notice_id')
    .distinctOn('person_id')
    .select(['person_id', 'notice.name'])
    .where('about', '=', about)
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'step')
    .orderBy('person_id')
    .orderBy('created_at', 'desc')
    .orderBy('notice.id', 'desc')
    .execute();
  return new Map(found.map(({ person_id: id, name }) => [id, name ?? '']));
}

/** The notices that belong to something of the caller's, and to one approval of it, newest first. */
export const noticesAbout = (
  rows: Rows,
  { about, proposalId }: { about: string; proposalId: string | null },
): Promise<Pick<NoticeRow, 'id' | 'name' | 'state'>[]> =>
  rows
    .selectFrom('notice')
    .select(['id', 'name', 'state'])
    .where('about', '=', about)
    .where('proposal_id', '=', proposalId)
    .orderBy('created_at', 'desc')
    .execute();
