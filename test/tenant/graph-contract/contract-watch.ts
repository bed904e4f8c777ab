import { graphContract } from './graph-contract.ts';
import type { ContractRequest } from './graph-contract.ts';

/** Collects what was wrong with requests. */
export interface ContractWatch {
  /** One line for each fault, for example `GET /v1.0/shoes: no such path`. */
  violations: string[];
  see(request: ContractRequest): void;
}

export function createContractWatch(isChecking: boolean): ContractWatch {
  const violations: string[] = [];
  return {
    violations,
    see: (request) => {
      if (isChecking) violations.push(...graphContract().requestFaults(request));
    },
  };
}
