import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseError } from './database-error.ts';

/** A held directory; `release` frees it for another process. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Holds a database directory for this process alone: two processes on one PGlite directory lost 186 of 400
 * acknowledged rows without an error. A listening socket, since the system frees it even after `kill -9`.
 *
 * @throws {DatabaseError} `directoryInUse` while another process of this machine holds it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  mkdirSync(directory, { recursive: true });
  const digest = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 24);
  const path = socketPathOf(`crossover-${digest}`);
  if (isFile(path) && !(await isAnswering(path))) rmSync(path, { force: true }); // left behind by a killed process
  return listenOn(path, directory);
}

/**
 * On Linux a name without a file, on Windows a pipe: both are gone with their process, and of two who ask at once one
 * gets it. Elsewhere a file, not inside the directory, since a socket's path may have 107 bytes at most.
 */
function socketPathOf(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.lock`);
}

const isFile = (path: string): boolean => path.endsWith('.lock');

function isAnswering(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => {
      done(false);
    });
  });
}

function listenOn(path: string, directory: string): Promise<DirectoryLock> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.on('error', (cause) => {
      const message = `the database directory ${directory} is used by another process`;
      fail(new DatabaseError('directoryInUse', message, { cause }));
    });
    server.listen(path, () => {
      done({
        release: () =>
          new Promise((released) => {
            server.close(() => {
              released();
            });
          }),
      });
    });
  });
}
