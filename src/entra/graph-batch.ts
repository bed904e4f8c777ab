import { z } from 'zod/v4';
import { TransportError } from '../lib/errors.ts';
import { checked, type Answer, type Outgoing } from './graph-call.ts';
import { GraphError } from './graph-error.ts';
import { allowed, judged, sent, type Edge } from './graph-sender.ts';
import type { WireAnswer } from './graph-wire.ts';

/** What came of one of many calls. */
export type Outcome<Body> =
  | { index: number; answer: Answer<Body> }
  /** Of a write, `TransportError`, `serviceFault` and `unexpectedAnswer` leave open whether it was done: look. */
  | { index: number; error: GraphError | TransportError };

/** Graph takes so many calls in one request. */
const LARGEST = 20;
/** Requests under way at once, so that the quota is used up though each takes its time. */
const AT_ONCE = 4;
/** How often one call may be throttled, or a read be lost, before that is its outcome. */
const MOST_TRIES = 10;

/** One call of many, with its place among them. */
interface Item {
  index: number;
  outgoing: Outgoing;
  tries: number;
}

interface Many<Body> {
  edge: Edge;
  outgoing: readonly Outgoing[];
  schema: z.ZodType<Body>;
}

/**
 * Makes calls of one kind through `$batch`, each with an outcome of its own, in the order in which they come. Whatever was
 * throttled is sent again, since it was certainly not done; reads that were lost likewise, writes never.
 */
export async function* batched<Body>({ edge, outgoing, schema }: Many<Body>): AsyncGenerator<Outcome<Body>> {
  const waiting: Item[] = outgoing.map((one, index) => ({ index, outgoing: one, tries: 0 }));
  const size = sizeOf(edge, outgoing[0]);
  const underWay = new Set<Promise<Settled<Body>>>();
  while (waiting.length > 0 || underWay.size > 0) {
    while (waiting.length > 0 && underWay.size < AT_ONCE) {
      const running: Promise<Settled<Body>> = oneBatch(edge, waiting.splice(0, size), schema).then((settled) => {
        underWay.delete(running);
        return settled;
      });
      underWay.add(running);
    }
    const { outcomes, again } = await Promise.race(underWay);
    waiting.unshift(...again);
    yield* outcomes;
  }
}

/** As many as the narrowest quota lets go at the same instant: more would wait for each other anyway. */
function sizeOf({ governor }: Edge, one: Outgoing | undefined): number {
  const most = (one?.costs ?? []).map(({ quota, tokens }) => Math.floor(governor.burstOf(quota) / tokens));
  return Math.max(1, Math.min(LARGEST, ...most));
}

interface Settled<Body> {
  outcomes: Outcome<Body>[];
  again: Item[];
}

/** Never rejects: every item has an outcome, or is to be sent again. */
async function oneBatch<Body>(edge: Edge, items: readonly Item[], schema: z.ZodType<Body>): Promise<Settled<Body>> {
  const settled: Settled<Body> = { outcomes: [], again: [] };
  const answers = await answersTo(edge, items);
  for (const item of items) {
    try {
      const found = 'error' in answers ? answers.error : answers.byId.get(String(item.index));
      if (found === undefined) throw new TransportError('connection', 'Microsoft Graph'); // it was left out of the answer
      if (found instanceof Error) throw found;
      const answer = checked(item.outgoing, await judged(edge, item.outgoing, found), schema);
      settled.outcomes.push({ index: item.index, answer });
    } catch (error) {
      if (!(error instanceof GraphError || error instanceof TransportError)) throw error;
      if (mayGoAgain(item, error)) settled.again.push({ ...item, tries: item.tries + 1 });
      else settled.outcomes.push({ index: item.index, error });
    }
  }
  return settled;
}

/** A throttled call was not done. Where the wait is ours and long, the caller's work becomes due later instead. */
function mayGoAgain({ outgoing, tries }: Item, error: GraphError | TransportError): boolean {
  if (tries >= MOST_TRIES || outgoing.signal?.aborted) return false;
  if (error instanceof GraphError && error.reason === 'throttled') return error.facts.status !== null;
  const isLost = error instanceof TransportError || error.reason === 'serviceFault';
  return isLost && outgoing.method === 'GET';
}

type Answers = { byId: ReadonlyMap<string, WireAnswer> } | { error: GraphError | TransportError };

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown(),
    }),
  ),
});

async function answersTo(edge: Edge, items: readonly Item[]): Promise<Answers> {
  const [first] = items;
  if (!first) return { byId: new Map() };
  try {
    await allowed(edge, first.outgoing, items.length);
    const post = batchOf(edge, first.outgoing, items);
    const answer = await sent(edge, post).finally(() => {
      edge.governor.ended(first.outgoing.costs);
    });
    // What went well says nothing of the quotas: its items do. A refusal of the whole is one of their class.
    const asked = answer.status < 300 ? post : { ...post, costs: first.outgoing.costs };
    const { body } = checked(post, await judged(edge, asked, answer), batchAnswer);
    return { byId: new Map(body.responses.map((one) => [one.id, asAnswer(one)])) };
  } catch (error) {
    if (error instanceof GraphError || error instanceof TransportError) return { error };
    throw error;
  }
}

function batchOf(edge: Edge, first: Outgoing, items: readonly Item[]): Outgoing {
  const requests = items.map(({ index, outgoing: { method, relativeUrl: url, headers, body } }) => ({
    id: String(index),
    method,
    url,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  }));
  const relativeUrl = '/$batch';
  const url = `${edge.origin}/${first.version}${relativeUrl}`;
  const shown = `/${first.version}${relativeUrl}`;
  return { ...first, method: 'POST', relativeUrl, url, shown, body: { requests }, costs: [] };
}

/** An item's answer as if it had come alone. */
const asAnswer = (one: z.infer<typeof batchAnswer>['responses'][number]): WireAnswer => ({
  status: one.status,
  headers: new Headers(one.headers),
  text: one.body === undefined ? '' : JSON.stringify(one.body),
});
