import { createServer } from 'node:http';
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { recordOf, textOf, type Json } from './json.ts';
import { adaptiveCardType } from './messages.ts';
import { appId, bodyOf, listen, stop, type SmallTenant } from './small-tenant.ts';

/** What a bot's handler may answer a POST with (Default: 200 without a body). */
export interface TinyAnswer {
  status: number;
  body?: unknown;
}

/** A bot of a few lines that checks tokens and does as the test says. */
export interface TinyBot {
  /** Every activity that came with a good token, oldest first. */
  heard: Json[];
  /** How many POSTs came with a bad token. */
  refusedCount: number;
  /** Called for each activity; settable at any time. */
  handler: (activity: Json) => TinyAnswer | undefined | Promise<TinyAnswer | undefined>;
  /** Calls the Connector with the bot's token, or with the one given. */
  call(line: string, body?: unknown, token?: string): Promise<{ status: number; body: Json }>;
  /** Sends a message; answers its activity id. */
  send(conversationId: string, activity: Json): Promise<string>;
  close(): Promise<void>;
}

/** Starts the bot and tells the tenant where it is. */
export async function startTinyBot(tenant: SmallTenant): Promise<TinyBot> {
  const server = createServer((request, response) => {
    void answer(request.headers.authorization, bodyOf(request)).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  const answer = async (authorization: string | undefined, raw: Promise<string>): Promise<TinyAnswer> => {
    const activity = recordOf(JSON.parse(await raw));
    const claims = await claimsOf(tenant, authorization).catch(() => undefined);
    if (claims?.['serviceurl'] !== activity['serviceUrl']) {
      bot.refusedCount += 1;
      return { status: 401 };
    }
    bot.heard.push(activity);
    return (await bot.handler(activity)) ?? { status: 200 };
  };
  const call = callerOf(tenant);
  const bot: TinyBot = {
    heard: [],
    refusedCount: 0,
    handler: () => undefined,
    call,
    send: async (conversationId, activity) => {
      const answered = await call(`POST ${activitiesOf(conversationId)}`, { type: 'message', ...activity });
      return textOf(answered.body['id']) ?? '';
    },
    close: () => stop(server),
  };
  tenant.setBotEndpoint(`${await listen(server)}/api/messages`);
  return bot;
}

function callerOf(tenant: SmallTenant): TinyBot['call'] {
  return async (line, body, token) => {
    const [method = 'GET', path = ''] = line.split(' ');
    const response = await fetch(`${tenant.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token ?? (await tokenOfBot(tenant))}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  };
}

/** A token as the bot would get it for the Connector, or for another audience or app. */
export function tokenOfBot(tenant: SmallTenant, claims: { resource?: string; appId?: string } = {}): Promise<string> {
  return tenant.issuer.tokenForApp({ resource: 'https://api.botframework.com', appId, roles: [], ...claims });
}

async function claimsOf(tenant: SmallTenant, authorization = ''): Promise<JWTPayload> {
  const keys = createLocalJWKSet(tenant.issuer.jwks);
  const expected = { issuer: 'https://api.botframework.com', audience: appId, algorithms: ['RS256'] };
  return (await jwtVerify(authorization.replace(/^Bearer /, ''), keys, expected)).payload;
}

/** The Connector's path for the activities of a conversation. */
export function activitiesOf(conversationId: string): string {
  return `/v3/conversations/${encodeURIComponent(conversationId)}/activities`;
}

/** The attachments of an activity that carries one Adaptive Card. */
export function cardAttachment(card: Json): Json {
  return { attachments: [{ contentType: adaptiveCardType, content: card }] };
}

/** A card of one sentence and some buttons. */
export function simpleCard(text: string, actions: Json[] = [], more: Json = {}): Json {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'TextBlock', text, wrap: true }],
    actions,
    ...more,
  };
}

/** The answer to an invoke that puts a card in the place of the one clicked. */
export function cardAnswer(card: Json): TinyAnswer {
  return { status: 200, body: { statusCode: 200, type: adaptiveCardType, value: card } };
}
