import { createReadStream } from 'node:fs';
import { z } from 'zod/v4';
import { CSV_MARK, textsOfRow } from '../lib/csv.ts';
import type { ChainLink, SaltedText } from './chain.ts';
import { COLUMNS, fileHead, fileRecord, HEAD_ROW, REPEATED, wordsOf, type FileHead } from './file-format.ts';
import { csvSplitter, jsonSplitter, piecesOf, RecordFileError, type Piece } from './file-pieces.ts';

/** What a file of the record holds, in its order: the records, and at the end what it says of itself. */
export type FilePart = { kind: 'record'; link: ChainLink } | { kind: 'head'; head: FileHead };

/**
 * Reads a file of the record as a stream, JSON or CSV by what it begins with.
 *
 * @throws {RecordFileError} behind the last record that could be read.
 */
export async function* readRecordFile(path: string): AsyncGenerator<FilePart> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  try {
    const first = await chunks.next();
    const begin = first.done ? Buffer.alloc(0) : first.value;
    const all = joined(begin, chunks);
    const isJson = begin.toString('utf8', 0, 100).replace(CSV_MARK, '').trimStart().startsWith('{');
    yield* isJson ? jsonParts(piecesOf(all, jsonSplitter())) : csvParts(piecesOf(all, csvSplitter()));
  } finally {
    stream.destroy();
  }
}

const CHUNK_BYTES = 256 * 1024;

async function* joined(first: Buffer, rest: AsyncIterator<Buffer, undefined>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* jsonParts(pieces: AsyncIterable<Piece>): AsyncGenerator<FilePart> {
  let before: string | undefined;
  let last = '';
  for await (const { kind, text } of pieces) {
    if (kind === 'frame') {
      last = text;
      continue;
    }
    if (before === undefined) before = last;
    else if (last.trim() !== ',') throw new RecordFileError('malformed');
    last = '';
    yield { kind: 'record', link: linkOfMember(text) };
  }
  yield { kind: 'head', head: headIn((before ?? '') + last) };
}

function linkOfMember(text: string): ChainLink {
  const { texts, ...link } = parsed(fileRecord, text, 'malformed');
  return { ...link, texts: saltedTexts(texts) };
}

const saltedTexts = (byField: z.infer<typeof fileRecord>['texts']): SaltedText[] =>
  Object.entries(byField).map(([field, { salt, text }]) => ({ field, salt, text }));

const framed = fileHead.extend({ records: z.array(z.never()) });

/** The document without its records. */
function headIn(frame: string): FileHead {
  const text = frame.replace(CSV_MARK, '').trim();
  const otherwise = text.endsWith('}') ? 'notARecord' : 'cut';
  return checked(fileHead, parsed(framed, text, otherwise), otherwise);
}

async function* csvParts(pieces: AsyncIterable<Piece>): AsyncGenerator<FilePart> {
  let row = 0;
  let head: FileHead | undefined;
  for await (const { kind, text } of pieces) {
    const cells = textsOfRow(text.replace(/\r?\n$/u, ''));
    row += 1;
    if (row === 1) refuseUnlessNames(cells);
    else if (row === 2) head = parsed(fileHead, cellOf(cells, 'body'), 'notARecord');
    // What ends without a line feed was the end of a whole row before.
    else yield { kind: 'record', link: linkOfRow(cells, kind === 'frame' ? 'cut' : 'malformed') };
  }
  if (!head) throw new RecordFileError(row < 2 ? 'cut' : 'notARecord');
  yield { kind: 'head', head };
}

function refuseUnlessNames(cells: readonly string[] | undefined): void {
  const isOurs = cells?.join().replace(CSV_MARK, '') === COLUMNS.join();
  if (!isOurs) throw new RecordFileError('notARecord');
}

const cellOf = (cells: readonly string[] | undefined, name: (typeof COLUMNS)[number]): string =>
  cells?.[COLUMNS.indexOf(name)] ?? '';

function linkOfRow(cells: readonly string[] | undefined, otherwise: 'cut' | 'malformed'): ChainLink {
  if (cells?.length !== COLUMNS.length || cellOf(cells, 'kind') === HEAD_ROW) throw new RecordFileError(otherwise);
  const texts = parsed(fileRecord.shape.texts, cellOf(cells, 'texts'), otherwise);
  const told = {
    seq: Number(cellOf(cells, 'seq') || NaN),
    body: cellOf(cells, 'body'),
    previousHash: cellOf(cells, 'previousHash'),
    hash: cellOf(cells, 'hash'),
    texts,
  };
  const link = { ...checked(fileRecord, told, otherwise), texts: saltedTexts(texts) };
  const words = cellOf(cells, 'words');
  return {
    ...link,
    columns: {
      ...Object.fromEntries(REPEATED.map((name) => [name, cellOf(cells, name) || null])),
      ...(words === wordsOf(link.texts) ? {} : { words }), // which no body says
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, text: string, otherwise: RecordFileError['reason']): T {
  try {
    return checked(schema, JSON.parse(text), otherwise);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new RecordFileError(otherwise);
    throw cause;
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, otherwise: RecordFileError['reason']): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new RecordFileError(otherwise);
}
