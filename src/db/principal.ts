import pg from 'pg';
import { connectionTo } from './database-place.ts';

/** A statement and the database of the server that it must run in. */
export interface PlacedStatement {
  database: string;
  sql: string;
}

/**
 * The statements that let an Entra identity use a database of Azure Database for PostgreSQL as its own: sign in, and
 * keep its tables there. It becomes no administrator of the server.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/security-manage-entra-users
 */
export function principalStatements(identityName: string, database: string): PlacedStatement[] {
  const role = pg.escapeIdentifier(identityName);
  return [
    {
      database: 'postgres',
      sql: `select * from pgaadauth_create_principal(${pg.escapeLiteral(identityName)}, false, false);`,
    },
    // create: the job engine keeps a schema of its own.
    { database, sql: `grant connect, create on database ${pg.escapeIdentifier(database)} to ${role};` },
    { database, sql: `grant usage, create on schema public to ${role};` },
    { database, sql: 'create extension if not exists pg_trgm;' },
  ];
}

/** The database that an address names. */
export const databaseIn = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

/**
 * Runs the statements as an administrator of the server. A principal that is there already is kept, so that it can
 * be run again.
 *
 * @param adminUrl The database that the bot will use, as the administrator reaches it.
 * @param token The administrator's Entra token, unless the address holds a password.
 * @throws {Error} of `pg`, with the server's own words, where it refuses or does not answer.
 */
export async function createPrincipal(
  adminUrl: string,
  identityName: string,
  token: () => Promise<string>,
): Promise<'created' | 'there already'> {
  const [create, ...grants] = principalStatements(identityName, databaseIn(adminUrl));
  const outcome = await connected(atDatabase(adminUrl, 'postgres'), token, async (client) => {
    const found = await client.query('select 1 from pg_roles where rolname = $1', [identityName]);
    if (found.rowCount !== 0) return 'there already' as const;
    await client.query(create?.sql ?? '');
    return 'created' as const;
  });
  await connected(adminUrl, token, async (client) => {
    for (const { sql } of grants) await client.query(sql);
  });
  return outcome;
}

function atDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

async function connected<T>(
  url: string,
  token: () => Promise<string>,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const hasPassword = new URL(url).password !== '';
  const client = new pg.Client({
    ...connectionTo(url, hasPassword ? undefined : token),
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
