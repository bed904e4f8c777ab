import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import { createGraph, type Outcome } from '../../src/entra/graph.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getRequirementsOfMany, updateRequirementsOfMany } from '../../src/entra/requirements.ts';
import type { Governor } from '../../src/quotas/governor.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { openPractice, type Practice } from './support/practice.ts';
import { alwaysToken, closeScripted, openScripted } from './support/scripted-graph.ts';
import type { Reply } from './support/scripted-service.ts';

const schema = z.object({ id: z.string() });

async function all<Body>(outcomes: AsyncIterable<Outcome<Body>>): Promise<Outcome<Body>[]> {
  const found: Outcome<Body>[] = [];
  for await (const outcome of outcomes) found.push(outcome);
  return found.sort((one, other) => one.index - other.index);
}
const shown = (outcome: Outcome<unknown>): unknown =>
  'answer' in outcome ? outcome.answer.body : 'reason' in outcome.error ? outcome.error.reason : outcome.error;

/** A governor that lets everything go at once and writes down what it is told. */
const noting = (told: unknown[], burst = Infinity): Governor => ({
  take: (costs) => {
    told.push(costs.map(({ quota, tokens }) => `${quota} ${tokens}`).join(', '));
    return Promise.resolve();
  },
  refused: (quota, seconds) => {
    told.push(`${quota} refused for ${seconds}`);
    return Promise.resolve();
  },
  ended: () => undefined,
  went: () => undefined,
  burstOf: () => burst,
});

/** A batch's answer from what each item is answered with. */
const batch = (...responses: { id: string; status: number; headers?: object; body?: unknown }[]): Reply => ({
  body: { responses },
});
const ok = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, no) => ({ id: String(from + no), status: 200, body: { id: 'x' } }));
const things = (count: number) =>
  Array.from({ length: count }, (_, no) => ({ values: { id: `t${no}` }, schema, version: 'beta' as const }));

