import assert from 'node:assert/strict';
import { environmentNames, read, readEnvironment, variablesIn } from './environment.ts';
import { readTemplates } from './template.ts';

const production = ['teamsapp.yml', 'appPackage/manifest.json', 'infra/azure.parameters.json'];
const filesOf: Record<string, string[]> = {
  dev: production,
  local: ['teamsapp.local.yml', 'appPackage/manifest.json'],
  testtool: ['teamsapp.testtool.yml'],
};

/** Variables that the tooling writes into the environment file of a step, encrypted or not. */
const writtenBy = (text: string): string[] =>
  [...text.matchAll(/^ {6}\w+: ([A-Z][A-Z0-9_]+)$/gm)].map((match) => match[1] ?? '');

/** What looks like a key, a token, a password or a connection string, whatever it is called. */
function isSecretLooking(name: string, value: string): boolean {
  const isNamedSo = /KEY|SECRET|PASSWORD|TOKEN|PWD/.test(name) && value !== '';
  const isIdOrPath = /^[0-9a-f]{8}-[0-9a-f-]{27}$|^\//i.test(value);
  const isLikeKnown = /^eyJ|\dQ~|:\/\/[^/]*:[^/]*@|(AccountKey|SharedAccess\w*|Password)=/i.test(value);
  return isNamedSo || isLikeKnown || (!isIdOrPath && /^[\w+/-]{32,}={0,2}$/.test(value));
}

describe('the environment files', () => {
  it('are those of Azure, of a test tenant and of the practice tenant', () => {
    assert.deepEqual(environmentNames().toSorted(), ['dev', 'local', 'testtool']);
  });

  for (const [name, files] of Object.entries(filesOf)) {
    const environment = readEnvironment(name);

    it(`say which environment they are: ${name}`, () => {
      assert.equal(environment.get('TEAMSFX_ENV'), name);
    });

    it(`declare every variable that is used with them: ${name}`, () => {
      const used = files.flatMap((file) => variablesIn(read(file)));
      const undeclared = used.filter((variable) => !environment.has(variable) && !variable.startsWith('SECRET_'));
      assert.deepEqual(undeclared, []);
    });

    it(`declare every variable that the tooling writes, but secrets: ${name}`, () => {
      const written = writtenBy(read(files[0] ?? ''));
      const undeclared = written.filter((variable) => !environment.has(variable) && !variable.startsWith('SECRET_'));
      assert.deepEqual(undeclared, []);
    });

    it(`explain each variable by a comment above its block: ${name}`, () => {
      const blocks = read(`env/.env.${name}`)
        .split('\n\n')
        .filter((block) => block.includes('='));
      assert.deepEqual(
        blocks.filter((block) => !block.trimStart().startsWith('# ')),
        [],
      );
    });

    it(`hold nothing that looks like a secret: ${name}`, () => {
      assert.deepEqual(
        [...environment].filter(([key, value]) => isSecretLooking(key, value)),
        [],
      );
      assert.deepEqual(
        [...environment.keys()].filter((key) => key.startsWith('SECRET_')),
        [],
      );
    });
  }

  it('would not get a password, a client secret, a token or a connection string past these tests', () => {
    const secrets = [
      ['BOT_PASSWORD', 'hunter2'],
      ['BOT_ID', 'Zx8Q~abcdefghijklmnopqrstuvwxyz0123456789'],
      ['BOT_DOMAIN', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln'],
      ['DATABASE_HOST', 'postgresql://bot:hunter2@host/crossover'],
      ['CROSSOVER_READERS', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='],
      ['TEAMS_APP_ID', 'DefaultEndpointsProtocol=https;AccountKey=abc=='],
    ] as const;
    assert.deepEqual(
      secrets.filter(([key, value]) => !isSecretLooking(key, value)),
      [],
    );
    assert.equal(isSecretLooking('BOT_ID', 'b7c41d52-0f3e-4f6a-9d6c-2a8f1f6f0a11'), false);
    assert.equal(isSecretLooking('BOT_DOMAIN', 'crossover-a1b2c3.azurewebsites.net'), false);
  });

  it('declare no variable that nothing uses', () => {
    for (const [name, files] of Object.entries(filesOf)) {
      const used = new Set(files.flatMap((file) => [...variablesIn(read(file)), ...writtenBy(read(file))]));
      const known = new Set([...used, 'TEAMSFX_ENV', ...(name === 'dev' ? outputsOfAzure : [])]);
      assert.deepEqual(
        [...readEnvironment(name).keys()].filter((variable) => !known.has(variable)),
        [],
        name,
      );
    }
  });

  it('take every output of the Azure template', () => {
    assert.ok(outputsOfAzure.length > 0);
    assert.deepEqual(
      outputsOfAzure.filter((output) => !readEnvironment('dev').has(output)),
      [],
    );
  });
});

const templates = await readTemplates();
const outputsOfAzure =
  templates.find(({ path }) => path === 'infra/azure.bicep')?.outputs.map(({ name }) => name) ?? [];
