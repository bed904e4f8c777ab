import assert from 'node:assert/strict';

/** The error that the work ends in, which has to be of that class. */
export async function caught<E extends Error>(
  kind: new (...parameters: never[]) => E,
  work: Promise<unknown>,
): Promise<E> {
  const error: unknown = await work.then(
    () => assert.fail('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof kind, `expected ${kind.name}, not ${String(error)}`);
  return error;
}
