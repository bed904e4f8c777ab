import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Anchor } from '../audit/anchors.ts';
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
import { agreeing, readAnchors, verifyRecordFile, type GivenAnchors } from './record-file.ts';

/**
 * Checks the whole record and names the first bad one. Nothing is written, and no table is made.
 *
 * @param token The password of a server that takes Entra tokens.
 * @param given Every anchor must be in the chain (Default: none).
 */
export async function* verifyRecord(
  settings: DatabaseSettings,
  token: () => Promise<string>,
  given: GivenAnchors = { anchors: [], lines: [] },
): Lines {
  yield* given.lines;
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
    yield* await chainLines(database, given.anchors);
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

async function chainLines({ rows }: Database, anchors: readonly Anchor[]): Promise<Line[]> {
  const { rows: found } = await sql<{ name: string | null }>`select to_regclass('audit_record')::text as name`.execute(
    rows,
  );
  if (found[0]?.name == null) {
    const text = 'The database holds no record: the bot has never been started on it.';
    return [toMend(text, 'Check which one is named.')];
  }
  const chain = await verifyChain(rows, anchors);
  if (!chain.isWhole) {
    const trusted = `${counted(chain.records, 'record', 'records')} before it can be trusted.`;
    return [
      toMend(
        `The record is broken at record ${chain.badSeq}: ${chain.why}.`,
        `${trusted} Keep a copy of the database, and compare with a backup.`,
      ),
    ];
  }
  const whole = fine(`The record is whole: ${counted(chain.records, 'record', 'records')}.`);
  return anchors.length === 0 ? [whole] : [whole, fine(agreeing(anchors.length))];
}

/** `npm run audit:verify -- [FILE] [--anchor FILE]`. A file needs no settings, the database its own only. */
async function main(): Promise<void> {
  const called = optionsOf({
    usage: 'npm run audit:verify -- [FILE] [--anchor FILE]',
    lines: [
      'FILE           checks a file that “export the record” has made; else the record in the database is checked',
      '--anchor FILE  compares with the lines of an anchor file, or of “show the head of the record”',
    ],
    options: { anchor: { type: 'string' } },
    mostWords: 1,
  });
  if (!called) return;
  const [file] = called.words;
  const given = await readAnchors(called.anchor);
  await report(file === undefined ? databaseLines(given) : verifyRecordFile(file, given));
}

async function* databaseLines(given: GivenAnchors): Lines {
  const read = databaseFromProcess();
  if ('faults' in read) {
    yield* faultLines(read.faults);
    return;
  }
  const whole = configFromProcess();
  const tenantId = environmentOfProcess()['BOT_TENANT_ID'] ?? 'organizations';
  const credential =
    'config' in whole
      ? credentialOf(whole.config.credential, whole.config.authority)
      : credentialOf({ kind: 'azureCli', tenantId });
  const token = async () => (await credential.getToken(DATABASE_SCOPE))?.token ?? '';
  yield* verifyRecord(read.database, token, given);
}

if (import.meta.main) await main();
