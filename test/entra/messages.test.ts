import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { findCatalogApp, findInstallation, getInstallationChat, installApp } from '../../src/entra/installed-apps.ts';
import { sendMail } from '../../src/entra/mail.ts';
import { PEOPLE, TEAMS_APP } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe('reaching people', () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  it('finds the app in the catalogue by the id of its manifest, or says that it is not there', async () => {
    assert.deepEqual((await findCatalogApp(practice.graph, TEAMS_APP.externalId)).body, { id: TEAMS_APP.id });
    assert.equal((await findCatalogApp(practice.graph, "it's not there")).body, null);
  });

  it('installs the app for a person once, and finds the chat', async () => {
    assert.equal((await findInstallation(practice.graph, PEOPLE.priya, TEAMS_APP.id)).body, null);
    assert.equal((await installApp(practice.graph, PEOPLE.priya, TEAMS_APP.id)).outcome, 'installed');
    assert.equal((await installApp(practice.graph, PEOPLE.priya, TEAMS_APP.id)).outcome, 'alreadyInstalled');
    const installation = (await findInstallation(practice.graph, PEOPLE.priya, TEAMS_APP.id)).body;
    assert.ok(installation !== null);
    const chat = await getInstallationChat(practice.graph, PEOPLE.priya, installation.id);
    assert.match(chat.body.id, /./);
  });

  it('tells a person without Teams from one whom a Teams policy keeps the app from', async () => {
    const reasons = [];
    for (const id of [PEOPLE.berlinUnlicensed, PEOPLE.berlinBlockedByPolicy]) {
      const error = await caught(GraphError, installApp(practice.graph, id, TEAMS_APP.id));
      reasons.push(error.reason);
    }
    assert.deepEqual(reasons, ['userNotLicensed', 'appBlocked']);
  });

  it('sends a mail as it was written', async () => {
    const mail = { fromUserId: PEOPLE.nora, to: 'carol.oneil@fabrikam.example', subject: 'When you move' };
    await sendMail(practice.graph, { ...mail, text: 'a < b' });
    await sendMail(practice.graph, { ...mail, html: '<p>Hello</p>' });
    assert.deepEqual(
      practice.tenant.directory.sentMails.map(({ to, contentType, content }) => [
        to,
        contentType.toLowerCase(),
        content,
      ]),
      [
        [[mail.to], 'text', 'a < b'],
        [[mail.to], 'html', '<p>Hello</p>'],
      ],
    );
  });
});
