import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readConfig, type Config, type ConfigFault } from '../src/config.ts';

const BOT = '2f0d6c84-91b3-4e0c-8a57-6b1f4d9e3c20';
const TENANT = '7a3c0b1e-5d42-4f7b-9c11-0e6f0a2b4c8d';
const GROUP = '5e0c1f00-0002-4000-8000-00000000000a';

const good = {
  BOT_ID: BOT,
  BOT_TENANT_ID: TENANT,
  AZURE_CREDENTIAL: 'managedIdentity',
  DATABASE_URL: 'postgresql://bot@db.example:5432/crossover',
  CROSSOVER_READERS: `group:${GROUP}`,
  CROSSOVER_OPERATORS: `group:${GROUP}`,
  CROSSOVER_APPROVERS: `group:${GROUP}`,
};

function accepted(differing: Record<string, string | undefined> = {}): Config {
  const read = readConfig({ ...good, ...differing });
  assert.ok('config' in read, 'faults' in read ? JSON.stringify(read.faults) : '');
  return read.config;
}

function faultsOf(env: Record<string, string | undefined>): ConfigFault[] {
  const read = readConfig(env);
  assert.ok('faults' in read, 'the configuration was accepted');
  return read.faults;
}

/** The faults of a configuration with one variable spoilt: name and problem. */
const problems = (differing: Record<string, string | undefined>): string[] =>
  faultsOf({ ...good, ...differing }).map(({ name, problem }) => `${name} ${problem}`);

const REQUIRED = [
  'AZURE_CREDENTIAL',
  'BOT_ID',
  'BOT_TENANT_ID',
  'CROSSOVER_APPROVERS',
  'CROSSOVER_OPERATORS',
  'CROSSOVER_READERS',
  'DATABASE_URL',
];

