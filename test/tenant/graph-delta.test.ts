import assert from 'node:assert/strict';

import type { JsonObject } from './answer.ts';
import { GROUPS, PEOPLE } from './cast.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, objectIn, objectsIn, rowsIn } from './support/wire.ts';

const DAY_MILLIS = 24 * 60 * 60 * 1000;

describe('The practice Graph tells what changed', () => {
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 60 });
  });
  afterEach(() => called.close());

  const local = (link: unknown) => String(link).slice(called.tenant.origin.length);

  /** Follows the links to the end: what came, page by page, and the link that goes on. */
  async function follow(path: string, prefer = 'odata.maxpagesize=25') {
    const pages: JsonObject[][] = [];
    for (let next = path; ;) {
      const answer = await called.call('GET', next, { headers: { prefer } });
      pages.push(rowsIn(answer));
      const body = objectIn(answer);
      if (body['@odata.deltaLink'] !== undefined) {
        assert.equal('@odata.nextLink' in body, false);
        return {
          rows: pages.flat(),
          sizes: pages.map((page) => page.length),
          deltaLink: local(body['@odata.deltaLink']),
        };
      }
      next = local(body['@odata.nextLink']);
    }
  }

  it('everybody first, then only who changed, came or was deleted', async () => {
    const { users } = called.tenant.directory;
    const first = await follow('/v1.0/users/delta?$select=displayName,department');
    assert.deepEqual(first.sizes, [25, 25, 10]);
    assert.deepEqual(new Set(first.rows.map((row) => row['id'])), new Set(users.keys()));
    assert.deepEqual((await follow(first.deltaLink)).rows, []);

    const alice = users.get(PEOPLE.aliceAdams) ?? assert.fail();
    alice.department = 'Finance';
    users.delete(PEOPLE.leaver);
    users.set('new', { ...alice, id: 'new', displayName: 'Newcomer' });
    const { rows, deltaLink } = await follow(first.deltaLink);
    assert.deepEqual(new Set(rows.map((row) => row['id'])), new Set([alice.id, PEOPLE.leaver, 'new']));
    assert.deepEqual(rows.find((row) => row['id'] === PEOPLE.leaver)?.['@removed'], { reason: 'deleted' });
    assert.deepEqual(
      rows.find((row) => row['id'] === alice.id),
      { id: alice.id, displayName: 'Alice Adams', department: 'Finance' },
    );
    assert.deepEqual((await follow(first.deltaLink)).rows.length, 3, 'a link can be followed again');
    assert.deepEqual((await follow(deltaLink)).rows, []);
  });

  it('misses nobody who changes while the pages are walked', async () => {
    const first = await called.call('GET', '/v1.0/users/delta?$select=department', {
      headers: { prefer: 'odata.maxpagesize=25' },
    });
    const seen = String(rowsIn(first)[3]?.['id']);
    called.tenant.directory.users.delete(seen);
    const rest = await follow(local(objectIn(first)['@odata.nextLink']));
    assert.equal(rest.rows.length, 35);
    assert.deepEqual((await follow(rest.deltaLink)).rows, [{ id: seen, '@removed': { reason: 'deleted' } }]);
  });

  it('does not take a state of per-user MFA for a change', async () => {
    const { deltaLink } = await follow('/v1.0/users/delta?$deltatoken=latest');
    (called.tenant.directory.users.get(PEOPLE.bob) ?? assert.fail()).perUserMfaState = 'enabled';
    assert.deepEqual((await follow(deltaLink)).rows, []);
  });

  it('follows a few people only where a filter names them', async () => {
    const filter = encodeURIComponent(`id eq '${PEOPLE.bob}' or id eq '${PEOPLE.nora}'`);
    assert.equal((await follow(`/v1.0/users/delta?$filter=${filter}`)).rows.length, 2);
    const refused = await called.call('GET', `/v1.0/users/delta?$filter=${encodeURIComponent("department eq 'HR'")}`);
    assertRefused(refused, 400, 'Request_UnsupportedQuery');
  });

  it('forgets a link after seven days and says where to begin again', async () => {
    const { deltaLink } = await follow('/v1.0/users/delta?$select=department');
    called.tenant.clock.advance(7 * DAY_MILLIS + 1000);
    const answer = await called.call('GET', deltaLink);
    assertRefused(answer, 410, 'resyncRequired');
    assert.equal((await follow(local(answer.headers['location']))).rows.length, 60);
    assertRefused(await called.call('GET', '/v1.0/users/delta?$deltatoken=made-up'), 400, 'Directory_ExpiredPageToken');
  });

  it('tells who joined and who left a group', async () => {
    const path = '/v1.0/groups/delta?$select=displayName,members';
    const first = await follow(path, 'odata.maxpagesize=10');
    const members = first.rows
      .filter((row) => row['id'] === GROUPS.caMfa)
      .flatMap((row) => objectsIn(row['members@delta'] ?? []));
    const group = called.tenant.directory.groups.get(GROUPS.caMfa) ?? assert.fail();
    assert.equal(members.length, group.memberUserIds.size + group.memberGroupIds.size);

    group.memberUserIds.delete(PEOPLE.priya);
    group.memberUserIds.add(PEOPLE.bob);
    const { rows } = await follow(first.deltaLink);
    assert.deepEqual(
      rows.map((row) => [row['id'], row['members@delta']]),
      [
        [
          GROUPS.caMfa,
          [
            { '@odata.type': '#microsoft.graph.user', id: PEOPLE.bob },
            { '@odata.type': '#microsoft.graph.user', id: PEOPLE.priya, '@removed': { reason: 'deleted' } },
          ],
        ],
      ],
    );
  });
});
