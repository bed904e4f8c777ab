import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What was asked of the stub. */
export interface Asked {
  path: string;
  authorization: string | undefined;
  apiKey: string | undefined;
  body: Record<string, unknown>;
}

/** Answers a question as it likes; nothing at all where it never ends the response. */
export type Manners = (response: ServerResponse) => void;

/** A service that speaks as OpenAI's does, with whatever manners a test gives it. */
export class RudeModel {
  readonly asked: Asked[] = [];
  manners: Manners = () => undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    const apiKey = request.headers['api-key'];
    this.asked.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      apiKey: typeof apiKey === 'string' ? apiKey : undefined,
      body,
    });
    this.manners(response);
  }
}

/** Says this text, as a completion. */
export const saying =
  (content: unknown): Manners =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ choices: [{ message: { content } }], usage: { prompt_tokens: 900, completion_tokens: 40 } }),
    );
  };

/** Answers with a verb and arguments. */
export const planning = (verb: string, args: Record<string, unknown> = {}): Manners =>
  saying(JSON.stringify({ verb, arguments: args }));
