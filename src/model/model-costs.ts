import type { Completion } from './model-client.ts';

/** What a million tokens cost, in the currency of the contract. */
export interface TokenPrices {
  inputPerMillion: number;
  outputPerMillion: number;
}

/** Counts what questions cost; nothing where no prices are known. */
export interface Costs {
  of(tokens: Pick<Completion, 'promptTokens' | 'completionTokens'>): { cost?: number; costSinceStart?: number };
}

/** Sums are kept in the process: a restart begins them anew, and each replica has its own. */
export function createCosts(prices: TokenPrices | undefined): Costs {
  let sum = 0;
  return {
    of({ promptTokens, completionTokens }) {
      if (!prices) return {};
      const millionths = promptTokens * prices.inputPerMillion + completionTokens * prices.outputPerMillion;
      sum += millionths;
      return { cost: inMoney(millionths), costSinceStart: inMoney(sum) };
    },
  };
}

/** To a millionth: a single question costs less than a cent. */
const inMoney = (millionths: number): number => Math.round(millionths) / 1_000_000;
