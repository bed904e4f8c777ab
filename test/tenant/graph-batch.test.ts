import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import type { JsonObject } from './answer.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, objectIn, objectsIn } from './support/wire.ts';

const JSON_HEADERS = { 'Content-Type': 'application/json' };

describe('The practice Graph answers batches item by item', () => {
  let called: CalledTenant;
  const batch = (requests: object[]) => called.call('POST', '/beta/$batch', { json: { requests } });
  const responses = async (requests: object[]): Promise<JsonObject[]> => {
    const answer = await batch(requests);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return objectsIn(objectIn(answer)['responses']);
  };
  const statuses = async (requests: object[]) =>
    Object.fromEntries((await responses(requests)).map(({ id, status }) => [String(id), status] as const));
  const write = (id: string, userId: string, more: object = {}) => ({
    id,
    method: 'PATCH',
    url: `/users/${userId}/authentication/requirements`,
    headers: JSON_HEADERS,
    body: { perUserMfaState: 'disabled' },
    ...more,
  });

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  it('gives each of twenty items an outcome of its own', async () => {
    const people = Object.values(PEOPLE).slice(0, 19);
    const requests = [...people, 'nobody@fabrikam.example'].map((id, index) => write(String(index), id));
    const outcomes = Object.values(await statuses(requests));
    assert.deepEqual([outcomes.length, outcomes.filter((status) => status === 204).length], [20, 19]);
    assert.ok(outcomes.includes(404));
  });

  it('answers out of order', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: 'organization',
    }));
    const ids = (await responses(requests)).map(({ id }) => Number(id));
    assert.notDeepEqual(
      ids,
      ids.toSorted((left, right) => left - right),
    );
    assert.equal(new Set(ids).size, 20);
  });

  it('gives an item without content no body, and a refused one an error body', async () => {
    const rows = await responses([write('good', PEOPLE.bob), write('bad', PEOPLE.bob, { body: {} })]);
    const good = rows.find(({ id }) => id === 'good');
    assert.ok(good !== undefined && !('body' in good));
    assert.match(JSON.stringify(rows.find(({ id }) => id === 'bad')), /"code":"BadRequest"/);
  });

  it("takes an item's headers, and a url with or without a slash", async () => {
    const url = `users?$search=${encodeURIComponent('"displayName:Alice"')}&$count=true`;
    const search = { method: 'GET', headers: { ConsistencyLevel: 'eventual' } };
    const requests = [
      { ...search, id: 'a', url },
      { ...search, id: 'b', url: `/${url}` },
      { ...search, id: 'c', url, headers: {} },
    ];
    assert.deepEqual(await statuses(requests), { a: 200, b: 200, c: 400 });
  });

  it('fails with 424 whatever depends on a failed item', async () => {
    const requests = [
      write('1', 'nobody@fabrikam.example'),
      write('2', PEOPLE.aliceAdams, { dependsOn: ['1'] }),
      write('3', PEOPLE.priya, { dependsOn: ['2'] }),
      write('4', PEOPLE.zoe),
    ];
    assert.deepEqual(await statuses(requests), { 1: 404, 2: 424, 3: 424, 4: 204 });
    assert.equal(called.tenant.directory.users.get(PEOPLE.aliceAdams)?.perUserMfaState, 'enforced');
  });

  it('refuses 21 items, the same id twice, and a body without Content-Type', async () => {
    const item = (id: string) => ({ id, method: 'GET', url: '/organization' });
    const many = Array.from({ length: 21 }, (_, index) => item(String(index)));
    assertRefused(await batch(many), 400, 'BadRequest', /maximum value of 20/);
    assertRefused(await batch([item('a'), item('A')]), 400, 'BadRequest', /used before/);
    assertRefused(await batch([write('1', PEOPLE.bob, { headers: {} })]), 400, 'BadRequest', /Content-Type/);
    assertRefused(await batch([]), 400, 'BadRequest');
  });

  it('throttles single items inside a batch that succeeds', async () => {
    const path = new RegExp(PEOPLE.priya);
    called.tenant.faults.add({
      method: 'PATCH',
      path,
      status: 429,
      headers: { 'Retry-After': '7' },
      times: 1,
    });
    const rows = await responses([write('1', PEOPLE.aliceAdams), write('2', PEOPLE.priya)]);
    const throttled = rows.find(({ id }) => id === '2');
    assert.equal(throttled?.['status'], 429);
    assert.equal(objectIn({ body: throttled['headers'] })['Retry-After'], '7');
    assert.equal(rows.find(({ id }) => id === '1')?.['status'], 204);
  });

  it('writes its items down one by one, with the version of the batch', async () => {
    await responses([write('1', PEOPLE.aliceAdams), write('2', PEOPLE.priya)]);
    const written = called.tenant.log
      .filter(({ method }) => method === 'PATCH')
      .map(({ path, status }) => [path, status]);
    const path = (id: string) => `/beta/users/${id}/authentication/requirements`;
    assert.deepEqual(written, [
      [path(PEOPLE.aliceAdams), 204],
      [path(PEOPLE.priya), 204],
    ]);
  });
});
