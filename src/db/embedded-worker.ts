/**
 * PGlite's own thread. On the main thread its await chain never yields: timers and HTTP starve
 * (a histogram timer never fired during 3,000 queries).
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/** A request from the main thread: protocol bytes to run, or none to close. */
export interface WorkerCall {
  id: number;
  bytes?: Uint8Array;
}

/** The answer to a call; id 0 says that the database is open. */
export interface WorkerAnswer {
  id: number;
  messages?: object[];
  failure?: string;
}

/** PGlite's own 128 MB are touched whole at every start, which takes a second; the system's file cache stands behind. */
const SHARED_BUFFERS = 'shared_buffers=8MB';

const { directory } = workerData as { directory: string | undefined };
const port = parentPort;
if (port) {
  const database = await PGlite.create({
    ...(directory ? { dataDir: directory } : {}),
    extensions: { pg_trgm },
    startParams: [...PGlite.defaultStartParams, '-c', SHARED_BUFFERS],
  });
  const answer = async ({ id, bytes }: WorkerCall): Promise<void> => {
    if (!bytes) {
      await database.close();
      port.postMessage({ id } satisfies WorkerAnswer);
      return;
    }
    const messages = await database.execProtocolStream(bytes, { throwOnError: false });
    // `name` and `message` live on the prototype, which a thread's message does not carry.
    const plain = messages.map((message) => ({
      ...message,
      name: message.name,
      ...('message' in message ? { message: message.message } : {}),
    }));
    port.postMessage({ id, messages: plain } satisfies WorkerAnswer);
  };
  port.on('message', (call: WorkerCall) => {
    answer(call).catch((cause: unknown) => {
      port.postMessage({
        id: call.id,
        failure: cause instanceof Error ? cause.message : 'unknown',
      } satisfies WorkerAnswer);
    });
  });
  port.postMessage({ id: 0 } satisfies WorkerAnswer);
}