describe('the configuration', () => {
  it('names everything that is missing at once, each with its own remedy', () => {
    const faults = faultsOf({});
    assert.deepEqual(faults.map(({ name }) => name).sort(), REQUIRED);
    assert.ok(faults.every(({ problem }) => problem === 'is missing'));
    assert.ok(faults.every(({ remedy }) => remedy.length > 20 && !remedy.includes('README')));
  });

  it('names what is wrong beside what is missing', () => {
    const faults = problems({
      BOT_ID: 'bot',
      BOT_TENANT_ID: undefined,
      AZURE_CREDENTIAL: 'secret',
      DATABASE_URL: undefined,
      CROSSOVER_TIME_ZONE: 'Berlin',
      PORT: '99999',
    });
    assert.deepEqual(faults.sort(), [
      'AZURE_CLIENT_SECRET is missing',
      'BOT_ID is not a GUID',
      'BOT_TENANT_ID is missing',
      'CROSSOVER_TIME_ZONE is not an IANA time zone',
      'DATABASE_URL is missing',
      'PORT is not a whole number from 0 to 65535',
    ]);
  });

  it('does not repeat values, which may be secrets', () => {
    const secret = 'do-not-tell';
    const spoilt = Object.fromEntries(Object.keys(good).map((name) => [name, secret]));
    assert.ok(!JSON.stringify(faultsOf({ ...spoilt, PORT: secret, GRAPH_URL: secret })).includes(secret));
  });

  it('refuses the embedded database in production, and names DATABASE_URL', () => {
    assert.deepEqual(problems({ DATABASE_URL: undefined, DATABASE_DIRECTORY: '/var/lib/crossover' }), [
      'DATABASE_URL is missing',
    ]);
    const { database } = accepted({ DATABASE_URL: undefined, CROSSOVER_MODE: 'tryout' });
    assert.deepEqual(database, { kind: 'embedded', directory: undefined });
  });

  it('is production unless it says otherwise, and knows no third mode', () => {
    assert.deepEqual(problems({ CROSSOVER_MODE: 'Production' }), ['CROSSOVER_MODE is none of production, tryout']);
  });

  it('reads lists with spaces and empty entries', () => {
    const { roles, emergencyAccountIds } = accepted({
      CROSSOVER_READERS: ` group:${GROUP} ,, role:${TENANT}, `,
      CROSSOVER_EMERGENCY_ACCOUNTS: `${BOT} , ${TENANT},`,
    });
    assert.deepEqual(roles.reader, [
      { kind: 'group', id: GROUP },
      { kind: 'role', templateId: TENANT },
    ]);
    assert.deepEqual(emergencyAccountIds, [BOT, TENANT]);
  });

  it('spells every id as Entra does, so that an id in capitals protects and lets in as well', () => {
    const config = accepted({
      BOT_ID: BOT.toUpperCase(),
      BOT_TENANT_ID: TENANT.toUpperCase(),
      CROSSOVER_APPROVERS: `GROUP:${GROUP.toUpperCase()}`,
      CROSSOVER_EMERGENCY_ACCOUNTS: GROUP.toUpperCase(),
    });
    assert.deepEqual([config.bot.appId, config.bot.tenantId], [BOT, TENANT]);
    assert.deepEqual(config.roles.approver, [{ kind: 'group', id: GROUP }]);
    assert.deepEqual(config.emergencyAccountIds, [GROUP]);
  });

  it('knows how many approvals each risk needs, never fewer than one', () => {
    assert.equal(accepted({}).risks.approvals.administrator, 2);
    const { approvals } = accepted({ CROSSOVER_APPROVALS: 'administrator=3, many = 4' }).risks;
    assert.deepEqual([approvals.administrator, approvals.many, approvals.person], [3, 4, 1]);
    for (const [table, problem] of [
      ['person=0', 'asks for a number of approvals that is not from 1 to 9'],
      ['policy=-1', 'asks for a number of approvals that is not from 1 to 9'],
      ['everything=2', 'names a risk that is none of person, administrator, many, policy, securityDefaults, notice'],
    ] as const) {
      assert.deepEqual(problems({ CROSSOVER_APPROVALS: table }), [`CROSSOVER_APPROVALS ${problem}`]);
    }
    assert.equal(problems({ CROSSOVER_APPROVALS: 'person' }).length, 1);
  });

  it('names a list with one wrong entry once', () => {
    assert.deepEqual(problems({ CROSSOVER_READERS: `group:${GROUP},everyone,people:${GROUP},group:x` }), [
      'CROSSOVER_READERS has an entry that is neither group:<id> nor role:<template id>',
    ]);
    assert.deepEqual(problems({ CROSSOVER_READERS: ' , ' }), ['CROSSOVER_READERS names nobody']);
    assert.deepEqual(problems({ CROSSOVER_EMERGENCY_ACCOUNTS: `${BOT},bg-01@fabrikam.example` }), [
      'CROSSOVER_EMERGENCY_ACCOUNTS has an entry that is not a GUID',
    ]);
  });

  it('takes an empty variable, a blank one and "none" for one that nobody filled in', () => {
    for (const empty of ['', '  ', 'none']) {
      const config = accepted({ CROSSOVER_MAIL_SENDER: empty, CROSSOVER_EMERGENCY_ACCOUNTS: empty, PORT: empty });
      assert.deepEqual([config.mailSenderId, config.emergencyAccountIds, config.port], [undefined, [], 3978]);
      assert.deepEqual(problems({ CROSSOVER_READERS: empty }), ['CROSSOVER_READERS is missing']);
    }
  });

  it('refuses an empty app id, with which the SDK would switch authentication off', () => {
    assert.deepEqual(problems({ BOT_ID: '' }), ['BOT_ID is missing']);
  });

  it('asks of each kind of credential what it needs', () => {
    assert.deepEqual(problems({ AZURE_CREDENTIAL: 'secret' }), ['AZURE_CLIENT_SECRET is missing']);
    assert.deepEqual(problems({ AZURE_CREDENTIAL: 'certificate' }), ['AZURE_CLIENT_CERTIFICATE_PATH is missing']);
    assert.deepEqual(problems({ AZURE_CREDENTIAL: 'workloadIdentity' }), ['AZURE_FEDERATED_TOKEN_FILE is missing']);
    assert.deepEqual(accepted().credential, { kind: 'managedIdentity', clientId: BOT });
  });

  it('reaches Graph and the token issuer over https only, at an address without a path', () => {
    for (const wrong of ['http://graph.microsoft.com', 'https://graph.microsoft.com/v1.0', 'graph.microsoft.com']) {
      assert.deepEqual(problems({ GRAPH_URL: wrong }), ['GRAPH_URL is not an https address without a path']);
    }
    assert.equal(accepted({ GRAPH_URL: 'https://graph.microsoft.us/' }).graphUrl, 'https://graph.microsoft.us/');
  });

  it('takes the keys of tokens over http for trying out only', () => {
    const keys = { BOT_OPENID_METADATA_URL: 'http://localhost:1/keys' };
    assert.deepEqual(problems(keys), ['BOT_OPENID_METADATA_URL is not https']);
    assert.equal(accepted({ ...keys, CROSSOVER_MODE: 'tryout' }).bot.openIdMetadataUrl, 'http://localhost:1/keys');
  });

  it('takes a file for anchors in a folder that is there, and nowhere else', () => {
    const here = fileURLToPath(import.meta.url);
    assert.equal(accepted({ CROSSOVER_ANCHOR_FILE: `${here}.anchors` }).anchorFile, `${here}.anchors`);
    assert.equal(accepted().anchorFile, undefined);
    assert.deepEqual(problems({ CROSSOVER_ANCHOR_FILE: `${here}.folder/anchors` }), [
      'CROSSOVER_ANCHOR_FILE is in a folder that is not there',
    ]);
    assert.deepEqual(problems({ CROSSOVER_ANCHOR_FILE: dirname(here) }), ['CROSSOVER_ANCHOR_FILE is a folder']);
  });

  it('counts in whole numbers', () => {
    for (const wrong of ['1.5', '-1', '1e3', '0x10', 'soon']) {
      assert.deepEqual(problems({ CROSSOVER_SETTLE_MINUTES: wrong }), [
        'CROSSOVER_SETTLE_MINUTES is not a whole number from 0 to 100000',
      ]);
    }
    assert.equal(accepted({ CROSSOVER_SETTLE_MINUTES: '0' }).settleMillis, 0);
  });

  it('reads what a million tokens of a model cost', () => {
    const model = { CROSSOVER_MODEL_URL: 'https://models.example/v1', CROSSOVER_MODEL_NAME: 'small' };
    const { prices } = accepted({ ...model, CROSSOVER_MODEL_PRICES: 'input=0.15,output=0.60' }).model ?? {};
    assert.deepEqual(prices, { inputPerMillion: 0.15, outputPerMillion: 0.6 });
    for (const wrong of ['0.15', 'input=free,output=1', 'output=1,input=2'])
      assert.deepEqual(problems({ ...model, CROSSOVER_MODEL_PRICES: wrong }), [
        'CROSSOVER_MODEL_PRICES is no pair of prices',
      ]);
  });

  it('is frozen', () => {
    assert.ok(Object.isFrozen(accepted()));
  });
});

describe('npm start without a configuration', () => {
  it('exits with 1 and names every missing variable with its remedy', async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [...process.execArgv, main], {
      env: { PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [complaints, output, [code]] = await Promise.all([text(child.stderr), text(child.stdout), exited]);
    assert.equal(code, 1);
    assert.equal(output, '');
    for (const name of REQUIRED) assert.match(complaints, new RegExp(`^  ${name} is missing\n    \\S.{20,}$`, 'm'));
    assert.match(complaints, /npm run demo/);
  });
});
