import { z } from 'zod/v4';
import { canonicalJson } from '../lib/canonical-json.ts';
import { csvRow } from '../lib/csv.ts';
import type { ChainLink, SaltedText } from './chain.ts';

/** The name of our format and its version: whoever reads a file later must know what it is. */
export const FORMAT = 'crossover-record';
const VERSION = 1;

/** How the record is written into a file. */
export const fileType = z.enum(['json', 'csv']);
export type FileType = z.infer<typeof fileType>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().min(0);

/**
 * What a file says of itself. None of it is proof: that is in the records.
 *
 * `covers` says what may be missing between the records: nothing before the last one (`everything`), nothing between
 * the first and the last (`span`), or anything (`selection`).
 */
export const fileHead = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  madeAt: z.iso.datetime(),
  covers: z.enum(['everything', 'span', 'selection']),
  /** What was asked for, in words. */
  about: z.string(),
  fromSeq: seq,
  toSeq: seq,
  /** How many records follow. */
  count: seq,
  /** The newest record of the whole chain when the file was made. */
  headSeq: seq,
  headHash: hash,
});
export type FileHead = z.infer<typeof fileHead>;

/** The head of a new file. */
export const headOf = (facts: Omit<FileHead, 'format' | 'version'>): FileHead => ({
  format: FORMAT,
  version: VERSION,
  ...facts,
});

/** A record as a file holds it. `body` is a text: what is hashed is `previousHash`, a line feed, and `body`. */
export const fileRecord = z.object({
  seq,
  body: z.string(),
  previousHash: hash,
  hash,
  /** By field; what was erased is not among them. */
  texts: z.record(z.string(), z.object({ salt: z.string(), text: z.string() })),
});

/** The texts of a record by their fields. */
export const textsByField = (texts: readonly SaltedText[]) =>
  Object.fromEntries(texts.map(({ field, salt, text }) => [field, { salt, text }]));

/** The columns of a CSV file. */
export const COLUMNS = [
  ...(['seq', 'at', 'kind', 'actorId', 'proposalId', 'targetId', 'words'] as const),
  ...(['body', 'previousHash', 'hash', 'texts'] as const),
] as const;

/** Columns that repeat the body, for whoever reads the file in a spreadsheet. */
export const REPEATED = ['at', 'kind', 'actorId', 'proposalId', 'targetId'] as const;

/** What stands in the column `kind` of the row that holds the head. */
export const HEAD_ROW = 'file';

/** What people wrote, for reading: the texts with their salt stand in a column of their own. */
export const wordsOf = (texts: readonly SaltedText[]): string =>
  texts
    .toSorted((one, other) => (one.field < other.field ? -1 : 1))
    .map(({ text }) => text)
    .join('\n');

/** A record as a row. Every cell is checked later: those for reading must say what body and texts say. */
export function csvOfRecord({ seq: no, body, previousHash, hash: own, texts, columns = {} }: ChainLink): string {
  const repeated = REPEATED.map((name) => String(columns[name] ?? ''));
  return csvRow([
    ...[String(no), ...repeated, wordsOf(texts)],
    ...[body, previousHash, own, canonicalJson(textsByField(texts))],
  ]);
}

/** The first rows of a CSV file: the names of the columns, then the head as the body of a row that is no record. */
export const csvOfHead = (head: FileHead): string =>
  csvRow(COLUMNS) + csvRow(['', head.madeAt, HEAD_ROW, '', '', '', head.about, canonicalJson(head), '', '', '']);

/** A record as a member of a JSON file. */
export const jsonOfRecord = ({ seq: no, body, previousHash, hash: own, texts }: ChainLink): string =>
  JSON.stringify({ seq: no, body, previousHash, hash: own, texts: textsByField(texts) });
