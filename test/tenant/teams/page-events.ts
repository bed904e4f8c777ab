import type { ServerResponse } from 'node:http';
import type { TeamsParts } from '../contract.ts';
import type { TeamsEvent } from './chats.ts';
import type { Feed } from './feed.ts';
import type { Json } from './json.ts';
import { messageOnWire } from './page-wire.ts';

/** The page's stream of Server-Sent Events. */
export interface PageEvents {
  open(response: ServerResponse): void;
  close(): void;
}

const heartbeatMillis = 5_000; // so that an open page shows the time of a running clock

/** Passes on what the feed tells to every open page. */
export function createPageEvents(tenant: TeamsParts, feed: Feed<TeamsEvent>): PageEvents {
  const open = new Set<ServerResponse>();
  const send = (event: Json): void => {
    const line = `data: ${JSON.stringify({ ...event, now: tenant.clock.now().toISOString() })}\n\n`;
    for (const response of open) response.write(line);
  };
  const stop = feed.subscribe((event) => {
    if (event.type === 'message') {
      send({ type: 'message', message: messageOnWire(event.message, tenant.directory) });
    } else send({ ...event });
  });
  const heartbeat = setInterval(() => {
    send({ type: 'time' });
  }, heartbeatMillis);
  heartbeat.unref();
  return {
    open: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      open.add(response);
      response.on('close', () => open.delete(response));
      response.write(`data: ${JSON.stringify({ type: 'hello', now: tenant.clock.now().toISOString() })}\n\n`);
    },
    close: () => {
      stop();
      clearInterval(heartbeat);
      for (const response of open) response.end();
      open.clear();
    },
  };
}
