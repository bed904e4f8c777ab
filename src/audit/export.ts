import { sql } from 'kysely';
import { z } from 'zod/v4';
import { databaseNow, type Rows } from '../db/database.ts';
import type { FileKind } from '../files/file-kind.ts';
import { CSV_MARK } from '../lib/csv.ts';
import type { ChainLink } from './chain.ts';
import { csvOfHead, csvOfRecord, fileType, headOf, jsonOfRecord, type FileHead } from './file-format.ts';
import { conditionsOf, extentOf, isSelection, rangeOf, recordScope, seqsOf, type RecordScope } from './scope.ts';
import { linkOf, textsBeside } from './verify.ts';

/** What an offer of a file of the record says. */
export const recordOffer = z.strictObject({ scope: recordScope, as: fileType, about: z.string() });
export type RecordOffer = z.infer<typeof recordOffer>;

/** Records in memory at once. */
const ROWS_AT_ONCE = 200;

/**
 * The record, or a part of it, as a file that proves itself: with every hash, and what people wrote as far as it is
 * kept. It ends at the head that the record had when it was begun.
 */
export const recordFile = (rows: Rows): FileKind => ({
  kind: 'record',
  name: 'the record',
  begin: (about) => {
    const offer = recordOffer.parse(JSON.parse(about));
    let head: FileHead | undefined;
    const pieces = async function* () {
      head = await readHead(rows, offer);
      yield* offer.as === 'csv' ? csvPieces(rows, offer.scope, head) : jsonPieces(rows, offer.scope, head);
    };
    const facts = () => ({
      ...{ as: offer.as, covers: head?.covers ?? null, records: head?.count ?? 0 },
      ...{ fromSeq: head?.fromSeq ?? 0, toSeq: head?.toSeq ?? 0 },
    });
    return { pieces: pieces(), facts };
  },
});

async function readHead(rows: Rows, { scope, about }: RecordOffer): Promise<FileHead> {
  const { seq, hash } = await rows.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  const range = await rangeOf(rows, scope);
  // What is written meanwhile belongs to the next file.
  const known = range && { first: range.first, last: Math.min(range.last, seq) };
  const extent = known && known.first <= known.last ? await extentOf(rows, scope, known) : undefined;
  return headOf({
    madeAt: (await databaseNow(rows)).toISOString(),
    covers: isSelection(scope) ? 'selection' : extent?.first === 1 && extent.last === seq ? 'everything' : 'span',
    about,
    fromSeq: extent?.first ?? 0,
    toSeq: extent?.last ?? 0,
    count: extent?.records ?? 0,
    headSeq: seq,
    headHash: hash,
  });
}

async function* csvPieces(rows: Rows, scope: RecordScope, head: FileHead): AsyncGenerator<string> {
  yield CSV_MARK + csvOfHead(head);
  for await (const page of pagesOf(rows, scope, head)) yield page.map(csvOfRecord).join('');
}

async function* jsonPieces(rows: Rows, scope: RecordScope, head: FileHead): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"records":[`;
  let isFirst = true;
  for await (const page of pagesOf(rows, scope, head)) {
    yield (isFirst ? '\n' : ',\n') + page.map(jsonOfRecord).join(',\n');
    isFirst = false;
  }
  yield '\n]}\n';
}

/** The records of a part with what stands beside them, a page at a time. */
async function* pagesOf(
  rows: Rows,
  scope: RecordScope,
  { fromSeq, toSeq }: FileHead,
): AsyncGenerator<readonly ChainLink[]> {
  const conditions = conditionsOf(scope, { hasQuestions: true });
  for (let first = fromSeq; first <= toSeq;) {
    const seqs = await seqsOf(rows, conditions, { range: { first, last: toSeq }, limit: ROWS_AT_ONCE });
    const page = await rowsOf(rows, seqs);
    if (page.length === 0) return;
    const texts = await textsBeside(rows, page);
    yield page.map((record) => linkOf(record, texts.get(record.seq) ?? []));
    first = (page.at(-1)?.seq ?? toSeq) + 1;
  }
}

const rowsOf = (rows: Rows, seqs: readonly number[]) =>
  rows
    .selectFrom('audit_record')
    .selectAll()
    .where(sql<boolean>`seq = any(${seqs}::bigint[])`)
    .orderBy('seq')
    .execute();
