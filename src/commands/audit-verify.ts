import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { verifyChain } from '../audit/verify.ts';
import { configFromProcess, databaseFromProcess, environmentOfProcess } from '../config.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { DATABASE_SCOPE, placeOf, type DatabaseSettings } from '../db/database-place.ts';
import { credentialOf } from '../entra/credential.ts';
import { CrossoverError } from '../lib/errors.ts';
import { counted } from '../lib/text.ts';
import { faultLines } from './checks/configuration.ts';
import { fine, refused, report, toMend, wordsOf, type Line, type Lines } from './lines.ts';
import { optionsOf } from './options.ts';

/**
 * Checks the whole record and names the first bad one. Nothing is written, and no table is made.
 *
 * @param token The password of a server that takes Entra tokens.
 */
export async function* verifyRecord(settings: DatabaseSettings, token: () => Promise<string>): Lines {
  if (settings.kind === 'embedded' && !isDatabase(settings.directory)) {
    yield toMend(
      `There is no database in ${settings.directory ?? 'memory'}.`,
      'Set DATABASE_URL, or DATABASE_DIRECTORY, to the database that the bot uses.',
    );
    return;
  }
  let database: Database | undefined;
  try {
    database = await openDatabase(placeOf(settings, token), { mayMigrate: false });
    yield await chainLine(database);
  } catch (cause) {
    yield cause instanceof CrossoverError
      ? refused('The database cannot be opened', cause)
      : toMend(`The database refuses: ${wordsOf(cause)}.`, 'Check DATABASE_URL, and that this machine may reach it.');
  } finally {
    await database?.close();
  }
}

/** Whether a directory holds an embedded database: opening another one would make a new, empty one. */
export const isDatabase = (directory: string | undefined): boolean =>
  directory !== undefined && existsSync(join(directory, 'PG_VERSION'));

async function chainLine({ rows }: Database): Promise<Line> {
  const { rows: found } = await sql<{ name: string | null }>`select to_regclass('audit_record')::text as name`.execute(
    rows,
  );
  if (found[0]?.name == null) {
    return toMend('The database holds no record: the bot has never been started on it.', 'Check which one is named.');
  }
  const chain = await verifyChain(rows);
  if (chain.isWhole) return fine(`The record is whole: ${counted(chain.records, 'record', 'records')}.`);
  return toMend(
    `The record is broken at record ${chain.badSeq}: ${chain.why}.`,
    `${counted(chain.records, 'record', 'records')} before it can be trusted. Keep a copy of the database, and compare with a backup.`,
  );
}

/** `npm run audit:verify`. It needs the database's settings only. */
async function main(): Promise<void> {
  if (!optionsOf({ usage: 'npm run audit:verify', lines: [], options: {} })) return;
  const read = databaseFromProcess();
  if ('faults' in read) {
    await report(faultLines(read.faults));
    return;
  }
  const whole = configFromProcess();
  const tenantId = environmentOfProcess()['BOT_TENANT_ID'] ?? 'organizations';
  const credential =
    'config' in whole
      ? credentialOf(whole.config.credential, whole.config.authority)
      : credentialOf({ kind: 'azureCli', tenantId });
  await report(verifyRecord(read.database, async () => (await credential.getToken(DATABASE_SCOPE))?.token ?? ''));
}

if (import.meta.main) await main();
