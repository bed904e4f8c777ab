import type { Rows } from '../db/database.ts';
import type { AuditRecordRow, Tables } from '../db/tables.ts';
import { sha256Hex } from '../lib/canonical-json.ts';
import { hashOf } from './record.ts';

/** What a check of the chain found. */
export type ChainReport =
  { isWhole: true; records: number } | { isWhole: false; records: number; badSeq: number; why: string };

const PAGE = 5000;

/**
 * Checks the whole record: every hash, the order, the head, and what people wrote as far as it is kept: an erased text
 * is in order, a changed one is not. Names the first bad record.
 * Reads in pages, so a record of any length fits in memory.
 */
export async function verifyChain(rows: Rows): Promise<ChainReport> {
  let previous = { seq: 0, hash: '0'.repeat(64) };
  for (;;) {
    const page = await rows
      .selectFrom('audit_record')
      .selectAll()
      .where('seq', '>', previous.seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    const texts = await textsBeside(rows, page);
    for (const record of page) {
      const why = faultOf(record, previous) ?? textFaultOf(record, texts.get(record.seq) ?? []);
      if (why) return { isWhole: false, records: previous.seq, badSeq: previous.seq + 1, why };
      previous = { seq: record.seq, hash: record.hash };
    }
    if (page.length < PAGE) break;
  }
  const head = await rows.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (head?.seq !== previous.seq || head.hash !== previous.hash) {
    return {
      isWhole: false,
      records: previous.seq,
      badSeq: previous.seq + 1,
      why: 'the head of the chain names records that are missing',
    };
  }
  return { isWhole: true, records: previous.seq };
}

function faultOf(record: AuditRecordRow, previous: { seq: number; hash: string }): string | null {
  if (record.seq !== previous.seq + 1) return `record ${previous.seq + 1} is missing`;
  if (record.previous_hash !== previous.hash) return 'it does not follow the record before it';
  if (record.hash !== hashOf(previous.hash, record.body)) return 'its content was changed after it was written';
  return columnFaultOf(record);
}

/** The columns repeat the body for searching; the body is what was hashed. */
function columnFaultOf(record: AuditRecordRow): string | null {
  const body = bodyOf(record);
  const told: [unknown, unknown][] = [
    [body['seq'], record.seq],
    [body['kind'], record.kind],
    [body['at'], record.at.toISOString()],
    [body['actorId'] ?? null, record.actor_id],
    [body['proposalId'] ?? null, record.proposal_id],
    [body['targetId'] ?? null, record.target_id],
  ];
  return told.every(([inBody, inColumn]) => inBody === inColumn) ? null : 'its columns do not say what its body says';
}

type TextRow = Tables['audit_text'];

/** What people wrote, by the record that it stands beside. */
async function textsBeside(rows: Rows, page: readonly AuditRecordRow[]): Promise<Map<number, TextRow[]>> {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return new Map();
  const found = await rows
    .selectFrom('audit_text')
    .selectAll()
    .where('seq', '>=', first.seq)
    .where('seq', '<=', last.seq)
    .execute();
  return Map.groupBy(found, (text) => text.seq);
}

function textFaultOf(record: AuditRecordRow, texts: readonly TextRow[]): string | null {
  const digests = (bodyOf(record)['textDigests'] ?? {}) as Record<string, unknown>;
  const isTrue = ({ field, salt, text }: TextRow) => digests[field] === sha256Hex(salt + text);
  return texts.every(isTrue) ? null : 'what was written beside it was changed';
}

function bodyOf({ body }: AuditRecordRow): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {}; // then its columns say something else
  }
}
