import type { Database } from '../../src/db/database.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import type { LogFacts } from '../../src/lib/log.ts';

/** A started job engine with one kind of work, `trial`, whose runs are written down. */
export interface Trial {
  jobs: Jobs;
  /** What a run does, beside being written down. */
  work: (key: string) => Promise<void> | void;
  /** Keys of the runs that began, in order. */
  runs: string[];
  /** Keys that a look finds due. */
  due: Set<string>;
  /** Errors that were logged. */
  faults: { event: string; cause: unknown; facts: LogFacts | undefined }[];
  /** Wakes the work in a transaction of its own. */
  wake(key: string): Promise<void>;
  /** The runs, once so many have begun. */
  ran(count: number): Promise<readonly string[]>;
}

/** So seldom that a test meets only the looks that it asks for, and the one at the start. */
const SELDOM_MILLIS = 24 * 3_600_000;

/** Starts it. */
export async function startTrial(database: Database, work: Trial['work'] = () => undefined): Promise<Trial> {
  const runs: string[] = [];
  const due = new Set<string>();
  const faults: Trial['faults'] = [];
  const waiting = new Set<() => void>();
  const kind = {
    name: 'trial',
    due: () => Promise.resolve([...due]),
    run: async (key: string) => {
      runs.push(key);
      for (const look of waiting) look();
      await work(key);
    },
  };
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event: string, cause: unknown, facts?: LogFacts) => faults.push({ event, cause, facts }),
  };
  const jobs = createJobs({ database, log, kinds: () => [kind], sweepMillis: SELDOM_MILLIS });
  await jobs.start();
  return {
    jobs,
    work,
    runs,
    due,
    faults,
    wake: (key) => database.transaction((trx) => jobs.wake(trx, 'trial', key)),
    ran: (count) =>
      new Promise((done) => {
        const look = () => {
          if (runs.length < count) return;
          waiting.delete(look);
          done(runs);
        };
        waiting.add(look);
        look();
      }),
  };
}
