import { CompiledQuery } from 'kysely';
import { PgBoss, type Db } from 'pg-boss';
import type { Database, RowsInTransaction } from '../db/database.ts';
import type { Log } from '../lib/log.ts';

/** A kind of durable work. The truth is a row of its feature: a job only says "go and look". */
export interface JobKind {
  name: string;
  /**
   * Looks at the rows behind `key` and does what is due. May run twice at once and for nothing: rows are claimed by lease.
   * Long work ends early, at a place from which it can go on, when the signal says that the product stops.
   */
  run(key: string, stopping: AbortSignal): Promise<void>;
  /** Keys of all rows with something due: what a crash, a lost wake-up or a moved clock left behind. */
  due(): Promise<string[]>;
}

export interface Jobs {
  /** Wakes a kind of work for one key, durably, once the transaction is committed. */
  wake(trx: RowsInTransaction, name: string, key: string): Promise<void>;
  start(): Promise<void>;
  /** Looks through everything that is due, now. */
  sweep(): Promise<void>;
  /** Lets what runs finish and begins nothing new. */
  stop(): Promise<void>;
}

interface JobsParts {
  database: Database;
  log: Log;
  /** Asked once, when the engine is complete: kinds wake each other through it. */
  kinds: () => readonly JobKind[];
  /** How often everything is looked through (Default: 5 s). */
  sweepMillis?: number;
}

/** Durable work on pg-boss, on the database that we have anyway. */
export function createJobs({ database, log, kinds: listKinds, sweepMillis = 5000 }: JobsParts): Jobs {
  const engine = createEngine(database, log);
  const stopping = new AbortController();
  const runs = trackedRuns(log, stopping.signal);
  let known: readonly JobKind[] | undefined;
  const kinds = () => (known ??= listKinds());
  const look = async (): Promise<Promise<void>[]> => {
    const found: Promise<void>[] = [];
    for (const kind of kinds()) for (const key of await kind.due()) found.push(runs.runOnce(kind, key));
    return found;
  };
  // Does not wait for what it finds: a long pass of one kind must not keep the others waiting.
  const sweeper = repeated(look, { everyMillis: sweepMillis, log });
  return {
    sweep: async () => {
      await Promise.all(await look());
    },
    wake: async (trx, name, key) => {
      await engine.boss.send(name, { key }, { db: inTransaction(trx) });
      database.afterCommit(trx, () => {
        engine.nudge(name);
      });
    },
    start: async () => {
      await engine.boss.start();
      for (const kind of kinds()) {
        await engine.work(kind.name, async (keys) => {
          await Promise.all([...keys].map((key) => runs.run(kind, key)));
        });
      }
      sweeper.start();
    },
    stop: async () => {
      stopping.abort();
      await sweeper.stop();
      await engine.boss.stop({ graceful: true, timeout: 10_000 });
      await runs.finished();
    },
  };
}

function createEngine(database: Database, log: Log) {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) } satisfies Db,
    ...(database.kind === 'embedded' ? { backend: 'pglite' as const } : {}),
    schedule: false,
  });
  boss.on('error', (cause) => {
    log.error('jobs.engine', cause);
  });
  const workers = new Map<string, string>();
  return {
    boss,
    /** Looks now instead of at the next poll. */
    nudge: (name: string): void => {
      const worker = workers.get(name);
      if (worker) boss.notifyWorker(worker);
    },
    work: async (name: string, run: (keys: ReadonlySet<string>) => Promise<void>): Promise<void> => {
      await boss.createQueue(name, { retryLimit: 0, deleteAfterSeconds: 3600 });
      const handler = (found: { data: { key: string } }[]) => run(new Set(found.map((job) => job.data.key)));
      workers.set(name, await boss.work(name, { batchSize: 20, pollingIntervalSeconds: 2 }, handler));
    },
  };
}

/** pg-boss writes its job with the caller's transaction: either both are there or neither. */
const inTransaction = (trx: RowsInTransaction): Db => ({
  executeSql: async (text, values) => {
    const { rows } = await trx.executeQuery(CompiledQuery.raw(text, values));
    return { rows };
  },
});

function trackedRuns(log: Log, stopping: AbortSignal) {
  const running = new Map<Promise<void>, string>();
  const run = (kind: JobKind, key: string): Promise<void> => {
    const one = kind
      .run(key, stopping)
      .catch((cause: unknown) => {
        log.error('jobs.run', cause, { job: kind.name, key }); // its row is still due: the next sweep looks again
      })
      .finally(() => running.delete(one));
    running.set(one, nameOf(kind, key));
    return one;
  };
  return {
    run,
    /** The same, unless it runs already. */
    runOnce: (kind: JobKind, key: string): Promise<void> => {
      const current = [...running].find(([, name]) => name === nameOf(kind, key));
      return current ? current[0] : run(kind, key);
    },
    finished: async () => {
      await Promise.all(running.keys());
    },
  };
}

const nameOf = (kind: JobKind, key: string): string => `${kind.name} ${key}`;

function repeated(work: () => Promise<unknown>, { everyMillis, log }: { everyMillis: number; log: Log }) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let current: Promise<unknown> = Promise.resolve();
  const once = () => {
    current = work()
      .catch((cause: unknown) => {
        log.error('jobs.sweep', cause);
      })
      .then(() => {
        if (!isStopped) timer = setTimeout(once, everyMillis);
      });
  };
  return {
    start: once,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
