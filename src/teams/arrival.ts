import type { Before } from '../chat/understanding.ts';
import { now, type Rows } from '../db/database.ts';
import { askedBeforeBy, beforeIn, type Place } from './asked-before.ts';
import { remembering } from './conversations.ts';
import type { Turn } from './inbound.ts';

/** When a message came, and what its sender had asked before it in that chat. */
export interface Arrival {
  at: Date;
  before: Before | undefined;
}

/** In whose light a sentence is understood. */
export const placeOf = ({ person, conversation }: Turn): Place => ({ personId: person.id, chatId: conversation.id });

/**
 * Notes that a message came; undefined for one that came before. Its personal chat is remembered and what was asked
 * before is read in the same statement, since every message waits for it.
 */
export async function arrivalOf(rows: Rows, turn: Turn): Promise<Arrival | undefined> {
  const { person, conversation, isPersonalChat } = turn;
  const chatKept = isPersonalChat ? rows.with('chat', (db) => remembering(db, person.id, conversation)) : rows;
  const arrived = await chatKept
    .with('received', (db) =>
      db
        .insertInto('inbound_activity')
        .values({ id: messageIdOf(turn), received_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('received_at'),
    )
    .selectFrom('received')
    .select(['received.received_at', askedBeforeBy(rows, placeOf(turn)).as('before')])
    .executeTakeFirst();
  return arrived && { at: arrived.received_at, before: beforeIn(arrived.before) };
}

/** A message without an id is like no other. */
const messageIdOf = ({ conversation, activityId }: Turn): string =>
  `${conversation.id}/${activityId ?? crypto.randomUUID()}`;
