import type { ServerResponse } from 'node:http';
import type { Issuer, Surface } from '../contract.ts';
import type { ConnectorConversations } from './connector-conversations.ts';
import { ConnectorRefusal, type ConnectorCall, type Reply } from './connector-reply.ts';
import type { ConnectorRoster } from './connector-roster.ts';
import type { QuotaClass } from '../quotas/classes.ts';
import type { Quotas } from '../quotas/quotas.ts';
import { recordOf, recordsOf } from './json.ts';
import type { ConnectorOperation, Traffic } from './traffic.ts';

/** What the Connector is built from. */
export interface ConnectorParts {
  issuer: Issuer;
  appId: string;
  traffic: Traffic;
  conversations: ConnectorConversations;
  roster: ConnectorRoster;
  tenantId: string;
  quotas?: Quotas | undefined;
}

interface Route {
  method: string;
  path: RegExp;
  operation: ConnectorOperation;
  answer(call: ConnectorCall): Reply;
}

const audience = 'https://api.botframework.com';

/** The Bot Connector's REST surface, `/v3/…`, for callers with the bot's token. */
export function createConnector(parts: ConnectorParts): Surface {
  const routes = routesOf(parts);
  return async (request, response, context) => {
    const url = new URL(request.url ?? '/', 'http://connector');
    if (!url.pathname.startsWith('/v3/')) return false;
    const refusal = await refusalOf(parts, request.headers.authorization);
    if (refusal !== undefined) {
      write(response, refusal);
      return true;
    }
    const found = routes.find((route) => route.method === context.method && route.path.test(url.pathname));
    const at = found === undefined ? {} : partsOfPath(found.path, url.pathname);
    if (found !== undefined) parts.traffic.record(found.operation, at['conversationId']);
    const seconds = found === undefined ? undefined : waitFor(parts, found.operation, threadIn(at, context.body));
    if (seconds !== undefined) {
      write(response, refused(new ConnectorRefusal(429, 'Throttled', 'Too many requests.')), {
        'retry-after': seconds,
      });
      return true;
    }
    write(response, answered(found, { at, query: url.searchParams, body: context.body, rawBody: context.rawBody }));
    return true;
  };
}

function routesOf({ conversations, roster }: ConnectorParts): Route[] {
  const route = (line: string, operation: ConnectorOperation, answer: (call: ConnectorCall) => Reply): Route => {
    const [method = '', template = ''] = line.split(' ');
    const path = new RegExp(`^/v3${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
    return { method, path, operation, answer };
  };
  return [
    route('POST /conversations', 'create', (call) => conversations.create(call)),
    route('POST /conversations/{conversationId}/activities', 'send', (call) => conversations.send(call)),
    route('POST /conversations/{conversationId}/activities/{activityId}', 'send', (call) => conversations.send(call)),
    route('PUT /conversations/{conversationId}/activities/{activityId}', 'update', (call) =>
      conversations.update(call),
    ),
    route('DELETE /conversations/{conversationId}/activities/{activityId}', 'delete', (call) =>
      conversations.remove(call),
    ),
    route('GET /conversations/{conversationId}/members', 'members', (call) => roster.members(call)),
    route('GET /conversations/{conversationId}/pagedmembers', 'members', (call) => roster.pagedMembers(call)),
    route('GET /conversations/{conversationId}/members/{memberId}', 'members', (call) => roster.member(call)),
    route('GET /teams/{teamId}', 'conversations', (call) => roster.team(call)),
    route('GET /teams/{teamId}/conversations', 'conversations', (call) => roster.channels(call)),
  ];
}

const QUOTA_CLASSES: Record<ConnectorOperation, QuotaClass> = {
  send: 'connectorSend',
  update: 'connectorSend',
  delete: 'connectorSend',
  create: 'connectorCreate',
  members: 'connectorMembers',
  conversations: 'connectorConversations',
};

/** For how many seconds a call has to wait; undefined where it need not. */
function waitFor(parts: ConnectorParts, operation: ConnectorOperation, thread: string): string | undefined {
  const { quotas, appId, tenantId } = parts;
  const judgement = quotas?.judge([
    { quotaClass: 'connector', scope: `${appId}/${tenantId}`, cost: 1 },
    { quotaClass: QUOTA_CLASSES[operation], scope: `${appId}/${thread}`, cost: 1 },
  ]);
  return judgement?.refusedBy === undefined ? undefined : String(judgement.retryAfterSeconds ?? 1);
}

/** The conversation, the team, or whom a conversation is created with: each person is a thread of their own. */
function threadIn(at: Record<string, string>, body: unknown): string {
  const { conversationId, teamId } = at;
  const named = conversationId ?? teamId;
  if (named !== undefined) return named;
  const { members, channelData } = recordOf(body);
  return JSON.stringify(recordsOf(members)[0]?.['id'] ?? recordOf(channelData)['channel']);
}

async function refusalOf(
  { issuer, appId }: ConnectorParts,
  authorization: string | undefined,
): Promise<Reply | undefined> {
  const claims = await issuer.verify(authorization, audience);
  if (claims === null) {
    return { status: 401, body: { message: 'Authorization has been denied for this request.' } };
  }
  const caller = claims['appid'] ?? claims['azp'] ?? appId;
  if (caller === appId) return undefined;
  return refused(new ConnectorRefusal(401, 'BotNotRegistered', 'The bot is not registered.'));
}

function partsOfPath(path: RegExp, pathname: string): Record<string, string> {
  const groups = path.exec(pathname)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, part]) => [name, decodeURIComponent(part)]));
}

function answered(route: Route | undefined, call: ConnectorCall): Reply {
  if (route === undefined) return refused(new ConnectorRefusal(404, 'NotFound', 'There is no such resource.'));
  try {
    return route.answer(call);
  } catch (error) {
    if (error instanceof ConnectorRefusal) return refused(error);
    throw error;
  }
}

function refused({ status, code, message }: ConnectorRefusal): Reply {
  return { status, body: { error: { code, message } } };
}

function write(response: ServerResponse, reply: Reply, headers: Record<string, string> = {}): void {
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
}
