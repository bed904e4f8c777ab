import { z } from 'zod/v4';
import type { JsonObject } from '../lib/canonical-json.ts';
import type { Answer, Graph } from './graph.ts';
import { collected } from './graph-shapes.ts';

const path = '/identity/conditionalAccess/namedLocations';
const location = z.record(z.string(), z.json()).refine((object) => typeof object['id'] === 'string');

/**
 * All places that Conditional Access knows by name, as Graph sends them.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-list-namedlocations
 */
export const listNamedLocations = async (graph: Graph): Promise<JsonObject[]> =>
  (await collected(graph.pages(path, { schema: location }))).items;

/**
 * Makes a named location. Doing it twice makes two: after a `TransportError` or `serviceFault` look for it by its name.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.ConditionalAccess (application)
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `badRequest` for a range that Conditional Access does not take.
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-post-namedlocations
 */
export const createNamedLocation = (graph: Graph, body: JsonObject): Promise<Answer<JsonObject>> =>
  graph.post(path, { body, schema: location });

/**
 * Deletes a named location.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.ConditionalAccess (application)
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound` where it is gone already; what Graph says of one that a policy uses is UNVERIFIED.
 * @see https://learn.microsoft.com/graph/api/ipnamedlocation-delete
 */
export const deleteNamedLocation = (graph: Graph, locationId: string): Promise<Answer<undefined>> =>
  graph.delete(`${path}/{id}`, { ids: { id: locationId } });
