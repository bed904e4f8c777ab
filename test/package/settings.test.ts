import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { z } from 'zod/v4';
import { type Config, readConfig } from '../../src/config.ts';
import { fillIn, provisionedEnvironment, read } from './environment.ts';
import { at, readTemplates } from './template.ts';

const id = '1f6a8a54-6a34-4c3c-9e57-5d0f6a4f9b21';
const otherId = '9a0c5e7e-3f62-4b5e-8a0f-c1d2e3f4a5b6';
const answers = new Map(
  Object.entries({
    TEAMS_APP_TENANT_ID: otherId,
    SECRET_BOT_PASSWORD: 'a secret of the test',
    CROSSOVER_READERS: `group:${id},role:${otherId}`,
    CROSSOVER_OPERATORS: `group:${id}`,
    CROSSOVER_APPROVERS: `group:${otherId}`,
    CROSSOVER_EMERGENCY_ACCOUNTS: `${id},${otherId}`,
    CROSSOVER_HELP_CONTACT: 'help@fabrikam.example',
  }),
);

function accepted(settings: Record<string, string>): Config {
  const result = readConfig(settings);
  assert.ok('config' in result, 'faults' in result ? JSON.stringify(result.faults) : '');
  return result.config;
}

/** The settings of the web app, as a deployment with these parameters evaluates them. */
async function deployedSettings(parameters: Record<string, string>): Promise<Record<string, string>> {
  const azure = (await readTemplates()).find(({ path }) => path === 'infra/azure.bicep');
  const site = azure?.resources.find(({ resourceType }) => resourceType === 'Microsoft.Web/sites');
  const list = at(site?.body, 'properties.siteConfig.appSettings');
  const known: Record<string, string> = {
    ...parameters,
    'identity.name': 'crossover-test',
    'identity.properties.clientId': id,
    'identity.properties.tenantId': otherId,
    'database.outputs.host': 'crossover-test.postgres.database.azure.com',
    'database.outputs.databaseName': 'crossover',
  };
  for (const { name, text } of azure?.variables ?? []) {
    const [, tested = '', word = '', otherwise = ''] = /^(\w+) == '(\w+)' \? '' : (\w+)$/.exec(text) ?? [];
    if (tested !== '') known[name] = known[tested] === word ? '' : (known[otherwise] ?? '');
  }
  const evaluate = (text: string): string => known[text] ?? assert.fail(`nothing is known about ${text}`);
  const pairs = (list?.kind === 'array' ? list.items : []).map((item): [string, string] => {
    const value = at(item, 'value');
    const text = value?.text ?? '';
    if (value?.kind === 'string') return [at(item, 'name')?.text ?? '', text];
    const isText = text.startsWith("'");
    const filled = isText
      ? text.slice(1, -1).replace(/\$\{([^}]+)\}/g, (_, name: string) => evaluate(name))
      : evaluate(text);
    return [at(item, 'name')?.text ?? '', filled];
  });
  return Object.fromEntries(pairs);
}

/** The parameters of the Azure template that come from env/.env.dev with the gaps filled in. */
function parametersOfDev(): Record<string, string> {
  const file = z.object({ parameters: z.record(z.string(), z.object({ value: z.string() })) });
  const environment = new Map([...provisionedEnvironment('dev'), ...answers]);
  const { parameters } = file.parse(JSON.parse(read('infra/azure.parameters.json')));
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, fillIn(value, environment)]));
}

describe('the settings that Azure gives to the bot', () => {
  it('are a configuration that the bot accepts, each where it belongs', async () => {
    const config = accepted(await deployedSettings(parametersOfDev()));
    assert.deepEqual(config.bot.appId, id);
    assert.deepEqual(config.bot.tenantId, otherId);
    assert.deepEqual(config.credential, { kind: 'managedIdentity', clientId: id });
    assert.deepEqual(config.roles.reader, [
      { kind: 'group', id },
      { kind: 'role', templateId: otherId },
    ]);
    assert.deepEqual(config.roles.operator, [{ kind: 'group', id }]);
    assert.deepEqual(config.roles.approver, [{ kind: 'group', id: otherId }]);
    assert.deepEqual(config.emergencyAccountIds, [id, otherId]);
    assert.equal(config.helpContact, 'help@fabrikam.example');
    assert.equal(config.timeZone, 'Etc/UTC');
    assert.equal(config.teamsAppId, provisionedEnvironment('dev').get('TEAMS_APP_ID'));
  });

  it('lead to the database as the identity, with a token for a password', async () => {
    const { database } = accepted(await deployedSettings(parametersOfDev()));
    assert.equal(database.kind, 'server');
    assert.equal(database.passwordFrom, 'entra');
    const url = new URL(database.url);
    assert.deepEqual([url.username, url.password, url.pathname], ['crossover-test', '', '/crossover']);
    assert.equal(url.host, 'crossover-test.postgres.database.azure.com:5432');
  });

  it('say nothing where an administrator wrote none', async () => {
    const config = accepted(
      await deployedSettings({ ...parametersOfDev(), emergencyAccounts: 'none', mailSender: 'none' }),
    );
    assert.deepEqual(config.emergencyAccountIds, []);
    assert.equal(config.mailSenderId, undefined);
  });

  it('pass on the mailbox that an administrator named', async () => {
    assert.equal(accepted(await deployedSettings({ ...parametersOfDev(), mailSender: otherId })).mailSenderId, otherId);
  });
});

describe('the settings of a bot on your own machine', () => {
  it('are a configuration that the bot accepts, with a client secret and the embedded database', () => {
    const environment = new Map([...provisionedEnvironment('local'), ...answers]);
    const step = z.looseObject({
      with: z.looseObject({ envs: z.record(z.string(), z.coerce.string()).optional() }),
    });
    const { deploy } = z
      .object({ deploy: z.array(step) })
      .parse(parse(fillIn(read('teamsapp.local.yml'), environment)));
    const config = accepted(deploy.find((action) => action.with.envs !== undefined)?.with.envs ?? {});
    assert.equal(config.database.kind, 'embedded');
    assert.deepEqual(config.credential, {
      kind: 'secret',
      tenantId: otherId,
      clientId: environment.get('BOT_ID'),
      clientSecret: 'a secret of the test',
    });
    assert.equal(config.port, 3978);
  });
});
