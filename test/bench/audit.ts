import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { recordFile } from '../../src/audit/export.ts';
import { putAllOnRecord, putOnRecord, type Entry } from '../../src/audit/record.ts';
import { verifyFile } from '../../src/audit/verify-file.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase, type Database, type Rows } from '../../src/db/database.ts';
import { withFile } from '../../src/files/file-kind.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Measured } from './figures.ts';
import type { Suite } from './stage.ts';

const WARM_UP = 500;
const SINGLY = 2000;
const RECORDS = 20_000;
const AT_ONCE = 500;
const LARGE = 1_000_000;
/** For 1,000 records: five thousand a second. */
const BATCH_MILLIS = 200;
const entry: Entry = {
  kind: 'asked',
  actorId: PEOPLE.nora,
  facts: { verb: 'mfa.state.get' },
  texts: { words: 'what is Alice’s MFA state?' },
};

type Write = Parameters<Database['transaction']>[0];
const writeEntry: Write = (trx) => putOnRecord(trx, entry);

/** How fast the record is written and checked. */
export const audit: Suite = async function* (postgres) {
  const database = await openDatabase({ kind: 'server', url: await postgres.createDatabase() });
  try {
    await singly(database, writeEntry, WARM_UP);
    yield {
      name: 'records written, each in a transaction of its own (fsync off)',
      value: await perSecond(SINGLY, () => singly(database, writeEntry)),
      unit: 'records/s',
      reference: { name: 'a bare row in a transaction of its own', value: await bareRows(database) },
    };
    const filled = await perSecond(RECORDS - WARM_UP - SINGLY, () => fillUp(database));
    yield {
      name: `1000 records written in batches of ${AT_ONCE} (fsync off)`,
      value: 1_000_000 / filled,
      unit: 'ms',
      target: BATCH_MILLIS,
    };
    yield {
      name: `records checked, ${RECORDS} of them`,
      value: await perSecond(RECORDS, () => checkWhole(database.rows)),
      unit: 'records/s',
      reference: { name: 'reading and hashing the bodies alone', value: await bareHashes(database.rows) },
    };
    yield* wholeRecord(database, LARGE);
  } finally {
    await database.close();
  }
};

/** How long it takes to check a long record, in the database and as files, and to make the files. */
export async function* wholeRecord(database: Database, records: number): AsyncGenerator<Measured> {
  const { seq } = await database.rows.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
  for (let written = seq; written < records; written += AT_ONCE)
    await database.transaction((trx) =>
      putAllOnRecord(trx, Array<Entry>(Math.min(AT_ONCE, records - written)).fill(entry)),
    );
  const seconds = async (name: string, work: () => Promise<unknown>): Promise<Measured> => {
    const startedAt = performance.now();
    await work();
    return { name, value: (performance.now() - startedAt) / 1000, unit: 's' };
  };
  yield seconds(`${records} records checked in the database`, () => checkWhole(database.rows, records));
  for (const as of ['json', 'csv'] as const) {
    const content = recordFile(database.rows).begin(JSON.stringify({ scope: {}, as, about: 'The record' }));
    const startedAt = performance.now();
    const figures = await withFile(content, async ({ path }) => [
      {
        name: `${records} records written into a ${as} file`,
        value: (performance.now() - startedAt) / 1000,
        unit: 's',
      },
      await seconds(`${records} records checked in a ${as} file`, () => checkFile(path, records)),
    ]);
    yield* figures;
  }
}

async function checkFile(path: string, records: number): Promise<void> {
  const { fault, proven } = await verifyFile(path);
  if (fault || proven.records !== records) throw new Error(`the file is not whole: ${fault?.why ?? proven.records}`);
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startedAt);
}

async function singly(database: Database, write: Write, count = SINGLY): Promise<void> {
  for (let written = 0; written < count; written += 1) await database.transaction(write);
}

async function bareRows(database: Database): Promise<number> {
  await sql`create table bare_row (body text not null)`.execute(database.rows);
  const body = JSON.stringify(entry);
  return perSecond(SINGLY, () => singly(database, (trx) => sql`insert into bare_row values (${body})`.execute(trx)));
}

async function fillUp(database: Database): Promise<void> {
  for (let written = WARM_UP + SINGLY; written < RECORDS; written += AT_ONCE) {
    await database.transaction((trx) => putAllOnRecord(trx, Array<Entry>(AT_ONCE).fill(entry)));
  }
}

async function checkWhole(rows: Rows, records = RECORDS): Promise<void> {
  const report = await verifyChain(rows);
  if (!report.isWhole || report.records !== records)
    throw new Error(`the chain is not whole: ${JSON.stringify(report)}`);
}

const bareHashes = (rows: Rows): Promise<number> =>
  perSecond(RECORDS, async () => {
    const found = await rows.selectFrom('audit_record').select('body').orderBy('seq').execute();
    for (const { body } of found) createHash('sha256').update(body).digest('hex');
  });
