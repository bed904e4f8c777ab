import { Kysely, PostgresDialect, sql, type Transaction, type UpdateObject } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { DatabaseError } from './database-error.ts';
import { connectionTo, type DatabasePlace } from './database-place.ts';
import { openEmbedded } from './embedded.ts';
import * as first from './migrations/0001-first.ts';
import * as inventory from './migrations/0002-inventory.ts';
import * as quota from './migrations/0003-quota.ts';
import * as cardByMessage from './migrations/0004-card-by-message.ts';
import * as stop from './migrations/0005-stop.ts';
import * as record from './migrations/0006-record.ts';
import * as made from './migrations/0007-made.ts';
import * as plansOfMany from './migrations/0008-plans-of-many.ts';
import * as reminders from './migrations/0009-reminders.ts';
import * as coverage from './migrations/0010-coverage.ts';
import * as chains from './migrations/0011-chains.ts';
import * as readiness from './migrations/0012-readiness.ts';
import * as notices from './migrations/0013-notices.ts';
import * as askedBefore from './migrations/0014-asked-before.ts';
import * as rollouts from './migrations/0015-rollouts.ts';
import * as milliseconds from './migrations/0016-milliseconds.ts';
import * as observed from './migrations/0017-observed.ts';
import * as gateTold from './migrations/0018-gate-told.ts';
import * as fileLinks from './migrations/0019-file-links.ts';
import * as proposalNumbers from './migrations/0020-proposal-numbers.ts';
import * as postponed from './migrations/0021-postponed.ts';
import type { Tables } from './tables.ts';

/** Where rows are read and written: the database itself or a transaction on it. */
export type Rows = Kysely<Tables>;
export type RowsInTransaction = Transaction<Tables>;
/** What may be set in a row of a table: values, or expressions such as `now`. */
export type RowUpdate<Table extends keyof Tables> = UpdateObject<Tables, Table>;

export interface Database {
  /** Embedded: one process, nobody else can hold a lease. Server: several replicas share it. */
  readonly kind: 'embedded' | 'server';
  readonly rows: Rows;
  /** Work that is done whole or not at all. Inside, use only the handle given: the embedded pool has one connection. */
  transaction<T>(work: (trx: RowsInTransaction) => Promise<T>): Promise<T>;
  /** Runs something once the transaction is committed; nothing where it is rolled back. */
  afterCommit(trx: RowsInTransaction, run: () => void): void;
  /** Plain SQL for the job engine, which brings its own. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** How many connections somebody works with, or waits for, at this moment. */
  busyConnections(): number;
  /** Moves the time that all our SQL sees to so many milliseconds from the real one. Only where `isClockMovable`. */
  moveClock(skewMillis: number): Promise<void>;
  close(): Promise<void>;
}

/** Opened for good, or for a look only. */
export interface OpenOptions {
  /** For tests and the demo (Default: false). */
  isClockMovable?: boolean;
  /** Whether the schema may be made and brought up to date; else it is taken as it is (Default: true). */
  mayMigrate?: boolean;
}

/**
 * Opens the database and brings its schema up to date. Safe with several processes starting at once: exactly one migrates.
 *
 * @throws {DatabaseError} `directoryInUse`, `unreachable`, `migrationFailed`.
 */
export async function openDatabase(place: DatabasePlace, options: OpenOptions = {}): Promise<Database> {
  const embedded = place.kind === 'embedded' ? await openEmbedded(place.directory) : undefined;
  const pool = new pg.Pool({ ...(embedded?.poolConfig ?? serverPool(place)), types });
  pool.on('error', () => undefined); // an idle connection lost its server: the next query says so where it matters
  // The same between two statements of a transaction, of which the pool says nothing: unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const rows = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async (): Promise<void> => {
    await rows.destroy();
    await embedded?.close();
  };
  try {
    if (options.mayMigrate !== false) {
      await refuseUnlessReachable(rows);
      await migrate(rows);
    }
    if (options.isClockMovable) await makeClockMovable(rows);
  } catch (cause) {
    await close(); // else the pool and the thread keep a process alive that cannot start
    throw cause;
  }
  return {
    kind: place.kind,
    rows,
    ...transactionsOn(rows),
    executeSql: (text, values) => executeSql(pool, text, values),
    busyConnections: () => pool.totalCount - pool.idleCount + pool.waitingCount,
    moveClock: async (skewMillis) => {
      await sql`insert into movable_clock values (true, ${skewMillis})
        on conflict (is_single) do update set skew_millis = excluded.skew_millis`.execute(rows);
    },
    close,
  };
}

