import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, EVENTUAL, objectIn, rowsIn, withQuery } from './support/wire.ts';

const NON_PREMIUM = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

describe('The practice Graph lists and finds people', () => {
  let called: CalledTenant;
  const users = (query: Record<string, string>, headers = {}) =>
    called.call('GET', withQuery('/v1.0/users', query), { headers });
  const search = (text: string) => users({ $search: text, $select: 'displayName' }, EVENTUAL);
  const filter = (text: string) => users({ $filter: text, $select: 'id', $top: '999' });

  before(async () => {
    called = await openTenant();
  });
  after(() => called.close());

  it('gives 400 people in five pages, each person once', async () => {
    const seen: unknown[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = '/v1.0/users?$select=id&$top=90'; path !== undefined;) {
      const page = await called.call('GET', path);
      sizes.push(rowsIn(page).length);
      seen.push(...columnIn(page, 'id'));
      const next = objectIn(page)['@odata.nextLink'];
      path = typeof next === 'string' ? next.slice(called.tenant.origin.length) : undefined;
    }
    assert.deepEqual(sizes, [90, 90, 90, 90, 40]);
    assert.deepEqual(new Set(seen), new Set(called.tenant.directory.users.keys()));
  });

  it('gives 100 people a page unless asked for up to 999', async () => {
    assert.equal(rowsIn(await users({})).length, 100);
    assert.equal(rowsIn(await users({ $top: '999' })).length, 400);
    assertRefused(await users({ $top: '1000' }), 400, 'Request_UnsupportedQuery', /Invalid page size/);
  });

  it('refuses $skip, and a page token that it did not give', async () => {
    assertRefused(await users({ $skip: '10' }), 400, 'Request_BadRequest');
    assertRefused(await users({ $skiptoken: 'made-up' }), 400, 'Directory_ExpiredPageToken');
  });

  it('counts only in an advanced query, and on the first page only', async () => {
    assert.equal('@odata.count' in objectIn(await users({ $count: 'true' })), false);
    const first = objectIn(await users({ $count: 'true' }, EVENTUAL));
    assert.equal(first['@odata.count'], 400);
    const next = String(first['@odata.nextLink']).slice(called.tenant.origin.length);
    assert.equal('@odata.count' in objectIn(await called.call('GET', next, { headers: EVENTUAL })), false);
    assertRefused(await called.call('GET', '/v1.0/users/$count'), 400, 'Request_BadRequest');
    assert.equal((await called.call('GET', '/v1.0/users/$count', { headers: EVENTUAL })).body, 400);
  });

  it('searches only with the header ConsistencyLevel: eventual', async () => {
    const answer = await users({ $search: '"displayName:Alice"' });
    assertRefused(answer, 400, 'Request_UnsupportedQuery', /ConsistencyLevel: eventual/);
  });

  it('finds both Alices by the start of a word, in any order of words and any case', async () => {
    assert.deepEqual(columnIn(await search('"displayName:ALI"'), 'displayName'), ['Alice Adams', 'Alice Archer']);
    assert.deepEqual(columnIn(await search('"displayName:arch ali"'), 'displayName'), ['Alice Archer']);
    assert.deepEqual(rowsIn(await search('"displayName:lice"')), []);
  });

  it('joins clauses by OR and AND, and compares an address from its start', async () => {
    const either = await search('"displayName:Priya" OR "mail:alice.adams"');
    assert.deepEqual(columnIn(either, 'displayName'), ['Alice Adams', 'Priya Patel']);
    const both = await search('"displayName:Alice" AND "userPrincipalName:alice.archer@"');
    assert.deepEqual(columnIn(both, 'displayName'), ['Alice Archer']);
  });

  it('takes quotes and backslashes inside a search as part of the name', async () => {
    const found = await search(String.raw`"displayName:William \"Bill\" Turner \\ Co"`);
    assert.deepEqual(columnIn(found, 'displayName'), [String.raw`William "Bill" Turner \ Co`]);
    assertRefused(await search('"displayName:Robert "]) or"'), 400, 'BadRequest', /Syntax error/);
    assertRefused(await search('displayName:Alice'), 400, 'BadRequest', /Syntax error/);
  });

  it('filters with eq, in, startswith, not, and, or and parentheses', async () => {
    const { aliceAdams, priya, carol } = PEOPLE;
    assert.deepEqual(columnIn(await filter(`id in ('${priya}','${aliceAdams}')`), 'id'), [aliceAdams, priya]);
    const startsOrCarol = "startswith(displayName,'alice ad') or (surname eq 'O''Neil' and accountEnabled eq true)";
    assert.deepEqual(columnIn(await filter(startsOrCarol), 'id'), [aliceAdams, carol]);
    const query = { $filter: `not startswith(displayName,'A') and id eq '${aliceAdams}'`, $count: 'true' };
    assert.deepEqual(rowsIn(await users(query, EVENTUAL)), []);
    const guests = await filter("userType eq 'Guest' and startswith(mail,'jose.')");
    assert.deepEqual(columnIn(guests, 'id'), [PEOPLE.jose]);
  });

  it('refuses ne and not outside an advanced query, and a property that is not indexed', async () => {
    const refused = await filter("userType ne 'Guest'");
    assertRefused(refused, 400, 'Request_UnsupportedQuery', /Operator 'ne' is not supported/);
    assertRefused(await filter('not accountEnabled eq true'), 400, 'Request_UnsupportedQuery');
    assertRefused(await filter("mobilePhone eq '1'"), 400, 'Request_UnsupportedQuery', /property 'mobilePhone'/);
    assertRefused(await filter("displayName eq 'unclosed"), 400, 'BadRequest');
  });

  it('sorts by displayName, but a filtered list only in an advanced query', async () => {
    const query = {
      $orderby: 'displayName',
      $filter: "startswith(displayName,'Al')",
      $select: 'displayName',
    };
    assertRefused(await users(query), 400, 'Request_UnsupportedQuery');
    const names = columnIn(await users({ ...query, $count: 'true' }, EVENTUAL), 'displayName').map(String);
    assert.deepEqual(
      names,
      names.toSorted((left, right) => left.localeCompare(right, 'en')),
    );
    assert.ok(names.length > 1);
  });

  it('gets a person by id and by user principal name, also of a guest', async () => {
    const upn = called.tenant.directory.users.get(PEOPLE.jose)?.userPrincipalName ?? '';
    for (const id of [PEOPLE.jose, PEOPLE.jose.toUpperCase(), encodeURIComponent(upn)]) {
      assert.equal(objectIn(await called.call('GET', `/v1.0/users/${id}`))['id'], PEOPLE.jose);
    }
  });

  it('does not know somebody who is not there', async () => {
    const answer = await called.call('GET', '/v1.0/users/nobody@fabrikam.example');
    assertRefused(answer, 404, 'Request_ResourceNotFound', /^Resource 'nobody@fabrikam.example' does not exist/);
  });

  it('returns a few properties unless others are selected, and refuses unknown ones', async () => {
    const usual = objectIn(await called.call('GET', `/v1.0/users/${PEOPLE.bob}`));
    assert.equal('accountEnabled' in usual, false);
    const path = `/v1.0/users/${PEOPLE.bob}`;
    const chosen = objectIn(await called.call('GET', `${path}?$select=accountEnabled,department`));
    assert.deepEqual([chosen['accountEnabled'], chosen['department'], 'id' in chosen], [true, 'Engineering', false]);
    const answer = await called.call('GET', `${path}?$select=shoeSize`);
    assertRefused(answer, 400, 'BadRequest', /Could not find a property named 'shoeSize'/);
  });

  it('returns perUserMfaState only when it is selected, and filters by it', async () => {
    assert.equal('perUserMfaState' in objectIn(await called.call('GET', `/v1.0/users/${PEOPLE.bob}`)), false);
    const enforced = await filter("perUserMfaState eq 'enforced'");
    assert.ok(columnIn(enforced, 'id').includes(PEOPLE.aliceAdams));
    assert.ok(!columnIn(enforced, 'id').includes(PEOPLE.bob));
  });

  it('can lack perUserMfaState or refuse it, as some tenants do', async () => {
    const { graph } = called.tenant;
    try {
      graph.perUserMfaStateProperty = 'missing';
      const path = `/v1.0/users/${PEOPLE.bob}?$select=id,perUserMfaState`;
      assert.equal('perUserMfaState' in objectIn(await called.call('GET', path)), false);
      assert.ok(columnIn(await filter("perUserMfaState eq 'enforced'"), 'id').includes(PEOPLE.aliceAdams));
      graph.perUserMfaStateProperty = 'badRequest';
      assertRefused(await called.call('GET', path), 400, 'BadRequest', /perUserMfaState/);
    } finally {
      graph.perUserMfaStateProperty = 'supported';
    }
  });

  it('can refuse a filter by perUserMfaState, and lack the state of a share of people', async () => {
    const { graph } = called.tenant;
    try {
      graph.perUserMfaStateFilter = 'refused';
      assertRefused(await filter("perUserMfaState eq 'enforced'"), 400, 'Request_UnsupportedQuery', /perUserMfaState/);
      graph.perUserMfaStateMissingPercent = 20;
      const rows = rowsIn(await users({ $select: 'id,perUserMfaState', $top: '999' }));
      const missing = rows.filter((row) => !('perUserMfaState' in row)).length;
      assert.ok(missing > 40 && missing < 120, `${missing} of 400`);
    } finally {
      graph.perUserMfaStateFilter = 'supported';
      graph.perUserMfaStateMissingPercent = 0;
    }
  });

  it('tells of sign-ins in pages of 500 at most, leaving out whoever never signed in', async () => {
    const rows = rowsIn(await users({ $select: 'id,signInActivity', $top: '999' }));
    const signedIn = rows.filter((row) => 'signInActivity' in row);
    assert.ok(signedIn.length > 300 && signedIn.length < 400);
    const old = new Date(called.tenant.clock.now().getTime() - 90 * 24 * 60 * 60 * 1000).toISOString();
    const stale = await filter(`signInActivity/lastSignInDateTime le ${old}`);
    assert.ok(rowsIn(stale).length > 10 && rowsIn(stale).length < 100);
    const both = await filter(`signInActivity/lastSignInDateTime le ${old} and accountEnabled eq true`);
    assertRefused(both, 400, 'Request_UnsupportedQuery');
  });

  it('tells of sign-ins only to those who may read the logs, and only with P1', async () => {
    const { graph } = called.tenant;
    try {
      graph.hasP1 = false;
      assertRefused(await users({ $select: 'id,signInActivity' }), 403, NON_PREMIUM);
      graph.hasP1 = true;
      graph.grantedPermissions.delete('AuditLog.Read.All');
      await called.renewToken();
      assertRefused(await users({ $select: 'id,signInActivity' }), 403, 'Authorization_RequestDenied');
    } finally {
      graph.hasP1 = true;
      graph.grantedPermissions.add('AuditLog.Read.All');
      await called.renewToken();
    }
  });

  it('names the manager, alone and expanded', async () => {
    const rows = rowsIn(await users({ $select: 'id', $expand: 'manager($select=id,displayName)', $top: '999' }));
    const led = rows.find((row) => 'manager' in row);
    const manager = objectIn(await called.call('GET', `/v1.0/users/${String(led?.['id'])}/manager?$select=id`));
    assert.equal(objectIn({ body: led?.['manager'] })['id'], manager['id']);
    const nobody = await called.call('GET', `/v1.0/users/${PEOPLE.nora}/manager`);
    assertRefused(nobody, 404, 'Request_ResourceNotFound', /'manager'/);
    assertRefused(await users({ $expand: 'manager', $count: 'true' }, EVENTUAL), 400, 'Request_UnsupportedQuery');
  });
});