describe('Many calls of one kind', () => {
  afterEach(closeScripted);

  it('go out twenty in a request, to the version that they ask for', async () => {
    const { graph, service } = await openScripted([{ body: { responses: [] } }]);
    await all(
      graph.patchMany(
        '/things/{id}',
        things(41).map((one) => ({ ...one, body: {} })),
      ),
    );
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      Array(3).fill('POST /beta/$batch'),
    );
  });

  it('have twenty outcomes, in whatever order they are answered', async () => {
    const { graph } = await openScripted([
      batch(
        { id: '2', status: 200, body: { id: 'two' } },
        { id: '0', status: 404, body: { error: { code: 'Request_ResourceNotFound', message: '' } } },
        { id: '1', status: 200, body: { id: 7 } },
      ),
    ]);
    const outcomes = await all(graph.getMany('/things/{id}', things(3)));
    assert.deepEqual(outcomes.map(shown), ['notFound', 'unexpectedAnswer', { id: 'two' }]);
  });

  it('send again what was throttled and nothing else, after the class was told to rest', async () => {
    const told: unknown[] = [];
    const { graph, service } = await openScripted(
      [
        batch({ id: '0', status: 204 }, { id: '1', status: 429, headers: { 'Retry-After': '3' } }),
        batch({ id: '1', status: 204 }),
      ],
      { governor: noting(told) },
    );
    const requests = things(2).map((one) => ({ ...one, body: {} }));
    const outcomes = await all(graph.patchMany('/users/{id}/authentication/requirements', requests));
    assert.deepEqual(outcomes.map(shown), [undefined, undefined]);
    assert.equal(service.seen.length, 2);
    assert.deepEqual(told, [
      'requirements 2, identityWrites 2, identity 2',
      'requirements refused for 3',
      'requirements 1, identityWrites 1, identity 1',
    ]);
  });

  it('wait alone for their Retry-After where nearly all others went well: their class goes on', async () => {
    const told: unknown[] = [];
    const waits: number[] = [];
    const others = Array.from({ length: 19 }, (_, no) => ({ id: String(no), status: 204 }));
    const { graph, service } = await openScripted(
      [
        batch(...others, { id: '19', status: 429, headers: { 'Retry-After': '3' } }),
        batch({ id: '20', status: 204 }),
        batch({ id: '19', status: 204 }),
      ],
      {
        governor: noting(told),
        clock: { now: () => new Date(waits.reduce((sum, one) => sum + one, 0)) },
        wait: (millis) => Promise.resolve(waits.push(millis)),
      },
    );
    const requests = things(21).map((one) => ({ ...one, body: {} }));
    const outcomes = await all(graph.patchMany('/users/{id}/authentication/requirements', requests));
    assert.deepEqual(outcomes.map(shown), Array(21).fill(undefined));
    assert.deepEqual(waits, [3000]);
    assert.equal(service.seen.length, 3);
    assert.ok(!told.some((one) => String(one).includes('refused')));
  });

  it('hold their class where more than three of twenty were throttled: the quota itself is used up', async () => {
    const told: unknown[] = [];
    const refused = [0, 1, 2, 3].map((no) => ({ id: String(no), status: 429, headers: { 'Retry-After': '3' } }));
    const others = Array.from({ length: 16 }, (_, no) => ({ id: String(no + 4), status: 204 }));
    const { graph } = await openScripted(
      [batch(...refused, ...others), batch(...refused.map(({ id }) => ({ id, status: 204 })))],
      { governor: noting(told) },
    );
    const requests = things(20).map((one) => ({ ...one, body: {} }));
    await all(graph.patchMany('/users/{id}/authentication/requirements', requests));
    assert.equal(told.filter((one) => one === 'requirements refused for 3').length, 4);
  });

  it('leave a longer wait than ten seconds to their caller', async () => {
    const { graph, service } = await openScripted([batch({ id: '0', status: 429, headers: { 'Retry-After': '30' } })]);
    const [outcome] = await all(graph.getMany('/things/{id}', things(1)));
    assert.ok(outcome && 'error' in outcome && outcome.error instanceof GraphError);
    assert.equal(outcome.error.facts.retryAfterSeconds, 30);
    assert.equal(service.seen.length, 1);
  });

  it('are not sent any more once their time is over: what was not has no outcome', async () => {
    const over = new AbortController();
    const { graph, service } = await openScripted([
      () => {
        over.abort();
        return batch({ id: '0', status: 429, headers: { 'Retry-After': '3' } }, ...ok(1, 20));
      },
    ]);
    const outcomes = await all(graph.getMany('/things/{id}', things(20), over.signal));
    assert.equal(outcomes.length, 19);
    assert.equal(service.seen.length, 1);
  });

  it('are no more at once than the narrowest quota lets go at the same instant', async () => {
    const told: unknown[] = [];
    const { graph } = await openScripted([{ body: { responses: [] } }], { governor: noting(told, 4) });
    await all(
      graph.patchMany(
        '/things/{id}',
        things(9).map((one) => ({ ...one, body: {} })),
      ),
    );
    assert.deepEqual(told, [
      'identityWrites 4, identity 4',
      'identityWrites 4, identity 4',
      'identityWrites 1, identity 1',
    ]);
  });

  it('leave a write open whose answer was lost, and never send it again', async () => {
    for (const lost of ['cut', batch(), batch({ id: '0', status: 503 })] as const) {
      const { graph, service } = await openScripted([lost, batch({ id: '0', status: 204 })]);
      const [outcome] = await all(graph.patchMany('/things/{id}', [{ values: { id: 't' }, body: {} }]));
      assert.match(String(outcome && shown(outcome)), /^(connection|serviceFault)$/);
      assert.equal(service.seen.length, 1);
    }
  });

  it('read again what was lost', async () => {
    const { graph } = await openScripted([
      'cut',
      batch({ id: '0', status: 503 }),
      batch({ id: '0', status: 200, body: { id: 'x' } }),
    ]);
    assert.deepEqual((await all(graph.getMany('/things/{id}', things(1)))).map(shown), [{ id: 'x' }]);
  });

  it('give up one that is throttled for ever', async () => {
    const { graph, service } = await openScripted([batch({ id: '0', status: 429 })]);
    assert.deepEqual((await all(graph.getMany('/things/{id}', things(1)))).map(shown), ['throttled']);
    assert.equal(service.seen.length, 11);
  });

  it('are refused before anything is sent where one of them names no usable thing', () => {
    const graph = createGraph({ credential: alwaysToken, baseUrl: 'https://localhost' });
    assert.throws(() => updateRequirementsOfMany(graph, [{ userId: 'x#EXT#@y', state: 'disabled' }]), {
      reason: 'badRequest',
    });
  });

  describe('in the practice tenant', () => {
    let practice: Practice;
    before(async () => {
      practice = await openPractice();
    });
    after(() => practice.close());

    it('read and set the states of forty-five people, one of whom is not there', async () => {
      const { tenant, graph } = practice;
      const ids = [...tenant.directory.users.keys()].slice(0, 44);
      const gone = '00000000-0000-4000-8000-000000000000';
      const before = await all(getRequirementsOfMany(graph, [...ids, gone]));
      assert.deepEqual(before.map(shown), [
        ...ids.map((id) => ({ perUserMfaState: tenant.directory.users.get(id)?.perUserMfaState })),
        'notFound',
      ]);
      const changes = [PEOPLE.aliceAdams, gone].map((userId) => ({ userId, state: 'disabled' as const }));
      assert.deepEqual((await all(updateRequirementsOfMany(graph, changes))).map(shown), [undefined, 'notFound']);
      assert.equal(tenant.directory.users.get(PEOPLE.aliceAdams)?.perUserMfaState, 'disabled');
    });
  });
});
