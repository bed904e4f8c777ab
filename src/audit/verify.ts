import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { AuditRecordRow, Tables } from '../db/tables.ts';
import type { Anchor } from './anchors.ts';
import { hashOf } from './record.ts';
import { walkChain, type ChainLink, type ChainWalk } from './chain.ts';

/** What a check of the chain found. */
export type ChainReport =
  { isWhole: true; records: number } | { isWhole: false; records: number; badSeq: number; why: string };

const PAGE = 5000;

/**
 * Checks the whole record: every hash, the order, the head, and what people wrote as far as it is kept: an erased text
 * is in order, a changed one is not. Names the first bad record.
 * Reads in pages, so a record of any length fits in memory.
 *
 * @param anchors Every record that one of them names must be there, and be that very one.
 */
export async function verifyChain(rows: Rows, anchors: readonly Anchor[] = []): Promise<ChainReport> {
  const walk = walkChain(anchors);
  for await (const link of linksOf(rows)) {
    const why = takeNext(walk, link);
    if (why !== undefined) return broken(walk, why);
  }
  const { last } = walk.proven;
  const head = await rows.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (head?.seq !== last.seq || head.hash !== last.hash)
    return broken(walk, 'the head of the chain names records that are missing');
  const lost = anchors.find(({ seq }) => seq > last.seq || seq < 1);
  if (lost) return broken(walk, `record ${lost.seq}, which was anchored at ${lost.at}, is missing`);
  return { isWhole: true, records: last.seq };
}

/**
 * Checks the newest records alone: their hashes, that each binds the one before it, and the head. Says nothing of what lies
 * further back: for that there is `verifyChain`.
 *
 * @returns What is wrong, in words; undefined where nothing is.
 */
export async function faultAtEnd(rows: Rows, records: number): Promise<string | undefined> {
  const head = await rows.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  const newest = await rows
    .selectFrom('audit_record')
    .select(['seq', 'body', 'previous_hash', 'hash'])
    .where('seq', '<=', head.seq)
    .orderBy('seq', 'desc')
    .limit(records)
    .execute();
  let expected: Pick<AuditRecordRow, 'seq' | 'hash'> = head;
  for (const record of newest) {
    const isWhole = record.seq === expected.seq && record.hash === expected.hash;
    if (!isWhole || hashOf(record.previous_hash, record.body) !== record.hash)
      return `record ${expected.seq} was changed`;
    expected = { seq: record.seq - 1, hash: record.previous_hash };
  }
  return newest.length < Math.min(records, head.seq) ? `record ${expected.seq} is missing` : undefined;
}

const broken = ({ proven: { last } }: ChainWalk, why: string): ChainReport => ({
  isWhole: false,
  records: last.seq,
  badSeq: last.seq + 1,
  why,
});

function takeNext(walk: ChainWalk, link: ChainLink): string | undefined {
  const nextSeq = walk.proven.last.seq + 1;
  return link.seq === nextSeq ? walk.take(link) : `record ${nextSeq} is missing`;
}

/** Every record in its order, with what stands beside it. */
async function* linksOf(rows: Rows): AsyncGenerator<ChainLink> {
  for (let last = 0; ;) {
    const page = await rows
      .selectFrom('audit_record')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    const texts = await textsBeside(rows, page);
    for (const record of page) yield linkOf(record, texts.get(record.seq) ?? []);
    last = page.at(-1)?.seq ?? last;
    if (page.length < PAGE) return;
  }
}

/** A stored record; its columns repeat the body for searching, and the body is what was hashed. */
export const linkOf = (record: AuditRecordRow, texts: readonly TextRow[]): ChainLink => ({
  seq: record.seq,
  body: record.body,
  previousHash: record.previous_hash,
  hash: record.hash,
  texts,
  columns: {
    kind: record.kind,
    at: record.at.toISOString(),
    actorId: record.actor_id,
    proposalId: record.proposal_id,
    targetId: record.target_id,
  },
});

export type TextRow = Tables['audit_text'];

/** What people wrote, by the record that it stands beside. */
export async function textsBeside(
  rows: Rows,
  page: readonly Pick<AuditRecordRow, 'seq'>[],
): Promise<Map<number, TextRow[]>> {
  if (page.length === 0) return new Map();
  const found = await rows
    .selectFrom('audit_text')
    .selectAll()
    .where(sql<boolean>`seq = any(${page.map(({ seq }) => seq)}::bigint[])`)
    .orderBy('seq')
    .orderBy('field')
    .execute();
  return Map.groupBy(found, (text) => text.seq);
}
