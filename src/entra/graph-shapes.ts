import { z } from 'zod/v4';
import { GraphError } from './graph-error.ts';
import type { Answer, Outcome } from './graph.ts';

/** A text that Graph may leave out or send as null, which mean the same. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** A yes or no that Graph may leave out or send as null: not known. */
export const optionalBoolean = z
  .boolean()
  .nullish()
  .transform((is) => is ?? null);

/** All items of a collection's pages, and the request id of each page that had one. */
export async function collected<Item>(
  pages: AsyncIterable<Answer<Item[]>>,
): Promise<{ items: Item[]; requestIds: string[] }> {
  const items: Item[] = [];
  const requestIds: string[] = [];
  for await (const { body, requestId } of pages) {
    items.push(...body);
    if (requestId !== null) requestIds.push(requestId);
  }
  return { items, requestIds };
}

/** What many reads found, by the id that each asked for; whoever is gone is left out. */
export async function foundById<Body>(
  ids: readonly string[],
  outcomes: AsyncIterable<Outcome<Body>>,
): Promise<Map<string, Body>> {
  const found = new Map<string, Body>();
  for await (const outcome of outcomes) {
    const id = ids[outcome.index] ?? '';
    if ('answer' in outcome) found.set(id, outcome.answer.body);
    else if (!(outcome.error instanceof GraphError && outcome.error.reason === 'notFound')) throw outcome.error;
  }
  return found;
}
