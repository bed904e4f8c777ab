import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import { collected, optionalText } from './graph-shapes.ts';

const container = z.object({ '@odata.type': z.string(), id: z.string(), roleTemplateId: optionalText });

/** What a person belongs to, nested groups included. */
export interface Memberships {
  groupIds: string[];
  /** Of directory roles that are active now, tenant-wide; eligible ones are not in it. */
  roleTemplateIds: string[];
  requestIds: string[];
}

/**
 * All groups and active directory roles of a person, nested ones included, read live.
 *
 * @permission User.Read.All (application)
 * @permission GroupMember.Read.All (application)
 * @permission RoleManagement.Read.Directory (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
export async function listTransitiveMemberships(graph: Graph, userId: string): Promise<Memberships> {
  // No cast to one type and no filter: both are answered from an index that lags, and this decides who may do what.
  const { items, requestIds } = await collected(
    graph.pages('/users/{id}/transitiveMemberOf', {
      ids: { id: userId },
      query: { $select: 'id,roleTemplateId', $top: 999 },
      schema: container,
    }),
  );
  return {
    groupIds: items.filter((item) => item['@odata.type'] === '#microsoft.graph.group').map(({ id }) => id),
    roleTemplateIds: items.map(({ roleTemplateId }) => roleTemplateId).filter((id) => id !== null),
    requestIds,
  };
}

/**
 * The groups that a person is in directly, not through another one, read live.
 *
 * @permission User.Read.All (application)
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/user-list-memberof
 */
export async function listDirectGroupIds(graph: Graph, userId: string): Promise<string[]> {
  // No cast and no filter, as above.
  const { items } = await collected(
    graph.pages('/users/{id}/memberOf', {
      ids: { id: userId },
      query: { $select: 'id', $top: 999 },
      schema: container,
    }),
  );
  return items.filter((item) => item['@odata.type'] === '#microsoft.graph.group').map(({ id }) => id);
}
