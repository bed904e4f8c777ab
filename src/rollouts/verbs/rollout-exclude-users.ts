import { sql } from 'kysely';
import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import type { Database, RowsInTransaction } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted, listed } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { listedLines, MOST_NAMED } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';

interface ExcludeEdges {
  database: Database;
  timeZone: string;
  /** The people whom a list names; refused where one of its lines names nobody. */
  listed(lines: readonly string[]): Promise<readonly PersonRef[]>;
}

const person = z.object({ id: z.guid(), displayName: z.string() });

/**
 * `rollout.excludeUsers`: leaves people out of rings until a day, and no longer: they stay on per-user MFA. Nobody who has
 * been moved loses the policy by it.
 */
export const rolloutExcludeUsers = ({ database, timeZone, listed: listedIn }: ExcludeEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.excludeUsers',
    kind: 'propose',
    role: 'operator',
    help: 'exclude Carol from the rollout until 18 December',
    phrases: [{ says: '(exclude|leave out|hold back) {who} [(from|of) [the] rollout] until {when}' }],
    arguments: z
      .object({
        who: z.array(person).max(MOST_NAMED).default([]),
        list: listedLines.optional(),
        when: z.iso.datetime(),
      })
      .refine(({ who, list }) => who.length > 0 || list !== undefined),
    peopleLists: ['who'],
    run: async ({ who: named, list, when }, { actor, now: at }) => {
      const who = list ? await listedIn(list) : named;
      const until = new Date(when);
      if (until <= at) throw new RefusedError('invalidInput', 'That time has passed.', 'Name a day in the future.');
      await database.transaction(async (trx) => {
        await refuseMoved(trx, who);
        await exclude(trx, { who, until, byId: actor.id });
      });
      const card = composeCard({
        title: 'Left out for now',
        status: { text: `Until ${instantIn(until, timeZone)}`, tone: 'good' },
        subject:
          who.length > MOST_NAMED
            ? counted(who.length, 'person', 'people')
            : listed(who.map(({ displayName }) => displayName)),
        paragraphs: [
          'They stay on per-user MFA, outside of the policy. The exclusion ends by itself, and they may come with a later ring.',
        ],
      });
      return { kind: 'answer', card, isPersonal: true };
    },
  });

/** Out of the policy, whoever has been moved would have no MFA at all. */
async function refuseMoved(trx: RowsInTransaction, who: readonly PersonRef[]): Promise<void> {
  const moved = await trx
    .selectFrom('ring_member')
    .innerJoin('ring', 'ring.id', 'ring_member.ring_id')
    .select(['ring_member.name', 'ring.no'])
    .where((eb) => eb('ring_member.person_id', '=', eb.fn.any(eb.val(who.map(({ id }) => id)))))
    .where('ring_member.state', 'in', ['moved', 'proven'])
    .where('ring.state', 'in', ['running', 'done'])
    .executeTakeFirst();
  if (!moved) return;
  throw new RefusedError(
    'inUse',
    `${moved.name} has been moved already: out of the policy there would be no MFA at all.`,
    `Say “roll back ${moved.name} in ring ${moved.no}”, which restores per-user MFA first.`,
  );
}

/** In one statement, whatever their number. */
const exclude = (
  trx: RowsInTransaction,
  { who, until, byId }: { who: readonly PersonRef[]; until: Date; byId: string },
) =>
  sql`insert into rollout_exclusion (person_id, name, until, by_id, created_at)
    select id, name, ${until}, ${byId}, app_now()
    from jsonb_to_recordset(${JSON.stringify(who.map(({ id, displayName: name }) => ({ id, name })))}::jsonb) as p (id text, name text)
    on conflict (person_id) do update
      set until = excluded.until, by_id = excluded.by_id, created_at = excluded.created_at`.execute(trx);
