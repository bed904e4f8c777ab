import { randomBytes } from 'node:crypto';
import { canonicalJson, sha256Hex, type JsonObject } from '../lib/canonical-json.ts';
import { now, type RowsInTransaction } from '../db/database.ts';
import type { AuditRecordRow, Tables } from '../db/tables.ts';

type AuditTextRow = Tables['audit_text'];

/** What is put on record, in the order in which things happen. */
export type RecordKind =
  | 'asked'
  | 'refused'
  | 'proposed'
  | 'approved'
  | 'denied'
  | 'withdrawn'
  | 'stopped'
  | 'paused'
  | 'resumed'
  | 'reminded'
  | 'escalated'
  | 'expired'
  | 'writing'
  | 'written'
  | 'puttingBack'
  | 'readBack'
  | 'skipped'
  | 'failed'
  | 'finished'
  | 'noticePlanned'
  | 'noticeSettled'
  | 'noticeAnswered'
  | 'ringStep'
  | 'exported'
  | 'coverageLost'
  | 'coverageBack'
  | 'coverageAlarm'
  | 'wayBackBegun';

export interface Entry {
  kind: RecordKind;
  actorId?: string;
  proposalId?: string;
  targetId?: string;
  /** Ids, states, counts and digests only: what people wrote belongs into `texts`. */
  facts?: JsonObject;
  /** What people wrote, kept beside the chain so that it can be erased: the chain holds a salted digest. */
  texts?: Record<string, string>;
}

/** The body of a record as it is hashed. */
export interface RecordBody extends JsonObject {
  at: string;
  kind: string;
}

/** The hash of a record: it binds the one before it. */
export const hashOf = (previousHash: string, body: string): string => sha256Hex(`${previousHash}\n${body}`);

/**
 * Takes the record's lock until the transaction ends. Work takes it before the row of its proposal; whoever takes both
 * the other way round and work would wait for each other.
 */
export async function lockRecord(trx: RowsInTransaction): Promise<void> {
  await trx.selectFrom('audit_head').select('seq').forUpdate().execute();
}

/**
 * Puts something on record, chained by SHA-256, in the same transaction as what it tells of: if the record cannot be
 * written, the change is not made.
 */
export const putOnRecord = (trx: RowsInTransaction, entry: Entry): Promise<void> => putAllOnRecord(trx, [entry]);

/** Puts several things on record, in their order. The chain is locked until the transaction ends, so it should be short. */
export async function putAllOnRecord(trx: RowsInTransaction, entries: readonly Entry[]): Promise<void> {
  // The head's row is locked until the end of the transaction, so that records follow each other across replicas.
  const head = await trx
    .selectFrom('audit_head')
    .select(['seq', 'hash', now.as('at')])
    .forUpdate()
    .executeTakeFirstOrThrow();
  let { seq, hash } = head;
  const records: AuditRecordRow[] = [];
  const texts: AuditTextRow[] = [];
  for (const entry of entries) {
    seq += 1;
    const salted = saltedTexts(entry, seq);
    const record = recordOf(entry, salted, { seq, at: head.at, previousHash: hash });
    records.push(record);
    texts.push(...salted);
    hash = record.hash;
  }
  await trx
    .with('written', (part) => part.insertInto('audit_record').values(records))
    .updateTable('audit_head')
    .set({ seq, hash })
    .execute();
  if (texts.length > 0) await trx.insertInto('audit_text').values(texts).execute();
}

const saltedTexts = (entry: Entry, seq: number): AuditTextRow[] =>
  Object.entries(entry.texts ?? {}).map(([field, text]) => ({
    seq,
    field,
    text,
    salt: randomBytes(16).toString('hex'),
  }));

function recordOf(
  entry: Entry,
  salted: readonly AuditTextRow[],
  { seq, at, previousHash }: { seq: number; at: Date; previousHash: string },
): AuditRecordRow {
  const digests = Object.fromEntries(salted.map(({ field, salt, text }) => [field, sha256Hex(salt + text)]));
  const body = canonicalJson(bodyOf(entry, { seq, at: at.toISOString() }, digests));
  return {
    seq,
    at,
    kind: entry.kind,
    actor_id: entry.actorId ?? null,
    proposal_id: entry.proposalId ?? null,
    target_id: entry.targetId ?? null,
    body,
    previous_hash: previousHash,
    hash: hashOf(previousHash, body),
  };
}

function bodyOf(entry: Entry, place: { seq: number; at: string }, textDigests: Record<string, string>): RecordBody {
  return {
    ...place,
    kind: entry.kind,
    ...(entry.actorId ? { actorId: entry.actorId } : {}),
    ...(entry.proposalId ? { proposalId: entry.proposalId } : {}),
    ...(entry.targetId ? { targetId: entry.targetId } : {}),
    ...(entry.facts ? { facts: entry.facts } : {}),
    ...(Object.keys(textDigests).length > 0 ? { textDigests } : {}),
  };
}
