import type { TeamsParts } from '../contract.ts';
import type { Json } from './json.ts';

/** How the bot answered an activity; `problem` says why it did not take it. */
export interface BotAnswer {
  /** 0 where no answer came. */
  status: number;
  body: unknown;
  problem: string | undefined;
}

/** Teams' line to the bot's messaging endpoint. */
export interface BotLine {
  post(activity: Json): Promise<BotAnswer>;
  /** Waits until nothing that was posted is still unanswered. */
  settled(): Promise<void>;
  /** Hangs up on everything under way. */
  close(): void;
}

const patienceMillis = 15_000; // as long as Teams waits for a bot

/** Connects to the bot: each activity carries a token as Teams' own calls do. */
export function createBotLine(parts: TeamsParts): BotLine {
  const underWay = new Set<Promise<BotAnswer>>();
  const hangUp = new AbortController();
  const post = async (activity: Json): Promise<BotAnswer> => {
    const endpoint = parts.botEndpoint();
    if (endpoint === undefined) return failed(0, 'No bot is connected yet.');
    try {
      return await answerOf(await send(parts, { endpoint, activity, signal: hangUp.signal }));
    } catch (cause) {
      return failed(0, `The bot did not answer (${reasonOf(cause)}).`);
    }
  };
  return {
    post: (activity) => {
      const answer = post(activity);
      underWay.add(answer);
      void answer.then(() => underWay.delete(answer));
      return answer;
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: () => {
      hangUp.abort();
    },
  };
}

async function send(
  parts: TeamsParts,
  call: { endpoint: string; activity: Json; signal: AbortSignal },
): Promise<Response> {
  const token = await parts.issuer.tokenForBot({ serviceUrl: `${parts.connectorOrigin}/` });
  return fetch(call.endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(call.activity),
    signal: AbortSignal.any([call.signal, AbortSignal.timeout(patienceMillis)]),
  });
}

async function answerOf(response: Response): Promise<BotAnswer> {
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) return { status: response.status, body, problem: undefined };
  return {
    status: response.status,
    body,
    problem: `The bot answered with an error (HTTP ${response.status}).`,
  };
}

function failed(status: number, problem: string): BotAnswer {
  return { status, body: undefined, problem };
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${patienceMillis / 1000} s`;
  const inner: unknown = cause.cause;
  return inner instanceof Error && 'code' in inner ? String(inner.code) : cause.message;
}
