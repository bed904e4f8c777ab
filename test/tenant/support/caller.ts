import assert from 'node:assert/strict';
import { Agent, request } from 'node:https';

import { isJsonObject } from '../answer.ts';
import { graphContract } from '../graph-contract/graph-contract.ts';
import { createTenantKeys } from '../keys.ts';
import { startTenant } from '../tenant.ts';
import type { PracticeTenant, TenantOptions } from '../tenant.ts';

/** An answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** What may be said besides method and path. */
export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  text?: string;
  /** Whether to go without a token. */
  isAnonymous?: boolean;
}

/** A practice tenant with the bot's hand on its Graph. */
export interface CalledTenant {
  tenant: PracticeTenant;
  /** For example `call('GET', '/v1.0/users')`; fails where the connection is cut. */
  call(method: string, path: string, options?: CallOptions): Promise<WireAnswer>;
  /** A fresh token, so that permissions set before it count. */
  renewToken(): Promise<void>;
  close(): Promise<void>;
}

const sharedKeys = createTenantKeys();

/** Starts a practice tenant and gets the bot a token for its Graph. */
export async function openTenant(options: TenantOptions = {}): Promise<CalledTenant> {
  const tenant = await startTenant({ keys: await sharedKeys, ...options });
  const agent = new Agent({ ca: tenant.certificatePem, keepAlive: true });
  let token = await graphToken(tenant);
  return {
    tenant,
    call: async (method, path, call = {}) => {
      const answer = await send(agent, `${tenant.origin}${path}`, { ...call, method, token });
      assertKept({ method, path, sent: call.json }, answer);
      return answer;
    },
    renewToken: async () => {
      token = await graphToken(tenant);
    },
    close: async () => {
      agent.destroy();
      await tenant.close();
    },
  };
}

/** Whatever a test asks, Graph's answer has to fit Graph's own description; items of a batch one by one. */
function assertKept({ method, path, sent }: Asked, { status, body }: WireAnswer): void {
  if (!/^\/(v1\.0|beta)\//.test(path)) return;
  const faults = graphContract().answerFaults({ method, path }, { status, body });
  assert.deepEqual([...faults, ...(path.endsWith('/$batch') ? itemFaults({ method, path, sent }, body) : [])], []);
}

/** A request as a test asked it. */
interface Asked {
  method: string;
  path: string;
  sent: unknown;
}

function itemFaults({ path, sent }: Asked, body: unknown): string[] {
  const requests = isJsonObject(sent) && Array.isArray(sent['requests']) ? sent['requests'].filter(isJsonObject) : [];
  const responses =
    isJsonObject(body) && Array.isArray(body['responses']) ? body['responses'].filter(isJsonObject) : [];
  return responses.flatMap((response) => {
    const asked = requests.find(({ id }) => String(id) === response['id']);
    if (asked === undefined) return [`nobody asked for item ${String(response['id'])}`];
    const url = String(asked['url']).replace(/^\/?/, path.replace('$batch', ''));
    const answer = { status: Number(response['status']), body: response['body'] };
    return graphContract().answerFaults({ method: String(asked['method']), path: url }, answer);
  });
}

/** The bot's token with what it has been granted by now. */
function graphToken({ issuer, bot, graph }: PracticeTenant): Promise<string> {
  const roles = [...graph.grantedPermissions];
  return issuer.tokenForApp({ resource: 'https://graph.microsoft.com', appId: bot.appId, roles });
}

function send(
  agent: Agent,
  url: string,
  options: CallOptions & { method: string; token: string },
): Promise<WireAnswer> {
  const { method, token, json, text = json === undefined ? undefined : JSON.stringify(json) } = options;
  const headers = {
    ...(options.isAnonymous !== true && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'content-type': 'application/json' }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers: received } = response;
        try {
          resolve({ status, headers: received, body: parsed(Buffer.concat(chunks).toString('utf8')) });
        } catch (error) {
          reject(new SyntaxError('no JSON', { cause: error }));
        }
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
