import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { putAllOnRecord } from '../../src/audit/record.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { ExportFolder } from './exported.ts';

const RECORDS = 12_000;
const LETTERS = 10_000;
/** Less than half of what the texts alone are; a process that does nothing holds 22 of them. */
const HEAP_MIB = 50;

if (postgresFolder() !== undefined)
  describe('A record of 120 MB', function () {
    this.timeout(180_000);
    let server: PostgresServer;
    let folder: ExportFolder;
    before(async () => {
      folder = new ExportFolder();
      server = await startPostgres();
      const database = await openDatabase({ kind: 'server', url: server.url });
      for (let written = 0; written < RECORDS; written += 400) await fill(database);
      await database.close();
    });
    after(async () => {
      await server.stop();
      folder.remove();
    });

    const fill = (database: Database) =>
      database.transaction((trx) =>
        putAllOnRecord(
          trx,
          Array.from({ length: 400 }, () => ({
            kind: 'asked' as const,
            texts: { words: 'word '.repeat(LETTERS / 5) },
          })),
        ),
      );

    for (const as of ['json', 'csv'])
      it(`becomes a ${as} file, and is checked, in a process that may hold ${HEAP_MIB} MB`, async () => {
        const script = fileURLToPath(new URL('stream-out.ts', import.meta.url));
        const args = [`--max-old-space-size=${HEAP_MIB}`, script, server.url, folder.path('large'), as];
        const { stdout } = await promisify(execFile)(process.execPath, args);
        const { bytes, ...rest } = JSON.parse(stdout) as { bytes: number };
        assert.deepEqual(rest, { records: RECORDS, fault: null });
        assert.ok(bytes > RECORDS * LETTERS, `${bytes} bytes`);
      });
  });
