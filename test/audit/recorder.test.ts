import assert from 'node:assert/strict';
import { createRecorder } from '../../src/audit/recorder.ts';
import type { Entry } from '../../src/audit/record.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';

describe('the recorder', () => {
  let database: Database;
  before(async () => {
    database = await openDatabase({ kind: 'embedded' });
  });
  after(() => database.close());

  const asked = (words: string): Entry => ({ kind: 'asked', actorId: 'somebody', texts: { words } });
  const recordedWords = async () => {
    const found = await database.rows.selectFrom('audit_text').select('text').orderBy('seq').execute();
    return found.map(({ text }) => text);
  };

  it('writes what twenty people ask at once in two transactions, in their order and chained', async () => {
    let transactions = 0;
    const record = createRecorder({
      transaction: (work) => {
        transactions += 1;
        return database.transaction(work);
      },
    });
    const sentences = Array.from({ length: 20 }, (_, index) => `question ${index}`);
    await Promise.all(sentences.map((words) => record(asked(words))));
    assert.equal(transactions, 2);
    assert.deepEqual(await recordedWords(), sentences);
    assert.deepEqual(await verifyChain(database.rows), { isWhole: true, records: 20 });
  });

  it('fails for words that the database does not take, and for nobody who asked beside', async () => {
    const record = createRecorder(database);
    const outcomes = await Promise.allSettled(
      ['first', 'good', 'not\u0000taken', 'also good'].map((w) => record(asked(w))),
    );
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual((await recordedWords()).slice(-3), ['first', 'good', 'also good']);
    assert.deepEqual(await verifyChain(database.rows), { isWhole: true, records: 23 });
  });

  it('has committed what it says is on record', async () => {
    const record = createRecorder(database);
    await record(asked('the last word'));
    assert.equal((await recordedWords()).at(-1), 'the last word');
  });
});
