import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import type { Graph } from '../entra/graph.ts';
import type { Clock } from '../lib/clock.ts';
import type { JsonObject } from '../lib/canonical-json.ts';

/** The tenant's Conditional Access policies as they were at one moment. */
export interface PolicySet {
  policies: readonly JsonObject[];
  readAt: Date;
}

/** Reads policies for everybody who asks at once: Conditional Access allows one request a second for the whole tenant. */
export interface PolicyReader {
  /** Policies that are at most so old; proof before a write asks for 5 s, questions may take older ones. */
  read(maxAgeMillis: number): Promise<PolicySet>;
}

/** One reader for this process, with one request under way at most. */
export function createPolicyReader(graph: Graph, clock: Clock): PolicyReader {
  let last: PolicySet | undefined;
  let current: Promise<PolicySet> | undefined;
  const fetch = async (): Promise<PolicySet> => {
    const readAt = clock.now(); // before the call: the answer is at least that new
    const { policies } = await listConditionalAccessPolicies(graph);
    last = { policies, readAt };
    return last;
  };
  const isFresh = ({ readAt }: PolicySet, maxAgeMillis: number): boolean => {
    const ageMillis = clock.now().getTime() - readAt.getTime();
    return ageMillis >= 0 && ageMillis <= maxAgeMillis; // below zero the clock was set back: nothing is known of the age
  };
  return {
    read: async (maxAgeMillis) => {
      if (last && isFresh(last, maxAgeMillis)) return last;
      const underWay = await current; // asked by somebody before us, maybe too long ago
      if (underWay && isFresh(underWay, maxAgeMillis)) return underWay;
      current ??= fetch().finally(() => {
        current = undefined;
      });
      return current;
    },
  };
}
