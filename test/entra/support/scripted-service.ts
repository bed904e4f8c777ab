import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { trust } from '../../support/trust.ts';

/** What the service does with a request: answer, cut the connection, or say nothing for ever. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown } | 'cut' | 'silence';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** An https service that answers exactly what a test tells it to, for what no real one would say. */
export interface ScriptedService {
  origin: string;
  seen: SeenRequest[];
  close(): Promise<void>;
}

/** Starts a service whose replies come one after the other; the last one stays. */
export async function startScripted(...replies: (Reply | ((origin: string) => Reply))[]): Promise<ScriptedService> {
  const { cert, private: key } = await certificate();
  const trusted = trust(cert);
  const seen: SeenRequest[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    const { method = '', url = '', headers } = request;
    const next = replies[Math.min(seen.push({ method, url, headers }), replies.length) - 1] ?? {};
    const reply = typeof next === 'function' ? next(originOf(server)) : next;
    if (reply === 'silence') return;
    if (reply === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    trusted.end();
    return closed(server);
  };
  return { origin: originOf(server), seen, close };
}

// Each under a name of its own, so that several can be trusted at a time.
const certificate = () =>
  generate([{ name: 'commonName', value: `scripted ${crypto.randomUUID()}` }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });

const originOf = (server: Server): string => `https://localhost:${(server.address() as AddressInfo).port}`;

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
