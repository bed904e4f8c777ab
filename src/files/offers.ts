import { sql } from 'kysely';
import { now, nowPlus, type Rows } from '../db/database.ts';
import type { ListExportRow } from '../db/tables.ts';
import { newId } from '../lib/ids.ts';

/** How long an offer stands: what it shows then is too old to be meant. */
export const OFFER_MILLIS = 3_600_000;
const KEPT_MILLIS = 24 * 3_600_000;
/** Longer than any upload takes; whoever finds it over tells the asker that it did not work. */
const LEASE_MILLIS = 3_600_000;

interface Offered {
  kind: ListExportRow['kind'];
  type: 'csv' | 'json';
  /** What the file is about, as its kind reads it. */
  about: unknown;
  at: Date;
}

/** Keeps what somebody is offered, and names it; only they can accept it. */
export async function keepOffer(
  rows: Rows,
  askerId: string,
  { kind, type, about, at }: Offered,
): Promise<{ id: string; name: string }> {
  const id = newId();
  const name = `${kind}-${at.toISOString().slice(0, 16).replace(/[T:]/gu, '-')}.${type}`;
  const list = JSON.stringify(about);
  await rows
    .insertInto('list_export')
    .values({
      ...{ id, asker_id: askerId, kind, file_name: name, list, state: 'offered' },
      ...{ created_at: now, due_at: nowPlus(OFFER_MILLIS) },
    })
    .execute();
  return { id, name };
}

/** The answer to an offer; undefined where there is no such offer to this person any more. */
export function answerOffer(
  rows: Rows,
  offer: { id: string; askerId: string; cardId: string | null },
  upload: string | null,
): Promise<ListExportRow | undefined> {
  return rows
    .updateTable('list_export')
    .set({ state: upload === null ? 'declined' : 'accepted', upload, card_id: offer.cardId, due_at: now })
    .where('id', '=', offer.id)
    .where('asker_id', '=', offer.askerId)
    .where('state', '=', 'offered')
    .where('due_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Accepted offers that nobody works on; forgets those that are long over. */
export async function dueOffers(rows: Rows): Promise<string[]> {
  await rows.deleteFrom('list_export').where('created_at', '<', nowPlus(-KEPT_MILLIS)).execute();
  const found = await rows
    .selectFrom('list_export')
    .select('id')
    .where('state', '=', 'accepted')
    .where(isFree)
    .execute();
  return found.map((row) => row.id);
}

const isFree = sql<boolean>`(lease_until is null or lease_until < app_now())`;

/** Takes an accepted offer. `attempts` above one: a process died over it. */
export const claimOffer = (rows: Rows, id: string): Promise<ListExportRow | undefined> =>
  rows
    .updateTable('list_export')
    .set({ lease_until: nowPlus(LEASE_MILLIS), attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where('state', '=', 'accepted')
    .where(isFree)
    .returningAll()
    .executeTakeFirst();

/** The end of an offer. The address of the upload is a secret and goes with it. */
export async function endOffer(
  rows: Rows,
  id: string,
  end: { state: 'done' | 'failed'; detail: string | null },
): Promise<void> {
  await rows
    .updateTable('list_export')
    .set({ ...end, upload: null, lease_until: null })
    .where('id', '=', id)
    .execute();
}
