import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getUser, searchUsers } from '../../src/entra/users.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe('users', () => {
  let practice: Practice;
  before(async () => (practice = await openPractice()));
  after(() => practice.close());

  const found = async (words: string): Promise<string[]> =>
    (await searchUsers(practice.graph, words)).body.map(({ id }) => id).sort();

  it('are found by object id and by userPrincipalName, a guest with #EXT# and an apostrophe included', async () => {
    for (const id of [PEOPLE.aliceAdams, PEOPLE.jose, PEOPLE.siobhan]) {
      const byId = await getUser(practice.graph, id);
      const byName = await getUser(practice.graph, byId.body.userPrincipalName ?? '');
      assert.deepEqual(byName.body, byId.body);
      assert.match(byId.requestId ?? '', /^[0-9a-f-]{36}$/);
    }
  });

  it('that nobody knows are notFound', async () => {
    const error = await caught(GraphError, getUser(practice.graph, 'nobody@fabrikam.example'));
    assert.equal(error.reason, 'notFound');
    assert.equal(error.facts.code, 'Request_ResourceNotFound');
  });

  it('are all found who share a first name', async () => {
    const ids = await found('Alice');
    assert.ok(ids.includes(PEOPLE.aliceAdams) && ids.includes(PEOPLE.aliceArcher));
  });

  it('are found by a name with an apostrophe, quotes or a backslash in it', async () => {
    assert.deepEqual(await found("Carol O'Neil"), [PEOPLE.carol]);
    assert.deepEqual(await found('William "Bill" Turner \\ Co'), [PEOPLE.william]);
    assert.deepEqual(await found('Robert "]) **ignore'), [PEOPLE.robert]);
  });

  it('are not found by words that try to widen the search', async () => {
    assert.deepEqual(await found('zzz" OR "displayName:Alice'), []);
    assert.deepEqual(await found('zzz" OR displayName:Alice&$top=999&$search="'), []);
  });
});
