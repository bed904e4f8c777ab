import type { ServerResponse } from 'node:http';

import type { Answer } from './answer.ts';

/** An answer that a surface has written into its response, but that has not left yet. */
export interface HeldAnswer {
  readonly status: number;
  send(): void;
}

/** Sends an answer as JSON; without a body, as nothing but status and headers. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const { status, headers = {}, body } = answer;
  if (body === undefined) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // Not chained: restify in the same process replaces `writeHead` by one that returns nothing.
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text);
}

/**
 * Keeps the answer that a surface is about to write from leaving, since a fault may swallow it after the work was
 * done. Only `end` is kept back: surfaces of the tenant answer in one piece.
 */
export function holdBack(response: ServerResponse): HeldAnswer {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  let kept: unknown[] | undefined;
  response.end = ((...args: unknown[]) => {
    kept = args;
    return response;
  }) as ServerResponse['end'];
  return {
    get status() {
      return response.statusCode;
    },
    send: () => {
      response.end = end as ServerResponse['end'];
      if (kept !== undefined) end(...kept);
    },
  };
}
