import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { putOnRecord } from '../../src/audit/record.ts';
import { verifyRecord } from '../../src/commands/audit-verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { runCommand } from './support/command-process.ts';
import { found } from './support/findings.ts';

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
