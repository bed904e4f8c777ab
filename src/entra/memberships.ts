import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import { collected, foundById, optionalText } from './graph-shapes.ts';

const container = z.object({ '@odata.type': z.string(), id: z.string(), roleTemplateId: optionalText });

const membershipQuery = { $select: 'id,roleTemplateId', $top: 999 };

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
      query: membershipQuery,
      schema: container,
    }),
  );
  return { ...membershipsIn(items), requestIds };
}

const membershipsIn = (items: readonly z.infer<typeof container>[]): Omit<Memberships, 'requestIds'> => ({
  groupIds: items.filter((item) => item['@odata.type'] === '#microsoft.graph.group').map(({ id }) => id),
  roleTemplateIds: items.map(({ roleTemplateId }) => roleTemplateId).filter((id) => id !== null),
});

const firstPage = z.object({ value: z.array(container), '@odata.nextLink': z.string().optional() });

/**
 * The same of many people, read live, twenty in a request; whoever is gone is left out.
 *
 * @permission User.Read.All (application)
 * @permission GroupMember.Read.All (application)
 * @permission RoleManagement.Read.Directory (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
export async function listTransitiveMembershipsOfMany(
  graph: Graph,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Omit<Memberships, 'requestIds'>>> {
  const requests = userIds.map((id) => ({ ids: { id }, query: membershipQuery, schema: firstPage }));
  const pages = await foundById(userIds, graph.getMany('/users/{id}/transitiveMemberOf', requests));
  const found = new Map<string, Omit<Memberships, 'requestIds'>>();
  for (const [id, page] of pages) {
    const isWhole = page['@odata.nextLink'] === undefined;
    found.set(id, isWhole ? membershipsIn(page.value) : await listTransitiveMemberships(graph, id));
  }
  return found;
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
