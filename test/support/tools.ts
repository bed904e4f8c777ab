import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where Chromium is; undefined where this machine lacks it. */
export function chromiumPath(): string | undefined {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** The folder with `initdb` and `postgres`; undefined where this machine lacks a PostgreSQL server. */
export function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [process.env['POSTGRES_BIN'], ...versions.map((version) => join(debian, version, 'bin'))];
  return places.find((place) => place !== undefined && existsSync(join(place, 'initdb')));
}

/** Suites that cannot run on this machine. */
export function missingTools(): { suites: string; tool: string }[] {
  return [
    ...(chromiumPath() === undefined ? [{ suites: 'browser tests', tool: 'Chromium' }] : []),
    ...(postgresFolder() === undefined ? [{ suites: 'tests on a PostgreSQL server', tool: 'PostgreSQL' }] : []),
  ];
}
