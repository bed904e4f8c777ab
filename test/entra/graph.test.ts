import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import { createGraph } from '../../src/entra/graph.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { collected } from '../../src/entra/graph-shapes.ts';
import { getUser } from '../../src/entra/users.ts';
import { TransportError } from '../../src/lib/errors.ts';
import type { Log } from '../../src/lib/log.ts';
import { ungoverned, type Governor, type TakeOptions } from '../../src/quotas/governor.ts';
import { caught } from './support/caught.ts';
import { alwaysToken, closeScripted, openScripted, TOKEN } from './support/scripted-graph.ts';
import type { Reply } from './support/scripted-service.ts';

const schema = z.object({ id: z.string() });
const fine: Reply = { headers: { 'request-id': 'r-1' }, body: { id: 'one', somethingNew: true } };
const throttled = (seconds?: string): Reply => ({
  status: 429,
  headers: { ...(seconds !== undefined && { 'retry-after': seconds }) },
  body: { error: { code: 'TooManyRequests', message: 'Too many requests.' } },
});

describe('the way to Microsoft Graph', () => {
  afterEach(closeScripted);

  describe('keeps the token to itself', () => {
    it('asks for one that is good for the configured address only, and sends it there', async () => {
      const scopes: unknown[] = [];
      const getToken: typeof alwaysToken.getToken = (scope, options) => {
        scopes.push(scope);
        return alwaysToken.getToken(scope, options);
      };
      const { graph, service } = await openScripted([fine], { credential: { getToken } });
      await graph.get('/thing', { schema });
      assert.deepEqual(scopes, [`${service.origin}/.default`]);
      assert.equal(service.seen[0]?.headers.authorization, `Bearer ${TOKEN}`);
    });

    for (const baseUrl of ['http://graph.microsoft.com', 'https://graph.microsoft.com/v1.0', 'graph.microsoft.com']) {
      it(`will not be opened on ${baseUrl}`, () => {
        const open = () => createGraph({ credential: alwaysToken, baseUrl });
        assert.throws(open, { name: 'GraphError', reason: 'insecureBaseUrl' });
      });
    }

    it('does not follow a next page to another host', async () => {
      const other = await openScripted([fine]);
      const link = `${other.service.origin}/v1.0/things?$skiptoken=2`;
      const { graph } = await openScripted([{ body: { value: [], '@odata.nextLink': link } }]);
      const error = await caught(GraphError, collected(graph.pages('/things', { schema })));
      assert.equal(error.reason, 'unexpectedAnswer');
      assert.deepEqual(other.service.seen, []);
    });

    it('does not follow a next page from https to http', async () => {
      const { graph, service } = await openScripted([
        (origin) => ({
          body: { value: [], '@odata.nextLink': `${origin.replace('https', 'http')}/v1.0/things` },
        }),
      ]);
      await caught(GraphError, collected(graph.pages('/things', { schema })));
      assert.equal(service.seen.length, 1);
    });

    it('does not follow a redirect', async () => {
      const other = await openScripted([fine]);
      const { graph } = await openScripted([
        { status: 307, headers: { location: `${other.service.origin}/v1.0/thing` } },
      ]);
      const error = await caught(GraphError, graph.get('/thing', { schema }));
      assert.equal(error.reason, 'unexpectedAnswer');
      assert.deepEqual(other.service.seen, []);
    });

    it('takes an address inside a value for text', async () => {
      const other = await openScripted([fine]);
      const { graph, service } = await openScripted([fine]);
      const address = `${other.service.origin}/v1.0/x?y=1&z#`;
      await graph.get('/users/{user}', { values: { user: address }, query: { $filter: address }, schema });
      assert.deepEqual(other.service.seen, []);
      assert.equal(
        service.seen[0]?.url,
        `/v1.0/users/${encodeURIComponent(address)}?$filter=${encodeURIComponent(address)}`,
      );
    });
  });

  describe('gives up in time', () => {
    it('says timeout when Graph does not answer', async () => {
      const { graph } = await openScripted(['silence'], { timeoutMillis: 40 });
      assert.equal((await caught(TransportError, graph.get('/thing', { schema }))).reason, 'timeout');
    });

    it('says timeout when the token does not come', async () => {
      const credential = { getToken: () => new Promise<never>(() => undefined) };
      const { graph } = await openScripted([fine], { timeoutMillis: 40, credential });
      assert.equal((await caught(TransportError, graph.get('/thing', { schema }))).reason, 'timeout');
    });

    it('keeps to the deadline of the caller, who may have less time than a call', async () => {
      const { graph } = await openScripted(['silence']);
      const hurried = graph.with({ signal: AbortSignal.timeout(40) });
      assert.equal((await caught(TransportError, hurried.get('/thing', { schema }))).reason, 'timeout');
    });

    it('says aborted when the caller stops it', async () => {
      const { graph } = await openScripted(['silence']);
      const stopped = graph.with({ signal: AbortSignal.abort() }).with({ isUserInitiated: true });
      assert.equal((await caught(TransportError, stopped.get('/thing', { schema }))).reason, 'aborted');
    });

    it('stops waiting for a throttled read when the caller stops it', async () => {
      const stop = new AbortController();
      const wait = (_millis: number, signal: AbortSignal | undefined) => {
        stop.abort();
        signal?.throwIfAborted();
        return Promise.resolve();
      };
      const { graph, service } = await openScripted([throttled('1'), fine], { wait });
      const error = await caught(TransportError, graph.with({ signal: stop.signal }).get('/thing', { schema }));
      assert.equal(error.reason, 'aborted');
      assert.equal(service.seen.length, 1);
    });
  });

  describe('repeats reads, with patience', () => {
    it('waits as long as Retry-After says', async () => {
      const { graph, waits } = await openScripted([throttled('2'), fine]);
      assert.equal((await graph.get('/thing', { schema })).body.id, 'one');
      assert.deepEqual(waits, [2000]);
    });

    for (const [isUserInitiated, seconds] of [
      [true, 4],
      [false, 11],
    ] as const) {
      it(`hands on a Retry-After of ${seconds} seconds at once where ${isUserInitiated ? 'a person' : 'nobody'} waits`, async () => {
        const { graph, service, waits } = await openScripted([throttled(String(seconds))]);
        const error = await caught(GraphError, graph.with({ isUserInitiated }).get('/thing', { schema }));
        assert.deepEqual([error.reason, error.facts.retryAfterSeconds], ['throttled', seconds]);
        assert.deepEqual([service.seen.length, waits], [1, []]);
      });
    }

    it('backs off by more than a second where no Retry-After comes: twice for a person, four times else', async () => {
      const { graph, service, waits } = await openScripted([throttled()]);
      const urgent = graph.with({ isUserInitiated: true });
      assert.equal((await caught(GraphError, urgent.get('/thing', { schema }))).reason, 'throttled');
      assert.deepEqual([service.seen.length, waits], [3, [1250, 2500]]);
      assert.equal((await caught(GraphError, graph.get('/thing', { schema }))).reason, 'throttled');
      assert.deepEqual(waits.slice(2), [1250, 2500, 5000, 10_000]);
    });

    for (const status of [503, 504]) {
      it(`tries again after a ${status}`, async () => {
        const { graph, waits } = await openScripted([{ status, body: '<html>' }, fine]);
        await graph.get('/thing', { schema });
        assert.deepEqual(waits, [375]);
      });
    }

    it('tries again after the connection was cut', async () => {
      const { graph, service } = await openScripted(['cut', fine]);
      await graph.get('/thing', { schema });
      assert.equal(service.seen.length, 2);
    });

    for (const status of [400, 401, 403, 404, 500]) {
      it(`does not repeat what ended in a ${status}`, async () => {
        const { graph, service } = await openScripted([{ status }, fine]);
        await caught(GraphError, graph.get('/thing', { schema }));
        assert.equal(service.seen.length, 1);
      });
    }
  });

  describe('never repeats a write', () => {
    it('after the connection was cut, when it may have been done', async () => {
      const { graph, service } = await openScripted(['cut', { status: 204 }]);
      const error = await caught(TransportError, graph.patch('/thing', { body: {} }));
      assert.equal(error.reason, 'connection');
      assert.equal(service.seen.length, 1);
    });

    it('after a 429, a 503 or a 504', async () => {
      for (const status of [429, 503, 504]) {
        const { graph, service, waits } = await openScripted([{ status, headers: { 'retry-after': '1' } }]);
        await caught(GraphError, graph.patch('/thing', { body: {} }));
        await caught(GraphError, graph.post('/thing', { body: {}, schema }));
        await caught(GraphError, graph.delete('/thing', {}));
        assert.deepEqual(
          service.seen.map(({ method }) => method),
          ['PATCH', 'POST', 'DELETE'],
        );
        assert.deepEqual(waits, []);
      }
    });
  });

  describe('reads collections to their end', () => {
    it('goes on after an empty page and sends the headers again', async () => {
      const { graph, service } = await openScripted([
        (origin) => ({ body: { value: [], '@odata.nextLink': `${origin}/v1.0/things?$skiptoken=a%20b` } }),
        { headers: { 'request-id': 'r-2' }, body: { value: [{ id: 'one' }] } },
      ]);
      const headers = { ConsistencyLevel: 'eventual' };
      const things = await collected(graph.pages('/things', { query: { $top: 1 }, headers, schema }));
      assert.deepEqual(things, { items: [{ id: 'one' }], requestIds: ['r-2'] });
      assert.equal(service.seen[1]?.url, '/v1.0/things?$skiptoken=a%20b');
      assert.equal(service.seen[1].headers['consistencylevel'], 'eventual');
    });

    it('does not run in a circle', async () => {
      const { graph, service } = await openScripted([
        (origin) => ({ body: { value: [], '@odata.nextLink': `${origin}/v1.0/things` } }),
      ]);
      await caught(GraphError, collected(graph.pages('/things', { schema })));
      assert.equal(service.seen.length, 1);
    });
  });

  describe('answers', () => {
    it("carry Graph's request id out, and only what was asked for", async () => {
      const { graph } = await openScripted([fine]);
      assert.deepEqual(await graph.get('/thing', { schema }), { body: { id: 'one' }, requestId: 'r-1' });
    });

    for (const [what, body] of [
      ['of another shape', { id: 7 }],
      ['that is no JSON', '<html>'],
    ] as const) {
      it(`${what} are refused with their request id`, async () => {
        const { graph } = await openScripted([{ headers: { 'request-id': 'r-9' }, body }]);
        const error = await caught(GraphError, graph.get('/thing', { schema }));
        assert.equal(error.reason, 'unexpectedAnswer');
        assert.equal(error.facts.requestId, 'r-9');
      });
    }
  });

  it('marks only calls that a person waits for as urgent', async () => {
    const { graph, service } = await openScripted([fine]);
    await graph.get('/thing', { schema });
    await graph.with({ isUserInitiated: true }).get('/thing', { schema });
    assert.deepEqual(
      service.seen.map(({ headers }) => headers['x-ms-throttle-priority']),
      [undefined, 'High'],
    );
  });

  it('logs no names: neither in the path nor in the words of Graph', async () => {
    const lines: unknown[] = [];
    const keep = (...line: unknown[]) => void lines.push(line);
    const log: Log = { info: keep, warn: keep, error: keep };
    const message = "Resource 'carol@fabrikam.example' does not exist";
    const { graph } = await openScripted(
      [{ status: 404, body: { error: { code: 'Request_ResourceNotFound', message } } }],
      { log },
    );
    const error = await caught(GraphError, getUser(graph, 'carol@fabrikam.example'));
    assert.equal(lines.length, 1);
    assert.doesNotMatch(JSON.stringify(lines) + error.message + JSON.stringify(error.facts), /carol/);
    assert.equal(error.serviceMessage, message);
  });

  describe('sends nothing that rests on a look which has grown old', () => {
    const never = (options?: TakeOptions) =>
      new Promise<void>((_, reject) => {
        options?.signal?.addEventListener('abort', () => {
          reject(new Error('nobody waits any more'));
        });
      });
    const governor = (take: (options?: TakeOptions) => Promise<void>): Governor => ({
      ...ungoverned,
      take: (_, options) => take(options),
    });

    it('where its turn does not come in time, and says so as a refusal of our own', async () => {
      const { graph, service } = await openScripted([fine], { governor: governor(never) });
      const error = await caught(GraphError, graph.with({ sendWithinMillis: 20 }).patch('/thing', { body: {} }));
      assert.deepEqual([error.reason, error.facts.status, error.facts.retryAfterSeconds], ['throttled', null, 1]);
      assert.deepEqual(service.seen, []);
    });

    it('where the time is over already', async () => {
      const { graph, service } = await openScripted([fine], { governor: governor(never) });
      await caught(GraphError, graph.with({ sendWithinMillis: -5 }).patch('/thing', { body: {} }));
      assert.deepEqual(service.seen, []);
    });

    it('and goes before calls that can wait', async () => {
      const asked: unknown[] = [];
      const { graph } = await openScripted([{ status: 204 }, { status: 204 }], {
        governor: governor((options) => {
          asked.push(options?.isUserInitiated);
          return Promise.resolve();
        }),
      });
      await graph.patch('/thing', { body: {} });
      await graph.with({ sendWithinMillis: 3000 }).patch('/thing', { body: {} });
      assert.deepEqual(asked, [false, true]);
    });
  });
});
