import assert from 'node:assert/strict';
import { canonicalJson, sha256Hex } from '../../src/lib/canonical-json.ts';
import { unlessLate } from '../../src/lib/deadline.ts';
import { TransportError } from '../../src/lib/errors.ts';
import { isGuid, newId } from '../../src/lib/ids.ts';
import { ageOf, instantIn, timeOfDayIn } from '../../src/lib/time-words.ts';

describe('canonical JSON', () => {
  it('is one text for one value, whatever the order of its keys', () => {
    assert.equal(canonicalJson({ b: [1, { d: null, c: 'é' }], a: true }), '{"a":true,"b":[1,{"c":"é","d":null}]}');
  });

  it('is hashed as UTF-8', () => {
    assert.equal(sha256Hex('é'), '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

describe('ids', () => {
  it('sort by the time they were made', () => {
    const ids = Array.from({ length: 50 }, newId);
    assert.deepEqual(ids.toSorted(), ids);
    assert.ok(ids.every(isGuid));
  });

  it('are GUIDs or not', () => {
    assert.deepEqual(
      ['5e0c1f00-0001-4000-8000-00000000000G', '5e0c1f0000014000800000000000000a', '', ' '].map(isGuid),
      [false, false, false, false],
    );
  });
});

describe('times in words', () => {
  const at = new Date('2026-11-23T08:00:00Z');

  it("are told in the tenant's zone", () => {
    assert.match(instantIn(at, 'Europe/Berlin'), /^Mon 23 Nov 2026, 09:00 /);
    assert.match(timeOfDayIn(at, 'Asia/Kolkata'), /^13:30/);
  });

  it('grow old in whole steps', () => {
    const after = (seconds: number) => ageOf(at, new Date(at.getTime() + seconds * 1000));
    assert.deepEqual(
      [after(-5), after(59), after(60), after(3599), after(7200), after(86_400)],
      ['just now', 'just now', '1 minute ago', '59 minutes ago', '2 hours ago', '1 day ago'],
    );
  });
});

describe('a deadline', () => {
  it('lets through what comes in time, good or bad', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessLate(Promise.resolve(7), signal, 'Microsoft Graph'), 7);
    const failing = Promise.reject(new RangeError('no'));
    await assert.rejects(unlessLate(failing, signal, 'Microsoft Graph'), RangeError);
  });

  it('ends the wait for what does not come, saying for whom one waited', async () => {
    const controller = new AbortController();
    const late = unlessLate(new Promise(() => undefined), controller.signal, 'Microsoft Graph');
    controller.abort();
    await assert.rejects(late, (cause) => {
      assert.ok(cause instanceof TransportError);
      assert.deepEqual([cause.reason, cause.service], ['timeout', 'Microsoft Graph']);
      return true;
    });
  });

  it('has passed already where the signal came before', async () => {
    await assert.rejects(unlessLate(new Promise(() => undefined), AbortSignal.abort(), 'x'), TransportError);
  });
});
