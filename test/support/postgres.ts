import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { postgresFolder } from './tools.ts';

/** A real PostgreSQL server of its own, thrown away at the end. */
export interface PostgresServer {
  /** The superuser's address of the first database. */
  url: string;
  /** Creates an empty database, so that suites do not meet, and gives its address. */
  createDatabase(): Promise<string>;
  /** Runs a statement as an onlooker, beside whatever the product does. */
  query(url: string, statement: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The one role that must show its password, once a test has created it; everybody else is trusted. */
export const WITH_PASSWORD = 'with_password';

/**
 * Starts PostgreSQL in a folder of its own on a free port. Suites that need it are registered only where
 * `postgresFolder()` finds one; `npm test` names them as not run elsewhere.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = postgresFolder();
  if (bin === undefined) throw new TypeError('this machine lacks PostgreSQL: do not register the suite');
  const folder = mkdtempSync(join(tmpdir(), 'crossover-postgres-'));
  const account = unprivilegedAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const place = join(folder, 'db');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', place, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...account, cwd: folder, stdio: 'ignore' },
  );
  const trust = readFileSync(join(place, 'pg_hba.conf'), 'utf8');
  writeFileSync(join(place, 'pg_hba.conf'), `host all ${WITH_PASSWORD} all password\n${trust}`);
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', place, ...settings(folder, port)], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const killAtExit = () => server.kill('SIGQUIT'); // an aborted run must leave no server behind
  process.once('exit', killAtExit);
  await untilReady(server);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    ...databasesOf(url),
    stop: async () => {
      process.removeListener('exit', killAtExit);
      const exited = once(server, 'exit');
      server.kill('SIGQUIT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(folder: string, port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: 200,
    shared_buffers: '32MB',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PostgreSQL refuses to run as root: as root it is run as the account that its package made. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function untilReady(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((ready, fail) => {
    if (!server.stderr) return;
    createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) ready();
    });
    server.once('exit', () => {
      fail(new Error(`PostgreSQL did not start:\n${said.join('\n')}`));
    });
  });
}

/** What is done with the databases of a server at an address. */
export function databasesOf(url: string) {
  const query = async (at: string, statement: string) => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    query,
    createDatabase: async () => {
      const name = `suite_${randomUUID().replaceAll('-', '')}`;
      await query(url, `create database ${name} strategy file_copy`);
      return url.replace(/postgres$/, name);
    },
    dropDatabase: async (dropped: string) => {
      await query(url, `drop database ${dropped.slice(dropped.lastIndexOf('/') + 1)} with (force)`);
    },
  };
}
