import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/db/database.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { silentLog } from '../../src/lib/log.ts';

let madeHere: Promise<string> | undefined;

/**
 * A directory with an embedded database as it is after a first start, of which whoever asks is the only owner.
 * To make one takes seconds of work, to copy one a part of a second: it is made once for each state of the schema.
 */
export async function freshDatabase(): Promise<string> {
  const original = await (madeHere ??= template());
  const directory = mkdtempSync(join(tmpdir(), 'crossover-database-'));
  cpSync(original, directory, { recursive: true });
  return directory;
}

/** Processes that make it at the same time each make their own; the first to end keeps it for all. */
async function template(): Promise<string> {
  const place = join(tmpdir(), `crossover-fresh-database-${schemaDigest()}`);
  if (existsSync(place)) return place;
  const directory = mkdtempSync(join(tmpdir(), 'crossover-making-'));
  const database = await openDatabase({ kind: 'embedded', directory });
  const jobs = createJobs({ database, log: silentLog, kinds: () => [] });
  await jobs.start(); // makes tables of its own
  await jobs.stop();
  await database.close();
  try {
    renameSync(directory, place);
  } catch {
    rmSync(directory, { recursive: true }); // somebody else was first
  }
  return place;
}

/** Of everything that the tables come from. */
function schemaDigest(): string {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const folder of ['src/db', 'src/jobs']) {
    for (const file of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (file.isFile()) hash.update(readFileSync(join(file.parentPath, file.name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
