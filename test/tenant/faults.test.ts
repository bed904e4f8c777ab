import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, objectIn } from './support/wire.ts';

const REQUIREMENTS = `/beta/users/${PEOPLE.aliceAdams}/authentication/requirements`;

describe('The practice tenant is rude on request', () => {
  let called: CalledTenant;
  const state = () => called.tenant.directory.users.get(PEOPLE.aliceAdams)?.perUserMfaState;
  const read = () => called.call('GET', REQUIREMENTS);
  const disable = () => called.call('PATCH', REQUIREMENTS, { json: { perUserMfaState: 'disabled' } });

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  it('throttles as often as asked, in the order of the rules, with and without Retry-After', async () => {
    const { faults } = called.tenant;
    faults.add({ path: /requirements/, status: 429, headers: { 'Retry-After': '3' }, times: 1 });
    faults.add({ path: /requirements/, status: 429, times: 1 });
    const [first, second, third] = [await read(), await read(), await read()];
    assert.deepEqual([first.headers['retry-after'], second.headers['retry-after']], ['3', undefined]);
    assertRefused(second, 429, 'TooManyRequests');
    assert.equal(third.status, 200);
  });

  it('strikes only the method and the path that were named', async () => {
    called.tenant.faults.add({ method: 'PATCH', path: /requirements$/g, status: 503 });
    assert.equal((await read()).status, 200);
    assert.deepEqual([(await disable()).status, (await disable()).status], [503, 503]);
    assert.equal(state(), 'enforced');
    called.tenant.faults.clear();
    assert.equal((await disable()).status, 204);
  });

  it('answers the very body that was asked for', async () => {
    called.tenant.faults.add({ path: /requirements/, status: 502, body: '<html>' });
    await assert.rejects(read(), SyntaxError);
  });

  it('strikes a share of what matches, the same ones for the same seed', async () => {
    const strike = async () => {
      called.tenant.faults.add({
        path: /requirements/,
        sharePercent: 30,
        status: 429,
        headers: { 'Retry-After': '1' },
      });
      called.tenant.faults.add({ path: /requirements/, sharePercent: 20, reset: 'before' });
      const outcomes: string[] = [];
      for (let at = 0; at < 60; at += 1)
        outcomes.push(
          await read().then(
            ({ status }) => String(status),
            () => 'reset',
          ),
        );
      return outcomes;
    };
    const first = await strike();
    const count = (outcome: string) => first.filter((each) => each === outcome).length;
    assert.ok(count('429') >= 8 && count('429') <= 28, `${count('429')} of 60`);
    assert.ok(count('reset') >= 2 && count('reset') <= 18, `${count('reset')} of 60`);
    await called.close();
    called = await openTenant({ people: 0 });
    assert.deepEqual(await strike(), first);
  });

  it('cuts the connection before anything is done', async () => {
    called.tenant.faults.add({ path: /requirements/, reset: 'before', times: 1 });
    await assert.rejects(disable(), { code: 'ECONNRESET' });
    assert.equal(state(), 'enforced');
    assert.equal(called.tenant.log.at(-1)?.status, 0);
  });

  it('cuts the connection after the write was done', async () => {
    called.tenant.faults.add({ path: /requirements/, reset: 'after', times: 1 });
    await assert.rejects(disable(), { code: 'ECONNRESET' });
    assert.equal(state(), 'disabled');
  });

  it('never answers where asked to hang, and still closes', async () => {
    called.tenant.faults.add({ path: /requirements/, isHanging: true, times: 1 });
    const hanging = assert.rejects(disable(), { code: 'ECONNRESET' });
    assert.equal((await read()).status, 200, 'others are served meanwhile');
    await called.close();
    await hanging;
    assert.equal(state(), 'enforced');
    called = await openTenant({ people: 0 });
  });

  it('holds a request before it does anything, until it is released', async () => {
    const hold = called.tenant.faults.hold({ method: 'PATCH', path: /requirements/ });
    const write = disable();
    assert.deepEqual((await hold.reached).body, { perUserMfaState: 'disabled' });
    assert.equal(state(), 'enforced');
    hold.release();
    assert.equal((await write).status, 204);
    assert.equal(state(), 'disabled');
  });

  it('holds a request after it was done and before its answer', async () => {
    const hold = called.tenant.faults.hold({ path: /requirements/, when: 'after' });
    const write = disable();
    assert.equal((await hold.reached).status, 0);
    assert.equal(state(), 'disabled');
    called.tenant.faults.clear();
    assert.equal((await write).status, 204);
  });

  it('holds one item of a batch while the others are done', async () => {
    const hold = called.tenant.faults.hold({ path: new RegExp(PEOPLE.priya), when: 'before' });
    const body = { perUserMfaState: 'disabled' };
    const headers = { 'Content-Type': 'application/json' };
    const requests = [PEOPLE.priya, PEOPLE.aliceAdams].map((id, index) => {
      const url = `/users/${id}/authentication/requirements`;
      return { id: String(index), method: 'PATCH', url, headers, body };
    });
    const done = called.tenant.faults.hold({ path: new RegExp(PEOPLE.aliceAdams), when: 'after' });
    const batch = called.call('POST', '/beta/$batch', { json: { requests } });
    await Promise.all([hold.reached, done.reached]);
    assert.equal(state(), 'disabled');
    assert.equal(called.tenant.directory.users.get(PEOPLE.priya)?.perUserMfaState, 'enforced');
    hold.release();
    done.release();
    assert.equal((await batch).status, 200);
  });

  it('refuses tokens and Connector calls as well', async () => {
    const { faults, tenantId } = called.tenant;
    faults.add({ path: /\/token$/, status: 503 });
    assert.equal((await called.call('POST', `/${tenantId}/oauth2/v2.0/token`)).status, 503);
    faults.add({
      path: /^\/v3\/conversations/,
      status: 412,
      body: { error: { code: 'PreconditionFailed' } },
    });
    const answer = await called.call('POST', '/v3/conversations', { json: {} });
    assert.deepEqual([answer.status, objectIn(answer)['error']], [412, { code: 'PreconditionFailed' }]);
  });

  it('cuts a Connector call after the message was posted', async () => {
    const { tenant } = called;
    const { chatId = '' } = tenant.teams.installations.find(PEOPLE.nora) ?? {};
    tenant.faults.add({ path: /activities$/, reset: 'after', times: 1 });
    const { issuer, bot } = tenant;
    const token = await issuer.tokenForApp({
      resource: 'https://api.botframework.com',
      appId: bot.appId,
      roles: [],
    });
    const post = called.call('POST', `/v3/conversations/${chatId}/activities`, {
      headers: { authorization: `Bearer ${token}` },
      json: { type: 'message', text: 'Hello Nora' },
    });
    await assert.rejects(post, { code: 'ECONNRESET' });
    assert.match(JSON.stringify(tenant.teams.messagesOf(PEOPLE.nora)), /Hello Nora/);
  });
});
