import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { check, type CheckWish } from '../../src/commands/check.ts';
import type { Line } from '../../src/commands/lines.ts';
import { openDatabase } from '../../src/db/database.ts';
import { botPermissions } from '../../src/entra/permissions.ts';
import { conversationsIn } from '../../src/teams/conversations.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { configOf, environmentFor, trustedKeys } from '../support/product.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import type { TenantGroup, TenantUser } from '../tenant/contract.ts';
import { SIGN_IN_APP } from '../tenant/sign-in.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { found, lineOf, toMendIn } from './support/findings.ts';

const NOBODY = '00000000-0000-4000-8000-00000000dead';

describe('npm run check', () => {
  let tenant: PracticeTenant;
  const checked = (env: Record<string, string | undefined> = {}, wish: CheckWish = {}): Promise<Line[]> =>
    found(check(configOf({ ...environmentFor(tenant), ...env }), wish));
  const person = (id: string): TenantUser => tenant.directory.users.get(id) ?? assert.fail(id);
  const group = (id: string): TenantGroup => tenant.directory.groups.get(id) ?? assert.fail(id);
  const writes = () =>
    tenant.log
      .filter(({ surface, method }) => surface !== 'issuer' && method !== 'GET')
      .map(({ method, path }) => `${method} ${path.replace(/^.*\//, '')}`);

  beforeEach(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    tenant.graph.grantedPermissions.clear();
    for (const { name } of botPermissions) tenant.graph.grantedPermissions.add(name);
  });
  afterEach(() => tenant.close());

  it('finds nothing to mend where everything is as it should be, and writes nothing', async () => {
    assert.deepEqual(toMendIn(await checked()), []);
    assert.deepEqual(writes(), []);
  });

  describe('the permissions', () => {
    for (const { name, isOptional } of botPermissions) {
      it(`names ${name} when it is missing, with the command that grants it`, async () => {
        tenant.graph.grantedPermissions.delete(name);
        const { mark, remedy } = lineOf(await checked(), new RegExp(`^${name.replaceAll('.', '\\.')} is missing`));
        assert.equal(mark, '!!');
        assert.match(remedy ?? '', isOptional ? /npm run grant -- --with-mail/ : /npm run grant as an administrator/);
      });
    }

    it('does not ask for Mail.Send where no mailbox is configured', async () => {
      tenant.graph.grantedPermissions.delete('Mail.Send');
      const lines = await checked({ CROSSOVER_MAIL_SENDER: undefined });
      assert.equal(lineOf(lines, /^Mail\.Send is not granted/).mark, '--');
      assert.deepEqual(toMendIn(lines), []);
    });

    it('goes on to the next check where Graph refuses one', async () => {
      tenant.graph.grantedPermissions.delete('GroupMember.Read.All');
      const lines = await checked();
      assert.equal(lineOf(lines, /^The configured groups: GET .* forbidden/).mark, '!!');
      assert.equal(lineOf(lines, /^Security defaults are off/).mark, 'ok');
    });

    it('says that a permission is in the token and yet refused', async () => {
      tenant.faults.add({
        path: /\/subscribedSkus/,
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied' } },
      });
      assert.equal(lineOf(await checked(), /^LicenseAssignment\.Read\.All is in the token, but/).mark, '!!');
    });

    it('names what is held beyond need', async () => {
      tenant.graph.grantedPermissions.add('Directory.Read.All');
      assert.equal(lineOf(await checked(), /^Held beyond need: Directory\.Read\.All/).mark, '--');
    });

    it('says that Entra gives no token', async () => {
      const { mark, remedy } = lineOf(await checked({ AZURE_CLIENT_SECRET: 'wrong' }), /^Microsoft Graph: .*noToken/);
      assert.equal(mark, '!!');
      assert.match(remedy ?? '', /credential/);
    });
  });

  describe('the people', () => {
    it('asks for a second approver where there is one only', async () => {
      group(GROUPS.approvers).memberUserIds.delete(PEOPLE.chiara);
      const { mark, remedy } = lineOf(await checked(), /^1 person may approve/);
      assert.equal(mark, '!!');
      assert.match(remedy ?? '', /at least 2 people/);
    });

    it('does not count an approver whose account is disabled', async () => {
      person(PEOPLE.chiara).accountEnabled = false;
      assert.equal(lineOf(await checked(), /^1 person may approve/).mark, '!!');
    });

    it('warns of a group whose owners could make themselves approvers', async () => {
      group(GROUPS.approvers).isAssignableToRole = false;
      const line = lineOf(await checked(), /SG-MFA-Approvers is not role-assignable: .*make themselves approvers/);
      assert.equal(line.mark, '--');
    });

    it('names a configured group that does not exist', async () => {
      const lines = await checked({ CROSSOVER_OPERATORS: `group:${NOBODY}` });
      const { mark, remedy } = lineOf(lines, /^Operators: there is no group/);
      assert.equal(mark, '!!');
      assert.match(remedy ?? '', /CROSSOVER_OPERATORS/);
    });

    it('says that nobody is in a group', async () => {
      group(GROUPS.operators).memberUserIds.clear();
      assert.equal(lineOf(await checked(), /^Operators: nobody is in the group SG-MFA-Operators/).mark, '!!');
    });

    it('counts the holders of a role', async () => {
      const lines = await checked({ CROSSOVER_APPROVERS: 'role:62e90394-69f5-4237-9190-012177145e10' });
      assert.equal(lineOf(lines, /^Approvers: 4 people in the role/).mark, 'ok');
    });
  });

  describe('the emergency accounts', () => {
    const faults: [words: RegExp, spoil: (account: TenantUser) => void][] = [
      [/is disabled/, (account) => (account.accountEnabled = false)],
      [/is synchronised from on-premises/, (account) => (account.onPremisesSyncEnabled = true)],
      [/is not an active Global Administrator/, (account) => (account.roleTemplateIds = [])],
      [/has no phishing-resistant method/, (account) => (account.methods = ['phoneAuthenticationMethod'])],
    ];
    for (const [words, spoil] of faults) {
      it(`finds that one ${words.source}`, async () => {
        spoil(person(PEOPLE.emergency01));
        assert.deepEqual(toMendIn(await checked()).length, 1);
        assert.equal(lineOf(await checked(), new RegExp(`^Emergency Access 01 ${words.source}`)).mark, '!!');
      });
    }

    it('finds that one does not exist', async () => {
      const lines = await checked({ CROSSOVER_EMERGENCY_ACCOUNTS: `${PEOPLE.emergency01},${NOBODY}` });
      assert.equal(lineOf(lines, /^There is no emergency access account/).mark, '!!');
    });

    it('finds that only one is configured', async () => {
      const lines = await checked({ CROSSOVER_EMERGENCY_ACCOUNTS: PEOPLE.emergency01 });
      assert.equal(lineOf(lines, /^1 emergency access account is configured: nothing is ever changed/).mark, '!!');
    });
  });

  describe('the tenant', () => {
    it('says that no licence brings Conditional Access', async () => {
      tenant.graph.hasP1 = false;
      assert.equal(lineOf(await checked(), /^No subscription brings Microsoft Entra ID P1/).mark, '!!');
    });

    it('says that security defaults are on', async () => {
      tenant.graph.isSecurityDefaultsEnabled = true;
      assert.equal(lineOf(await checked(), /^Security defaults are on/).mark, '!!');
    });

    it('counts the policies by state', async () => {
      const { mark, text } = lineOf(await checked(), /^Conditional Access policies/);
      assert.deepEqual([mark, /: (.*)\./.exec(text)?.[1]], ['ok', '2 enabled, 1 report-only, 1 disabled']);
    });

    it('shows by which mark policies are taken for Microsoft-managed', async () => {
      const [policy] = tenant.directory.policies.values();
      if (policy) Object.assign(policy, { displayName: 'Microsoft-managed: MFA', templateId: NOBODY });
      assert.equal(lineOf(await checked(), new RegExp(`Microsoft-managed: MFA \\(templateId ${NOBODY}\\)`)).mark, '--');
    });

    it('says that the app is not in the catalogue', async () => {
      const { mark, remedy } = lineOf(
        await checked({ TEAMS_APP_ID: NOBODY }),
        /^No app in the organisation's catalogue/,
      );
      assert.equal(mark, '!!');
      assert.match(remedy ?? '', /Upload the app package/);
    });

    it('says that the mail sender has no mail address', async () => {
      const lines = await checked({ CROSSOVER_MAIL_SENDER: PEOPLE.emergency01 });
      assert.equal(lineOf(lines, /^The mail sender .* has no mail address/).mark, '!!');
    });

    it('says that files go into the OneDrive only, where there are no links', async () => {
      assert.equal(lineOf(await checked(), /^Files go into the OneDrive only/).mark, '--');
    });

    it('tries the sign-in for files, and says what Entra has against it', async () => {
      const links = { CROSSOVER_LINK_ORIGIN: 'http://localhost:3978', CROSSOVER_LINK_APP_ID: SIGN_IN_APP };
      assert.equal(lineOf(await checked(links), /^Files can be opened in the browser/).mark, 'ok');
      const unknown = lineOf(await checked({ ...links, CROSSOVER_LINK_APP_ID: NOBODY }), /refuses the sign-in/);
      assert.match(unknown.text, /\(AADSTS700016\)/);
      const astray = { ...links, CROSSOVER_LINK_ORIGIN: 'https://bot.example' };
      const { mark, text, remedy } = lineOf(await checked(astray), /refuses the sign-in/);
      assert.deepEqual([mark, /AADSTS\d+/.exec(text)?.[0]], ['!!', 'AADSTS50011']);
      assert.match(remedy ?? '', /https:\/\/bot\.example\/files\/signed-in/);
      assert.deepEqual(writes(), []);
    });

    it('asks for a help contact', async () => {
      assert.equal(lineOf(await checked({ CROSSOVER_HELP_CONTACT: undefined }), /^No help contact/).mark, '!!');
    });

    it('says that the database does not answer, and looks at the tenant all the same', async () => {
      const lines = await checked({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/crossover' });
      assert.equal(lineOf(lines, /^The database cannot be used: .*ECONNREFUSED/).mark, '!!');
      assert.equal(lineOf(lines, /^Security defaults are off/).mark, 'ok');
    });
  });

  describe('what is not documented', () => {
    it('tells whether perUserMfaState is given by $select and by $filter', async () => {
      const given = await checked();
      assert.equal(lineOf(given, /by \$select is given/).mark, 'ok');
      assert.equal(lineOf(given, /by \$filter is given/).mark, 'ok');
    });

    it('tells that it is left out', async () => {
      tenant.graph.perUserMfaStateProperty = 'missing';
      const lines = await checked();
      assert.equal(lineOf(lines, /by \$select is left out/).mark, '--');
      assert.equal(lineOf(lines, /of guests: .*in the list: left out/).mark, 'ok');
    });

    it('tells that it is refused, which is nothing to mend', async () => {
      tenant.graph.perUserMfaStateProperty = 'badRequest';
      const lines = await checked();
      assert.equal(lineOf(lines, /by \$select is not given: badRequest/).mark, '--');
      assert.deepEqual(toMendIn(lines), []);
    });

    it('names the properties of mfaServicePolicy where there is one', async () => {
      const body = { '@odata.context': 'x', allowAppPasswords: true, trustedIps: {} };
      tenant.faults.add({ path: /mfaServicePolicy/, status: 200, body });
      assert.equal(
        lineOf(await checked(), /mfaServicePolicy is given, with allowAppPasswords and trustedIps/).mark,
        'ok',
      );
    });

    it('names the headers of /requirements that speak of limits', async () => {
      const headers = { 'RateLimit-Limit': '10' };
      tenant.faults.add({ path: /requirements$/, status: 200, headers, body: { perUserMfaState: 'enabled' } });
      assert.equal(lineOf(await checked(), /that speak of limits: ratelimit-limit/).mark, 'ok');
    });
  });

  describe('one real card and one mail', () => {
    it('go to nobody who is not named', async () => {
      assert.match(lineOf(await checked(), /^No card and no mail/).remedy ?? '', /--to/);
    });

    it('reach a named person for whom the app has to be installed first', async () => {
      const lines = await checked({}, { to: 'priya.patel@fabrikam.example' });
      assert.equal(lineOf(lines, /^Teams took a card for Priya Patel/).mark, 'ok');
      assert.deepEqual(tenant.teams.messagesOf(PEOPLE.priya).length, 1);
      assert.deepEqual(
        tenant.directory.sentMails.map(({ to }) => to),
        [['priya.patel@fabrikam.example']],
      );
      assert.deepEqual(writes(), ['POST installedApps', 'POST installedApps', 'POST activities', 'POST sendMail']);
    });

    it('are reported where they cannot be sent', async () => {
      const lines = await checked({}, { to: PEOPLE.berlinBlockedByPolicy });
      const { mark, remedy } = lineOf(lines, /^No card for Emre Yildiz: .*appBlocked/);
      assert.equal(mark, '!!');
      assert.match(remedy ?? '', /permission policies/);
    });

    it('are not sent where nobody has the name', async () => {
      assert.equal(lineOf(await checked({}, { to: 'nobody@fabrikam.example' }), /^There is nobody/).mark, '!!');
      assert.deepEqual(writes(), []);
    });

    it('use the chat that the bot knows, out of its database', async () => {
      const directory = await freshDatabase();
      const { chatId } = tenant.teams.installations.find(PEOPLE.nora) ?? assert.fail('not installed');
      const before = await openDatabase({ kind: 'embedded', directory });
      const chat = { id: chatId, serviceUrl: `${tenant.origin}/` };
      await conversationsIn(before.rows).remember(PEOPLE.nora, chat);
      await before.close();
      const lines = await checked({ DATABASE_DIRECTORY: directory }, { to: PEOPLE.nora });
      assert.equal(lineOf(lines, /^The database answers: PostgreSQL 1[5-9]/).mark, 'ok');
      assert.deepEqual(writes(), ['POST activities', 'POST sendMail']);
      rmSync(directory, { recursive: true });
    });
  });

  describe('the test account', () => {
    it('is set to the state that it has, and read back', async () => {
      const lines = await checked({}, { testAccountId: PEOPLE.aliceAdams });
      assert.equal(lineOf(lines, /^The test account was set to enforced, which it was/).mark, 'ok');
      assert.deepEqual(writes(), ['PATCH requirements']);
      assert.equal(person(PEOPLE.aliceAdams).perUserMfaState, 'enforced');
    });

    for (const [who, id] of [
      ['an emergency account', PEOPLE.emergency01],
      ['an account whose state Entra might promote', PEOPLE.carol],
      ['somebody named instead of an object id', 'bob.berg@fabrikam.example'],
    ] as const) {
      it(`is left alone where it is ${who}`, async () => {
        assert.equal(lineOf(await checked({}, { testAccountId: id }), /left alone/).mark, '!!');
        assert.deepEqual(writes(), []);
      });
    }

    it('shows that the permission to write does not work', async () => {
      tenant.faults.add({
        method: 'PATCH',
        path: /requirements/,
        status: 403,
        body: { error: { code: 'accessDenied' } },
      });
      const lines = await checked({}, { testAccountId: PEOPLE.bob });
      assert.equal(lineOf(lines, /^The test account: PATCH .* forbidden/).mark, '!!');
    });
  });
});
