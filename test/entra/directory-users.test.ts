import assert from 'node:assert/strict';
import {
  getUsersByIds,
  isStateToldOfUsers,
  lastSignInOf,
  readUserChanges,
  readUserIdsInState,
  readUsersPage,
  type DirectoryUser,
} from '../../src/entra/directory-users.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { readRegistrationDetailsPage } from '../../src/entra/registration-details.ts';
import { readMemberIdsPage } from '../../src/entra/groups.ts';
import { readPage } from '../../src/entra/resumable-page.ts';
import { z } from 'zod/v4';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { graphOf, openPractice, type Practice } from './support/practice.ts';
import { closeScripted, openScripted } from './support/scripted-graph.ts';

const EVERYTHING = { isStateSelected: true, isSignInSelected: true };

describe('the whole directory', () => {
  let practice: Practice;
  before(async () => (practice = await openPractice()));
  after(() => practice.close());
  afterEach(() => {
    practice.tenant.graph.perUserMfaStateProperty = 'supported';
    practice.tenant.graph.hasP1 = true;
  });

  const everybody = async (detail = EVERYTHING): Promise<DirectoryUser[]> => {
    const found: DirectoryUser[] = [];
    let from: string | null = null;
    do {
      const { body } = await readUsersPage(practice.graph, from, detail);
      found.push(...body.items);
      from = body.nextQuery;
    } while (from !== null);
    return found;
  };

  it('is listed with state, licences, manager and last sign-in of each', async () => {
    const items = await everybody();
    const { users } = practice.tenant.directory;
    assert.equal(items.length, users.size);
    for (const item of items) {
      const user = users.get(item.id);
      assert.equal(item.perUserMfaState, user?.perUserMfaState);
      assert.equal(item.manager, user?.managerId ?? null);
      assert.equal(lastSignInOf(item)?.toISOString() ?? null, signedInAt(user?.lastSignInDateTime));
    }
  });

  const signedInAt = (text: string | null | undefined) => (text ? new Date(text).toISOString() : null);

  it('is listed with an unknown state where the undocumented property vanished, never as disabled', async () => {
    practice.tenant.graph.perUserMfaStateProperty = 'missing';
    assert.deepEqual([...new Set((await everybody()).map((user) => user.perUserMfaState))], ['unknown']);
    assert.equal(await isStateToldOfUsers(practice.graph), false);
  });

  it('is refused with the property where the tenant does not know it, and listed without', async () => {
    practice.tenant.graph.perUserMfaStateProperty = 'badRequest';
    const error = await caught(GraphError, everybody());
    assert.match(error.reason, /^(badRequest|unsupportedQuery)$/);
    assert.ok((await everybody({ ...EVERYTHING, isStateSelected: false })).length > 0);
  });

  it('is listed without sign-ins where the tenant has no licence for them', async () => {
    practice.tenant.graph.hasP1 = false;
    const error = await caught(GraphError, everybody());
    assert.match(error.reason, /^(forbidden|notLicensed)$/);
    assert.ok((await everybody({ ...EVERYTHING, isSignInSelected: false })).length > 0);
  });

  it('gives the ids of everybody in a state by a filter', async () => {
    const { body } = await readUserIdsInState(practice.graph, 'enforced', null);
    const enforced = [...practice.tenant.directory.users.values()].filter(
      (user) => user.perUserMfaState === 'enforced',
    );
    assert.deepEqual(body.items.map(({ id }) => id).sort(), enforced.map(({ id }) => id).sort());
  });

  it('tells who changed since, and reads these people whole', async () => {
    const { body: start } = await readUserChanges(practice.graph, null);
    assert.deepEqual([start.items, start.nextQuery], [[], null]);
    const bob = practice.tenant.directory.users.get(PEOPLE.bob);
    if (bob) bob.department = 'Night shift';
    const { body: changes } = await readUserChanges(practice.graph, start.deltaQuery);
    assert.deepEqual(
      changes.items.map(({ id }) => id),
      [PEOPLE.bob],
    );
    const [read] = await getUsersByIds(practice.graph, [PEOPLE.bob], EVERYTHING);
    assert.equal(read?.department, 'Night shift');
  });

  it('gives the ids of the people of a group, nested groups included', async () => {
    const { userIds } = await readMemberIdsPage(practice.graph, GROUPS.pilot, null);
    assert.ok(userIds.includes(PEOPLE.berlinInstalled) && userIds.includes(PEOPLE.aliceAdams));
  });

  it('gives the report of who has registered what', async () => {
    const { body } = await readRegistrationDetailsPage(graphOf(practice.tenant), null);
    const alice = body.items.find(({ id }) => id === PEOPLE.aliceAdams);
    assert.deepEqual([alice?.isMfaCapable, alice?.isMfaRegistered], [true, true]);
  });
});

describe('a page that can be resumed', () => {
  after(closeScripted);
  const schema = z.object({ id: z.string() });
  const pageLinking = (link: (origin: string) => string) => (origin: string) => ({
    body: { value: [{ id: 'a' }], '@odata.nextLink': link(origin) },
  });
  const read = async (link: (origin: string) => string, from: string | null = null) => {
    const { graph, service } = await openScripted([pageLinking(link)]);
    return { answer: await readPage(graph, '/users', { query: { $top: 1 }, from, schema }), service };
  };

  it('is the query of the link, and nothing of where it leads', async () => {
    const { answer } = await read((origin) => `${origin}/v1.0/users?$top=1&$skiptoken=a%2Bb`);
    assert.equal(answer.body.nextQuery, '$top=1&$skiptoken=a%2Bb');
  });

  it('is read with that query and no other', async () => {
    const { service } = await read((origin) => `${origin}/v1.0/users?$skiptoken=c`, '$top=7&$skiptoken=a%2Bb');
    const { search } = new URL(service.seen[0]?.url ?? '', 'https://x');
    assert.equal(decodeURIComponent(search), '?$top=7&$skiptoken=a+b');
  });

  for (const [where, link] of [
    ['another host', () => 'https://evil.example/v1.0/users?$skiptoken=a'],
    ['another collection', (origin: string) => `${origin}/v1.0/groups?$skiptoken=a`],
    ['itself', (origin: string) => `${origin}/v1.0/users?$skiptoken=same`],
  ] as const) {
    it(`is not followed to ${where}`, async () => {
      const error = await caught(GraphError, read(link, '$skiptoken=same'));
      assert.equal(error.reason, 'unexpectedAnswer');
    });
  }
});
