import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { collected } from '../../src/entra/graph-shapes.ts';
import { findGroupsByName, getGroup, listTransitiveUserMembers } from '../../src/entra/groups.ts';
import { listTransitiveMemberships } from '../../src/entra/memberships.ts';
import { roleTemplates } from '../../src/entra/role-templates.ts';
import { listRoleMembers } from '../../src/entra/roles.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe('groups and roles', () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  it('finds a group by its exact name before any that begin with it', async () => {
    const { body } = await findGroupsByName(practice.graph, 'SG-CA-MFA');
    assert.deepEqual(
      body.map(({ id }) => id),
      [GROUPS.caMfa],
    );
  });

  it('finds the groups that begin with a name that none has', async () => {
    const { body } = await findGroupsByName(practice.graph, 'SG-MFA-P');
    assert.deepEqual(body.map(({ id }) => id).sort(), [GROUPS.pilot, GROUPS.pilotBerlin]);
  });

  it('finds a group with an apostrophe in its name, and nothing by a name that tries to be a filter', async () => {
    const { groups } = practice.tenant.directory;
    const sales = groups.get(GROUPS.sales);
    if (sales !== undefined) sales.displayName = "Sales' best";
    assert.deepEqual(
      (await findGroupsByName(practice.graph, "Sales' best")).body.map(({ id }) => id),
      [GROUPS.sales],
    );
    assert.deepEqual((await findGroupsByName(practice.graph, "x' or displayName ne 'x")).body, []);
  });

  it('reads one group by object id, and no other name', async () => {
    assert.equal((await getGroup(practice.graph, GROUPS.approvers)).body.isAssignableToRole, true);
    const byName = getGroup(practice.graph, 'SG-MFA-Approvers');
    assert.equal((await caught(GraphError, byName)).reason, 'badRequest');
  });

  it('lists the people of a group with those of the groups in it, and the groups not', async () => {
    const { items } = await collected(listTransitiveUserMembers(practice.graph, GROUPS.pilot));
    const ids = items.map(({ id }) => id);
    assert.equal(ids.length, 8);
    assert.ok(ids.includes(PEOPLE.aliceAdams) && ids.includes(PEOPLE.berlinUnlicensed));
    assert.equal(items.find(({ id }) => id === PEOPLE.berlinDisabled)?.accountEnabled, false);
  });

  it('says that a group is not there', async () => {
    const missing = '00000000-0000-4000-8000-000000000000';
    const error = await caught(GraphError, collected(listTransitiveUserMembers(practice.graph, missing)));
    assert.equal(error.reason, 'notFound');
  });

  it('knows the groups that a person is in through others, and the roles held', async () => {
    const zoe = await listTransitiveMemberships(practice.graph, PEOPLE.zoe);
    assert.ok(zoe.groupIds.includes(GROUPS.caMfa) && zoe.groupIds.includes(GROUPS.caMfaEngineering));
    const nora = await listTransitiveMemberships(practice.graph, PEOPLE.nora);
    assert.deepEqual(nora.roleTemplateIds.sort(), [
      roleTemplates.authenticationPolicyAdministrator,
      roleTemplates.globalReader,
    ]);
  });

  it('knows who holds a role directly, and who through a group', async () => {
    const before = await listRoleMembers(practice.graph, roleTemplates.globalAdministrator);
    assert.deepEqual(before.userIds.sort(), [PEOPLE.ingrid, PEOPLE.kwame, PEOPLE.emergency01, PEOPLE.emergency02]);
    practice.tenant.directory.groups.get(GROUPS.approvers)?.roleTemplateIds.push(roleTemplates.globalAdministrator);
    const after = await listRoleMembers(practice.graph, roleTemplates.globalAdministrator);
    const added = after.userIds.filter((id) => !before.userIds.includes(id));
    assert.deepEqual(added.sort(), [PEOPLE.bruno, PEOPLE.chiara]);
  });

  it('counts nobody whose role is limited to an administrative unit, nor a principal that was deleted', async () => {
    const user = (id: string) => ({ '@odata.type': '#microsoft.graph.user', id });
    const value = [
      { directoryScopeId: '/administrativeUnits/1', principal: user(PEOPLE.bob) },
      { directoryScopeId: '/', principal: null },
      { directoryScopeId: '/', principal: user(PEOPLE.ingrid) },
    ];
    practice.tenant.faults.add({ path: /roleAssignments/, status: 200, body: { value } });
    const { userIds } = await listRoleMembers(practice.graph, roleTemplates.globalAdministrator);
    assert.deepEqual(userIds, [PEOPLE.ingrid]);
  });
});
