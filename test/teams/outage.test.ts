import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { silentLog } from '../../src/lib/log.ts';
import { start, type Running } from '../../src/start.ts';
import { configOf, environmentFor, startProduct, trustedKeys, type Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Fault } from '../tenant/contract.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { talkWith } from './support/talk.ts';

const { nora, bruno, bob, aliceAdams } = PEOPLE;
const GRAPH = /^\/(v1\.0|beta)\//;
const TOKEN = /\/oauth2\/v2\.0\/token/;
const HOURS = 3_600_000;
/** Ten seconds is the promise; the rest is for a busy machine. */
const PROMISED_MILLIS = 10_000 + 3000;

describe('while Graph is down', () => {
  let product: Product;
  const { ask, lastOf, click } = talkWith(() => product);

  before(async () => {
    product = await startProduct({ env: { CROSSOVER_SNAPSHOT_MINUTES: '10000', CROSSOVER_CHANGES_MINUTES: '10000' } });
    await product.running.sweep(); // the snapshot is there
    await ask(nora, 'help'); // what Nora may do is known
    await ask(nora, 'turn off per-user MFA for Alice Adams');
    await product.tenant.teams.waitForMessage(bruno, ({ cards }) => cards.length > 0);
    await product.moveClock(2 * HOURS);
  });
  afterEach(async () => {
    product.tenant.faults.clear();
    await product.moveClock(61_000); // what was refused rests for a minute
  });
  after(() => product.stop());

  /** Asks and checks that the answer came in time. */
  async function inTime<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await work();
    const millis = performance.now() - startedAt;
    assert.ok(millis < PROMISED_MILLIS, `${millis} ms`);
    return result;
  }

  const outages: [string, Omit<Fault, 'path'>][] = [
    ['unavailable (503)', { status: 503 }],
    ['throttling everything for a minute (429)', { status: 429, headers: { 'retry-after': '60' } }],
    ['hanging', { isHanging: true }],
    ['cutting every connection', { reset: 'before' }],
    ['answering with a page of a proxy', { status: 502, body: 'not JSON' }],
  ];
  for (const [what, fault] of outages) {
    it(`${what}: a question by name is answered with what was last known, and how old it is`, async () => {
      product.tenant.faults.add({ ...fault, path: GRAPH });
      const answer = await inTime(() => ask(nora, "what is Alice Adams's MFA state?"));
      assert.match(answer, /Alice Adams/);
      assert.match(answer, /enforced 2 hours ago/);
      assert.match(answer, /does not answer/);
    });
  }

  it('a first name that several people have leads to the same choice', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    const answer = await ask(nora, "what is alice's MFA state?");
    assert.match(answer, /Whom do you mean[^]*Alice Adams[^]*Alice Archer/);
  });

  it('a surname and a sign-in name find the person too', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    assert.match(await ask(nora, "what is Archer's MFA state?"), /Alice Archer/);
    assert.match(await ask(nora, "what is BOB.BERG@fabrikam.example's MFA state?"), /Bob Berg/);
    assert.match(await ask(nora, "what is O'Neil's MFA state?"), /Carol O'Neil/);
  });

  it('somebody who is not in what was last known is not said to be nobody', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    const answer = await ask(nora, "what is Xaver Unheard's MFA state?");
    assert.doesNotMatch(answer, /found nobody/);
    assert.match(answer, /Nothing was changed/);
  });

  it('words are no pattern for what was last known', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    assert.doesNotMatch(await ask(nora, "what is A%'s MFA state?"), /Alice|Whom/);
    assert.doesNotMatch(await ask(nora, "what is ______'s MFA state?"), /Alice|Whom/);
  });

  it('lists go on, with their age', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    assert.match(await ask(nora, 'who is enforced?'), /2 hours ago/);
  });

  it('one part that hangs costs only that part of the answer', async () => {
    product.tenant.faults.add({ path: /\/conditionalAccess\/policies|authentication\/methods/, isHanging: true });
    const answer = await inTime(() => ask(nora, "what is Bob Berg's MFA state?"));
    assert.match(answer, /Per-user MFA: disabled/);
    assert.match(answer, /could not be read just now/);
  });

  it('nothing is proposed from what was last known', async () => {
    product.tenant.faults.add({ path: GRAPH, isHanging: true });
    const answer = await inTime(() => ask(nora, 'turn off per-user MFA for Priya Patel'));
    assert.match(answer, /does not answer/);
    assert.match(answer, /Nothing was changed/);
  });

  it('somebody whose roles were never read learns nothing', async () => {
    product.tenant.faults.add({ path: GRAPH, status: 503 });
    const answer = await inTime(() => ask(aliceAdams, `what is Bob Berg's MFA state?`));
    assert.doesNotMatch(answer, /Bob|disabled/);
    assert.equal(product.tenant.directory.users.get(bob)?.perUserMfaState, 'disabled');
  });

  it('an approval is not taken, and the approver is told in time', async () => {
    product.tenant.faults.add({ path: /authentication\/requirements/, isHanging: true });
    const { activityId } = lastOf(bruno);
    const line = await inTime(() => click(bruno, activityId, { verb: 'proposal.approve' }));
    assert.match(line, /did not work just now/);
    product.tenant.faults.clear();
    product.tenant.faults.add({ path: GRAPH, isHanging: true });
    assert.match(await inTime(() => click(bruno, activityId, { verb: 'proposal.approve' })), /did not work just now/);
    assert.match(await readingWithoutFaults(), /per-user MFA/i);
  });

  const readingWithoutFaults = async (): Promise<string> => {
    product.tenant.faults.clear();
    return ask(bruno, 'open proposals');
  };
});

