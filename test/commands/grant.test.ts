import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grant } from '../../src/commands/grant.ts';
import { readGrantSettings } from '../../src/commands/grant-settings.ts';
import type { Line } from '../../src/commands/lines.ts';
import { botPermissions, grantPermissions } from '../../src/entra/permissions.ts';
import { environmentFor, trustedKeys } from '../support/product.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { runCommand } from './support/command-process.ts';
import { found, lineOf, toMendIn } from './support/findings.ts';

const ADMINISTRATOR = grantPermissions.map(({ name }) => name);
const ALWAYS = botPermissions.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
/** The practice administrator is the bot's own identity, and holds one of the bot's permissions before. */
const MISSING = ALWAYS.filter((name) => !ADMINISTRATOR.includes(name));

describe('npm run grant', () => {
  let tenant: PracticeTenant;
  const granted = (
    wish: { isMailWanted?: boolean; isDryRun?: boolean } = {},
    env: Record<string, string> = {},
  ): Promise<Line[]> => {
    const read = readGrantSettings({ ...environmentFor(tenant), ...env });
    assert.ok('settings' in read);
    return found(grant(read.settings, { isMailWanted: false, isDryRun: false, ...wish }));
  };
  const hold = (names: readonly string[]) => {
    tenant.graph.grantedPermissions.clear();
    for (const name of names) tenant.graph.grantedPermissions.add(name);
  };
  const held = () => [...tenant.graph.grantedPermissions].filter((name) => !ADMINISTRATOR.includes(name)).sort();
  const writes = () => tenant.log.filter(({ surface, method }) => surface === 'graph' && method !== 'GET').length;

  beforeEach(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    hold(ADMINISTRATOR);
  });
  afterEach(() => tenant.close());

  it('gives the bot every permission that it needs and no other, and reads them back', async () => {
    const lines = await granted();
    assert.deepEqual(held(), MISSING.toSorted());
    assert.equal(lineOf(lines, /^Read back: the identity holds all 15 permissions/).mark, 'ok');
    assert.deepEqual(toMendIn(lines), []);
  });

  it('gives exactly the missing ones', async () => {
    hold([...ADMINISTRATOR, ...ALWAYS.filter((name) => name !== 'AppCatalog.Read.All')]);
    assert.equal(lineOf(await granted(), /was granted/).text.split(' ')[0], 'AppCatalog.Read.All');
    assert.equal(writes(), 1);
  });

  it('grants nothing twice', async () => {
    await granted();
    const before = writes();
    assert.deepEqual(toMendIn(await granted()), []);
    assert.equal(writes(), before);
  });

  it('gives Mail.Send only where it is asked for', async () => {
    assert.match(lineOf(await granted(), /^Mail\.Send was not asked for/).remedy ?? '', /--with-mail/);
    assert.ok(!held().includes('Mail.Send'));
    await granted({ isMailWanted: true });
    assert.ok(held().includes('Mail.Send'));
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    const lines = await granted({ isDryRun: true });
    assert.equal(lines.filter(({ text }) => text.includes('would be granted')).length, MISSING.length);
    assert.deepEqual([writes(), held()], [0, []]);
  });

  it('says what is not there although Graph accepted it', async () => {
    const body = { principalId: 'x', resourceId: 'x', appRoleId: 'x' };
    tenant.faults.add({ method: 'POST', path: /appRoleAssignments/, times: 1, status: 201, body });
    const { mark, text, remedy } = lineOf(await granted(), /^Read back/);
    assert.equal(mark, '!!');
    assert.match(text, /1 permission is not there: User\.Read\.All/);
    assert.match(remedy ?? '', /Run it again/);
  });

  it('goes on after a permission that was refused', async () => {
    tenant.faults.add({ method: 'POST', path: /appRoleAssignments/, times: 1, status: 503 });
    const lines = await granted();
    assert.equal(lineOf(lines, /^User\.Read\.All: POST .* serviceFault/).mark, '!!');
    assert.equal(held().length, MISSING.length - 1);
  });

  it('says how to sign in where the caller may not grant', async () => {
    hold(['Application.Read.All']);
    const [line] = (await granted()).filter(({ mark }) => mark === '!!');
    assert.match(line?.text ?? '', /was not granted: .*forbidden/);
    assert.match(line?.remedy ?? '', /az login/);
  });

  it('names a client id that nobody has', async () => {
    const read = readGrantSettings(environmentFor(tenant));
    assert.ok('settings' in read);
    const settings = { ...read.settings, clientId: '00000000-0000-4000-8000-00000000dead' };
    const [line, ...more] = await found(grant(settings, { isMailWanted: false, isDryRun: false }));
    assert.match(line?.text ?? '', /^No identity in this tenant has the client id/);
    assert.deepEqual([more, writes()], [[], 0]);
  });

  it('names what the identity holds beyond need', async () => {
    hold([...ADMINISTRATOR, 'Directory.Read.All']);
    assert.match(lineOf(await granted(), /^Held beyond need/).text, /Directory\.Read\.All/);
  });

  it('shows the statements for the database where it may not run them', async () => {
    const lines = await granted();
    const statement = lineOf(lines, /pgaadauth_create_principal/).text;
    assert.equal(
      statement,
      "in database postgres:  select * from pgaadauth_create_principal('Crossover', false, false);",
    );
    assert.equal(lineOf(lines, /create on schema public to "Crossover"/).mark, '--');
  });

  it('says that the database server cannot be reached', async () => {
    const lines = await granted({}, { DATABASE_ADMIN_URL: 'postgresql://admin:x@127.0.0.1:9/crossover' });
    assert.equal(lineOf(lines, /^The database principal was not created: .*ECONNREFUSED/).mark, '!!');
  });

  it('is the administrator of the Azure CLI unless a secret is told', () => {
    const read = readGrantSettings({ ...environmentFor(tenant), AZURE_CREDENTIAL: 'managedIdentity' });
    assert.deepEqual('settings' in read && read.settings.credential, { kind: 'azureCli', tenantId: tenant.tenantId });
  });

  it('names every missing setting at once, and fails', async () => {
    const { status, output } = await runCommand('grant', {});
    assert.equal(status, 1);
    for (const name of ['BOT_ID', 'BOT_TENANT_ID']) assert.match(output, new RegExp(`!!  ${name} is missing`));
  });

  it('takes its options from the command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossover-grant-'));
    const certificate = join(folder, 'ca.pem');
    writeFileSync(certificate, tenant.certificatePem);
    const env = { ...environmentFor(tenant), NODE_EXTRA_CA_CERTS: certificate };
    const { status, output } = await runCommand('grant', env, ['--dry-run', '--with-mail']);
    assert.equal(status, 0, output);
    assert.match(output, /Mail\.Send would be granted/);
    assert.equal(writes(), 0);
    rmSync(folder, { recursive: true });
  });
});
