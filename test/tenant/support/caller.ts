import { Agent, request } from 'node:https';

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
    call: (method, path, call = {}) => send(agent, `${tenant.origin}${path}`, { ...call, method, token }),
    renewToken: async () => {
      token = await graphToken(tenant);
    },
    close: async () => {
      agent.destroy();
      await tenant.close();
    },
  };
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
