import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { botPermissions, grantPermissions } from '../../src/entra/permissions.ts';
import {
  createAppRoleAssignment,
  getServicePrincipalByAppId,
  listAppRoleAssignments,
  MICROSOFT_GRAPH_APP_ID,
} from '../../src/entra/service-principals.ts';
import { caught } from './support/caught.ts';
import { grant, graphOf, openPractice, type Practice } from './support/practice.ts';

describe('granting permissions', () => {
  let practice: Practice;
  before(async () => {
    practice = await openPractice();
    grant(
      practice.tenant,
      grantPermissions.map(({ name }) => name),
    );
  });
  after(() => practice.close());

  it('finds every permission of the bot among those that Microsoft Graph offers', async () => {
    const { body } = await getServicePrincipalByAppId(graphOf(practice.tenant), MICROSOFT_GRAPH_APP_ID);
    const offered = new Set(body.appRoles.map(({ value }) => value));
    const missing = botPermissions.filter(({ name }) => !offered.has(name));
    assert.deepEqual(missing, []);
  });

  it('gives one to the bot, and lists it afterwards', async () => {
    const graph = graphOf(practice.tenant);
    const resource = (await getServicePrincipalByAppId(graph, MICROSOFT_GRAPH_APP_ID)).body;
    const bot = (await getServicePrincipalByAppId(graph, practice.tenant.bot.appId)).body;
    const held = await listAppRoleAssignments(graph, bot.id);
    const role = resource.appRoles.find(({ id }) => !held.assignments.some(({ appRoleId }) => appRoleId === id));
    assert.ok(role !== undefined);
    const assignment = { principalId: bot.id, resourceId: resource.id, appRoleId: role.id };
    await createAppRoleAssignment(graph, assignment);
    const { assignments } = await listAppRoleAssignments(graph, bot.id);
    assert.deepEqual(
      assignments.find(({ appRoleId }) => appRoleId === role.id),
      assignment,
    );
  });

  it('says that an app is not in the tenant', async () => {
    const missing = getServicePrincipalByAppId(graphOf(practice.tenant), '00000000-0000-4000-8000-000000000000');
    assert.equal((await caught(GraphError, missing)).reason, 'notFound');
  });
});
