import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { Rows } from '../db/database.ts';
import { RefusedError } from '../lib/refused.ts';
import { visibleText } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';

/** A stretch of time that words name: a day, an hour, a week. */
const stretch = z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() });

/** Whoever words were found to mean; an id alone where the directory knows nobody any more. */
const person = z.object({
  id: z.guid().toLowerCase(),
  displayName: z.string().max(400).transform(visibleText).optional(),
});

/** What the person did, and not what was done for them: what they approved and denied. */
const only = z.literal('decisions');

/** What the words of a question about the record give; everything that is given must be so. */
export const scopeWords = {
  proposal: z.guid().toLowerCase().optional(),
  person: person.optional(),
  /** An object id that was said, for whoever the directory knows no more. */
  object: z.guid().toLowerCase().optional(),
  only: only.optional(),
  since: stretch.optional(),
  until: stretch.optional(),
  day: stretch.optional(),
};

/** A part of the record: all of it where nothing is given. */
export const recordScope = z.strictObject({
  proposal: z.guid().optional(),
  person: person.optional(),
  only: only.optional(),
  /** ISO 8601; from this moment on. */
  from: z.iso.datetime().optional(),
  /** ISO 8601; before this moment. */
  to: z.iso.datetime().optional(),
});
export type RecordScope = z.infer<typeof recordScope>;

/**
 * The part of the record that words name.
 *
 * @throws {RefusedError} `invalidInput` where the time ends before it begins.
 */
export function scopeOf(words: z.infer<z.ZodObject<typeof scopeWords>>): RecordScope {
  const { proposal, since, until, day } = words;
  const who = words.person ?? (words.object === undefined ? undefined : { id: words.object });
  const from = since?.from ?? day?.from;
  const to = until?.to ?? day?.to;
  if (from !== undefined && to !== undefined && from >= to)
    throw new RefusedError('invalidInput', 'That time ends before it begins.', 'Name both days with their dates.');
  return {
    ...(proposal === undefined ? {} : { proposal }),
    ...(who === undefined ? {} : { person: who }),
    ...(who === undefined || words.only === undefined ? {} : { only: words.only }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The time of a part of the record, in words; undefined where it is not limited. */
export function timeWords({ from, to }: RecordScope, timeZone: string): string | undefined {
  const say = (moment: string): string => instantIn(new Date(moment), timeZone);
  if (from !== undefined && to !== undefined) return `from ${say(from)} to ${say(to)}`;
  return from === undefined ? to && `until ${say(to)}` : `since ${say(from)}`;
}

/** Records by their numbers, both ends included. */
export interface SeqRange {
  first: number;
  last: number;
}

/**
 * The records that were written in a time, as one unbroken stretch; all up to the head where no time is given.
 * Undefined where there are none.
 */
export async function rangeOf(rows: Rows, { from, to }: RecordScope): Promise<SeqRange | undefined> {
  const { rows: found } = await sql<{ first: number | null; last: number | null }>`select
    ${from === undefined ? sql`1` : sql`(select seq from audit_record where at >= ${from}::timestamptz order by at, seq limit 1)`} as first,
    ${to === undefined ? sql`(select seq from audit_head)` : sql`(select seq from audit_record where at < ${to}::timestamptz order by at desc, seq desc limit 1)`} as last`.execute(
    rows,
  );
  const { first, last } = found[0] ?? {};
  return first && last && first <= last ? { first, last } : undefined;
}

/** A condition on `audit_record`. */
export type RecordCondition = ReturnType<typeof sql<boolean>>;

/** Whether a part may leave records out between its first and its last one. */
export const isSelection = ({ proposal, person: who }: RecordScope): boolean =>
  proposal !== undefined || who !== undefined;

/** Which records a part holds, as conditions of which one must hold: each of them is answered by an index. */
export function conditionsOf(
  { proposal, person: who, only: kind }: RecordScope,
  { hasQuestions }: { hasQuestions: boolean },
): readonly RecordCondition[] {
  if (proposal !== undefined) return [sql<boolean>`proposal_id = ${proposal}::uuid`];
  if (who === undefined) return [sql<boolean>`true`];
  if (kind === 'decisions') return [sql<boolean>`actor_id = ${who.id} and kind in ('approved', 'denied')`];
  return [
    sql<boolean>`target_id = ${who.id}`,
    sql<boolean>`actor_id = ${who.id} and ${hasQuestions ? sql`true` : sql`kind <> 'asked'`}`,
    // What concerns a whole proposal, and not the others whom it is about.
    sql<boolean>`target_id is null and proposal_id in (${proposalsAbout(who.id)})`,
  ];
}

/** Whom a plan names, whom something was done for, and who was told; what came of it is told to every proposer. */
const proposalsAbout = (personId: string) => sql`
  select proposal_id from proposal_target where target_id = ${personId}
  union select proposal_id from audit_record where target_id = ${personId}
  union select proposal_id from notice where kind <> 'outcome'
    and id in (select notice_id from delivery where person_id = ${personId})`;

/** Numbers of the records of a part, in their order, up to so many. */
export async function seqsOf(
  rows: Rows,
  conditions: readonly RecordCondition[],
  { range, limit, isDescending = false }: { range: SeqRange; limit: number; isDescending?: boolean },
): Promise<number[]> {
  const order = sql.raw(`order by seq ${isDescending ? 'desc' : 'asc'}`);
  const branches = conditions.map(
    (condition) =>
      sql`(select seq from audit_record where (${condition}) and ${within(range)} ${order} limit ${limit})`,
  );
  const { rows: found } = await sql<{ seq: number }>`
    select seq from (${sql.join(branches, sql` union `)}) as found ${order} limit ${limit}`.execute(rows);
  return found.map(({ seq }) => seq);
}

/** How many records a part holds, and from where to where; undefined where it holds none. */
export async function extentOf(
  rows: Rows,
  scope: RecordScope,
  range: SeqRange,
): Promise<(SeqRange & { records: number }) | undefined> {
  if (!isSelection(scope)) return { ...range, records: range.last - range.first + 1 };
  const branches = conditionsOf(scope, { hasQuestions: true }).map(
    (condition) => sql`select seq from audit_record where (${condition}) and ${within(range)}`,
  );
  const { rows: found } = await sql<{ records: number; first: number | null; last: number | null }>`
    select count(*) as records, min(seq) as first, max(seq) as last
    from (${sql.join(branches, sql` union `)}) as found`.execute(rows);
  const { records = 0, first = null, last = null } = found[0] ?? {};
  return first === null || last === null ? undefined : { records, first, last };
}

const within = ({ first, last }: SeqRange) => sql<boolean>`seq between ${first} and ${last}`;
