import assert from 'node:assert/strict';
import { at, readTemplates, type Resource, type Value } from './template.ts';

const templates = await readTemplates();
const resources = templates.flatMap((template) => template.resources);

function theOne(resourceType: string): Resource {
  const [found, ...others] = resources.filter((resource) => resource.resourceType === resourceType);
  assert.ok(found && others.length === 0, `one ${resourceType}`);
  return found;
}
const setting = (resourceType: string, path: string): string | undefined => at(theOne(resourceType).body, path)?.text;

function appSettings(): Map<string, Value> {
  const list = at(theOne('Microsoft.Web/sites').body, 'properties.siteConfig.appSettings');
  assert.equal(list?.kind, 'array');
  return new Map(
    list.items.map((item) => {
      const value = at(item, 'value');
      assert.ok(value);
      return [at(item, 'name')?.text ?? '', value];
    }),
  );
}

describe('in Azure, the web app', () => {
  const site = (path: string): string | undefined => setting('Microsoft.Web/sites', `properties.${path}`);

  it('answers on https only, from TLS 1.2 up', () => {
    assert.equal(site('httpsOnly'), 'true');
    assert.equal(site('siteConfig.minTlsVersion'), '1.2');
    assert.equal(site('siteConfig.scmMinTlsVersion'), '1.2');
  });

  it('has no FTP, no remote debugging and no publishing passwords', () => {
    assert.equal(site('siteConfig.ftpsState'), 'Disabled');
    assert.equal(site('siteConfig.remoteDebuggingEnabled'), 'false');
    const policies = resources.filter(({ resourceType }) =>
      resourceType.endsWith('/basicPublishingCredentialsPolicies'),
    );
    assert.deepEqual(policies.map(({ body }) => at(body, 'name')?.text).toSorted(), ['ftp', 'scm']);
    assert.ok(policies.every(({ body }) => at(body, 'properties.allow')?.text === 'false'));
  });

  it('stays awake, is asked for its health, and starts by npm start on Node 24', () => {
    assert.equal(site('siteConfig.alwaysOn'), 'true');
    assert.equal(site('siteConfig.healthCheckPath'), '/healthz');
    assert.equal(site('siteConfig.appCommandLine'), 'npm start');
    assert.equal(site('siteConfig.linuxFxVersion'), 'NODE|24-lts');
  });

  it('gets the settings that the bot reads, and no others', () => {
    assert.deepEqual([...appSettings().keys()].toSorted(), [
      'AZURE_CLIENT_ID',
      'AZURE_CREDENTIAL',
      'BOT_ID',
      'BOT_TENANT_ID',
      'CROSSOVER_APPROVERS',
      'CROSSOVER_EMERGENCY_ACCOUNTS',
      'CROSSOVER_HELP_CONTACT',
      'CROSSOVER_MAIL_SENDER',
      'CROSSOVER_OPERATORS',
      'CROSSOVER_READERS',
      'CROSSOVER_TIME_ZONE',
      'DATABASE_PASSWORD_FROM',
      'DATABASE_URL',
      'SCM_DO_BUILD_DURING_DEPLOYMENT',
      'TEAMS_APP_ID',
    ]);
  });

  it('is its managed identity everywhere, with no secret', () => {
    assert.equal(setting('Microsoft.Web/sites', 'identity.type'), 'UserAssigned');
    assert.equal(appSettings().get('AZURE_CREDENTIAL')?.text, 'managedIdentity');
    assert.equal(appSettings().get('AZURE_CLIENT_ID')?.text, 'identity.properties.clientId');
    assert.equal(appSettings().get('DATABASE_PASSWORD_FROM')?.text, 'entra');
  });

  it('proves the database by its certificate and gives no password in its address', () => {
    const url = appSettings().get('DATABASE_URL')?.text ?? '';
    assert.match(url, /^'postgresql:\/\/\$\{identity\.name\}@[^:]+:5432\/[^?]+\?sslmode=verify-full'$/);
  });

  it('keeps what it prints for no more than a week', () => {
    const days = Number(setting('Microsoft.Web/sites/config', 'properties.httpLogs.fileSystem.retentionInDays'));
    assert.ok(days >= 1 && days <= 7, `${days} days`);
  });
});

