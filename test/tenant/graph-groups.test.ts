import assert from 'node:assert/strict';

import { GROUPS, PEOPLE } from './cast.ts';
import { ROLE_TEMPLATE_IDS } from './entra-ids.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, EVENTUAL, objectIn, rowsIn, withQuery } from './support/wire.ts';

const GLOBAL_ADMINISTRATOR = ROLE_TEMPLATE_IDS['Global Administrator'];

describe('The practice Graph knows groups and roles', () => {
  let called: CalledTenant;
  const get = (path: string, headers = {}) => called.call('GET', path, { headers });
  const names = async (path: string) => columnIn(await get(path), 'displayName');
  const reference = (id: string) => ({ '@odata.id': `${called.tenant.origin}/v1.0/directoryObjects/${id}` });
  const add = (groupId: string, id: string) =>
    called.call('POST', `/v1.0/groups/${groupId}/members/$ref`, { json: reference(id) });
  const remove = (groupId: string, id: string) => called.call('DELETE', `/v1.0/groups/${groupId}/members/${id}/$ref`);

  beforeEach(async () => {
    called = await openTenant({ people: 60 });
  });
  afterEach(() => called.close());

  it('lists the groups that hold a person directly, and through other groups', async () => {
    const zoe = `/v1.0/users/${PEOPLE.zoe}`;
    assert.deepEqual(await names(`${zoe}/memberOf`), ['SG-CA-MFA-Engineering', 'Engineering']);
    const all = ['SG-CA-MFA-Engineering', 'Engineering', 'SG-CA-MFA'];
    assert.deepEqual(new Set(await names(`${zoe}/transitiveMemberOf`)), new Set(all));
    const types = columnIn(await get(`${zoe}/transitiveMemberOf/microsoft.graph.group`), '@odata.type');
    assert.deepEqual(types, [undefined, undefined, undefined]);
  });

  it("lists a person's roles, also those that a group carries", async () => {
    called.tenant.directory.groups
      .get(GROUPS.operators)
      ?.roleTemplateIds.push(ROLE_TEMPLATE_IDS['Conditional Access Administrator']);
    const nora = `/v1.0/users/${PEOPLE.nora}`;
    const direct = await names(`${nora}/memberOf/microsoft.graph.directoryRole`);
    assert.deepEqual(direct, ['Authentication Policy Administrator', 'Global Reader']);
    const all = await get(`${nora}/transitiveMemberOf/microsoft.graph.directoryRole?$select=id,roleTemplateId`);
    assert.ok(columnIn(all, 'roleTemplateId').includes(ROLE_TEMPLATE_IDS['Conditional Access Administrator']));
  });

  it('says of given groups which hold a person, and names all that do', async () => {
    const groupIds = [GROUPS.caMfa, GROUPS.approvers];
    const path = `/v1.0/users/${PEOPLE.zoe}`;
    const checked = await called.call('POST', `${path}/checkMemberGroups`, { json: { groupIds } });
    assert.deepEqual(objectIn(checked)['value'], [GROUPS.caMfa]);
    const json = { securityEnabledOnly: true };
    const { value } = objectIn(await called.call('POST', `${path}/getMemberGroups`, { json }));
    assert.ok(Array.isArray(value) && value.length === 3);
  });

  it('finds groups by name, whole, by its start, or by its words', async () => {
    const found = (query: Record<string, string>, headers = {}) => get(withQuery('/v1.0/groups', query), headers);
    const whole = await found({ $filter: "displayName eq 'sg-mfa-pilot'" });
    assert.deepEqual(columnIn(whole, 'id'), [GROUPS.pilot]);
    const start = await found({ $filter: "startswith(displayName,'SG-MFA-Pilot')" });
    assert.deepEqual(columnIn(start, 'id'), [GROUPS.pilot, GROUPS.pilotBerlin]);
    const words = await found({ $search: '"displayName:berlin"' }, EVENTUAL);
    assert.deepEqual(columnIn(words, 'id'), [GROUPS.pilotBerlin]);
  });

  it('lists members of one level, and people through all levels', async () => {
    const pilot = `/v1.0/groups/${GROUPS.pilot}`;
    assert.deepEqual(await names(`${pilot}/members`), ['Alice Adams', 'Priya Patel', 'SG-MFA-Pilot-Berlin']);
    const people = await get(`${pilot}/transitiveMembers/microsoft.graph.user?$top=5`);
    assert.equal(rowsIn(people).length, 5);
    const next = String(objectIn(people)['@odata.nextLink']).slice(called.tenant.origin.length);
    assert.equal(rowsIn(await get(next)).length, 3);
  });

  it('adds a member once', async () => {
    assert.equal((await add(GROUPS.caMfa, PEOPLE.bob)).status, 204);
    const again = await add(GROUPS.caMfa, PEOPLE.bob);
    assertRefused(again, 400, 'Request_BadRequest', /^One or more added object references already exist/);
    const nobody = '00000000-0000-4000-8000-000000000000';
    assertRefused(await add(GROUPS.caMfa, nobody), 404, 'Request_ResourceNotFound');
  });

  it('removes a member once', async () => {
    assert.equal((await remove(GROUPS.pilot, PEOPLE.priya)).status, 204);
    assertRefused(await remove(GROUPS.pilot, PEOPLE.priya), 404, 'Request_ResourceNotFound');
  });

  it('adds up to twenty members at once, all or none', async () => {
    const bind = (ids: string[]) => {
      const references = ids.map((id) => reference(id)['@odata.id']);
      return called.call('PATCH', `/v1.0/groups/${GROUPS.caMfa}`, {
        json: { 'members@odata.bind': references },
      });
    };
    assertRefused(await bind([PEOPLE.bob, PEOPLE.aliceAdams]), 400, 'Request_BadRequest', /already exist/);
    const group = called.tenant.directory.groups.get(GROUPS.caMfa);
    assert.equal(group?.memberUserIds.has(PEOPLE.bob), false);
    assert.equal((await bind([PEOPLE.bob, PEOPLE.carol])).status, 204);
    assert.equal(group.memberUserIds.has(PEOPLE.carol), true);
    const many = [...called.tenant.directory.users.keys()].slice(0, 21);
    assertRefused(await bind(many), 400, 'Request_BadRequest', /exceeds the limit of 20/);
  });

  it('lets nobody into a role-assignable group without RoleManagement.ReadWrite.Directory', async () => {
    assertRefused(await add(GROUPS.approvers, PEOPLE.nora), 403, 'Authorization_RequestDenied');
    called.tenant.graph.grantedPermissions.add('RoleManagement.ReadWrite.Directory');
    await called.renewToken();
    assert.equal((await add(GROUPS.approvers, PEOPLE.nora)).status, 204);
  });

  it('lists who holds a role, by assignment and by the role itself', async () => {
    const { ingrid, kwame, emergency01, emergency02 } = PEOPLE;
    const holders = new Set<unknown>([ingrid, kwame, emergency01, emergency02]);
    const filter = { $filter: `roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`, $expand: 'roleDefinition' };
    const assigned = await get(withQuery('/v1.0/roleManagement/directory/roleAssignments', filter));
    assert.deepEqual(new Set(columnIn(assigned, 'principalId')), holders);
    const members = await get(`/v1.0/directoryRoles(roleTemplateId='${GLOBAL_ADMINISTRATOR}')/members`);
    assert.deepEqual(new Set(columnIn(members, 'id')), holders);
  });

  it('shows a role that a group carries as assigned to the group', async () => {
    called.tenant.directory.groups.get(GROUPS.approvers)?.roleTemplateIds.push(GLOBAL_ADMINISTRATOR);
    const filter = { $filter: `principalId eq '${GROUPS.approvers}'` };
    const assigned = await get(withQuery('/v1.0/roleManagement/directory/roleAssignments', filter));
    assert.deepEqual(columnIn(assigned, 'roleDefinitionId'), [GLOBAL_ADMINISTRATOR]);
  });

  it('describes a role by its template id', async () => {
    const path = `/v1.0/roleManagement/directory/roleDefinitions/${GLOBAL_ADMINISTRATOR}`;
    assert.equal(objectIn(await get(path))['displayName'], 'Global Administrator');
  });
});
