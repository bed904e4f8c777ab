import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { Rows } from '../db/database.ts';
import type { AuditRecordRow, ProposalState } from '../db/tables.ts';
import type { RecordKind } from './record.ts';
import { conditionsOf, isSelection, rangeOf, seqsOf, type RecordCondition, type RecordScope } from './scope.ts';
import { textsBeside, type TextRow } from './verify.ts';

/** A place in a list of records: it travels with a button, so a page turns after a restart, and on any replica. */
export const recordCursor = z.strictObject({
  seq: z.int().min(0),
  /** As the list is read: `after` is the next page. */
  direction: z.enum(['after', 'before']),
});
export type RecordCursor = z.infer<typeof recordCursor>;

/** A record as a list shows it. */
export interface Step extends AuditRecordRow {
  /** What the proposal that it belongs to is called, and how it stands. */
  title: string | null;
  work: 'changes' | 'notice' | null;
  state: ProposalState | null;
  /** What people wrote, as far as it was not erased. */
  texts: readonly TextRow[];
}

export interface StepPage {
  steps: readonly Step[];
  hasBefore: boolean;
  hasAfter: boolean;
}

/** How a list of records is read; newest first without a time, a person or a proposal. */
export interface StepQuery {
  scope: RecordScope;
  cursor?: RecordCursor | undefined;
  size: number;
}

/** Whether a list begins with the newest. */
export const isNewestFirst = ({ proposal, person, from, to }: RecordScope): boolean =>
  (proposal ?? person ?? from ?? to) === undefined;

/** A page of what happened, by keyset: never by counting rows away. */
export async function pageOfSteps(rows: Rows, { scope, cursor, size }: StepQuery): Promise<StepPage> {
  const isBackward = cursor?.direction === 'before';
  const isDescending = isNewestFirst(scope) !== isBackward;
  const range = await rangeOf(rows, scope);
  if (!range) return { steps: [], hasBefore: false, hasAfter: false };
  if (cursor && isDescending) range.last = Math.min(range.last, cursor.seq - 1);
  else if (cursor) range.first = Math.max(range.first, cursor.seq + 1);
  const conditions = isSelection(scope) ? conditionsOf(scope, { hasQuestions: false }) : [changesAndDecisions];
  const found = await seqsOf(rows, conditions, { range, limit: size + 1, isDescending });
  const hasMore = found.length > size;
  const seqs = found.slice(0, size);
  return {
    steps: await stepsOf(rows, isBackward ? seqs.reverse() : seqs),
    hasBefore: isBackward ? hasMore : cursor !== undefined,
    hasAfter: isBackward || hasMore,
  };
}

/** Steps in between are on record, and shown only where one proposal or one person is asked about. */
const shown = [
  ...(['proposed', 'approved', 'denied', 'withdrawn', 'stopped', 'paused', 'resumed', 'expired'] as const),
  ...(['readBack', 'skipped', 'failed', 'exported'] as const),
] satisfies RecordKind[];

/** Changes end item by item; a notice ends once. */
const changesAndDecisions: RecordCondition = sql<boolean>`kind <> 'asked' and (kind = any(${shown}::text[])
  or kind = 'finished' and exists (select 1 from proposal where id = audit_record.proposal_id and work = 'notice'))`;

async function stepsOf(rows: Rows, seqs: readonly number[]): Promise<Step[]> {
  const found = await rows
    .selectFrom('audit_record')
    .leftJoin('proposal', 'proposal.id', 'audit_record.proposal_id')
    .selectAll('audit_record')
    .select(['proposal.title', 'proposal.work', 'proposal.state'])
    .where(sql<boolean>`audit_record.seq = any(${seqs}::bigint[])`)
    .execute();
  const texts = await textsBeside(rows, found);
  const steps = found.map((row) => ({ ...row, texts: texts.get(row.seq) ?? [] }));
  return steps.toSorted((one, other) => seqs.indexOf(one.seq) - seqs.indexOf(other.seq));
}
