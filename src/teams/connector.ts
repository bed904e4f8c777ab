import type { Activity } from 'botbuilder';
import { ConnectorClient } from 'botframework-connector';
import { TeamsError, type SendOptions, type TeamsReason } from '../cards/messenger.ts';
import { within } from '../lib/deadline.ts';
import { TransportError } from '../lib/errors.ts';
import type { BotCredentialsFactory } from './bot-credentials.ts';

/** A chat, as the Bot Connector knows it. */
export interface Conversation {
  id: string;
  serviceUrl: string;
}

/** The Bot Connector, one attempt a call: whoever calls decides what may be repeated. */
export interface Connector {
  send(to: Conversation, activity: Partial<Activity>, options?: SendOptions): Promise<{ activityId: string }>;
  update(to: Conversation, activityId: string, activity: Partial<Activity>): Promise<void>;
  /** Takes back a message of ours. */
  remove(to: Conversation, activityId: string): Promise<void>;
  /** The Entra object id of a member of a chat, by the id that mentions carry. */
  memberObjectId(of: Conversation, memberId: string): Promise<{ id: string; displayName: string } | undefined>;
}

/**
 * Opens the Bot Connector.
 *
 * @param timeoutMillis How long an answer may take (Default: 10,000); the SDK itself waits for ever.
 */
export function createConnector(
  credentials: BotCredentialsFactory,
  { appId, timeoutMillis = 10_000 }: { appId: string; timeoutMillis?: number },
): Connector {
  const chatsAt = chatsOf(credentials);
  const from = { from: { id: `28:${appId}`, name: 'Crossover' } };
  return {
    send: async ({ id, serviceUrl }, activity) => {
      const answer = await once(timeoutMillis, (options) =>
        chatsAt(serviceUrl).sendToConversation(id, { ...from, ...activity }, options),
      );
      return { activityId: answer.id };
    },
    update: async ({ id, serviceUrl }, activityId, activity) => {
      await once(timeoutMillis, (options) =>
        chatsAt(serviceUrl).updateActivity(id, activityId, { ...from, ...activity, id: activityId }, options),
      );
    },
    remove: async ({ id, serviceUrl }, activityId) => {
      await once(timeoutMillis, (options) => chatsAt(serviceUrl).deleteActivity(id, activityId, options));
    },
    memberObjectId: async ({ id, serviceUrl }, memberId) => {
      const member: Member = await once(ROSTER_MILLIS, (options) =>
        chatsAt(serviceUrl).getConversationMember(id, memberId, options),
      );
      const objectId = member.aadObjectId ?? member.objectId;
      return objectId === undefined ? undefined : { id: objectId, displayName: member.name ?? objectId };
    },
  };
}

/** A roster is read while somebody waits for an answer. */
const ROSTER_MILLIS = 2500;

/** A member as Teams tells of it; the SDK declares less. */
interface Member {
  aadObjectId?: string;
  objectId?: string;
  name?: string;
}

/** The SDK's client of one service address, made once. */
function chatsOf(credentials: BotCredentialsFactory): (serviceUrl: string) => ConnectorClient['conversations'] {
  const clients = new Map<string, ConnectorClient>();
  return (serviceUrl) => {
    const client = clients.get(serviceUrl) ?? new ConnectorClient(credentials.credentials, { baseUri: serviceUrl });
    if (!clients.has(serviceUrl)) withoutRetries(client);
    clients.set(serviceUrl, client);
    return client.conversations;
  };
}

/** One attempt, with an end. */
const once = <T>(millis: number, work: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> =>
  within(millis, undefined, async (abortSignal) => {
    try {
      return await work({ abortSignal });
    } catch (cause) {
      throw faultOf(cause, abortSignal);
    }
  });

/** The SDK repeats POSTs on 5xx and resets, which makes people read a message two or three times. */
function withoutRetries(client: ConnectorClient): void {
  const { pipeline } = (
    client as unknown as { client: { pipeline: { removePolicy(policy: { name: string }): unknown } } }
  ).client;
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
}

/** No connection came to be, so nothing was sent: the one outage after which a message may be repeated. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

interface Refusal {
  statusCode?: number;
  code?: unknown;
  details?: { error?: { code?: unknown } };
  response?: { headers?: { get(name: string): string | undefined } };
}

function faultOf(cause: unknown, signal: AbortSignal): TeamsError | TransportError {
  const refusal = cause as Refusal;
  const status = refusal.statusCode;
  if (status === undefined && NEVER_LEFT.has(String(refusal.code)))
    return new TeamsError('busy', { status: 0, code: String(refusal.code) }, { cause });
  if (status === undefined)
    return new TransportError(signal.aborted ? 'timeout' : 'connection', 'Microsoft Teams', { cause });
  const code = [refusal.details?.error?.code, refusal.code].find((one) => typeof one === 'string') ?? '';
  const header = Number(refusal.response?.headers?.get('retry-after'));
  const facts = { status, code, ...(Number.isFinite(header) && header > 0 ? { retryAfterSeconds: header } : {}) };
  return new TeamsError(reasonOf(status, code), facts, { cause });
}

/** Only what Teams refuses outright was certainly not delivered; 408 and every 5xx say nothing about a send. */
function reasonOf(status: number, code: string): TeamsReason {
  if (status === 429) return 'throttled';
  if (status === 412) return 'busy';
  if (status === 413) return 'tooBig';
  if (status === 404) return 'gone';
  if (status === 408 || status >= 500) return 'serviceFault';
  if (status === 403 && code === 'ConversationBlockedByUser') return 'blocked';
  if (status === 403) return 'notInstalled';
  return 'rejected';
}
