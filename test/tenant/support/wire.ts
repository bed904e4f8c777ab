import assert from 'node:assert/strict';

import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { WireAnswer } from './caller.ts';

/** The answer's body as an object. */
export function objectIn(answer: Pick<WireAnswer, 'body'>): JsonObject {
  assert.ok(isJsonObject(answer.body), `an object was expected: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The objects of a collection. */
export function rowsIn(answer: WireAnswer): JsonObject[] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return objectsIn(objectIn(answer)['value']);
}

/** The objects of a list. */
export function objectsIn(list: unknown): JsonObject[] {
  assert.ok(Array.isArray(list), `a list was expected: ${JSON.stringify(list)}`);
  return (list as unknown[]).filter(isJsonObject);
}

/** One property of all objects of a collection. */
export function columnIn(answer: WireAnswer, property: string): unknown[] {
  return rowsIn(answer).map((row) => row[property]);
}

/** Checks that Graph said no in its own shape, with the request id of the header. */
export function assertRefused(
  answer: WireAnswer,
  ...[status, code, message]: [status: number, code: string, message?: RegExp]
): void {
  const { error } = objectIn(answer);
  assert.ok(isJsonObject(error), JSON.stringify(answer.body));
  assert.deepEqual([answer.status, error['code']], [status, code], JSON.stringify(error));
  if (message !== undefined) assert.match(String(error['message']), message);
  assert.ok(isJsonObject(error['innerError']));
  assert.equal(error['innerError']['request-id'], answer.headers['request-id']);
  assert.match(String(error['innerError']['date']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
}

/** Makes a path with its query, as callers of Graph write it. */
export function withQuery(path: string, query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${pairs.join('&')}`;
}

export const EVENTUAL = { ConsistencyLevel: 'eventual' };
