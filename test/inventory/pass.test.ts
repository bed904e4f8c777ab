import assert from 'node:assert/strict';
import type { Database } from '../../src/db/database.ts';
import type { SnapshotPassRow } from '../../src/db/tables.ts';
import { beginPass, lastComplete, runningPass } from '../../src/inventory/pass-rows.ts';
import { workOnPass } from '../../src/inventory/pass.ts';
import type { PassEdges } from '../../src/inventory/pass-steps.ts';
import { writeStates } from '../../src/inventory/person-rows.ts';
import { countPeople } from '../../src/inventory/people-list.ts';
import { onEachDatabase, opened } from '../db/each-database.ts';
import { graphOf, openPractice, type Practice } from '../entra/support/practice.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';

onEachDatabase('A pass through the directory', passFacts);

function passFacts(database: () => Database): void {
  let opening: Practice | undefined;
  const practice = () => opened(opening);
  before(async () => {
    opening = await openPractice(1200);
  });
  after(() => opening?.close());
  afterEach(async () => {
    const { graph, faults } = practice().tenant;
    Object.assign(graph, { perUserMfaStateProperty: 'supported', perUserMfaStateFilter: 'supported', hasP1: true });
    graph.perUserMfaStateMissingPercent = 0;
    faults.clear();
    await database().rows.deleteFrom('snapshot_pass').execute();
    await database().rows.deleteFrom('person').execute();
  });

  const edges = (more: Partial<PassEdges> = {}): PassEdges => ({
    database: database(),
    graph: practice().graph,
    emergencyIds: [PEOPLE.emergency01],
    rules: [],
    ...more,
  });
  const users = () => practice().tenant.directory.users;
  const full = async (more: Partial<PassEdges> = {}): Promise<SnapshotPassRow> => {
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    await workOnPass(edges(more));
    return opened(await lastComplete(database().rows, 'full'));
  };
  const person = async (id: string) =>
    opened(await database().rows.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst());
  const states = async (): Promise<Map<string, string>> => {
    const rows = await database().rows.selectFrom('person').select(['id', 'per_user_mfa_state']).execute();
    return new Map(rows.map((row) => [row.id, row.per_user_mfa_state]));
  };
  const trueStates = () => new Map([...users().values()].map((user) => [user.id, user.perUserMfaState as string]));
  const sorted = (map: Map<string, string>) => [...map].sort();
  const asked = (path: RegExp): number =>
    practice().tenant.log.filter((one) => path.test(decodeURIComponent(one.path))).length;

  it('knows everybody afterwards: state, methods, type, licence, last sign-in', async () => {
    const pass = await full();
    assert.deepEqual([pass.people, pass.registrations, pass.states_way], [1200, 1200, 'property']);
    assert.deepEqual(sorted(await states()), sorted(trueStates()));
    const alice = await person(PEOPLE.aliceAdams);
    assert.deepEqual([alice.is_mfa_capable, alice.is_mfa_registered, alice.licence], [true, true, 'p1']);
    assert.deepEqual(alice.methods, ['microsoftAuthenticatorPush', 'mobilePhone']);
    assert.equal(alice.account_type, 'member');
    assert.equal((await person(PEOPLE.jose)).account_type, 'guest');
    assert.equal((await person(PEOPLE.emergency01)).account_type, 'emergencyAccess');
    assert.equal((await person(PEOPLE.directorySync)).account_type, 'directorySynchronization');
  });

  it('tells shared and service accounts by configured groups and names', async () => {
    const rules: PassEdges['rules'] = [
      { type: 'service', kind: 'group', groupId: GROUPS.pilotBerlin },
      { type: 'shared', kind: 'name', pattern: 'meeting*' },
    ];
    await full({ rules });
    assert.equal((await person(PEOPLE.berlinInstalled)).account_type, 'service');
    assert.equal((await person(PEOPLE.meetingRoom)).account_type, 'shared');
  });

  it('reads states by a filter where the tenant tells no property', async () => {
    practice().tenant.graph.perUserMfaStateProperty = 'missing';
    assert.equal((await full()).states_way, 'filter');
    assert.deepEqual(sorted(await states()), sorted(trueStates()));
  });

  it('reads states one by one where it tells neither', async () => {
    Object.assign(practice().tenant.graph, { perUserMfaStateProperty: 'badRequest', perUserMfaStateFilter: 'refused' });
    assert.equal((await full()).states_way, 'requirements');
    assert.deepEqual(sorted(await states()), sorted(trueStates()));
  });

  it('asks one by one about the few whose state the list leaves out', async () => {
    practice().tenant.graph.perUserMfaStateMissingPercent = 2;
    const before = asked(/authentication\/requirements/);
    assert.equal((await full()).states_way, 'property');
    const single = asked(/authentication\/requirements/) - before;
    assert.ok(single > 0 && single < 100, String(single));
    assert.deepEqual(sorted(await states()), sorted(trueStates()));
  });

  it('finds the way once a day, and remembers it between', async () => {
    const before = asked(/select=id,perUserMfaState&/);
    await full();
    await full();
    assert.equal(asked(/select=id,perUserMfaState&/) - before, 1);
    const [first, second] = await database().rows.selectFrom('snapshot_pass').selectAll().orderBy('id').execute();
    assert.deepEqual(first?.states_way_found_at, second?.states_way_found_at);
  });

  it('a state that nobody tells any more becomes unknown, never disabled', async () => {
    await full();
    Object.assign(practice().tenant.graph, { perUserMfaStateProperty: 'badRequest', perUserMfaStateFilter: 'refused' });
    practice().tenant.faults.add({ path: /authentication\/requirements/, status: 404 });
    await full();
    assert.deepEqual([...new Set((await states()).values())], ['unknown']);
  });

  it('goes on without sign-ins and registrations where the tenant has no licence for them, and says so', async () => {
    practice().tenant.graph.hasP1 = false;
    const pass = await full();
    assert.equal(pass.is_sign_in_told, false);
    assert.match(pass.fault ?? '', /^registrations:/);
    const alice = await person(PEOPLE.aliceAdams);
    assert.deepEqual(
      [alice.is_mfa_registered, alice.is_sign_in_known, alice.per_user_mfa_state],
      [null, false, 'enforced'],
    );
  });

  it('whoever was not seen in a complete pass is gone; who was added is there', async () => {
    await full();
    const leaver = opened(users().get(PEOPLE.leaver));
    users().delete(PEOPLE.leaver);
    await full();
    users().set(leaver.id, leaver);
    assert.ok(!(await states()).has(PEOPLE.leaver));
  });

  it('an empty list of people empties nothing', async () => {
    await full();
    practice().tenant.faults.add({ path: /\/users\?.*givenName/, status: 200, body: { value: [] } });
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    await workOnPass(edges());
    assert.equal((await states()).size, 1200);
  });

  it('a throttled pass waits as long as it is told, and goes on from its page', async () => {
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    practice().tenant.faults.add({ path: /skiptoken/, status: 429, headers: { 'Retry-After': '30' }, times: 1 });
    await workOnPass(edges());
    const waiting = opened(await runningPass(database().rows));
    assert.deepEqual([waiting.people, waiting.fault, waiting.lease_until], [500, 'throttled', null]);
    await workOnPass(edges());
    assert.equal((await runningPass(database().rows))?.people, 500, 'it did not wait');
    await database().moveClock(31_000);
    const pages = asked(/\/users\?.*givenName/);
    await workOnPass(edges());
    assert.equal(asked(/\/users\?.*givenName/) - pages, 2);
    assert.equal((await states()).size, 1200);
  });

  it('reads only whoever has changed between full passes, and forgets who is gone', async () => {
    await full();
    opened(users().get(PEOPLE.bob)).department = 'Night shift';
    const leaver = opened(users().get(PEOPLE.leaver));
    users().delete(PEOPLE.leaver);
    await beginPass(database().rows, { kind: 'changes', askedBy: null });
    await workOnPass(edges());
    users().set(leaver.id, leaver);
    const pass = opened(await lastComplete(database().rows, 'changes'));
    assert.equal(pass.people, 1);
    assert.equal((await person(PEOPLE.bob)).department, 'Night shift');
    assert.ok(!(await states()).has(PEOPLE.leaver));
  });

  it('changes that Graph has forgotten become a full pass', async () => {
    await full();
    practice().tenant.faults.add({ path: /users\/delta.*deltatoken=(?!latest)/i, status: 410 });
    await beginPass(database().rows, { kind: 'changes', askedBy: null });
    await workOnPass(edges());
    assert.equal((await lastComplete(database().rows))?.kind, 'full');
  });

  it('two at once are one', async () => {
    const wish = { kind: 'full', askedBy: null } as const;
    assert.deepEqual([await beginPass(database().rows, wish), await beginPass(database().rows, wish)], [true, false]);
    await Promise.all([workOnPass(edges()), workOnPass(edges())]);
    assert.equal((await lastComplete(database().rows))?.people, 1200);
  });

  it('stops at a page when the product stops, and goes on later', async () => {
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    const stopping = new AbortController();
    const page = practice().tenant.faults.hold({ path: /skiptoken/ });
    const working = workOnPass(edges(), stopping.signal);
    await page.reached;
    stopping.abort();
    page.release();
    await working;
    assert.equal((await runningPass(database().rows))?.people, 1000);
    await workOnPass(edges());
    assert.equal((await states()).size, 1200);
  });

  it('counts that the database keeps are what counting gives, whatever was written', async () => {
    await full();
    await writeStates(database().rows, [{ id: PEOPLE.aliceAdams, state: 'disabled' }], new Date(0));
    const kept = await countPeople(database().rows, {});
    const all = [...(await states()).values()];
    const of = (state: string) => all.filter((one) => one === state).length;
    assert.deepEqual(
      { ...kept.states, people: kept.people },
      {
        disabled: of('disabled'),
        enabled: of('enabled'),
        enforced: of('enforced'),
        unknown: of('unknown'),
        people: all.length,
      },
    );
  });

  it('a token that may not list people leaves what was known, and says why', async () => {
    await full();
    practice().tenant.graph.grantedPermissions.delete('User.Read.All');
    await beginPass(database().rows, { kind: 'full', askedBy: null });
    await workOnPass(edges({ graph: graphOf(practice().tenant) }));
    practice().tenant.graph.grantedPermissions.add('User.Read.All');
    assert.equal((await runningPass(database().rows))?.fault, 'forbidden');
    assert.equal((await states()).size, 1200);
  });
}
