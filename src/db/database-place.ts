import type { ClientConfig } from 'pg';

/** Where a database is, ready to be opened. */
export type DatabasePlace =
  | { kind: 'embedded'; directory?: string }
  | { kind: 'server'; url: string; password?: () => Promise<string>; poolSize?: number };

/** Where a database is, as the configuration says it. */
export type DatabaseSettings =
  { kind: 'embedded'; directory: string | undefined } | { kind: 'server'; url: string; passwordFrom: 'entra' | 'url' };

/** What an Entra token must be for, to be the password of Azure Database for PostgreSQL. */
export const DATABASE_SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/** The configured place; `token` is asked for at each new connection where it is the password. */
export function placeOf(settings: DatabaseSettings, token: () => Promise<string>): DatabasePlace {
  if (settings.kind === 'embedded')
    return { kind: 'embedded', ...(settings.directory === undefined ? {} : { directory: settings.directory }) };
  return { kind: 'server', url: settings.url, ...(settings.passwordFrom === 'entra' ? { password: token } : {}) };
}

/**
 * What `pg` needs to reach a server.
 *
 * With a password that is asked for, the address is taken apart here: beside a connection string `pg` forgets such a
 * password and sends none. The server's certificate is then always checked, since a token must not go to anybody
 * else; only `sslmode=disable` goes without.
 */
export function connectionTo(url: string, password?: () => Promise<string>): ClientConfig {
  if (password === undefined) return { connectionString: url };
  const address = new URL(url);
  return {
    host: address.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.port || 5432),
    user: decodeURIComponent(address.username),
    database: decodeURIComponent(address.pathname.slice(1)),
    ssl: address.searchParams.get('sslmode') !== 'disable',
    password,
  };
}
