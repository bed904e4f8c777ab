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
/** Fewer throttled items in a batch than this share say nothing of their class, which served all others. */
const FEW = 0.15;
/** How long an item waits here for its own `Retry-After`; for longer, its caller's work becomes due later. */
const LONGEST_WAIT_SECONDS = 10;
const THROTTLED = 429;

/** One call of many, with its place among them. */
interface Item {
  index: number;
  outgoing: Outgoing;
  tries: number;
  /** Not before this instant, in milliseconds: it was told to wait alone. */
  dueAt: number;
}

interface Many<Body> {
  edge: Edge;
  outgoing: readonly Outgoing[];
  schema: z.ZodType<Body>;
  /** From then on nothing more is sent: what was not has no outcome. */
  until?: AbortSignal | undefined;
}

/**
 * Makes calls of one kind through `$batch`, each with an outcome of its own, in the order in which they come. Whatever was
 * throttled is sent again, since it was certainly not done; reads that were lost likewise, writes never.
 */
export async function* batched<Body>({ edge, outgoing, schema, until }: Many<Body>): AsyncGenerator<Outcome<Body>> {
  const waiting: Item[] = outgoing.map((one, index) => ({ index, outgoing: one, tries: 0, dueAt: 0 }));
  let held: Item[] = [];
  const size = sizeOf(edge, outgoing[0]);
  const underWay = new Set<Promise<Settled<Body>>>();
  const start = (items: readonly Item[]): void => {
    const running: Promise<Settled<Body>> = oneBatch(edge, items, schema).then((settled) => {
      underWay.delete(running);
      return settled;
    });
    underWay.add(running);
  };
  while (underWay.size > 0 || (waiting.length + held.length > 0 && !until?.aborted)) {
    while (underWay.size < AT_ONCE && !until?.aborted) {
      const due = held.filter((item) => isDue(edge, item)).slice(0, size);
      held = held.filter((item) => !due.includes(item));
      const items = [...due, ...waiting.splice(0, size - due.length)];
      if (items.length === 0) break;
      start(items);
    }
    if (underWay.size === 0) await untilDue(edge, held);
    else {
      const { outcomes, again } = await Promise.race(underWay);
      held.push(...again);
      yield* outcomes;
    }
  }
}

const isDue = ({ clock }: Edge, { dueAt, outgoing }: Item): boolean =>
  dueAt <= clock.now().getTime() || outgoing.signal?.aborted === true;

async function untilDue({ clock, wait }: Edge, held: readonly Item[]): Promise<void> {
  const millis = Math.min(...held.map(({ dueAt }) => dueAt)) - clock.now().getTime();
  if (millis > 0) await wait(millis, held[0]?.outgoing.signal).catch(() => undefined); // stopped: each item then says so
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
  const areFew = 'byId' in answers && areFewThrottled([...answers.byId.values()]);
  for (const item of items) {
    try {
      const found = 'error' in answers ? answers.error : answers.byId.get(String(item.index));
      if (found === undefined) throw new TransportError('connection', 'Microsoft Graph'); // it was left out of the answer
      if (found instanceof Error) throw found;
      const isAlone = areFew && found.status === THROTTLED && found.headers.has('retry-after');
      const judgedAs = isAlone ? { ...item.outgoing, costs: [] } : item.outgoing; // it says nothing of its class
      const answer = checked(item.outgoing, await judged(edge, judgedAs, found), schema);
      settled.outcomes.push({ index: item.index, answer });
    } catch (error) {
      if (!(error instanceof GraphError || error instanceof TransportError)) throw error;
      if (mayGoAgain(item, error)) settled.again.push(heldBack(edge, item, { error, isAlone: areFew }));
      else settled.outcomes.push({ index: item.index, error });
    }
  }
  return settled;
}

const areFewThrottled = (answers: readonly WireAnswer[]): boolean =>
  answers.filter(({ status }) => status === THROTTLED).length <= answers.length * FEW;

/** What was throttled among many that were not waits for itself; everything else waits with its class. */
function heldBack(
  { clock }: Edge,
  item: Item,
  { error, isAlone }: { error: GraphError | TransportError; isAlone: boolean },
): Item {
  const seconds = isAlone && error instanceof GraphError ? (error.facts.retryAfterSeconds ?? 0) : 0;
  return { ...item, tries: item.tries + 1, dueAt: clock.now().getTime() + seconds * 1000 };
}

/** A throttled call was not done. Where the wait is ours and long, the caller's work becomes due later instead. */
function mayGoAgain({ outgoing, tries }: Item, error: GraphError | TransportError): boolean {
  if (tries >= MOST_TRIES || outgoing.signal?.aborted) return false;
  if (error instanceof GraphError && error.reason === 'throttled')
    return error.facts.status !== null && (error.facts.retryAfterSeconds ?? 0) <= LONGEST_WAIT_SECONDS;
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
