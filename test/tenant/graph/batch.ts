import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { Outcome } from '../gate.ts';
import { bodyOf } from './call.ts';
import type { GraphCall, GraphParts } from './call.ts';
import { badRequest } from './refusal.ts';

const MOST_REQUESTS = 20;

/** One request of a `$batch`, checked. */
export interface BatchItem {
  id: string;
  method: string;
  /** Begins with a slash, without the version. */
  url: string;
  headers: Record<string, string>;
  body: unknown;
  dependsOn: string[];
}

/** Runs one item; `cut` where a fault cuts the connection, and with it the whole batch. */
export type ItemServer = (item: BatchItem) => Promise<Outcome<Answer>>;

/**
 * Answers a `$batch`: every item has its own outcome, items without `dependsOn` run side by side, and the answers
 * come back in no particular order.
 */
export async function serveBatch(call: GraphCall, parts: GraphParts, serve: ItemServer): Promise<Outcome<Answer>> {
  const items = itemsOf(call);
  const running = new Map<string, Promise<Outcome<Answer>>>();
  for (const item of items) {
    const before = item.dependsOn.flatMap((id) => running.get(id) ?? []);
    running.set(item.id, serveAfter(before, item, serve));
  }
  const outcomes = await Promise.all(items.map(async (item) => [item.id, await running.get(item.id)] as const));
  const responses: JsonObject[] = [];
  for (const [id, outcome] of outcomes) {
    if (outcome === undefined || outcome === 'cut') return 'cut';
    responses.push(responseOf(id, outcome));
  }
  return { status: 200, body: { responses: parts.random.shuffle(responses) } };
}

async function serveAfter(
  before: Promise<Outcome<Answer>>[],
  item: BatchItem,
  serve: ItemServer,
): Promise<Outcome<Answer>> {
  const outcomes = await Promise.all(before);
  if (outcomes.every((outcome) => outcome !== 'cut' && outcome.status < 400)) return serve(item);
  const message = 'The dependency request failed.';
  return { status: 424, body: { error: { code: 'FailedDependency', message } } };
}

function responseOf(id: string, answer: Answer): JsonObject {
  const headers = { 'Cache-Control': 'no-cache', ...answer.headers };
  if (answer.body === undefined) return { id, status: answer.status, headers };
  return {
    id,
    status: answer.status,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: answer.body,
  };
}

function itemsOf(call: GraphCall): BatchItem[] {
  const { requests } = bodyOf(call);
  if (!Array.isArray(requests) || requests.length === 0) {
    throw badRequest('Invalid batch payload format.');
  }
  if (requests.length > MOST_REQUESTS) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST_REQUESTS}.`);
  }
  const items = requests.map(itemOf);
  const seen = new Set<string>();
  for (const { id, dependsOn } of items) {
    if (seen.has(id.toLowerCase())) throw badRequest(`Request Id : ${id} has been used before in the batch.`);
    const unknown = dependsOn.find((each) => !seen.has(each.toLowerCase()));
    if (unknown !== undefined) throw badRequest(`Request Id : ${id} depends on unknown request id : ${unknown}.`);
    seen.add(id.toLowerCase());
  }
  return items;
}

function itemOf(given: unknown): BatchItem {
  if (!isJsonObject(given)) throw badRequest('Invalid batch payload format.');
  const { id, method, url, body, dependsOn } = given;
  // a number is let through: well-known callers send one
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('Invalid batch payload format.');
  }
  const headers = headersOf(given['headers']);
  if (body !== undefined && headers['content-type'] === undefined) {
    throw badRequest(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  return {
    id: String(id),
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers,
    body,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
  };
}

function headersOf(given: unknown): Record<string, string> {
  const entries = Object.entries(isJsonObject(given) ? given : {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
