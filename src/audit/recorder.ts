import type { Database } from '../db/database.ts';
import { putAllOnRecord, type Entry } from './record.ts';

/** Puts something on record by itself; resolves once that is committed. */
export type Recorder = (entry: Entry) => Promise<void>;

interface Waiting {
  entry: Entry;
  done: () => void;
  fail: (cause: unknown) => void;
}

/**
 * A recorder for entries that belong to no other change. The chain lets one transaction write at a time, so what comes
 * while one is under way shares the next: twenty people who ask at once wait for two transactions, not for twenty.
 */
export function createRecorder(database: Pick<Database, 'transaction'>): Recorder {
  let waiting: Waiting[] = [];
  let isWriting = false;
  const writeWaiting = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(database, batch);
    }
    isWriting = false;
  };
  return (entry) =>
    new Promise((done, fail) => {
      waiting.push({ entry, done, fail });
      if (!isWriting) void writeWaiting();
    });
}

/** Never rejects: each entry hears of its own failure. */
async function writeBatch(database: Pick<Database, 'transaction'>, batch: readonly Waiting[]): Promise<void> {
  try {
    await database.transaction((trx) =>
      putAllOnRecord(
        trx,
        batch.map(({ entry }) => entry),
      ),
    );
    for (const { done } of batch) done();
  } catch (cause) {
    // An entry that the database does not take must not cost the others theirs.
    if (batch.length > 1) for (const one of batch) await writeBatch(database, [one]);
    else batch[0]?.fail(cause);
  }
}
