import { Worker } from 'node:worker_threads';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg, { type PoolConfig } from 'pg';
import { DatabaseError } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';
import type { WorkerAnswer, WorkerCall } from './embedded-worker.ts';

/** An open embedded database: what a `pg` pool needs to reach it, and how to shut it. */
export interface EmbeddedDatabase {
  poolConfig: PoolConfig;
  close(): Promise<void>;
}

interface Waiting {
  done: (answer: WorkerAnswer) => void;
  fail: (cause: DatabaseError) => void;
}

/**
 * PostgreSQL in this process, for trying out, development and tests: nothing to install, one process, survives
 * `kill -9` but not a power cut (PGlite runs with fsync off).
 *
 * @param directory Where it keeps its files; in memory without one.
 * @throws {DatabaseError} `directoryInUse` while another process holds the directory.
 */
export async function openEmbedded(directory: string | undefined): Promise<EmbeddedDatabase> {
  const lock = directory ? await lockDirectory(directory) : undefined;
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { directory } });
  const call = callsTo(worker);
  await call.opened;
  const facade = {
    waitReady: Promise.resolve(),
    execProtocolStream: async (bytes: Uint8Array) => ((await call.send(bytes)).messages ?? []).map(revived),
  };
  const shim = createPgConfig(facade as unknown as Parameters<typeof createPgConfig>[0] & object);
  return {
    // One connection: a nested query outside the transaction's handle would wait for ever, so it fails after 5 s.
    poolConfig: Object.assign(shim, {
      max: 1,
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 0,
    }) as unknown as PoolConfig,
    close: async () => {
      await call.send(undefined);
      await worker.terminate();
      await lock?.release();
    },
  };
}

/** A thread's message carries no classes: without this, what a failed query throws would not be an error at all. */
function revived(message: object): object {
  const { name, ...fields } = message as { name: string; message?: string };
  if (name !== 'error') return message;
  return Object.assign(new pg.DatabaseError(fields.message ?? '', 0, 'error'), fields);
}

function callsTo(worker: Worker) {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const expect = (id: number) =>
    new Promise<WorkerAnswer>((done, fail) => {
      waiting.set(id, { done, fail });
    });
  const opened = expect(0);
  worker.on('message', (answer: WorkerAnswer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.failure === undefined) caller?.done(answer);
    else caller?.fail(new DatabaseError('embeddedStopped', `the embedded database failed: ${answer.failure}`));
  });
  const stopAll = (cause: unknown) => {
    for (const { fail } of waiting.values())
      fail(new DatabaseError('embeddedStopped', 'the embedded database stopped', { cause }));
    waiting.clear();
  };
  worker.on('error', stopAll);
  worker.on('exit', stopAll);
  const send = (bytes: Uint8Array | undefined): Promise<WorkerAnswer> => {
    const id = ++last;
    const answer = expect(id);
    worker.postMessage({ id, ...(bytes ? { bytes } : {}) } satisfies WorkerCall);
    return answer;
  };
  return { opened, send };
}
