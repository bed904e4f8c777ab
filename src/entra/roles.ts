import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import { filterText, objectId } from './graph-path.ts';
import { collected } from './graph-shapes.ts';
import { listTransitiveUserMembers } from './groups.ts';

const assignment = z.object({
  directoryScopeId: z.string().nullish(),
  principal: z.object({ '@odata.type': z.string(), id: z.string() }).nullish(),
});

/** Who holds a directory role. */
export interface RoleMembers {
  /** Each person once, whether assigned directly or through a group. */
  userIds: string[];
  requestIds: string[];
}

/**
 * The people who hold a directory role in the whole tenant now, directly or through a role-assignable group.
 *
 * Not in it: assignments limited to an administrative unit, which do not make a tenant's administrator; eligible ones
 * (Privileged Identity Management) that are not active; and applications.
 *
 * @permission RoleManagement.Read.Directory (application)
 * @permission GroupMember.Read.All (application)
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` for anything but a role template id.
 * @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
 */
export async function listRoleMembers(graph: Graph, roleTemplateId: string): Promise<RoleMembers> {
  const { items, requestIds } = await collected(
    graph.pages('/roleManagement/directory/roleAssignments', {
      query: { $filter: `roleDefinitionId eq ${filterText(objectId(roleTemplateId))}`, $expand: 'principal' },
      schema: assignment,
    }),
  );
  const userIds = new Set<string>();
  for (const { directoryScopeId, principal } of items) {
    if ((directoryScopeId ?? '/') !== '/' || !principal) continue; // a deleted principal leaves its assignment behind
    if (principal['@odata.type'] === '#microsoft.graph.user') userIds.add(principal.id);
    if (principal['@odata.type'] !== '#microsoft.graph.group') continue;
    const members = await collected(listTransitiveUserMembers(graph, principal.id));
    for (const { id } of members.items) userIds.add(id);
    requestIds.push(...members.requestIds);
  }
  return { userIds: [...userIds], requestIds };
}
