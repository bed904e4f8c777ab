import { masked } from '../chat/masked.ts';
import { understoodFrom, type Planned } from '../chat/planned.ts';
import type { Understood } from '../chat/understood.ts';
import type { Log } from '../lib/log.ts';
import type { VerbWords } from '../verbs/verb-words.ts';
import type { Complete, Completion } from './model-client.ts';
import { createCosts, type Costs, type TokenPrices } from './model-costs.ts';
import { jsonSchemaOf, planIn } from './plan-schema.ts';
import { promptOf } from './prompt.ts';

/** Asks a language model what a sentence means that the grammar is not sure of. */
export interface Model {
  /** Undefined where the model does not know, is late, or answers anything but what it was asked for. Never throws. */
  understand(planned: Omit<Planned, 'timeZone'>): Promise<Understood | undefined>;
}

export interface ModelEdges {
  complete: Complete;
  words: readonly VerbWords[];
  /** Whether names leave the product as numbers only. */
  isMasking: boolean;
  /** Without prices nothing is said of what it costs. */
  prices?: TokenPrices | undefined;
  /** Of the tenant. */
  timeZone: string;
  log: Log;
  nowMillis(): number;
  /** (Default: 8000) */
  timeoutMillis?: number;
}

const TIMEOUT_MILLIS = 8000;
const LONGEST_QUESTION = 1000;
const LONGEST_ANSWER = 4000;

/** Puts the grammar's own rules around whatever a model says: it can make a question be understood, and nothing else. */
export function createModel(edges: ModelEdges): Model {
  const costs = createCosts(edges.prices);
  const fixed = { system: promptOf(edges.words), schema: jsonSchemaOf(edges.words) };
  return {
    understand: async (planned) => {
      const { text, unmask } = edges.isMasking ? masked(planned.text, planned.mentions) : asItIs(planned.text);
      if (text === '' || planned.text.length > LONGEST_QUESTION) return undefined;
      const completion = await answered({ ...edges, costs }, { ...fixed, user: JSON.stringify({ message: text }) });
      const isShort = completion !== undefined && completion.text.length <= LONGEST_ANSWER;
      const plan = isShort ? planIn(edges.words, completion.text, unmask) : undefined;
      const understood = plan && understoodFrom(edges.words, plan, { ...planned, timeZone: edges.timeZone });
      if (completion) edges.log.info('model.understood', { verb: understood ? plan.verb : 'none' });
      return understood;
    },
  };
}

const asItIs = (text: string) => ({ text, unmask: (answer: string) => answer });

/** Counts what each question costs, in time, in tokens and in money, also where nothing came of it. */
async function answered(
  { complete, log, nowMillis, costs, timeoutMillis = TIMEOUT_MILLIS }: ModelEdges & { costs: Costs },
  question: Parameters<Complete>[0],
): Promise<Completion | undefined> {
  const startedAt = nowMillis();
  const signal = AbortSignal.timeout(timeoutMillis);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  try {
    const completion = await Promise.race([complete(question, signal), late]);
    const { promptTokens, completionTokens } = completion;
    const millis = Math.round(nowMillis() - startedAt);
    log.info('model.answered', { millis, promptTokens, completionTokens, ...costs.of(completion) });
    return completion;
  } catch (cause) {
    log.warn('model.failed', {
      millis: Math.round(nowMillis() - startedAt),
      reason: signal.aborted ? 'late' : cause instanceof Error ? cause.name : 'unknown',
    });
    return undefined;
  }
}
