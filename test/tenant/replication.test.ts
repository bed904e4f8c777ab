import assert from 'node:assert/strict';

import { GROUPS, PEOPLE } from './cast.ts';
import { standingClock } from './clock.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, EVENTUAL, objectIn, withQuery } from './support/wire.ts';

const POLICIES = '/v1.0/identity/conditionalAccess/policies';

describe('The practice Graph lags behind what was written, where it is told to', () => {
  const clock = standingClock(new Date('2026-11-23T08:00:00Z'));
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 0, clock });
    called.tenant.graph.replicationLag = { policyMillis: 5000, membershipMillis: 30_000, indexMillis: 10_000 };
  });
  afterEach(() => called.close());

  it('does not know a new policy for some seconds', async () => {
    const json = { displayName: 'New', state: 'disabled', conditions: { users: {}, applications: {} } };
    const { id } = objectIn(await called.call('POST', POLICIES, { json }));
    const path = `${POLICIES}/${String(id)}`;
    assertRefused(await called.call('GET', path), 404, 'ResourceNotFound');
    assert.equal(columnIn(await called.call('GET', POLICIES), 'id').includes(id), false);
    clock.advance(5000);
    assert.equal((await called.call('GET', path)).status, 200);
    assert.ok(columnIn(await called.call('GET', POLICIES), 'id').includes(id));
  });

  it('tells who joined and who left a group only after a while, from both ends', async () => {
    const group = `/v1.0/groups/${GROUPS.pilot}`;
    const members = async () => columnIn(await called.call('GET', `${group}/members`), 'id');
    const groupsOfBob = async () => columnIn(await called.call('GET', `/v1.0/users/${PEOPLE.bob}/memberOf`), 'id');
    const json = { '@odata.id': `${called.tenant.origin}/v1.0/directoryObjects/${PEOPLE.bob}` };
    assert.equal((await called.call('POST', `${group}/members/$ref`, { json })).status, 204);
    assert.equal((await called.call('DELETE', `${group}/members/${PEOPLE.priya}/$ref`)).status, 204);
    assert.deepEqual([(await members()).includes(PEOPLE.bob), (await members()).includes(PEOPLE.priya)], [false, true]);
    assert.equal((await groupsOfBob()).includes(GROUPS.pilot), false);
    assertRefused(await called.call('POST', `${group}/members/$ref`, { json }), 400, 'Request_BadRequest');
    clock.advance(30_000);
    assert.deepEqual([(await members()).includes(PEOPLE.bob), (await members()).includes(PEOPLE.priya)], [true, false]);
    assert.ok((await groupsOfBob()).includes(GROUPS.pilot));
  });

  it('answers an eventual query from an index that has not seen the latest states', async () => {
    const requirements = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
    await called.call('PATCH', requirements, { json: { perUserMfaState: 'enforced' } });
    const query = { $filter: `perUserMfaState eq 'enforced' and id eq '${PEOPLE.bob}'`, $count: 'true' };
    const find = async (headers = {}) =>
      columnIn(await called.call('GET', withQuery('/v1.0/users', query), { headers }), 'id');
    assert.deepEqual([await find(EVENTUAL), await find()], [[], [PEOPLE.bob]]);
    clock.advance(10_000);
    assert.deepEqual(await find(EVENTUAL), [PEOPLE.bob]);
  });
});
