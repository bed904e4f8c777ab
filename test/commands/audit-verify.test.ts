import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineOfAnchor } from '../../src/audit/anchors.ts';
import { putOnRecord } from '../../src/audit/record.ts';
import { verifyRecord } from '../../src/commands/audit-verify.ts';
import { readAnchors, verifyRecordFile } from '../../src/commands/record-file.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { ExportFolder } from '../audit/exported.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { runCommand } from './support/command-process.ts';
import { found, toMendIn } from './support/findings.ts';

const noToken = () => Promise.resolve('');

describe('npm run audit:verify', () => {
  let directory: string;
  const verified = (where: string | undefined) => found(verifyRecord({ kind: 'embedded', directory: where }, noToken));
  const open = () => openDatabase({ kind: 'embedded', directory }, { mayMigrate: false });

  before(async () => {
    directory = await freshDatabase();
    const database = await open();
    for (const kind of ['asked', 'proposed', 'approved', 'writing'] as const)
      await database.transaction((trx) => putOnRecord(trx, { kind, facts: { step: kind } }));
    await database.close();
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it('says that the record is whole, with nothing configured but the database', async () => {
    const { status, output } = await runCommand('audit-verify', { DATABASE_DIRECTORY: directory });
    assert.deepEqual([status, output], [0, 'ok  The record is whole: 4 records.\n']);
  });

  it('says that the running bot uses the directory, and what to do', async () => {
    const database = await open();
    const [line] = await verified(directory);
    await database.close();
    assert.match(line?.text ?? '', /is used by another process/);
    assert.match(line?.remedy ?? '', /Stop the other process/);
  });

  it('names the first record that was changed by hand, and fails', async () => {
    const database = await open();
    await database.executeSql('alter table audit_record disable trigger all');
    await database.executeSql(`update audit_record set body = replace(body, 'approved', 'denied') where seq = 3`);
    await database.executeSql('alter table audit_record enable trigger all');
    await database.close();
    const { status, output } = await runCommand('audit-verify', { DATABASE_DIRECTORY: directory });
    assert.equal(status, 1);
    assert.match(output, /^!! {2}The record is broken at record 3: its content was changed after it was written\./);
  });

  it('compares the database with anchors, and fails where one is not in it', async () => {
    const directoryOfOwn = await freshDatabase();
    try {
      const anchors = join(directoryOfOwn, 'anchors.txt');
      writeFileSync(anchors, `2026-11-27T04:00:00.000Z 1 ${'a'.repeat(64)}\n`);
      const { status, output } = await runCommand('audit-verify', { DATABASE_DIRECTORY: directoryOfOwn }, [
        '--anchor',
        anchors,
      ]);
      assert.equal(status, 1);
      assert.match(output, /^!! {2}The record is broken at record 1: record 1, which was anchored at .*, is\s+missing/);
    } finally {
      rmSync(directoryOfOwn, { recursive: true });
    }
  });

  it('makes no database where there is none', async () => {
    const nowhere = join(directory, 'nowhere');
    const [line] = await verified(nowhere);
    assert.match(line?.text ?? '', /There is no database in/);
    assert.equal(line?.mark, '!!');
    assert.ok(!existsSync(nowhere));
  });

  it('asks for the database where none is named, and fails', async () => {
    const { status, output } = await runCommand('audit-verify', {});
    assert.equal(status, 1);
    assert.match(output, /^!! {2}DATABASE_URL is missing\.\n {6}Set it to a PostgreSQL/);
  });

  it('says that a server does not answer', async () => {
    const settings = { kind: 'server', url: 'postgresql://nobody@127.0.0.1:9/crossover', passwordFrom: 'url' } as const;
    const [line] = await found(verifyRecord(settings, noToken));
    assert.match(line?.text ?? '', /^The database refuses: .*ECONNREFUSED/);
  });
});

describe('npm run audit:verify FILE', () => {
  let database: Database;
  let folder: ExportFolder;
  let anchorFile: string;
  before(async () => {
    folder = new ExportFolder();
    database = await openDatabase({ kind: 'embedded' });
    for (const kind of ['asked', 'proposed', 'approved', 'writing'] as const)
      await database.transaction((trx) => putOnRecord(trx, { kind, texts: { words: `=${kind}` } }));
    for (const as of ['json', 'csv'] as const) await folder.write(database.rows, { as });
    anchorFile = folder.path('anchors.txt');
    const { seq, hash } = await database.rows.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    writeFileSync(anchorFile, `${lineOfAnchor({ at: '2026-11-27T04:00:00.000Z', seq, hash })}\n`);
  });
  after(async () => {
    await database.close();
    folder.remove();
  });

  for (const as of ['json', 'csv'])
    it(`checks ${as} by its content with nothing configured at all, and says what it proves and what not`, async () => {
      const { status, output } = await runCommand('audit-verify', {}, [folder.path(`exported.${as}`)]);
      assert.equal(status, 0);
      assert.match(output, /^ok {2}Every record agrees with its hash: 4 records\.\n/);
      assert.match(output, /^ok {2}It is a whole chain from the first record to record 4, none missing\./m);
      assert.match(output, /^ok {2}What people wrote agrees with its digests: 4 texts\.$/m);
      assert.match(output, /^-- {2}It was not compared with an anchor/m);
    });

  it('names the first bad record, and fails', async () => {
    const forged = folder.path('forged.json');
    writeFileSync(forged, readFileSync(folder.path('exported.json'), 'utf8').replace('approved', 'denied'));
    const { status, output } = await runCommand('audit-verify', {}, [forged, '--anchor', anchorFile]);
    assert.equal(status, 1);
    assert.match(output, /^!! {2}The file is broken at record 3: its content was changed after it was written\.\n/);
    assert.match(output, /2 records before it can be trusted/);
    assert.doesNotMatch(output, /^ok/m);
  });

  it('agrees with an anchor, of a file and of the database', async () => {
    const given = await readAnchors(anchorFile);
    const lines = await found(verifyRecordFile(folder.path('exported.csv'), given));
    assert.match(lines.at(-1)?.text ?? '', /^1 anchor agrees with it/);
    assert.deepEqual(toMendIn(lines), []);
  });

  it('fails where no anchor is about it, where one is forged, and where a line is none', async () => {
    const about = (text: string) => {
      writeFileSync(folder.path('other.txt'), text);
      return readAnchors(folder.path('other.txt'));
    };
    const check = async (text: string) =>
      toMendIn(await found(verifyRecordFile(folder.path('exported.csv'), await about(text))));
    const line = readFileSync(anchorFile, 'utf8');
    assert.match((await check(line.replace(' 4 ', ' 40 ')))[0] ?? '', /No anchor is about a record of this file/);
    assert.match((await check(line.replace(/[0-9a-f]{64}/, 'b'.repeat(64))))[0] ?? '', /broken at record 4/);
    assert.match((await check(`${line}nonsense`))[0] ?? '', /Line 2 of the anchors is none/);
    assert.match((await check(''))[0] ?? '', /holds no anchor/);
    assert.match(toMendIn((await readAnchors(folder.path('nowhere'))).lines)[0] ?? '', /cannot be read: ENOENT/);
  });

  it('says that there is no such file, and that one word is enough', async () => {
    const { status, output } = await runCommand('audit-verify', {}, [folder.path('nowhere.json')]);
    assert.equal(status, 1);
    assert.match(output, /^!! {2}The file cannot be read: ENOENT/);
    assert.match((await runCommand('audit-verify', {}, ['a', 'b'])).output, /Unexpected argument 'b'/);
  });
});
