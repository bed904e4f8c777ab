import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import { now, type Database, type RowsInTransaction } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listed } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { MOST_NAMED } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';

interface ExcludeEdges {
  database: Database;
  timeZone: string;
}

const person = z.object({ id: z.guid(), displayName: z.string() });

/**
 * `rollout.excludeUsers`: leaves people out of rings until a day, and no longer: they stay on per-user MFA. Nobody who has
 * been moved loses the policy by it.
 */
export const rolloutExcludeUsers = ({ database, timeZone }: ExcludeEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.excludeUsers',
    kind: 'propose',
    role: 'operator',
    help: 'exclude Carol from the rollout until 18 December',
    phrases: [{ says: '(exclude|leave out|hold back) {who} [(from|of) [the] rollout] until {when}' }],
    arguments: z.object({ who: z.array(person).min(1).max(MOST_NAMED), when: z.iso.datetime() }),
    peopleLists: ['who'],
    run: async ({ who, when }, { actor, now: at }) => {
      const until = new Date(when);
      if (until <= at) throw new RefusedError('invalidInput', 'That time has passed.', 'Name a day in the future.');
      await database.transaction(async (trx) => {
        await refuseMoved(trx, who);
        for (const one of who) await exclude(trx, { one, until, byId: actor.id });
      });
      const card = composeCard({
        title: 'Left out for now',
        status: { text: `Until ${instantIn(until, timeZone)}`, tone: 'good' },
        subject: listed(who.map(({ displayName }) => displayName)),
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
    .where(
      'ring_member.person_id',
      'in',
      who.map(({ id }) => id),
    )
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

const exclude = (trx: RowsInTransaction, { one, until, byId }: { one: PersonRef; until: Date; byId: string }) =>
  trx
    .insertInto('rollout_exclusion')
    .values({ person_id: one.id, name: one.displayName, until, by_id: byId, created_at: now })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ until, by_id: byId, created_at: now }))
    .execute();
