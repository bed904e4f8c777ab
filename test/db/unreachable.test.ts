import assert from 'node:assert/strict';
import { openDatabase } from '../../src/db/database.ts';
import { DatabaseError } from '../../src/db/database-error.ts';
import { freePort } from '../support/free-port.ts';

describe('A database server that does not answer', () => {
  it('is said to be out of reach, not to refuse the schema', async () => {
    const url = `postgresql://nobody@127.0.0.1:${await freePort()}/crossover`;
    await assert.rejects(openDatabase({ kind: 'server', url }), (cause: unknown) => {
      assert.ok(cause instanceof DatabaseError);
      assert.equal(cause.reason, 'unreachable');
      assert.match(cause.message, /^the database cannot be reached: .*ECONNREFUSED/);
      assert.match(cause.remedy, /DATABASE_URL/);
      return true;
    });
  });
});
