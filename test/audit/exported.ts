import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordFile, type RecordOffer } from '../../src/audit/export.ts';
import { verifyFile, type FileReport } from '../../src/audit/verify-file.ts';
import type { Anchor } from '../../src/audit/anchors.ts';
import type { Rows } from '../../src/db/database.ts';
import { withFile } from '../../src/files/file-kind.ts';

/** A folder of files of the record, thrown away at the end. */
export class ExportFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'crossover-exported-'));

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Writes a file as the product does, and gives its text. */
  async write(rows: Rows, offer: Partial<RecordOffer> & Pick<RecordOffer, 'as'>): Promise<string> {
    const content = recordFile(rows).begin(JSON.stringify({ scope: {}, about: 'The record', ...offer }));
    const path = this.path(`exported.${offer.as}`);
    await withFile(content, ({ path: written }) => copyFile(written, path));
    return readFileSync(path, 'utf8');
  }

  /** What the check of a file with this text finds. */
  verify(text: string | Buffer, anchors: readonly Anchor[] = []): Promise<FileReport> {
    const path = this.path('checked');
    writeFileSync(path, text);
    return verifyFile(path, anchors);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
