import assert from 'node:assert/strict';
import { generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt, type JWTPayload } from 'jose';
import { freePort } from '../support/free-port.ts';
import { trustedKeys } from '../support/product.ts';
import { cardText, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import { SIGN_IN_APP } from '../tenant/sign-in.ts';
import { Browser, linkIn } from './support/browser.ts';

const { nora, bruno, emergency01 } = PEOPLE;
const HOUR_MILLIS = 3_600_000;

describe('A file in the browser, for whoever has no OneDrive', () => {
  let story: Story;
  let browser: Browser;
  before(async () => {
    const port = await freePort();
    const env = {
      PORT: String(port),
      CROSSOVER_LINK_ORIGIN: `http://localhost:${port}`,
      CROSSOVER_LINK_APP_ID: SIGN_IN_APP,
    };
    story = await Story.start({ tenant: { people: 200 }, env });
    await story.product.running.sweep();
    browser = new Browser(story.tenant);
  });
  after(() => story.stop());

  const offered = async (words = 'export enforced people'): Promise<string> => {
    const { activityId } = await story.tenant.teams.say(nora, words);
    return linkIn(cardText(await story.told(nora, /^No OneDrive\?/, activityId)));
  };
  const enforced = () => [...story.tenant.directory.users.values()].filter((one) => one.perUserMfaState === 'enforced');
  const exports = async () => {
    const shown = await story.answerTo(nora, 'show the last changes');
    return shown.split('Saved as a file').length - 1;
  };

  it('is offered by a link beside the OneDrive, and is the same list once the asker has signed in', async () => {
    const before = await exports();
    const file = await browser.follow(await offered(), nora);
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment; filename="people-[\d-]+\.csv"$/);
    assert.equal(file.headers.get('cache-control'), 'no-store');
    const lines = file.text.trimEnd().split('\r\n');
    assert.equal(lines.length - 1, enforced().length);
    assert.equal(await exports(), before + 1);
  });

  it('is for the asker only, though somebody else may read such lists too', async () => {
    const page = await browser.follow(await offered(), bruno);
    assert.equal(page.status, 403);
    assert.match(page.text, /This file is for somebody else/);
    assert.doesNotMatch(page.text, /displayName/);
  });

  it('needs a new sign-in each time: what a browser posted once is good for nothing more', async () => {
    const link = await offered();
    const form = await browser.signedIn(link, nora);
    assert.equal((await browser.post(form)).status, 200);
    const again = await browser.post(form);
    assert.deepEqual([again.status, /This link is over/.test(again.text)], [410, true]);
    assert.equal((await browser.follow(link, nora)).status, 200);
  });

  it('goes to nobody who lost the role reader meanwhile', async () => {
    const link = await offered();
    const readers = story.tenant.directory.groups.get(GROUPS.readers);
    readers?.memberUserIds.delete(nora);
    try {
      const page = await browser.follow(link, nora);
      assert.deepEqual([page.status, /role reader/.test(page.text)], [403, true]);
    } finally {
      readers?.memberUserIds.add(nora);
    }
  });

  it('is said of an upload that failed', async () => {
    const { activityId } = await story.tenant.teams.say(nora, 'export guests');
    const offer = await story.tenant.teams.waitForMessage(
      nora,
      ({ activity }) => JSON.stringify(activity).includes('file.consent'),
      { after: activityId ?? '0' },
    );
    story.tenant.faults.add({ path: /\/drive\/uploads/, status: 503 });
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    const told = await story.told(nora, /I could not save the list in your OneDrive/, offer.activityId);
    story.tenant.faults.clear();
    assert.equal((await browser.follow(linkIn(cardText(told)), nora)).status, 200);
  });

  it('a link to nothing, and one that is no id, are over like any other', async () => {
    for (const id of ['5e0c1f00-0002-4000-8000-00000000000a', "' or 1=1 --", '..%2f..%2fetc%2fpasswd', 'signed-in']) {
      const page = await browser.get(`${new URL(await offered()).origin}/files/${encodeURIComponent(id)}`);
      assert.deepEqual([id, page.status], [id, 410]);
    }
  });

  it('takes no sign-in but Entra’s own of this tenant, for this app, for this visit, of this moment', async () => {
    const link = await offered();
    const { privateKey } = (await trustedKeys()).signingKeys;
    const foreign = (await generateKeyPair('RS256')).privateKey;
    const sign = (claims: JWTPayload, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'practice-tenant-key' }).sign(key);
    const past = Math.floor(Date.now() / 1000) - 7200;
    const forgeries: Record<string, (claims: JWTPayload) => Promise<string> | string> = {
      'another key': (claims) => sign(claims, foreign),
      'no signature': (claims) => new UnsecuredJWT(claims).encode(),
      'another tenant': (claims) => sign({ ...claims, tid: bruno }),
      'another issuer': (claims) => sign({ ...claims, iss: 'https://login.example/v2.0' }),
      'another app': (claims) => sign({ ...claims, aud: story.tenant.bot.appId }),
      'another visit': (claims) => sign({ ...claims, nonce: 'x'.repeat(43) }),
      'no visit': (claims) => sign({ ...claims, nonce: undefined }),
      'long over': (claims) => sign({ ...claims, iat: past, nbf: past, exp: past + 3600 }),
      nobody: (claims) => sign({ ...claims, oid: undefined }),
    };
    for (const [name, forge] of Object.entries(forgeries)) {
      const form = await browser.signedIn(link, nora);
      form.set('id_token', await forge(decodeJwt(form.get('id_token') ?? '')));
      const page = await browser.post(form);
      assert.deepEqual([name, page.status, /You are not signed in/.test(page.text)], [name, 403, true]);
    }
    const good = await browser.signedIn(link, nora);
    good.set('id_token', await sign(decodeJwt(good.get('id_token') ?? '')));
    assert.equal((await browser.post(good)).status, 200, 'the forger’s own way of signing is sound');
  });

  it('a sign-in that was broken off, or is none, gives a page and no file', async () => {
    const form = await browser.signedIn(await offered(), nora);
    const state = form.get('state') ?? '';
    const denied = await browser.post(
      new URLSearchParams({ state, error: 'access_denied', error_description: '<b>no' }),
    );
    assert.deepEqual([denied.status, denied.text.includes('<b>no')], [403, false]);
    assert.equal((await browser.post(new URLSearchParams({ state }))).status, 410);
    assert.equal((await browser.post(new URLSearchParams())).status, 410);
  });

  it('an emergency account, or anybody without a role, gets nothing by somebody else’s link', async () => {
    assert.equal((await browser.follow(await offered(), emergency01)).status, 403);
  });

  it('takes neither JSON nor megabytes where a browser comes back', async () => {
    const { origin } = new URL(await offered());
    const post = (type: string, body: string) =>
      fetch(`${origin}/files/signed-in`, { method: 'POST', headers: { 'content-type': type }, body });
    assert.equal((await post('application/json', '{}')).status, 415);
    assert.equal((await post('application/x-www-form-urlencoded', `state=${'x'.repeat(2_000_000)}`)).status, 413);
  });

  it('lets nobody fill the database by opening one link again and again', async () => {
    const link = await offered();
    const statuses: number[] = [];
    for (let visit = 0; visit < 22; visit += 1) statuses.push((await browser.get(link)).status);
    assert.deepEqual(statuses, [...Array<number>(20).fill(303), 410, 410]);
  });

  it('says “not now” while Entra is down, and works again afterwards', async () => {
    const link = await offered();
    const form = await browser.signedIn(link, nora);
    story.tenant.faults.add({ path: /\/groups|\/users|memberOf|roleManagement/, status: 503 });
    const page = await browser.post(form);
    story.tenant.faults.clear();
    assert.deepEqual([page.status, /Not now/.test(page.text)], [503, true]);
    assert.equal((await browser.follow(link, nora)).status, 200);
  });

  it('is over after an hour, a sign-in after a quarter of one', async () => {
    const link = await offered();
    const form = await browser.signedIn(link, nora);
    await story.product.moveClock(16 * 60_000);
    assert.equal((await browser.post(form)).status, 410);
    assert.equal((await browser.follow(link, nora)).status, 200);
    await story.product.moveClock(HOUR_MILLIS);
    assert.equal((await browser.get(link)).status, 410);
  });
});

describe('A file in the browser, where nobody can sign in', () => {
  it('is neither offered nor there', async () => {
    const story = await Story.start();
    try {
      await story.product.running.sweep();
      await story.tenant.teams.say(nora, 'export enforced people');
      assert.ok(!story.textsOf(nora).some((text) => text.includes('No OneDrive?')));
      const address = `http://localhost:${story.product.running.port}/files/`;
      assert.equal((await fetch(address + nora)).status, 404);
      const form = new URLSearchParams({ state: 'x' });
      assert.equal((await fetch(`${address}signed-in`, { method: 'POST', body: form })).status, 404);
    } finally {
      await story.stop();
    }
  });
});
