import { z } from 'zod/v4';
import type * as OpenId from 'openid-client';
import { CrossoverError } from '../lib/errors.ts';
import { visibleText } from '../lib/text.ts';

/** Nobody is signed in: Entra said no or nothing, or what came back proves nothing. */
export class SignInError extends CrossoverError {
  override readonly name = 'SignInError';
  readonly reason: 'refused' | 'unreachable';
  readonly remedy = 'Open the link again.';

  constructor(reason: SignInError['reason'], options?: ErrorOptions) {
    super(`sign-in: ${reason}`, options);
    this.reason = reason;
  }
}

/** Lets a person prove in a browser who they are. */
export interface PersonSignIn {
  /**
   * The address at Entra that a person is sent to.
   *
   * @param key A secret of this one sign-in, which comes back with the person.
   * @throws {SignInError} `unreachable`
   */
  addressFor(key: string): Promise<string>;
  /**
   * Who has come back.
   *
   * @param form What the browser has posted, as it came.
   * @throws {SignInError}
   */
  personIn(form: string, key: string): Promise<{ id: string; displayName: string }>;
}

const ANSWER_SECONDS = 10;
const ENTRA_CODE = /\bAADSTS\d+/;

/**
 * Opens the address at Entra as a browser would, before anybody signs in: the code with which Entra refuses the app or
 * the address to return to; null where it asks who one is. UNVERIFIED: that the page of a real tenant holds the code.
 *
 * @throws {SignInError} `unreachable`
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export async function refusalOfSignIn(signIn: PersonSignIn): Promise<string | null> {
  const address = await signIn.addressFor(crypto.randomUUID());
  try {
    const page = await fetch(address, { signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) });
    return ENTRA_CODE.exec(await page.text())?.[0] ?? null;
  } catch (cause) {
    throw new SignInError('unreachable', { cause });
  }
}

export interface SignInSettings {
  authorityHost: string;
  tenantId: string;
  /** Of the app registration that people sign in to; it needs no permission and no secret. */
  appId: string;
  /** Where the browser posts the token; registered with the app. */
  returnTo: string;
}

const idToken = z.object({
  tid: z.guid().toLowerCase(),
  oid: z.guid().toLowerCase(),
  name: z.string().max(400).default(''),
});

/**
 * Sign-in by an ID token that Entra lets the browser post to us (`response_mode=form_post`). The library checks
 * signature, issuer, audience, lifetime, nonce and state; the tenant is checked here.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function personSignIn(settings: SignInSettings): PersonSignIn {
  const { tenantId, returnTo } = settings;
  let loading: Promise<Loaded> | undefined;
  const loaded = (): Promise<Loaded> =>
    (loading ??= load(settings).catch((cause: unknown) => {
      loading = undefined; // the next person tries again
      throw new SignInError('unreachable', { cause });
    }));
  return {
    addressFor: async (key) => {
      const { openId, entra } = await loaded();
      const asked = { redirect_uri: returnTo, response_mode: 'form_post', scope: 'openid profile' };
      return openId.buildAuthorizationUrl(entra, { ...asked, state: key, nonce: key }).href;
    },
    personIn: async (form, key) => {
      const { openId, entra } = await loaded();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const request = new Request(returnTo, { method: 'POST', headers, body: form });
      const claims = await openId
        .implicitAuthentication(entra, request, key, { expectedState: key })
        .catch((cause: unknown) => {
          throw new SignInError('refused', { cause });
        });
      const person = idToken.safeParse(claims).data;
      if (person?.tid !== tenantId) throw new SignInError('refused');
      return { id: person.oid, displayName: visibleText(person.name) };
    },
  };
}

interface Loaded {
  openId: typeof OpenId;
  entra: OpenId.Configuration;
}

/** Loaded when the first link is opened: nothing else needs it. */
async function load({ authorityHost, tenantId, appId }: SignInSettings): Promise<Loaded> {
  const openId = await import('openid-client');
  const server = new URL(`${authorityHost}/${tenantId}/v2.0`);
  const options = { timeout: ANSWER_SECONDS, execute: [openId.useIdTokenResponseType] };
  return { openId, entra: await openId.discovery(server, appId, undefined, openId.None(), options) };
}
