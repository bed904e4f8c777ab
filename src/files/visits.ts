import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { now, nowPlus, type Rows } from '../db/database.ts';
import type { ListExportRow } from '../db/tables.ts';
import { OFFER_MILLIS } from './offers.ts';

/** How long somebody may take to sign in. */
const VISIT_MILLIS = 15 * 60_000;
/** Of one link at a time: whoever opens it is not known yet. */
const MOST_VISITS = 20;

/** A file that a link leads to; there is none any more an hour after it was offered. */
const openOffer = (rows: Rows) => rows.selectFrom('list_export').where('created_at', '>', nowPlus(-OFFER_MILLIS));

/** Somebody has opened the link to a file; resolves with the key of this visit, or undefined where there is no such file. */
export async function beginVisit(rows: Rows, offerId: string): Promise<string | undefined> {
  await rows.deleteFrom('file_visit').where('created_at', '<', nowPlus(-VISIT_MILLIS)).execute();
  const key = randomBytes(32).toString('base64url');
  const { numInsertedOrUpdatedRows: begun } = await rows
    .insertInto('file_visit')
    .columns(['key', 'offer_id', 'created_at'])
    .expression((eb) =>
      openOffer(rows)
        .select([eb.val(key).as('key'), 'id', now.as('visited_at')])
        .where('id', '=', offerId)
        .where(sql<boolean>`(select count(*) < ${MOST_VISITS} from file_visit v where v.offer_id = list_export.id)`),
    )
    .executeTakeFirstOrThrow();
  return begun === 1n ? key : undefined;
}

/** The file of a visit, whose key is good once. */
export async function endVisit(rows: Rows, key: string): Promise<ListExportRow | undefined> {
  const visit = await rows
    .deleteFrom('file_visit')
    .where('key', '=', key)
    .where('created_at', '>', nowPlus(-VISIT_MILLIS))
    .returning('offer_id')
    .executeTakeFirst();
  return visit && openOffer(rows).selectAll().where('id', '=', visit.offer_id).executeTakeFirst();
}
