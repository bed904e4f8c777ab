import assert from 'node:assert/strict';
import { openDatabase } from '../../src/db/database.ts';
import { wholeRecord } from './audit.ts';

describe('The benchmark of the record', () => {
  it('measures the check of a record of any length, in the database and as both kinds of file', async () => {
    const database = await openDatabase({ kind: 'embedded' });
    try {
      const names: string[] = [];
      for await (const { name, value, unit } of wholeRecord(database, 1234)) {
        assert.ok(value > 0 && unit === 's');
        names.push(name);
      }
      assert.deepEqual(names, [
        '1234 records checked in the database',
        '1234 records written into a json file',
        '1234 records checked in a json file',
        '1234 records written into a csv file',
        '1234 records checked in a csv file',
      ]);
    } finally {
      await database.close();
    }
  });
});
