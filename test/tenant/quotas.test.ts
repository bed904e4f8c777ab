import assert from 'node:assert/strict';

import { GROUPS, PEOPLE } from './cast.ts';
import { standingClock } from './clock.ts';
import type { TenantOptions } from './tenant.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant, WireAnswer } from './support/caller.ts';
import { assertRefused, objectIn, objectsIn } from './support/wire.ts';

const POLICIES = '/v1.0/identity/conditionalAccess/policies';
const REPORT = '/v1.0/reports/authenticationMethods/userRegistrationDetails';
const REQUIREMENTS = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
const SEND_MAIL = `/v1.0/users/${PEOPLE.nora}/sendMail`;
const MAIL = {
  message: {
    subject: 'Hello',
    body: { contentType: 'Text', content: 'Hello' },
    toRecipients: [{ emailAddress: { address: 'bob@fabrikam.example' } }],
  },
};

describe('The practice tenant enforces the published quotas', () => {
  let called: CalledTenant;
  const open = async (options: TenantOptions = {}) => {
    const clock = standingClock(new Date('2026-11-23T08:00:00Z'));
    called = await openTenant({ people: 0, quotas: 'documented', clock, ...options });
  };
  afterEach(() => called.close());

  const get = (path: string) => called.call('GET', path);
  const times = async (count: number, call: () => Promise<WireAnswer>): Promise<WireAnswer[]> => {
    const answers: WireAnswer[] = [];
    for (let at = 0; at < count; at += 1) answers.push(await call());
    return answers;
  };
  const statuses = (answers: readonly WireAnswer[]) => answers.map(({ status }) => status);
  const wait = (seconds: number) => {
    called.tenant.clock.advance(seconds * 1000);
  };

  it('Conditional Access: one request a second, refused without Retry-After', async () => {
    await open();
    const [first, second] = await times(2, () => get(POLICIES));
    assert.equal(first?.status, 200);
    assert.ok(second !== undefined);
    assertRefused(second, 429, 'TooManyRequests', /^Too many requests\.$/);
    assert.equal('retry-after' in second.headers, false);
    wait(1);
    assert.equal((await get('/v1.0/identity/conditionalAccess/namedLocations')).status, 200);
    assert.equal((await get(POLICIES)).status, 429, 'named locations share the quota');
  });

  it('reports: five in ten seconds, refused with the seconds until one fits again', async () => {
    await open();
    assert.deepEqual(statuses(await times(5, () => get(REPORT))), [200, 200, 200, 200, 200]);
    wait(4);
    const refused = await get(REPORT);
    assertRefused(refused, 429, 'TooManyRequests');
    assert.equal(objectIn({ body: objectIn({ body: objectIn(refused)['error'] })['innerError'] })['code'], '429');
    assert.equal(refused.headers['retry-after'], '6');
    wait(6);
    assert.equal((await get(REPORT)).status, 200);
  });

  it('identity and access: resource units by path, select, expand and top, said in a header', async () => {
    await open();
    const costs: [string, string][] = [
      ['/v1.0/users', '2'],
      ['/v1.0/users?$select=id', '1'],
      ['/v1.0/users?$expand=manager', '3'],
      ['/v1.0/users?$top=5', '1'],
      [`/v1.0/users/${PEOPLE.bob}`, '1'],
      [`/v1.0/users/${PEOPLE.bob}/transitiveMemberOf`, '2'],
      [`/v1.0/groups/${GROUPS.pilot}/members`, '3'],
      [`/v1.0/groups/${GROUPS.pilot}/transitiveMembers`, '5'],
      [`/v1.0/groups/${GROUPS.pilot}/transitiveMembers?$select=id&$top=10`, '3'],
      ['/v1.0/subscribedSkus', '3'],
      ['/v1.0/organization', '1'],
    ];
    for (const [path, cost] of costs) assert.equal((await get(path)).headers['x-ms-resource-unit'], cost, path);
    assert.equal('x-ms-resource-unit' in (await get(POLICIES)).headers, false);
  });

  it('identity and access: warns from 80 % of the units and refuses beyond them, with the scope', async () => {
    await open({ quotaOverrides: { resourceUnitsSmall: { limit: 10, perSeconds: 10 } } });
    const answers = await times(6, () => get('/v1.0/users'));
    assert.deepEqual(statuses(answers), [200, 200, 200, 200, 200, 429]);
    const percentages = answers.map(({ headers }) => headers['x-ms-throttle-limit-percentage']);
    assert.deepEqual(percentages, [undefined, undefined, undefined, '0.8', '1.0', '1.2']);
    const { headers } = answers[5] ?? assert.fail();
    assert.deepEqual(
      [headers['retry-after'], headers['x-ms-throttle-information']],
      ['10', 'ResourceUnitLimitExceeded'],
    );
    const { bot, tenantId } = called.tenant;
    assert.equal(headers['x-ms-throttle-scope'], `Tenant_Application/ReadWrite/${bot.appId}/${tenantId}`);
  });

  it('identity and access: 3,500, 5,000 or 8,000 units by the size of the tenant', async () => {
    await open();
    await get('/v1.0/organization');
    assert.equal(called.tenant.quotas.countOf('resourceUnitsSmall').peak, 1);
    await called.close();
    await open({ people: 400 });
    await get('/v1.0/organization');
    assert.equal(called.tenant.quotas.countOf('resourceUnitsMedium').peak, 1);
    await called.close();
    await open({ people: 600 });
    await get('/v1.0/organization');
    assert.equal(called.tenant.quotas.countOf('resourceUnitsLarge').peak, 1);
  });

  it('writes: 3,000 in 150 seconds, states of per-user MFA among them', async () => {
    await open();
    const item = (index: number) => ({
      id: String(index),
      method: 'PATCH',
      url: `/users/${PEOPLE.bob}/authentication/requirements`,
      headers: { 'Content-Type': 'application/json' },
      body: { perUserMfaState: 'disabled' },
    });
    const requests = Array.from({ length: 20 }, (_, index) => item(index));
    const batch = () => called.call('POST', '/beta/$batch', { json: { requests } });
    for (let sent = 0; sent < 2980; sent += 20) {
      await batch();
      if (sent % 1000 === 0) wait(1); // or the resource units would be used up first
    }
    wait(10);
    await called.call('PATCH', REQUIREMENTS, { json: { perUserMfaState: 'disabled' } });
    const rows = objectsIn(objectIn(await batch())['responses']);
    const refused = rows.filter(({ status }) => status === 429);
    assert.equal(refused.length, 1, 'each item of a batch is judged by itself');
    const headers = objectIn({ body: refused[0]?.['headers'] });
    assert.deepEqual([headers['x-ms-throttle-information'], headers['Retry-After']], ['WriteLimitExceeded', '137']);
    assert.deepEqual(called.tenant.quotas.countOf('writes'), { peak: 3001, refused: 1, requests: 3001 });
  });

  it('states of per-user MFA: a quota of their own where one is set, with or without Retry-After', async () => {
    await open({ quotaOverrides: { requirements: { limit: 5, perSeconds: 10 } } });
    const answers = await times(6, () => get(REQUIREMENTS));
    assert.deepEqual([answers[4]?.status, answers[5]?.status, answers[5]?.headers['retry-after']], [200, 429, '10']);
    called.tenant.quotas.override('requirements', { limit: 1, perSeconds: 10, hasRetryAfter: false });
    const [, refused] = await times(2, () => get(REQUIREMENTS));
    assert.deepEqual([refused?.status, 'retry-after' in (refused?.headers ?? {})], [429, false]);
    called.tenant.quotas.override('requirements', 'unlimited');
    assert.deepEqual(new Set(statuses(await times(10, () => get(REQUIREMENTS)))), new Set([200]));
  });

  it('installed apps: thirty reads a second', async () => {
    await open();
    const answers = await times(31, () => get(`/v1.0/users/${PEOPLE.nora}/teamwork/installedApps`));
    assert.deepEqual([answers[29]?.status, answers[30]?.status], [200, 429]);
  });

  it('mail: thirty a minute from one mailbox', async () => {
    await open();
    const answers = await times(31, () => called.call('POST', SEND_MAIL, { json: MAIL }));
    assert.deepEqual([answers[29]?.status, answers[30]?.status], [202, 429]);
    assert.equal(called.tenant.directory.sentMails.length, 30);
  });

  it('mail: four open requests for one mailbox', async () => {
    await open();
    called.tenant.graph.latencyMillis = 200;
    const answers = await Promise.all(Array.from({ length: 6 }, () => called.call('POST', SEND_MAIL, { json: MAIL })));
    assert.deepEqual(statuses(answers).toSorted(), [202, 202, 202, 202, 429, 429]);
    const refused = answers.find(({ status }) => status === 429) ?? assert.fail();
    assertRefused(refused, 429, 'ApplicationThrottled', /MailboxConcurrency/);
    assert.equal(called.tenant.quotas.mailboxes.peak, 5);
  });

  it('Bot Connector: seven messages a second in one thread, and fifty calls in all', async () => {
    await open();
    const { tenant } = called;
    const chatOf = (id: string) => tenant.teams.installations.find(id)?.chatId ?? assert.fail();
    const token = await tenant.issuer.tokenForApp({
      resource: 'https://api.botframework.com',
      appId: tenant.bot.appId,
      roles: [],
    });
    const send = (chatId: string) =>
      called.call('POST', `/v3/conversations/${chatId}/activities`, {
        headers: { authorization: `Bearer ${token}` },
        json: { type: 'message', text: 'Hello' },
      });
    const answers = await times(8, () => send(chatOf(PEOPLE.nora)));
    assert.deepEqual([answers[6]?.status, answers[7]?.status], [201, 429]);
    assert.deepEqual(objectIn(answers[7] ?? assert.fail())['error'], {
      code: 'Throttled',
      message: 'Too many requests.',
    });
    assert.equal((await send(chatOf(PEOPLE.bruno))).status, 201, 'another thread has its own');
    tenant.quotas.override('connectorSend', 'unlimited');
    const others = await times(43, () => send(chatOf(PEOPLE.chiara)));
    assert.deepEqual([others[40]?.status, others[41]?.status], [201, 429]);
  });

  it('are counted, but not enforced, while they are off', async () => {
    await open({ quotas: 'off' });
    assert.deepEqual(new Set(statuses(await times(9, () => get(REPORT)))), new Set([200]));
    assert.deepEqual(called.tenant.quotas.countOf('reports'), { peak: 9, refused: 0, requests: 9 });
    called.tenant.quotas.isOn = true;
    assert.equal((await get(REPORT)).status, 429);
  });
});

describe("The practice tenant's log", () => {
  it('keeps the newest requests only, or none, where it is told so', async () => {
    for (const [keepLog, kept] of [
      ['off', 0],
      [{ newest: 3 }, 5],
    ] as const) {
      const called = await openTenant({ people: 0, keepLog });
      for (let at = 0; at < 17; at += 1) await called.call('GET', `/v1.0/users/${at}`);
      assert.equal(called.tenant.log.length, kept);
      if (kept > 0) assert.match(called.tenant.log.at(-1)?.path ?? '', /\/16$/);
      await called.close();
    }
  });
});
