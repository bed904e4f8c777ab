import assert from 'node:assert/strict';

import { graphfi, GraphBrowser } from '@pnp/graph';
import '@pnp/graph/batching.js';
import { GroupType } from '@pnp/graph/groups/index.js';
import '@pnp/graph/members/index.js';
import '@pnp/graph/users/index.js';

import { trust } from '../support/trust.ts';
import { GROUPS, PEOPLE } from './cast.ts';
import { startTenant } from './tenant.ts';
import type { PracticeTenant } from './tenant.ts';

type Row = Record<string, unknown>;
type Ask<T> = () => Promise<T>;

/** What of the client is used here; its own types are not written for Node's module resolution. */
interface People extends Ask<Row[]>, AsyncIterable<Row[]> {
  getById(id: string): Ask<Row>;
  top(count: number): People;
  select(...names: string[]): People;
  filter(filter: string): People;
}
interface Group extends Ask<Row> {
  members: Ask<Row[]> & {
    add(reference: string): Promise<unknown>;
    getById(id: string): { remove(): Promise<unknown> };
  };
  delete(): Promise<unknown>;
}
interface OtherClient {
  using(...behaviours: unknown[]): OtherClient;
  users: People;
  groups: { getById(id: string): Group; add(name: string, mailNickname: string, type: GroupType): Promise<Row> };
  batched(): [OtherClient, () => Promise<void>];
}
interface Sender {
  on: { auth: { replace(authorise: (url: URL, init: RequestInit) => Promise<[URL, RequestInit]>): void } };
}

describe('A client of Graph that others wrote works with the practice tenant', () => {
  let tenant: PracticeTenant;
  let trusted: { end(): void };
  let graph: OtherClient;

  before(async () => {
    tenant = await startTenant({ people: 400 });
    trusted = trust(tenant.certificatePem);
    tenant.graph.grantedPermissions.add('Group.ReadWrite.All');
    const { issuer, bot } = tenant;
    const roles = [...tenant.graph.grantedPermissions];
    const token = await issuer.tokenForApp({ resource: 'https://graph.microsoft.com', appId: bot.appId, roles });
    const withToken = (sender: Sender) => {
      sender.on.auth.replace((url, init) => {
        const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` };
        return Promise.resolve([url, { ...init, headers }]);
      });
      return sender;
    };
    const client: unknown = graphfi();
    graph = (client as OtherClient).using(GraphBrowser({ baseUrl: `${tenant.origin}/v1.0` }), withToken);
  });
  after(async () => {
    trusted.end();
    await tenant.close();
  });

  it('reads a person, and everybody page by page', async () => {
    const alice = await graph.users.getById(PEOPLE.aliceAdams)();
    assert.equal(alice['displayName'], 'Alice Adams');
    let people = 0;
    for await (const page of graph.users.top(90).select('id')) people += page.length;
    assert.equal(people, 400);
  });

  it('filters', async () => {
    const found = await graph.users.filter("startswith(displayName,'Alice')").select('displayName')();
    assert.ok(found.length >= 2);
  });

  it('creates a group, adds a member and removes it again', async () => {
    const { id } = await graph.groups.add('Ring 7', 'ring-7', GroupType.Security);
    const group = graph.groups.getById(String(id));
    const memberIds = async () => (await group.members()).map((member) => member['id']);
    await group.members.add(`${tenant.origin}/v1.0/directoryObjects/${PEOPLE.bob}`);
    assert.deepEqual(await memberIds(), [PEOPLE.bob]);
    await group.members.getById(PEOPLE.bob).remove();
    assert.deepEqual(await memberIds(), []);
    await group.delete();
    assert.equal(tenant.directory.groups.has(String(id)), false);
  });

  it('asks for two things in one batch', async () => {
    const [batched, execute] = graph.batched();
    const answers = [batched.users.getById(PEOPLE.bob)(), batched.groups.getById(GROUPS.pilot)()] as const;
    await execute();
    const [bob, pilot] = await Promise.all(answers);
    assert.deepEqual([bob['displayName'], pilot['displayName']], ['Bob Berg', 'SG-MFA-Pilot']);
  });

  it('gets an error that it understands', async () => {
    await assert.rejects(graph.users.getById('nobody')(), /Request_ResourceNotFound/);
  });
});
