import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { generate } from 'selfsigned';
import { credentialOf, type CredentialSettings } from '../../src/entra/credential.ts';
import { createGraph } from '../../src/entra/graph.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getUser } from '../../src/entra/users.ts';
import { TransportError } from '../../src/lib/errors.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe('the credential of the bot', () => {
  let practice: Practice;
  let folder: string;
  before(async () => {
    practice = await openPractice();
    folder = await mkdtemp(join(tmpdir(), 'crossover-'));
  });
  after(async () => {
    await practice.close();
    await rm(folder, { recursive: true });
  });

  const place = () => ({ authorityHost: practice.tenant.origin, isInstanceDiscoveryDisabled: true });
  const readNora = (settings: CredentialSettings) => {
    const credential = credentialOf(settings, place());
    return getUser(createGraph({ credential, baseUrl: practice.tenant.origin }), PEOPLE.nora);
  };
  const bot = () => ({ tenantId: practice.tenant.tenantId, clientId: practice.tenant.bot.appId });

  it('may be a secret', async () => {
    const { body } = await readNora({ kind: 'secret', ...bot(), clientSecret: practice.tenant.bot.secret });
    assert.equal(body.displayName, 'Nora Lindqvist');
  });

  it('may be a certificate', async () => {
    const made = await generate([{ name: 'commonName', value: 'crossover' }], { keySize: 2048 });
    const certificatePath = join(folder, 'bot.pem');
    await writeFile(certificatePath, `${made.private}\n${made.cert}`);
    const { body } = await readNora({ kind: 'certificate', ...bot(), certificatePath });
    assert.equal(body.displayName, 'Nora Lindqvist');
  });

  it('may be a managed identity, with or without a client id', () => {
    for (const named of [{}, bot()]) {
      assert.equal(credentialOf({ kind: 'managedIdentity', ...named }).constructor.name, 'ManagedIdentityCredential');
    }
  });

  it('may be a federated token in a file', async () => {
    const tokenFilePath = join(folder, 'token');
    await writeFile(tokenFilePath, 'not a token');
    const error = await caught(GraphError, readNora({ kind: 'workloadIdentity', ...bot(), tokenFilePath }));
    assert.equal(error.reason, 'noToken');
    const asked = practice.tenant.log.findLast(({ path }) => path.includes('/oauth2/v2.0/token'));
    assert.match(inspect(asked?.body), /not a token/);
  });

  it('is good for the Bot Connector as well', async () => {
    const credential = credentialOf({ kind: 'secret', ...bot(), clientSecret: practice.tenant.bot.secret }, place());
    const token = await credential.getToken('https://api.botframework.com/.default');
    assert.match(token?.token ?? '', /^ey/);
  });

  it('that is refused says so in the words of Entra, and the error holds no secret', async () => {
    const clientSecret = 'a-wrong-and-secret-secret';
    const error = await caught(GraphError, readNora({ kind: 'secret', ...bot(), clientSecret }));
    assert.equal(error.reason, 'noToken');
    assert.equal(error.facts.code, 'invalid_client');
    assert.match(error.serviceMessage ?? '', /AADSTS7000215/);
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(clientSecret));
  });

  it('whose issuer cannot be reached is a lost connection, not a refusal, and is not asked again', async () => {
    let asked = 0;
    const words = 'network_error: See https://aka.ms/msal.js.errors#network_error for details';
    const getToken = () => {
      asked += 1;
      return Promise.reject(new TypeError(words));
    };
    const credential = { getToken };
    const graph = createGraph({ credential, baseUrl: practice.tenant.origin, wait: () => Promise.resolve() });
    const error = await caught(TransportError, getUser(graph, PEOPLE.nora));
    assert.deepEqual([error.reason, error.service, asked], ['connection', 'Microsoft Entra ID', 1]);
  });
});