async function executeSql(pool: pg.Pool, text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
  const result = (await pool.query(text, values)) as pg.QueryResult | pg.QueryResult[];
  const parts = Array.isArray(result) ? result : [result]; // several statements at once have several results
  return { rows: parts.flatMap((part) => part.rows as unknown[]) };
}

function transactionsOn(rows: Rows): Pick<Database, 'transaction' | 'afterCommit'> {
  const afterwards = new WeakMap<RowsInTransaction, (() => void)[]>();
  return {
    transaction: async (work) => {
      const list: (() => void)[] = [];
      const result = await rows.transaction().execute((trx) => {
        afterwards.set(trx, list);
        return work(trx);
      });
      for (const run of list) run();
      return result;
    },
    afterCommit: (trx, run) => afterwards.get(trx)?.push(run),
  };
}

/** The present instant as all our SQL sees it: the database's clock, so that replicas agree. */
export async function databaseNow(rows: Rows): Promise<Date> {
  const { rows: found } = await sql<{ now: Date }>`select app_now() as now`.execute(rows);
  return found[0]?.now ?? new Date(NaN);
}

/** `app_now()` as an expression inside a query. */
export const now = sql<Date>`app_now()`;

/** `app_now()` and so many milliseconds more. */
export const nowPlus = (millis: number) => sql<Date>`app_now() + ${millis} * interval '1 millisecond'`;

function serverPool(place: DatabasePlace): pg.PoolConfig {
  if (place.kind === 'embedded') return {};
  return {
    ...connectionTo(place.url, place.password),
    ...(place.password ? { maxLifetimeSeconds: 1800 } : {}), // an Entra token lives an hour at least
    max: place.poolSize ?? 10,
    connectionTimeoutMillis: 5000,
  };
}

/** 64-bit integers as numbers: our counts and sequence numbers stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary' = 'text') =>
    oid === INT8 ? Number : (pg.types.getTypeParser as (oid: number, format: string) => unknown)(oid, format)) as never,
};
const INT8 = 20;

/** A server that is not there must not be taken for one that refuses the schema. */
async function refuseUnlessReachable(rows: Rows): Promise<void> {
  try {
    await sql`select 1`.execute(rows);
  } catch (cause) {
    const { message, code } = cause as { message?: string; code?: string };
    const words = [message, code, 'no answer'].find(Boolean) ?? '';
    throw new DatabaseError('unreachable', `the database cannot be reached: ${words}`, { cause });
  }
}

/** Forward only, in this order. */
const migrations = {
  '0001-first': first,
  '0002-inventory': inventory,
  '0003-quota': quota,
  '0004-card-by-message': cardByMessage,
  '0005-stop': stop,
  '0006-record': record,
  '0007-made': made,
  '0008-plans-of-many': plansOfMany,
  '0009-reminders': reminders,
  '0010-coverage': coverage,
  '0011-chains': chains,
  '0012-readiness': readiness,
  '0013-notices': notices,
  '0014-asked-before': askedBefore,
  '0015-rollouts': rollouts,
  '0016-milliseconds': milliseconds,
  '0017-observed': observed,
  '0018-gate-told': gateTold,
  '0019-file-links': fileLinks,
  '0020-proposal-numbers': proposalNumbers,
  '0021-postponed': postponed,
};

async function migrate(rows: Rows): Promise<void> {
  const migrator = new Migrator({
    db: rows,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new DatabaseError('migrationFailed', 'the database schema could not be brought up to date', { cause: error });
  }
}

async function makeClockMovable(rows: Rows): Promise<void> {
  await sql
    .raw(
      `create or replace function app_now() returns timestamptz language sql volatile as
       $$ select date_trunc('milliseconds', clock_timestamp())
          + coalesce((select skew_millis from movable_clock), 0) * interval '1 millisecond' $$`,
    )
    .execute(rows);
}