describe('while the token issuer is down', () => {
  let tenant: PracticeTenant;
  let running: Running;

  before(async () => {
    tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    // Tokens so short that each call asks for its own.
    // The first token that is asked for is the snapshot's.
    tenant.faults.add({ method: 'POST', path: TOKEN, times: 1, status: 200, body: await shortToken(tenant) });
    const config = configOf(environmentFor(tenant));
    running = await start(config, { clock: tenant.clock, log: silentLog, isClockMovable: true });
    tenant.setBotEndpoint(`http://localhost:${running.port}/api/messages`);
    await running.sweep();
  });
  after(async () => {
    tenant.faults.clear();
    await running.stop();
    await tenant.close();
  });

  const { ask } = talkWith(() => ({ tenant }));

  it('a question by name is answered with what was last known', async () => {
    assert.match(await ask(nora, "what is Alice Adams's MFA state?"), /Read live/);
    const asked = withholdTokensOfGraph(tenant);
    tenant.clock.advance(5 * 60_000); // longer than a token is kept without asking
    const answer = await ask(nora, "what is Alice Adams's MFA state?");
    assert.match(answer, /enforced just now/);
    assert.match(answer, /does not answer/);
    assert.ok(asked() > 0);
  });
});

/** A token for Graph that is said to have ended: whoever needs one later has to ask again. */
async function shortToken(tenant: PracticeTenant): Promise<Record<string, unknown>> {
  const { privateKey } = (await trustedKeys()).signingKeys;
  const roles = [...tenant.graph.grantedPermissions];
  const token = await new SignJWT({ appid: tenant.bot.appId, roles, tid: tenant.tenantId })
    .setProtectedHeader({ alg: 'RS256', kid: 'practice-tenant-key' })
    .setIssuer(`https://sts.windows.net/${tenant.tenantId}/`)
    .setAudience(tenant.origin)
    .setExpirationTime('1h')
    .sign(privateKey);
  return { token_type: 'Bearer', expires_in: 0, access_token: token };
}

/** Lets the issuer hang for Graph, and answer for Teams, so that an answer can still be sent. Counts the first. */
function withholdTokensOfGraph(tenant: PracticeTenant): () => number {
  let withheld = 0;
  const guard = async (): Promise<void> => {
    for (;;) {
      const held = tenant.faults.hold({ method: 'POST', path: TOKEN });
      const { body } = await held.reached;
      if (JSON.stringify(body).includes('botframework')) held.release();
      else withheld += 1;
    }
  };
  for (let guards = 0; guards < 8; guards += 1) void guard(); // several may ask at once
  return () => withheld;
}
