import { sql } from 'kysely';
import type { Config } from '../../config.ts';
import { openDatabase, type Database, type Rows } from '../../db/database.ts';
import { DatabaseError } from '../../db/database-error.ts';
import { placeOf } from '../../db/database-place.ts';
import { CrossoverError } from '../../lib/errors.ts';
import { isDatabase } from '../audit-verify.ts';
import { fine, refused, toKnow, toMend, wordsOf, type Line } from '../lines.ts';

/** The oldest PostgreSQL whose `grant` and `merge` behave as our schema expects. */
const OLDEST_VERSION = 15;
const REACH = 'Check DATABASE_URL, the network between, and that the database principal exists (npm run grant).';

/**
 * Opens the configured database for a look, without making or changing a table, and says what it is.
 *
 * @param token The password of a server that takes Entra tokens.
 * @returns The open database; undefined where there is none to be looked into.
 */
export async function* openForCheck(
  config: Config,
  token: () => Promise<string>,
): AsyncGenerator<Line, Database | undefined> {
  const { database: settings } = config;
  if (settings.kind === 'embedded' && !isDatabase(settings.directory)) {
    const where = settings.directory === undefined ? 'in memory' : `in ${settings.directory}, made at the first start`;
    yield toKnow(
      `The database is the embedded one, ${where}.`,
      'That is for trying out. For production set DATABASE_URL.',
    );
    return undefined;
  }
  let database: Database | undefined;
  try {
    database = await openDatabase(placeOf(settings, token), { mayMigrate: false });
    for (const line of await databaseLines(database.rows)) yield line;
    return database;
  } catch (cause) {
    await database?.close();
    yield closedLine(cause);
    return undefined;
  }
}

function closedLine(cause: unknown): Line {
  if (cause instanceof DatabaseError && cause.reason === 'directoryInUse') {
    return toKnow('The embedded database is in use by the running bot, so it was not looked into.', cause.remedy);
  }
  return cause instanceof CrossoverError
    ? refused('The database', cause)
    : toMend(`The database cannot be used: ${wordsOf(cause)}.`, REACH);
}

interface Facts {
  version: number;
  tables: string | null;
  mayCreate: boolean;
  hasTrigrams: boolean;
}

async function databaseLines(rows: Rows): Promise<Line[]> {
  const { rows: found } = await sql<Facts>`
    select current_setting('server_version_num')::int / 10000 as version,
      to_regclass('audit_record')::text as tables,
      has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as "mayCreate",
      exists (select from pg_available_extensions where name = 'pg_trgm') as "hasTrigrams"`.execute(rows);
  return found.flatMap(({ version, tables, mayCreate, hasTrigrams }) => [
    version >= OLDEST_VERSION
      ? fine(`The database answers: PostgreSQL ${version}.`)
      : toMend(
          `The database is PostgreSQL ${version}, which is too old.`,
          `Take PostgreSQL ${OLDEST_VERSION} or later.`,
        ),
    tables === null
      ? toKnow('It is empty: the first start makes its tables.')
      : fine('It holds the tables of the bot.'),
    ...(mayCreate ? [] : [toMend('The bot may not create tables in it.', 'Run the grants of npm run grant on it.')]),
    ...(hasTrigrams
      ? []
      : [toMend('The extension pg_trgm is not offered there.', 'Allow it: on Azure add PG_TRGM to azure.extensions.')]),
  ]);
}
