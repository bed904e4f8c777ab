import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { z } from 'zod/v4';
import { fillIn, provisionedEnvironment, read, root, variablesIn } from './environment.ts';

const text = read('appPackage/manifest.json');
const commandList = z.object({
  scopes: z.array(z.string()),
  commands: z.array(z.object({ title: z.string(), description: z.string() })),
});
const manifestShape = z.looseObject({
  $schema: z.string(),
  manifestVersion: z.string(),
  icons: z.object({ color: z.string(), outline: z.string() }),
  bots: z.tuple([
    z.looseObject({ botId: z.string(), scopes: z.array(z.string()), commandLists: z.array(commandList) }),
  ]),
  staticTabs: z.array(z.object({ entityId: z.string(), scopes: z.array(z.string()) })),
  validDomains: z.array(z.string()),
  webApplicationInfo: z.looseObject({ id: z.string() }),
  authorization: z
    .object({
      permissions: z.object({ resourceSpecific: z.array(z.object({ name: z.string() })).optional() }).optional(),
    })
    .optional(),
});
const manifest = manifestShape.parse(JSON.parse(text));
const bot = manifest.bots[0];

function schemaFaults(candidate: unknown): string[] {
  const shipped = createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json');
  const path = `build/json-schemas/teams/v${manifest.manifestVersion}/MicrosoftTeams.schema.json`;
  const ajv = new draft04.default({ allErrors: true, strict: false });
  formats.default(ajv, ['uri', 'email', 'regex']);
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(path, `file://${shipped}`), 'utf8')) as object);
  validate(candidate);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

describe('the app manifest', () => {
  for (const name of ['dev', 'local']) {
    it(`fulfils Microsoft's schema with the variables of env/.env.${name}`, () => {
      const filled = fillIn(text, provisionedEnvironment(name));
      assert.deepEqual(variablesIn(filled), []);
      assert.deepEqual(schemaFaults(JSON.parse(filled)), []);
    });
  }

  it('does not fulfil the schema before the bot has an id', () => {
    const environment = provisionedEnvironment('dev');
    environment.delete('BOT_ID');
    assert.notDeepEqual(schemaFaults(JSON.parse(fillIn(text, environment))), []);
  });

  it('names the schema of the version that it has', () => {
    const version = manifest.manifestVersion;
    assert.equal(
      manifest.$schema,
      `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`,
    );
  });

  it('is for one person, for teams and for group chats', () => {
    assert.deepEqual(bot.scopes, ['personal', 'team', 'groupChat']);
  });

  it('names the bot as its Entra app, without which the bot may not install itself for a person', () => {
    assert.equal(manifest.webApplicationInfo.id, bot.botId);
  });

  it('asks for no resource-specific permission, so the bot hears only what is said to it', () => {
    assert.deepEqual(manifest.authorization?.permissions?.resourceSpecific ?? [], []);
  });

  it('trusts no domain but its own', () => {
    assert.deepEqual(manifest.validDomains, ['${{BOT_DOMAIN}}']);
  });

  it('shows no tab but the chat and the page about the app', () => {
    assert.deepEqual(
      manifest.staticTabs.map((tab) => tab.entityId),
      ['conversations', 'about'],
    );
  });
});

describe('the suggested sentences', () => {
  const titlesIn = (scope: string): string[] =>
    bot.commandLists
      .filter((list) => list.scopes.includes(scope))
      .flatMap((list) => list.commands.map(({ title }) => title));

  it('are at most 10 in a scope, each at most 32 letters long, so that Teams shows them whole', () => {
    for (const scope of bot.scopes) {
      assert.ok(titlesIn(scope).length > 0 && titlesIn(scope).length <= 10, scope);
      assert.deepEqual(
        titlesIn(scope).filter((title) => title.length > 32),
        [],
      );
    }
  });

  it('stand in one list for each scope, each once', () => {
    const scopes = bot.commandLists.flatMap((list) => list.scopes);
    assert.deepEqual(scopes.toSorted(), bot.scopes.toSorted());
    for (const scope of bot.scopes) assert.equal(new Set(titlesIn(scope)).size, titlesIn(scope).length);
  });

  it('offer help everywhere', () => {
    for (const scope of bot.scopes) assert.ok(titlesIn(scope).includes('help'), scope);
  });

  it('ask about oneself only in the personal chat, where nobody else reads the answer', () => {
    assert.ok(titlesIn('personal').includes('what is my MFA state?'));
    for (const scope of ['team', 'groupChat'])
      assert.deepEqual(
        titlesIn(scope).filter((title) => /\bmy\b/.test(title)),
        [],
      );
  });
});

describe('the app package', () => {
  it('holds the manifest and the two icons that it names, and nothing else', () => {
    const icons = Object.values(manifest.icons);
    const files = Object.fromEntries(icons.map((icon) => [icon, readFileSync(new URL(`appPackage/${icon}`, root))]));
    const filled = fillIn(text, provisionedEnvironment('dev'));
    const unpacked = unzipSync(zipSync({ ...files, 'manifest.json': strToU8(filled) }));
    assert.deepEqual(Object.keys(unpacked).toSorted(), ['color.png', 'manifest.json', 'outline.png']);
    assert.equal(new TextDecoder().decode(unpacked['manifest.json']), filled);
  });
});
