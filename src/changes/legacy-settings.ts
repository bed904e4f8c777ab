import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { getMfaServicePolicy, type MfaServicePolicy } from '../entra/mfa-service-policy.ts';
import { readLastSignInAddress } from '../entra/own-sign-in.ts';
import { RefusedError } from '../lib/refused.ts';
import { readIpRanges, type IpRange } from './ip-ranges.ts';

/** The old MFA service settings; null where the tenant does not tell them, which nothing may depend on. */
export async function readLegacySettings(graph: Graph): Promise<MfaServicePolicy | null> {
  try {
    return (await getMfaServicePolicy(graph)).body;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason !== 'throttled') return null;
    throw cause;
  }
}

/** From where somebody last signed in; null where that is not told. */
export async function addressOf(graph: Graph, personId: string): Promise<string | null> {
  try {
    return await readLastSignInAddress(graph, personId);
  } catch (cause) {
    if (cause instanceof GraphError) return null;
    throw cause;
  }
}

/** Trusted IPs, sorted into those that a location takes and those that it does not, each with the reason. */
export interface SortedRanges {
  ranges: readonly IpRange[];
  refused: readonly { text: string; why: string }[];
}

/** Reads the addresses among texts whose meaning nobody documents; what looks like none is no address. */
export function sortRanges(texts: readonly string[]): SortedRanges {
  const words = texts
    .flatMap((text) => text.split(/[\s,;]+/u))
    .filter((word) => /^[\da-f]*[.:][\da-f.:]*(\/\d{1,3})?$/iu.test(word));
  const ranges: IpRange[] = [];
  const refused: { text: string; why: string }[] = [];
  for (const text of new Set(words)) {
    try {
      ranges.push(...readIpRanges([text]));
    } catch (cause) {
      if (!(cause instanceof RefusedError)) throw cause;
      refused.push({ text, why: cause.message });
    }
  }
  return { ranges, refused };
}
