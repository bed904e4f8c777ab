import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { putAllOnRecord, putOnRecord, type Entry } from '../../src/audit/record.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase, type Database, type Rows } from '../../src/db/database.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Suite } from './stage.ts';

const WARM_UP = 500;
const SINGLY = 2000;
const RECORDS = 20_000;
const AT_ONCE = 500;
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
  } finally {
    await database.close();
  }
};

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

async function checkWhole(rows: Rows): Promise<void> {
  const report = await verifyChain(rows);
  if (!report.isWhole || report.records !== RECORDS)
    throw new Error(`the chain is not whole: ${JSON.stringify(report)}`);
}

const bareHashes = (rows: Rows): Promise<number> =>
  perSecond(RECORDS, async () => {
    const found = await rows.selectFrom('audit_record').select('body').orderBy('seq').execute();
    for (const { body } of found) createHash('sha256').update(body).digest('hex');
  });
