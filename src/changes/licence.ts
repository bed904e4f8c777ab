import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { hasP1, hasP2, listSubscribedSkus, type SubscribedSku } from '../entra/subscribed-skus.ts';
import { RefusedError } from '../lib/refused.ts';

/**
 * Looks whether the tenant has the licence that policies need, before anybody is asked to approve them.
 *
 * @returns What could not be found out, in words.
 * @throws {RefusedError} `notLicensed` without Microsoft Entra ID P1, or without P2 where risk is looked at.
 */
export async function refuseUnlicensed(graph: Graph, isForRisk: boolean): Promise<string[]> {
  const skus = await readSkus(graph);
  if (skus === null) return ['I may not read the licences of the tenant: whether Entra takes it shows only then.'];
  if (!hasP1(skus)) {
    throw new RefusedError(
      'notLicensed',
      'Conditional Access needs Microsoft Entra ID P1, and no subscription in force has it.',
      'Get P1 for everybody whom policies are for. Without it, security defaults are what Entra offers.',
    );
  }
  if (!isForRisk || hasP2(skus)) return [];
  throw new RefusedError(
    'notLicensed',
    'Policies that look at risk need Microsoft Entra ID P2, and no subscription in force has it.',
    'Get P2, or make a policy that does not look at risk: “create a policy that requires MFA for everyone”.',
  );
}

/** Null where we may not read them. */
async function readSkus(graph: Graph): Promise<SubscribedSku[] | null> {
  try {
    return (await listSubscribedSkus(graph)).body;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'forbidden') return null;
    throw cause;
  }
}
