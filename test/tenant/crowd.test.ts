import assert from 'node:assert/strict';

import { standingClock } from './clock.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { objectIn, rowsIn, withQuery } from './support/wire.ts';

const PEOPLE = 20_000;

describe(`The practice tenant holds ${PEOPLE} people`, () => {
  let called: CalledTenant;

  before(async () => {
    called = await openTenant({
      people: PEOPLE,
      clock: standingClock(new Date('2026-11-23T08:00:00Z')),
      keepLog: 'off',
    });
  });
  after(() => called.close());

  /** The ids on all pages, and how many people the tenant looked at for them. */
  async function walk(path: string): Promise<unknown[]> {
    const ids: unknown[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const page = await called.call('GET', next);
      ids.push(...rowsIn(page).map((row) => row['id']));
      const link = objectIn(page)['@odata.nextLink'];
      next = typeof link === 'string' ? link.slice(called.tenant.origin.length) : undefined;
    }
    return ids;
  }

  it('and tells each of them once, in 21 pages', async () => {
    const ids = await walk('/v1.0/users?$select=id,perUserMfaState&$top=999');
    assert.deepEqual([ids.length, new Set(ids).size], [PEOPLE, PEOPLE]);
  });

  it('and looks at each of them once for all pages of a filter together', async () => {
    let looks = 0;
    const people = [...called.tenant.directory.users.values()];
    for (const person of people) {
      const state = person.perUserMfaState;
      Object.defineProperty(person, 'perUserMfaState', {
        configurable: true,
        get: () => {
          looks += 1;
          return state;
        },
      });
    }
    const query = { $filter: "perUserMfaState eq 'enforced'", $select: 'id', $top: '999' };
    const ids = await walk(withQuery('/v1.0/users', query));
    assert.ok(ids.length > 6000 && looks <= PEOPLE + 20, `${looks} looks for ${ids.length} people`);
    for (const person of people) {
      const { perUserMfaState: value } = person;
      Object.defineProperty(person, 'perUserMfaState', { value, writable: true, enumerable: true, configurable: true });
    }
  });

  it('and misses nobody when some leave between the pages', async () => {
    const first = await called.call('GET', '/v1.0/users?$select=id&$top=999');
    const { users } = called.tenant.directory;
    const gone = rowsIn(first)
      .slice(100, 110)
      .map((row) => String(row['id']));
    for (const id of gone) users.delete(id);
    const rest = await walk(String(objectIn(first)['@odata.nextLink']).slice(called.tenant.origin.length));
    assert.equal(rest.length, PEOPLE - 999);
  });

  it('and finds one of them by user principal name', async () => {
    const last = [...called.tenant.directory.users.values()].at(-1) ?? assert.fail();
    const path = `/v1.0/users/${encodeURIComponent(last.userPrincipalName.toUpperCase())}`;
    assert.equal(objectIn(await called.call('GET', path))['id'], last.id);
  });
});