describe('in Azure, the bot registration', () => {
  const bot = (path: string): string | undefined => setting('Microsoft.BotService/botServices', `properties.${path}`);

  it('knows the bot by its managed identity, of one tenant', () => {
    assert.equal(bot('msaAppType'), 'UserAssignedMSI');
    assert.equal(bot('msaAppMSIResourceId'), 'identityId');
    assert.equal(bot('msaAppTenantId'), 'identityTenantId');
    assert.equal(bot('disableLocalAuth'), 'true');
  });

  it('sends messages to /api/messages by https', () => {
    assert.equal(bot('endpoint'), "'https://${botDomain}/api/messages'");
  });

  it('is connected to Teams and to no other channel', () => {
    assert.equal(setting('Microsoft.BotService/botServices/channels', 'name'), 'MsTeamsChannel');
  });
});

describe('in Azure, the database', () => {
  const type = 'Microsoft.DBforPostgreSQL/flexibleServers';
  const server = (path: string): string | undefined => setting(type, `properties.${path}`);

  it('knows Entra identities only, no passwords', () => {
    assert.equal(server('authConfig.activeDirectoryAuth'), 'Enabled');
    assert.equal(server('authConfig.passwordAuth'), 'Disabled');
    assert.equal(server('administratorLogin'), undefined);
    assert.equal(server('administratorLoginPassword'), undefined);
  });

  it('is administered by a group of people, not by the bot', () => {
    assert.equal(setting(`${type}/administrators`, 'properties.principalType'), 'Group');
    assert.equal(setting(`${type}/administrators`, 'name'), 'administratorsGroupId');
  });

  it('answers on the private network only', () => {
    assert.equal(server('network.publicNetworkAccess'), 'Disabled');
    assert.deepEqual(
      resources.filter(({ resourceType }) => resourceType.endsWith('/firewallRules')),
      [],
    );
    assert.equal(setting('Microsoft.Network/privateEndpoints', 'properties.subnet.id'), 'endpointSubnetId');
    assert.equal(setting('Microsoft.Network/privateDnsZones', 'name'), 'privatelink.postgres.database.azure.com');
  });

  it('is PostgreSQL 15 or later with the one extension that the bot uses', () => {
    assert.ok(Number(server('version')) >= 15);
    assert.equal(setting(`${type}/configurations`, 'name'), 'azure.extensions');
    assert.equal(setting(`${type}/configurations`, 'properties.value'), 'PG_TRGM');
    assert.equal(setting(`${type}/databases`, 'name'), 'crossover');
  });

  it('is backed up for a week or more and grows by itself', () => {
    assert.ok(Number(server('backup.backupRetentionDays')) >= 7);
    assert.equal(server('storage.autoGrow'), 'Enabled');
  });

  it('is changed one step at a time, since it refuses a second change meanwhile', () => {
    const waitsFor = (resourceType: string): string | undefined => setting(resourceType, 'dependsOn');
    assert.equal(waitsFor(`${type}/databases`), '[administrators]');
    assert.equal(waitsFor(`${type}/configurations`), '[database]');
    assert.equal(waitsFor('Microsoft.Network/privateEndpoints'), '[extensions]');
  });
});

describe('in Azure, nothing', () => {
  it('is fetched or handed out that is secret: no list functions, no secure parameters, no secret outputs', () => {
    for (const { path, calls, parameters, outputs } of templates) {
      assert.deepEqual(
        calls.filter((call) => /^list|secret|^reference$/i.test(call)),
        [],
        path,
      );
      assert.deepEqual(
        parameters.filter(({ decorators }) => decorators.includes('@secure')),
        [],
        path,
      );
      const secretive = /password|secret|key|token|connection/i;
      assert.deepEqual(
        [...parameters, ...outputs].filter(({ name }) => secretive.test(name)),
        [],
        path,
      );
    }
  });

  it('holds a password, a key or a connection string in its text', () => {
    const looks = /AccountKey=|SharedAccessKey|Password=|:\/\/[^/'\s$]+:[^/'\s]+@|eyJ[\w-]{20}/i;
    for (const { path, source } of templates) assert.doesNotMatch(source, looks, path);
  });
});
