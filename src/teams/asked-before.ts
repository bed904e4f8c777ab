import { z } from 'zod/v4';
import type { Card } from '../cards/card.ts';
import type { Before } from '../chat/understanding.ts';
import { now, nowPlus, type Rows } from '../db/database.ts';

/** Later than that, "and Bob?" is asked back: nobody remembers what it was about. */
const KEPT_MILLIS = 30 * 60_000;
const MOST_CHARACTERS = 20_000;

const request = z.strictObject({ verb: z.string().max(100), arguments: z.record(z.string(), z.unknown()) });
const shape = z.strictObject({
  request,
  choices: z
    .array(z.strictObject({ request, understoodAs: z.string() }))
    .max(20)
    .optional(),
  pages: z.strictObject({ next: request.optional(), previous: request.optional() }).optional(),
});

/** Whose conversation, and in which chat: nobody's words are ever understood in the light of another's. */
export interface Place {
  personId: string;
  chatId: string;
}

/** A click says what it asks for as words do: "and Bob?" after it means the same of Bob, from the first page on. */
export const clickedBefore = (request: Before['request'], shown?: Card): Before => withPages({ request }, shown);

/** What was asked, from its first page on, and where what was shown goes on. */
export const withPages = (
  { request: { verb, arguments: args }, ...before }: Before,
  shown: Card | undefined,
): Before => ({
  ...before,
  request: { verb, arguments: Object.fromEntries(Object.entries(args).filter((one) => !isPage(one))) },
  ...(shown?.pages ? { pages: shown.pages } : {}),
});

/** Where a page begins. */
const isPage = ([name, value]: readonly [string, unknown]): boolean =>
  name === 'cursor' || (name === 'from' && typeof value === 'number');

/** What somebody asked last in a chat; undefined where that is over, or was nothing. */
export async function askedBefore(rows: Rows, place: Place): Promise<Before | undefined> {
  const found = await askedBeforeBy(rows, place).executeTakeFirst();
  return beforeIn(found?.before);
}

/** The statement that reads it, so that it can be part of another. */
export const askedBeforeBy = (rows: Rows, { personId, chatId }: Place) =>
  rows
    .selectFrom('asked_before')
    .select('before')
    .where('person_id', '=', personId)
    .where('chat_id', '=', chatId)
    .where('expires_at', '>', now);

/** What was kept, if it still has a shape that we know. */
export const beforeIn = (text: string | null | undefined): Before | undefined =>
  text === null || text === undefined ? undefined : (shape.safeParse(JSON.parse(text)).data as Before | undefined);

/** Keeps what somebody asked for the next sentence. What no longer counts is erased by the retention. */
export async function keepAsked(rows: Rows, { personId, chatId }: Place, before: Before): Promise<void> {
  const text = JSON.stringify(before);
  if (text.length > MOST_CHARACTERS) return;
  const value = { before: text, expires_at: nowPlus(KEPT_MILLIS) };
  await rows
    .insertInto('asked_before')
    .values({ person_id: personId, chat_id: chatId, ...value })
    .onConflict((conflict) => conflict.columns(['person_id', 'chat_id']).doUpdateSet(value))
    .execute();
}
