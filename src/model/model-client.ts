import type { AzureOpenAI, OpenAI } from 'openai';
import { z } from 'zod/v4';

/** What a model said, and what it cost. */
export interface Completion {
  text: string;
  promptTokens: number;
  completionTokens: number;
}

/** Asks a model once. Rejects where it does not answer, or with something else than a text. */
export type Complete = (
  question: { system: string; user: string; schema: Record<string, unknown> },
  signal: AbortSignal,
) => Promise<Completion>;

/** Where the model is. With an `apiVersion` it is one of Azure OpenAI, and its name the deployment's. */
export interface ModelPlace {
  url: string;
  name: string;
  key?: string | undefined;
  apiVersion?: string | undefined;
}

const MOST_TOKENS = 400;

/** Of an answer, what is read. */
const completionShape = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** The client of OpenAI, loaded when it is needed first: most installations have no model. */
export function modelAt(place: ModelPlace, tokenFor: () => Promise<string>): Complete {
  let client: Promise<OpenAI> | undefined;
  return async ({ system, user, schema }, signal) => {
    client ??= clientOf(place, tokenFor);
    const answer: unknown = await (
      await client
    ).chat.completions.create(
      {
        model: place.name,
        temperature: 0,
        max_tokens: MOST_TOKENS,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        response_format: { type: 'json_schema', json_schema: { name: 'plan', strict: true, schema } },
      },
      { signal },
    );
    const { choices, usage } = completionShape.parse(answer);
    return {
      text: choices[0]?.message.content ?? '',
      promptTokens: usage?.prompt_tokens ?? 0,
      completionTokens: usage?.completion_tokens ?? 0,
    };
  };
}

/** Without its own repetitions: there are eight seconds, and the grammar has an answer of its own. */
async function clientOf({ url, key, apiVersion, name }: ModelPlace, tokenFor: () => Promise<string>): Promise<OpenAI> {
  const { AzureOpenAI: Azure, OpenAI: Plain } = await import('openai');
  // A key must not follow a redirect to wherever somebody points it.
  const once = { maxRetries: 0, timeout: 8000, fetchOptions: { redirect: 'error' } } as const;
  if (apiVersion === undefined)
    return new Plain({ ...once, baseURL: url, apiKey: key ?? 'none', organization: null, project: null });
  const azure = { ...once, endpoint: url, apiVersion, deployment: name };
  const made: AzureOpenAI = new Azure(
    key === undefined ? { ...azure, azureADTokenProvider: tokenFor } : { ...azure, apiKey: key },
  );
  return made;
}
