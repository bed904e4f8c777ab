import assert from 'node:assert/strict';

import { PEOPLE } from './cast.ts';
import { GRAPH_APP_ID } from './entra-ids.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, objectIn, objectsIn, rowsIn, withQuery } from './support/wire.ts';

describe('The practice Graph reaches people', () => {
  let called: CalledTenant;
  const apps = (userId: string) => `/v1.0/users/${userId}/teamwork/installedApps`;
  const install = (userId: string, appId: string = called.tenant.teamsApp.id) => {
    const bind = `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${appId}`;
    return called.call('POST', apps(userId), { json: { 'teamsApp@odata.bind': bind } });
  };
  const mail = (from: string, address: string) =>
    called.call('POST', `/v1.0/users/${from}/sendMail`, {
      json: {
        message: {
          subject: 'Your sign-in changes',
          body: { contentType: 'Text', content: 'On Monday.' },
          toRecipients: [{ emailAddress: { address } }],
        },
        saveToSentItems: false,
      },
    });

  beforeEach(async () => {
    called = await openTenant({ people: 0 });
  });
  afterEach(() => called.close());

  it('finds the app in the catalogue by the id in its manifest', async () => {
    const found = async (externalId: string) => {
      const query = { $filter: `externalId eq '${externalId}'` };
      return columnIn(await called.call('GET', withQuery('/v1.0/appCatalogs/teamsApps', query)), 'id');
    };
    assert.deepEqual(await found(called.tenant.teamsApp.externalId), [called.tenant.teamsApp.id]);
    assert.deepEqual(await found('another'), []);
  });

  it('installs the app for a person once, and gives the chat', async () => {
    const answer = await install(PEOPLE.priya);
    assert.deepEqual([answer.status, answer.body], [201, undefined]);
    assertRefused(await install(PEOPLE.priya), 409, 'Conflict');
    const query = { $expand: 'teamsApp', $filter: `teamsApp/id eq '${called.tenant.teamsApp.id}'` };
    const [row] = rowsIn(await called.call('GET', withQuery(apps(PEOPLE.priya), query)));
    assert.equal(objectIn({ body: row?.['teamsApp'] })['externalId'], called.tenant.teamsApp.externalId);
    const path = `${apps(PEOPLE.priya)}/${String(row?.['id'])}`;
    const chat = objectIn(await called.call('GET', `${path}/chat`));
    assert.deepEqual(
      [chat['chatType'], chat['id']],
      ['oneOnOne', called.tenant.teams.installations.find(PEOPLE.priya)?.chatId],
    );
    assert.equal((await called.call('DELETE', path)).status, 204);
    assert.deepEqual(rowsIn(await called.call('GET', apps(PEOPLE.priya))), []);
  });

  it('does not install for whom a policy blocks the app, who has no licence, or what is not in the catalogue', async () => {
    assertRefused(await install(PEOPLE.berlinBlockedByPolicy), 403, 'Forbidden', /blocked by app permission policy/);
    assertRefused(await install(PEOPLE.berlinUnlicensed), 403, 'Forbidden', /^Failed to get license information/);
    assertRefused(await install(PEOPLE.priya, 'another'), 404, 'NotFound');
  });

  it('accepts a mail with 202 and keeps it', async () => {
    const answer = await mail(PEOPLE.nora, 'anke.vogel@fabrikam.example');
    assert.deepEqual([answer.status, answer.body], [202, undefined]);
    const [sent] = called.tenant.directory.sentMails;
    assert.deepEqual(
      [sent?.to, sent?.subject, sent?.content],
      [['anke.vogel@fabrikam.example'], 'Your sign-in changes', 'On Monday.'],
    );
  });

  it('refuses a mail from nobody, from somebody without a mailbox, and to no address', async () => {
    const to = 'anke.vogel@fabrikam.example';
    assertRefused(await mail('nobody@fabrikam.example', to), 404, 'ErrorInvalidUser');
    assertRefused(await mail(PEOPLE.emergency01, to), 404, 'MailboxNotEnabledForRESTAPI');
    assertRefused(await mail(PEOPLE.nora, 'no address'), 400, 'ErrorInvalidRecipients');
    assert.deepEqual(called.tenant.directory.sentMails, []);
  });

  it('lets permissions be granted from Microsoft Graph to the bot, once each', async () => {
    const { graph, bot } = called.tenant;
    graph.grantedPermissions.delete('Mail.Send');
    graph.grantedPermissions.add('AppRoleAssignment.ReadWrite.All');
    await called.renewToken();
    const principal = async (appId: string) =>
      objectIn(await called.call('GET', `/v1.0/servicePrincipals(appId='${appId}')`));
    const [own, microsoft] = [await principal(bot.appId), await principal(GRAPH_APP_ID)];
    const roles = objectsIn(microsoft['appRoles']);
    const appRoleId = roles.find((role) => role['value'] === 'Mail.Send')?.['id'];
    const json = { principalId: own['id'], resourceId: microsoft['id'], appRoleId };
    const path = `/v1.0/servicePrincipals/${String(own['id'])}/appRoleAssignments`;
    assert.equal((await called.call('POST', path, { json })).status, 201);
    assertRefused(await called.call('POST', path, { json }), 400, 'Request_BadRequest', /already exists/);
    assert.ok(columnIn(await called.call('GET', path), 'appRoleId').includes(appRoleId));
    await called.renewToken();
    assert.equal((await mail(PEOPLE.nora, 'anke.vogel@fabrikam.example')).status, 202);
  });
});
