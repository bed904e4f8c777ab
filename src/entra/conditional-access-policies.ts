import { z } from 'zod/v4';
import type { JsonObject } from '../lib/canonical-json.ts';
import type { Graph } from './graph.ts';
import { collected } from './graph-shapes.ts';

const policy = z.record(z.string(), z.json()).refine((object) => typeof object['id'] === 'string');

/**
 * All Conditional Access policies of the tenant, in every state, as Graph sends them: what reads them is another matter.
 *
 * Graph allows one Conditional Access call a second for all apps of a tenant together, and a refusal says nothing of
 * when to come back.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notLicensed` in some tenants without Microsoft Entra ID P1; in others the list is empty.
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-list-policies
 */
export async function listConditionalAccessPolicies(
  graph: Graph,
): Promise<{ policies: JsonObject[]; requestIds: string[] }> {
  const { items, requestIds } = await collected(
    graph.pages('/identity/conditionalAccess/policies', {
      headers: { Prefer: 'include-unknown-enum-members' }, // else newer grants and conditions hide as unknownFutureValue
      schema: policy,
    }),
  );
  return { policies: items, requestIds };
}
