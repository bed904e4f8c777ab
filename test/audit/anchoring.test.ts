import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchoring } from '../../src/audit/anchoring.ts';
import { anchorsIn, lineOfAnchor } from '../../src/audit/anchors.ts';
import { putOnRecord } from '../../src/audit/record.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Log } from '../../src/lib/log.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { emptyRecord, tamper } from './tamper.ts';

const HOUR_MILLIS = 3_600_000;

onEachDatabase('The anchor of the record', (database) => {
  let folder: string;
  let file: string;
  let errors: string[];
  let skewMillis = 0;
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event) => errors.push(event),
  };
  const job = (path = file) => anchoring({ database: database(), file: path, log });
  const put = () => database().transaction((trx) => putOnRecord(trx, { kind: 'asked' }));
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);
  const sweep = async () => {
    if ((await job().due()).length > 0) await job().run();
  };
  const pass = (millis: number) => database().moveClock((skewMillis += millis));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossover-anchor-'));
    file = join(folder, 'anchors.txt');
    errors = [];
    await emptyRecord(database());
    for (let no = 0; no < 3; no += 1) await put();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is a line with time, number and hash of the newest record', async () => {
    await sweep();
    const head = await database().rows.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    const [line = '', ...more] = lines();
    assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 3 [0-9a-f]{64}$/);
    assert.deepEqual([more, line.slice(25)], [[], `3 ${head.hash}`]);
  });

  it('is written every hour, and only where the record has grown', async () => {
    await sweep();
    await pass(2 * HOUR_MILLIS);
    await sweep();
    assert.equal(lines().length, 1);
    await put();
    await sweep();
    assert.equal(lines().length, 2);
    await put();
    await pass(HOUR_MILLIS - 60_000);
    await sweep();
    assert.equal(lines().length, 2);
    await pass(61_000);
    await sweep();
    assert.deepEqual(
      anchorsIn(readFileSync(file, 'utf8')).anchors.map(({ seq }) => seq),
      [3, 4, 5],
    );
  });

  it('is written once by two processes that share the file', async () => {
    await Promise.all([job().run(), job().run(), job().run()]);
    assert.equal(lines().length, 1);
  });

  it('that cannot be written is logged, and tried again in a minute', async () => {
    const away = join(folder, 'away');
    file = join(away, 'anchors.txt');
    await sweep();
    await sweep();
    assert.deepEqual(errors, ['audit.anchor']);
    mkdirSync(away);
    await sweep();
    assert.deepEqual(lines(), []);
    await pass(61_000);
    await sweep();
    assert.equal(lines().length, 1);
  });

  it('begins on a line of its own where a crash cut the one before off', async () => {
    await sweep();
    appendFileSync(file, '2026-11-27T04:00:00.000Z 4 ab');
    await pass(HOUR_MILLIS);
    await put();
    await sweep();
    const { anchors, unreadable, cut } = anchorsIn(readFileSync(file, 'utf8'));
    assert.deepEqual([anchors.map(({ seq }) => seq), unreadable, cut], [[3, 4], [], 1]);
  });

  it('is found in the chain by the check of the database', async () => {
    await sweep();
    await put();
    const { anchors } = anchorsIn(readFileSync(file, 'utf8'));
    assert.deepEqual(await verifyChain(database().rows, anchors), { isWhole: true, records: 4 });
  });

  it('finds whoever emptied the record and began it anew', async () => {
    await sweep();
    const { anchors } = anchorsIn(readFileSync(file, 'utf8'));
    await emptyRecord(database());
    for (let no = 0; no < 5; no += 1) await put();
    assert.equal((await verifyChain(database().rows)).isWhole, true);
    const report = await verifyChain(database().rows, anchors);
    assert.ok(!report.isWhole && report.badSeq === 3);
    assert.match(report.why, /it is not the one that was anchored at .*: the record was made anew since/);
  });

  it('finds whoever took the last records away, the head with them', async () => {
    await sweep();
    const { anchors } = anchorsIn(readFileSync(file, 'utf8'));
    await tamper(
      database(),
      `delete from audit_record where seq = 3;
      update audit_head set seq = 2, hash = (select hash from audit_record where seq = 2)`,
    );
    assert.equal((await verifyChain(database().rows)).isWhole, true);
    const report = await verifyChain(database().rows, anchors);
    assert.match(report.isWhole ? '' : report.why, /record 3, which was anchored at .*, is missing/);
  });

  it('that somebody forged is found as well', async () => {
    await sweep();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/[0-9a-f]{64}/, 'a'.repeat(64)));
    const report = await verifyChain(database().rows, anchorsIn(readFileSync(file, 'utf8')).anchors);
    assert.equal(report.isWhole, false);
  });
});

describe('A file of anchors', () => {
  const anchor = { at: '2026-11-27T04:00:00.000Z', seq: 12, hash: 'ab'.repeat(32) };

  it('is read as it was written, with either kind of line end', () => {
    const line = lineOfAnchor(anchor);
    assert.deepEqual(anchorsIn(`${line}\r\n\n${line}`), { anchors: [anchor, anchor], unreadable: [], cut: 0 });
  });

  it('names lines that are none, and counts those that were cut off', () => {
    const text = `hello\n${lineOfAnchor(anchor).slice(0, 40)}\n${lineOfAnchor(anchor)} more\n2026-11`;
    assert.deepEqual(anchorsIn(text), { anchors: [], unreadable: [1, 3], cut: 2 });
  });
});
