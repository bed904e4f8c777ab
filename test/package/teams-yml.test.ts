import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import ajv from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { z } from 'zod/v4';
import { read, root } from './environment.ts';

const files = ['teamsapp.yml', 'teamsapp.local.yml', 'teamsapp.testtool.yml'];
const step = z.looseObject({ uses: z.string(), with: z.record(z.string(), z.unknown()) });
const lifecycles = z.looseObject({
  version: z.string(),
  projectId: z.string(),
  environmentFolderPath: z.string(),
  provision: z.array(step).optional(),
  deploy: z.array(step).optional(),
  publish: z.array(step).optional(),
});

const readLifecycles = (file: string): z.infer<typeof lifecycles> => lifecycles.parse(parse(read(file)));
const actionsIn = (steps: z.infer<typeof step>[] | undefined): string[] => (steps ?? []).map(({ uses }) => uses);

const validator = new ajv.Ajv({ allErrors: true, strict: false });
formats.default(validator);
const isValid = validator.compile(JSON.parse(read('test/fixtures/teams-yml/v1.13.schema.json')) as object);

describe('the files of the Teams tooling', () => {
  for (const file of files) {
    it(`fulfil the tooling's schema 1.13: ${file}`, () => {
      assert.ok(isValid(parse(read(file))), JSON.stringify(isValid.errors?.slice(0, 3)));
      assert.match(read(file), /^# yaml-language-server: \$schema=\S+\/v1\.13\//);
    });

    it(`name only files that exist: ${file}`, () => {
      const paths = [...read(file).matchAll(/(?:path|parameters|manifestPath|ignoreFile): (\S+)/g)].map(
        (match) => match[1] ?? '',
      );
      assert.deepEqual(
        paths.filter((path) => !existsSync(new URL(path, root))),
        [],
      );
    });
  }

  it('do not fulfil the schema once an action is misspelt', () => {
    assert.equal(isValid(parse(read('teamsapp.yml').replace('arm/deploy', 'arm/deplay'))), false);
  });

  it('carry one project id, committed, so that the tooling does not edit them', () => {
    const ids = new Set(files.map((file) => readLifecycles(file).projectId));
    assert.equal(ids.size, 1);
    assert.match([...ids].join(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe('teamsapp.yml', () => {
  const production = readLifecycles('teamsapp.yml');

  it('makes the app, then the Azure resources, then the package with the ids of both', () => {
    assert.deepEqual(actionsIn(production.provision), [
      'teamsApp/create',
      'arm/deploy',
      'teamsApp/zipAppPackage',
      'teamsApp/validateAppPackage',
      'teamsApp/update',
    ]);
  });

  it('uploads what npm ci installed for Linux without the development dependencies', () => {
    assert.deepEqual(actionsIn(production.deploy), ['cli/runNpmCommand', 'azureAppService/zipDeploy']);
    assert.equal(production.deploy?.[0]?.with['args'], 'ci --omit=dev --os=linux --cpu=x64');
  });

  it('publishes the package that it has just built and validated', () => {
    assert.deepEqual(actionsIn(production.publish).slice(-1), ['teamsApp/publishAppPackage']);
    const packages = new Set(
      (production.publish ?? []).map(({ with: options }) => options['appPackagePath'] ?? options['outputZipPath']),
    );
    assert.equal(packages.size, 1);
  });

  it('makes no client secret: in Azure the bot is its managed identity', () => {
    assert.doesNotMatch(read('teamsapp.yml'), /secret/i);
    assert.deepEqual(
      actionsIn(production.provision).filter((action) => /aadApp/i.test(action)),
      [],
    );
  });

  it('uploads neither environments, tests, templates nor anything hidden', () => {
    const ignored = read('.webappignore').split('\n');
    for (const line of ['/.*', '/env/', '/test/', '/infra/', '/appPackage/']) assert.ok(ignored.includes(line), line);
  });
});

describe('teamsapp.local.yml', () => {
  const local = readLifecycles('teamsapp.local.yml');

  it('keeps the client secret in an Entra app of one tenant, and only for 30 days', () => {
    const app = local.provision?.find(({ uses }) => uses === 'aadApp/create')?.with;
    assert.equal(app?.['signInAudience'], 'AzureADMyOrg');
    assert.equal(app['clientSecretExpireDays'], 30);
  });

  it('writes secrets only where git does not look', () => {
    const ignored = read('.gitignore').split('\n');
    const written = local.deploy?.find(({ uses }) => uses === 'file/createOrUpdateEnvironmentFile')?.with['target'];
    assert.equal(written, './.data/local.env');
    assert.ok(ignored.includes('.data/'));
    assert.ok(ignored.includes('env/.env.*.user'));
  });
});
