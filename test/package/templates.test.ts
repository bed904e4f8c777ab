import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import { read } from './environment.ts';
import { readResourceTypes, referenceFaults, resourceFaults } from './resource-types.ts';
import { at, createBicepParser, parseTemplate, readTemplates, type Template, type Value } from './template.ts';

const templates = await readTemplates();
const parser = await createBicepParser();
const types = readResourceTypes();
const named = (path: string): Template => {
  const found = templates.find((template) => template.path === path);
  assert.ok(found, path);
  return found;
};
const azure = named('infra/azure.bicep');
const keysOf = (value: Value | undefined): string[] =>
  value?.kind === 'object' ? value.entries.map(({ key }) => key) : [];

/** The faults of a template after an edit of its text. */
function faultsAfter(path: string, before: string, after: string): string[] {
  const source = named(path).source.replace(before, after);
  assert.notEqual(source, named(path).source, `${path} does not hold ${before}`);
  const edited = parseTemplate(parser, path, source);
  const rest = templates.filter((template) => template.path !== path);
  return [
    ...edited.faults,
    ...edited.resources.flatMap((resource) => resourceFaults(resource, types)),
    ...referenceFaults(edited, [...rest, edited], types),
  ];
}

describe('the Azure templates', () => {
  for (const template of templates) {
    it(`are Bicep without a fault: ${template.path}`, () => {
      assert.deepEqual(template.faults, []);
    });

    it(`set only what Azure's resource types know: ${template.path}`, () => {
      assert.deepEqual(
        template.resources.flatMap((resource) => resourceFaults(resource, types)),
        [],
      );
    });

    it(`refer only to what exists: ${template.path}`, () => {
      assert.deepEqual(referenceFaults(template, templates, types), []);
    });

    it(`explain every parameter: ${template.path}`, () => {
      const silent = template.parameters.filter(({ decorators }) => !/@description\('[^']{10,}/.test(decorators));
      assert.deepEqual(
        silent.map(({ name }) => name),
        [],
      );
    });
  }

  it('have no types on file that they do not use', () => {
    const used = new Set(templates.flatMap(({ resources }) => resources.map(({ resourceType }) => resourceType)));
    assert.deepEqual(
      [...types.keys()].filter((type) => !used.has(type)),
      [],
    );
  });

  it('give each module exactly the parameters that it asks for', () => {
    for (const module of azure.modules) {
      const { parameters } = named(`infra/${module.file}`);
      const given = keysOf(at(module.body, 'params'));
      const unknown = given.filter((key) => !parameters.some(({ name }) => name === key));
      const missing = parameters.filter(({ name, isRequired }) => isRequired && !given.includes(name));
      assert.deepEqual([unknown, missing], [[], []], module.symbol);
    }
    assert.equal(azure.modules.length, templates.length - 1);
  });

  it('get each parameter without a default from azure.parameters.json, and none that they do not have', () => {
    const file = z.object({ parameters: z.record(z.string(), z.object({ value: z.string() })) });
    const given = Object.keys(file.parse(JSON.parse(read('infra/azure.parameters.json'))).parameters);
    const required = azure.parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    assert.deepEqual(given.toSorted(), required.toSorted());
  });

  it('hand back what teamsapp.yml, the manifest and the administrator need', () => {
    assert.deepEqual(azure.outputs.map(({ name }) => name).toSorted(), [
      'BOT_AZURE_APP_SERVICE_RESOURCE_ID',
      'BOT_DOMAIN',
      'BOT_ID',
      'DATABASE_HOST',
      'IDENTITY_NAME',
      'IDENTITY_PRINCIPAL_ID',
    ]);
  });
});

describe('a mistake in a template is found', () => {
  const mistakes = [
    ['a property that does not exist', 'infra/azure.bicep', 'httpsOnly: true', 'httpOnly: true'],
    ['text where yes or no belongs', 'infra/azure.bicep', 'httpsOnly: true', "httpsOnly: 'yes'"],
    ['a choice that does not exist', 'infra/azure.bicep', "ftpsState: 'Disabled'", "ftpsState: 'Ftps'"],
    ['a required property left out', 'infra/azure.bicep', '  location: location\n}', '}'],
    ['a read-only property that is set', 'infra/network.bicep', 'registrationEnabled: false', "provisioningState: 'x'"],
    ['an API version that is not on file', 'infra/database.bicep', '@2025-08-01', '@2019-01-01'],
    [
      'a resource type that is not on file',
      'infra/network.bicep',
      'Microsoft.Network/privateDnsZones@',
      'Microsoft.Network/zones@',
    ],
    ['a word in place of a list', 'infra/database.bicep', "['postgresqlServer']", "'postgresqlServer'"],
    ['a keyword misspelt', 'infra/azure.bicep', 'resource identity', 'resourc identity'],
    [
      'an output that a module does not have',
      'infra/azure.bicep',
      'database.outputs.host}',
      'database.outputs.hostName}',
    ],
    [
      'a property that an identity does not have',
      'infra/azure.bicep',
      'identity.properties.tenantId',
      'identity.properties.tenant',
    ],
    ['a parameter that is not declared', 'infra/azure.bicep', 'value: readers', 'value: reader'],
  ] as const;

  for (const [mistake, path, before, after] of mistakes) {
    it(mistake, () => {
      assert.notDeepEqual(faultsAfter(path, before, after), []);
    });
  }
});
