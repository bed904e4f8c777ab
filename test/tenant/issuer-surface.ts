import type { JWK } from 'jose';

import type { Answer } from './answer.ts';
import { isJsonObject } from './answer.ts';
import { isAssertionFor, TOKEN_LIFE_SECONDS } from './issuer.ts';
import type { Directory } from './contract.ts';
import type { TenantIssuer } from './issuer.ts';
import { serveSignIn } from './sign-in.ts';

/** What the token endpoint is built from. */
export interface IssuerParts {
  issuer: TenantIssuer;
  tenantId: string;
  domain: string;
  origin: string;
  directory: Directory;
  bot: { appId: string; secret: string };
  /** Public keys of the app's certificates; empty accepts any assertion that names the app. */
  assertionKeys: JWK[];
  /** Read at each token: what was granted since counts from the next token on. */
  settings: { grantedPermissions: Set<string> };
}

/** One request to the issuer, at the origin that it came to. */
export interface IssuerRequest {
  method: string;
  path: string;
  origin: string;
  headers: Record<string, string | string[] | undefined>;
  /** The form's fields. */
  body: unknown;
}

const GRAPH_RESOURCES = new Set(['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000']);

/** Answers what Entra's login host and the Bot Connector's metadata host answer, or undefined for other paths. */
export async function serveIssuer(parts: IssuerParts, request: IssuerRequest): Promise<Answer | undefined> {
  const [pathname = ''] = request.path.split('?');
  if (request.method === 'POST') {
    const authority = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(pathname)?.[1];
    return authority === undefined ? undefined : issueToken(parts, request, authority);
  }
  if (pathname === '/v1/.well-known/openidconfiguration') return { status: 200, body: botMetadata(request.origin) };
  if (/^\/(v1\/\.well-known|[^/]+\/discovery\/v2\.0)\/keys$/.test(pathname)) {
    return { status: 200, body: parts.issuer.jwks };
  }
  if (/^\/[^/]+\/oauth2\/v2\.0\/authorize$/.test(pathname)) return serveSignIn(parts, request.path);
  const authority = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/.exec(pathname)?.[1];
  if (authority === undefined) return undefined;
  if (!isAuthority(parts, authority)) return unknownTenant(authority);
  return { status: 200, body: entraMetadata(parts, request.origin, authority) };
}

function botMetadata(origin: string): object {
  return {
    issuer: 'https://api.botframework.com',
    authorization_endpoint: 'https://invalid.botframework.com',
    jwks_uri: `${origin}/v1/.well-known/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  };
}

function entraMetadata(parts: IssuerParts, origin: string, authority: string): object {
  return {
    token_endpoint: `${origin}/${authority}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${origin}/${authority}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${origin}/${parts.tenantId}/v2.0`,
    authorization_endpoint: `${origin}/${authority}/oauth2/v2.0/authorize`,
    tenant_region_scope: 'EU',
  };
}

async function issueToken(parts: IssuerParts, request: IssuerRequest, authority: string): Promise<Answer> {
  if (!isAuthority(parts, authority)) return unknownTenant(authority);
  const form = formOf(request);
  if (form.grant_type !== 'client_credentials') {
    return refusal(400, 'unsupported_grant_type', 'AADSTS70003: The app requested an unsupported grant type.');
  }
  const refused = await refusalOfClient(parts, form);
  if (refused !== undefined) return refused;
  const resource = /^(.+)\/\.default$/.exec(form.scope ?? '')?.[1];
  if (resource === undefined) {
    return refusal(400, 'invalid_scope', 'AADSTS1002012: The provided value for scope is not valid.');
  }
  const isGraph = GRAPH_RESOURCES.has(resource) || resource === request.origin;
  const roles = isGraph ? [...parts.settings.grantedPermissions] : [];
  const token = await parts.issuer.tokenForApp({ resource, appId: parts.bot.appId, roles });
  const life = { expires_in: TOKEN_LIFE_SECONDS, ext_expires_in: TOKEN_LIFE_SECONDS };
  return { status: 200, body: { token_type: 'Bearer', ...life, access_token: token } };
}

type TokenForm = Partial<Record<'grant_type' | 'client_id' | 'client_secret' | 'client_assertion' | 'scope', string>>;

/** The form's fields; a client may also stand in the Authorization header. */
function formOf(request: IssuerRequest): TokenForm {
  const fields = Object.entries(isJsonObject(request.body) ? request.body : {});
  const form = Object.fromEntries(fields.filter(([, value]) => typeof value === 'string'));
  return { ...basicCredentials(request.headers.authorization), ...form };
}

async function refusalOfClient(parts: IssuerParts, form: TokenForm): Promise<Answer | undefined> {
  const { client_id: clientId = '', client_secret: secret, client_assertion: assertion } = form;
  if (clientId !== parts.bot.appId) {
    const message = `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`;
    return refusal(400, 'unauthorized_client', message);
  }
  if (assertion === undefined) {
    if (secret === parts.bot.secret) return undefined;
    return refusal(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  }
  if (await isAssertionFor(clientId, assertion, parts.assertionKeys)) return undefined;
  return refusal(401, 'invalid_client', 'AADSTS700027: Client assertion failed signature validation.');
}

function isAuthority(parts: IssuerParts, authority: string): boolean {
  return [parts.tenantId, parts.domain, 'botframework.com'].includes(authority.toLowerCase());
}

function unknownTenant(authority: string): Answer {
  return refusal(400, 'invalid_request', `AADSTS90002: Tenant '${authority}' not found.`);
}

function basicCredentials(authorization: string | string[] | undefined): TokenForm {
  const encoded = typeof authorization === 'string' ? /^Basic (.+)$/i.exec(authorization)?.[1] : undefined;
  if (encoded === undefined) return {};
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { client_id: decodeURIComponent(clientId), client_secret: decodeURIComponent(secret) };
}

function refusal(status: number, error: string, description: string): Answer {
  const code = Number(/^AADSTS(\d+)/.exec(description)?.[1]);
  return { status, body: { error, error_description: description, error_codes: [code] } };
}
