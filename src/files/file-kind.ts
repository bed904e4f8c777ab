import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ListExportRow } from '../db/tables.ts';
import type { JsonObject } from '../lib/canonical-json.ts';

/** A kind of file that people are offered: how one is written, and how we speak of it. */
export interface FileKind {
  kind: ListExportRow['kind'];
  /** What the asker reads: "the list". */
  name: string;
  /**
   * Begins a file.
   *
   * @param about What the offer says that the file is about, as it was kept: JSON.
   */
  begin(about: string): FileContent;
}

/** A file while it is written. */
export interface FileContent {
  /** Its text, piece by piece: a file of any size is never in memory whole. */
  pieces: AsyncIterable<string>;
  /** What goes on record about it, once all pieces were taken: counts, no texts. */
  facts(): JsonObject;
}

/** A file on this machine, ready to be uploaded. */
export interface WrittenFile {
  path: string;
  bytes: number;
}

/** Content written to a file of this machine, for as long as `work` takes: an upload must know its size beforehand. */
export async function withFile<T>(
  { pieces }: Pick<FileContent, 'pieces'>,
  work: (file: WrittenFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'crossover-file-')); // only this account may read it
  try {
    const path = join(folder, 'content');
    await pipeline(pieces, createWriteStream(path));
    return await work({ path, bytes: (await stat(path)).size });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
