import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from '../../src/db/database-error.ts';
import { openDatabase } from '../../src/db/database.ts';
import { lockDirectory } from '../../src/db/directory-lock.ts';

const holder = fileURLToPath(new URL('hold-directory.ts', import.meta.url));

function isInUse(cause: unknown): boolean {
  assert.ok(cause instanceof DatabaseError);
  assert.equal(cause.reason, 'directoryInUse');
  assert.match(cause.remedy, /DATABASE_DIRECTORY/);
  return true;
}

describe('A database directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'crossover-directory-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const heldByAnother = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [holder, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };

  it('is refused while another process holds it', async () => {
    const child = await heldByAnother();
    await assert.rejects(openDatabase({ kind: 'embedded', directory }), isInUse);
    await kill(child);
  });

  it('is free again after its process was killed', async () => {
    await kill(await heldByAnother());
    const lock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), isInUse, 'and it is held for us now');
    await lock.release();
  });

  it('is free again after it was closed, and keeps what was stored', async () => {
    const first = await openDatabase({ kind: 'embedded', directory });
    await first.rows
      .insertInto('lease')
      .values({ name: 'kept', until: new Date(0) })
      .execute();
    await assert.rejects(openDatabase({ kind: 'embedded', directory }), isInUse, 'a second time in one process');
    await first.close();
    const second = await openDatabase({ kind: 'embedded', directory });
    assert.deepEqual(await second.rows.selectFrom('lease').select('name').execute(), [{ name: 'kept' }]);
    await second.close();
  });

  it('is one directory however it is spelled', async () => {
    const lock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(join(directory, 'sub', '..')), isInUse);
    await lock.release();
  });

  it('goes to one of five who ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => lockDirectory(directory)));
    const held = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(held.map((lock) => lock.release()));
    assert.equal(held.length, 1);
  });

  it('does not keep another directory from being used', async () => {
    const other = mkdtempSync(join(tmpdir(), 'crossover-other-'));
    const locks = await Promise.all([lockDirectory(directory), lockDirectory(other)]);
    await Promise.all(locks.map((lock) => lock.release()));
    rmSync(other, { recursive: true });
    assert.equal(locks.length, 2);
  });
});
