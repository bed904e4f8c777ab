import { z } from 'zod/v4';
import type { JsonObject } from '../lib/canonical-json.ts';
import type { Answer, Graph } from './graph.ts';
import { collected } from './graph-shapes.ts';

const path = '/identity/conditionalAccess/policies';
const policy = z.record(z.string(), z.json()).refine((object) => typeof object['id'] === 'string');
/** Else newer grants and conditions hide as `unknownFutureValue`. */
const headers = { Prefer: 'include-unknown-enum-members' };

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
  const { items, requestIds } = await collected(graph.pages(path, { headers, schema: policy }));
  return { policies: items, requestIds };
}

/**
 * One Conditional Access policy, whole, as Graph sends it.
 *
 * A policy that was made a moment ago may be `notFound` for some seconds.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/conditionalaccesspolicy-get
 */
export const getConditionalAccessPolicy = (graph: Graph, policyId: string): Promise<Answer<JsonObject>> =>
  graph.get(`${path}/{id}`, { ids: { id: policyId }, headers, schema: policy });

/**
 * Makes a Conditional Access policy. Doing it twice makes two: after a `TransportError` or `serviceFault` look for it by
 * its name, and give it time to show.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.ConditionalAccess (application)
 * @permission Policy.Read.All (application)
 * @permission Application.Read.All (application)
 * @returns The policy with its id, everything that was left unsaid written out.
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1; `securityDefaultsOn` for an enabled one while those are
 * on; `badRequest` where Conditional Access does not take it.
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies
 */
export const createConditionalAccessPolicy = (graph: Graph, body: JsonObject): Promise<Answer<JsonObject>> =>
  graph.post(path, { body, schema: policy });

/**
 * Changes members of a Conditional Access policy. Each member goes whole: whether Graph merges or replaces what is inside
 * one is UNVERIFIED, and a whole one means the same either way.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.ConditionalAccess (application)
 * @permission Policy.Read.All (application)
 * @permission Application.Read.All (application)
 * @throws {GraphError} `securityDefaultsOn` where it would be enabled while those are on; `notFound`, `notLicensed`.
 * @see https://learn.microsoft.com/graph/api/conditionalaccesspolicy-update
 */
export const updateConditionalAccessPolicy = (
  graph: Graph,
  policyId: string,
  members: JsonObject,
): Promise<Answer<undefined>> => graph.patch(`${path}/{id}`, { ids: { id: policyId }, body: members });

/**
 * Deletes a Conditional Access policy. Entra keeps it for 30 days; whether an app may restore it is UNVERIFIED.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.ConditionalAccess (application)
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound` where it is gone already; `badRequest` for one that Microsoft manages.
 * @see https://learn.microsoft.com/graph/api/conditionalaccesspolicy-delete
 */
export const deleteConditionalAccessPolicy = (graph: Graph, policyId: string): Promise<Answer<undefined>> =>
  graph.delete(`${path}/{id}`, { ids: { id: policyId } });
