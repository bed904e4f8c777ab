import type { Answer } from './answer.ts';
import type { Directory } from './contract.ts';
import type { TenantIssuer } from './issuer.ts';
import { seatsOf } from './teams/seats.ts';

/** The app registration that people sign in to in a browser. */
export const SIGN_IN_APP = '5c0b1a52-7d4e-4f0a-9a53-6e1f2d3c4b5a';
/** Entra takes any port of this machine where `http://localhost` is registered. */
const REGISTERED = /^http:\/\/localhost(:\d+)?\/files\/signed-in$/;

export interface SignInParts {
  issuer: Pick<TenantIssuer, 'idToken'>;
  directory: Directory;
  /** Of the issuer. */
  origin: string;
}

/** Entra's page where a person signs in, by a click in place of a password; posts an ID token back to the app. */
export async function serveSignIn({ issuer, directory, origin }: SignInParts, path: string): Promise<Answer> {
  const asked = new URL(path, 'http://localhost').searchParams;
  const { redirect_uri: returnTo = '', nonce = '', state = '' } = Object.fromEntries(asked);
  const fault = faultOf(asked);
  if (fault !== undefined) return html(400, `<p>${fault}</p>`);
  const hint = asked.get('login_hint');
  const user = [...directory.users.values()].find(({ userPrincipalName }) => userPrincipalName === hint);
  if (!user) return html(200, choices(directory, path));
  const token = await issuer.idToken({ origin, appId: SIGN_IN_APP, user, nonce });
  const fields = Object.entries({ id_token: token, state, session_state: crypto.randomUUID() });
  const inputs = fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${attribute(value)}">`);
  return html(
    200,
    `<form method="post" action="${attribute(returnTo)}">${inputs.join('')}<noscript><button>Continue</button></noscript></form>` +
      '<script>document.forms[0].submit()</script>',
  );
}

function faultOf(asked: URLSearchParams): string | undefined {
  const is = (name: string, value: string): boolean => asked.get(name) === value;
  if (!is('client_id', SIGN_IN_APP)) return 'AADSTS700016: The application was not found in the directory.';
  if (!REGISTERED.test(asked.get('redirect_uri') ?? ''))
    return 'AADSTS50011: The redirect URI does not match the redirect URIs configured for the application.';
  if (!is('response_type', 'id_token') || !is('response_mode', 'form_post'))
    return 'AADSTS70007: The response_type or response_mode is not supported here.';
  if (!(asked.get('scope') ?? '').split(' ').includes('openid')) return 'AADSTS70011: The scope openid is missing.';
  return asked.get('nonce') ? undefined : 'AADSTS90014: The required field nonce is missing.';
}

function choices(directory: Directory, path: string): string {
  const links = seatsOf(directory).map(({ userId }) => {
    const { displayName = '', userPrincipalName = '' } = directory.users.get(userId) ?? {};
    const href = attribute(`${path}&login_hint=${encodeURIComponent(userPrincipalName)}`);
    return `<li><a href="${href}">${attribute(displayName)}</a></li>`;
  });
  return `<h1>Practice sign-in</h1><p>Who are you?</p><ul>${links.join('')}</ul>`;
}

const html = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Practice sign-in</title><style>:root{color-scheme:light dark;font:16px/1.6 system-ui}body{max-width:28rem;margin:3rem auto}</style>${body}`,
});

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
