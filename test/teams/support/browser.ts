import assert from 'node:assert/strict';
import type { PracticeTenant } from '../../tenant/tenant.ts';

interface Seen {
  status: number;
  headers: Headers;
  text: string;
}

/** The address in something that the bot said. */
export const linkIn = (text: string): string => /http\S+/.exec(text)?.[0] ?? assert.fail(`no link in ${text}`);

/** What a browser does with a link, step by step. */
export class Browser {
  readonly #tenant: PracticeTenant;
  #returnTo = '';

  constructor(tenant: PracticeTenant) {
    this.#tenant = tenant;
  }

  async get(address: string): Promise<Seen> {
    return seen(await fetch(address, { redirect: 'manual' }));
  }

  /** Opens a link and signs in as somebody; resolves with the form that Entra lets the browser post. */
  async signedIn(link: string, userId: string): Promise<URLSearchParams> {
    const { status, headers } = await this.get(link);
    assert.equal(status, 303);
    const entra = new URL(headers.get('location') ?? '');
    entra.searchParams.set('login_hint', this.#tenant.directory.users.get(userId)?.userPrincipalName ?? '');
    const page = await this.get(entra.href);
    this.#returnTo = /action="([^"]+)"/.exec(page.text)?.[1] ?? assert.fail(page.text);
    const fields = [...page.text.matchAll(/name="([^"]+)" value="([^"]+)"/g)];
    return new URLSearchParams(Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])));
  }

  async post(form: URLSearchParams): Promise<Seen> {
    return seen(await fetch(this.#returnTo, { method: 'POST', body: form, redirect: 'manual' }));
  }

  /** All of it. */
  async follow(link: string, userId: string): Promise<Seen> {
    return this.post(await this.signedIn(link, userId));
  }
}

const seen = async (answer: Response): Promise<Seen> => ({
  status: answer.status,
  headers: answer.headers,
  text: await answer.text(),
});
