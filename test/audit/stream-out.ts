import { copyFile } from 'node:fs/promises';
import { recordFile } from '../../src/audit/export.ts';
import { verifyFile } from '../../src/audit/verify-file.ts';
import { openDatabase } from '../../src/db/database.ts';
import { withFile } from '../../src/files/file-kind.ts';

/** A process of its own: writes the record of a server into a file and checks the file, then says how that went. */
const [url = '', path = '', as = 'json'] = process.argv.slice(2);
const database = await openDatabase({ kind: 'server', url }, { mayMigrate: false });
const content = recordFile(database.rows).begin(JSON.stringify({ scope: {}, as, about: 'The record' }));
const bytes = await withFile(content, async (file) => {
  await copyFile(file.path, path);
  return file.bytes;
});
const { proven, fault } = await verifyFile(path);
console.log(JSON.stringify({ bytes, records: proven.records, fault: fault?.why ?? null }));
await database.close();
