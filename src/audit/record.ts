import { randomBytes } from 'node:crypto';
import { canonicalJson, sha256Hex, type JsonObject } from '../lib/canonical-json.ts';
import { databaseNow, type RowsInTransaction } from '../db/database.ts';

/** What is put on record, in the order in which things happen. */
export type RecordKind =
  | 'asked'
  | 'refused'
  | 'proposed'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'withdrawn'
  | 'writing'
  | 'written'
  | 'readBack'
  | 'skipped'
  | 'failed'
  | 'finished'
  | 'noticePlanned'
  | 'noticeSending'
  | 'noticeSettled'
  | 'granted';

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
 * Puts something on record, chained by SHA-256, in the same transaction as what it tells of: if the record cannot be
 * written, the change is not made.
 */
export async function putOnRecord(trx: RowsInTransaction, entry: Entry): Promise<void> {
  // The head's row is locked until the end of the transaction, so that records follow each other across replicas.
  const head = await trx.selectFrom('audit_head').selectAll().forUpdate().executeTakeFirstOrThrow();
  const seq = head.seq + 1;
  const at = await databaseNow(trx);
  const salted = Object.entries(entry.texts ?? {}).map(([field, text]) => ({
    field,
    text,
    salt: randomBytes(16).toString('hex'),
  }));
  const body = canonicalJson(
    bodyOf(
      entry,
      { seq, at: at.toISOString() },
      Object.fromEntries(salted.map((s) => [s.field, sha256Hex(s.salt + s.text)])),
    ),
  );
  const hash = hashOf(head.hash, body);
  await trx
    .insertInto('audit_record')
    .values({
      seq,
      at,
      kind: entry.kind,
      actor_id: entry.actorId ?? null,
      proposal_id: entry.proposalId ?? null,
      target_id: entry.targetId ?? null,
      body,
      previous_hash: head.hash,
      hash,
    })
    .execute();
  if (salted.length > 0)
    await trx
      .insertInto('audit_text')
      .values(salted.map((s) => ({ seq, ...s })))
      .execute();
  await trx.updateTable('audit_head').set({ seq, hash }).execute();
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
