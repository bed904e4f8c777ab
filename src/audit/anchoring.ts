import { open, type FileHandle } from 'node:fs/promises';
import { sql } from 'kysely';
import { databaseNow, nowPlus, type Database, type Rows } from '../db/database.ts';
import { unlessLate } from '../lib/deadline.ts';
import type { Log } from '../lib/log.ts';
import { lineOfAnchor } from './anchors.ts';

/** Names the newest record and its hash. */
export const readHead = (rows: Rows): Promise<{ seq: number; hash: string }> =>
  rows.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow();

const HOUR_MILLIS = 3_600_000;
const AGAIN_MILLIS = 60_000;
/** A share that hangs must not keep the product from stopping. */
const APPEND_MILLIS = 20_000;
const LEASE_MILLIS = 60_000;

interface AnchoringParts {
  database: Database;
  /** The file that lines are added to. */
  file: string;
  log: Log;
}

/**
 * Adds a line about the head of the record to a file outside the database, every hour in which the record has grown:
 * whoever rewrites the whole record cannot rewrite that too. A failure is logged, and tried again in a minute.
 * A kind of job by its shape: the record knows nothing of jobs.
 */
export function anchoring({ database, file, log }: AnchoringParts) {
  const { rows } = database;
  return {
    name: 'audit.anchors',
    due: async (): Promise<string[]> => ((await isDue(rows, file)) ? ['all'] : []),
    run: async (): Promise<void> => {
      if (!(await claim(rows, file))) return;
      try {
        const head = await readHead(rows);
        const line = lineOfAnchor({ at: (await databaseNow(rows)).toISOString(), ...head });
        await unlessLate(appendLine(file, line), AbortSignal.timeout(APPEND_MILLIS), 'the anchor file');
        await release(rows, file, { seq: head.seq, delayMillis: HOUR_MILLIS });
      } catch (cause) {
        log.error('audit.anchor', cause);
        await release(rows, file, { delayMillis: AGAIN_MILLIS });
      }
    },
  };
}

const isFree = sql<boolean>`(lease_until is null or lease_until < app_now())`;
const hasGrown = sql<boolean>`seq <> (select seq from audit_head)`;

async function isDue(rows: Rows, file: string): Promise<boolean> {
  const { rows: found } = await sql<{ due: boolean }>`
    select not exists (select 1 from audit_anchor where file = ${file}
      and not (${hasGrown} and due_at <= app_now() and ${isFree})) as due`.execute(rows);
  return found[0]?.due ?? false;
}

/** One process writes each line, however many share the file. */
async function claim(rows: Rows, file: string): Promise<boolean> {
  await sql`insert into audit_anchor (file, seq, due_at) values (${file}, 0, app_now()) on conflict do nothing`.execute(
    rows,
  );
  const claimed = await rows
    .updateTable('audit_anchor')
    .set({ lease_until: nowPlus(LEASE_MILLIS) })
    .where('file', '=', file)
    .where(sql<boolean>`due_at <= app_now()`)
    .where(hasGrown)
    .where(isFree)
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}

async function release(rows: Rows, file: string, to: { seq?: number; delayMillis: number }): Promise<void> {
  await rows
    .updateTable('audit_anchor')
    .set({
      lease_until: null,
      due_at: nowPlus(to.delayMillis),
      ...(to.seq === undefined ? {} : { seq: to.seq }),
    })
    .where('file', '=', file)
    .execute();
}

const LINE_FEED = 0x0a;

/** A whole line, at the end, on the disk. What a crash or a full disk cut off before stays a line of its own. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+');
  try {
    const beginning = (await endsWithLine(file)) ? '' : '\n';
    await file.appendFile(`${beginning}${line}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function endsWithLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === LINE_FEED;
}
