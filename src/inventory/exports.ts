import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { now, nowPlus, type Rows } from '../db/database.ts';
import type { ListExportRow } from '../db/tables.ts';
import { newId } from '../lib/ids.ts';
import { csvHead, csvLine } from './csv.ts';
import { peopleQuery, type PeopleQuery } from './people-filter.ts';
import { pagesOfPeople } from './people-list.ts';

/** How long an offer stands: what it shows then is too old to be meant. */
const OFFER_MILLIS = 3_600_000;
const KEPT_MILLIS = 24 * 3_600_000;
/** Longer than any upload takes; whoever finds it over tells the asker that it did not work. */
const LEASE_MILLIS = 3_600_000;
const ROWS_AT_ONCE = 1000;

/** Keeps what somebody is offered; only they can accept it. */
export async function offerExport(rows: Rows, askerId: string, whom: PeopleQuery): Promise<string> {
  const id = newId();
  const list = JSON.stringify(whom);
  await rows
    .insertInto('list_export')
    .values({ id, asker_id: askerId, list, state: 'offered', created_at: now, due_at: nowPlus(OFFER_MILLIS) })
    .execute();
  return id;
}

/** The answer to an offer; undefined where there is no such offer to this person any more. */
export function answerExport(
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
export async function dueExports(rows: Rows): Promise<string[]> {
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
export const claimExport = (rows: Rows, id: string): Promise<ListExportRow | undefined> =>
  rows
    .updateTable('list_export')
    .set({ lease_until: nowPlus(LEASE_MILLIS), attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where('state', '=', 'accepted')
    .where(isFree)
    .returningAll()
    .executeTakeFirst();

/** The end of an offer. The address of the upload is a secret and goes with it. */
export async function endExport(
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

/** A list written to a file of this machine, for as long as `work` takes: an upload must know its size beforehand. */
export async function withCsvFile<T>(
  rows: Rows,
  row: Pick<ListExportRow, 'list'>,
  work: (file: { path: string; bytes: number; people: number }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'crossover-list-')); // only this account may read it
  try {
    const path = join(folder, 'list.csv');
    let people = 0;
    const lines = async function* () {
      yield csvHead();
      for await (const page of pagesOfPeople(rows, peopleQuery.parse(JSON.parse(row.list)), ROWS_AT_ONCE)) {
        people += page.length;
        yield page.map(csvLine).join('');
      }
    };
    await pipeline(lines, createWriteStream(path));
    return await work({ path, bytes: (await stat(path)).size, people });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
