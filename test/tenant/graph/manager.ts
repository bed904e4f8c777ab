import type { JsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { anyOf, contextOf, ok, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { isAdvanced, selectedOf, shapeOf } from './collection.ts';
import { badRequest, resourceNotFound, unsupportedQuery } from './refusal.ts';
import { userType } from './user-type.ts';

/** Who a person reports to. */
export const managerRoutes: Route[] = [
  {
    method: 'GET',
    path: '/users/{id}/manager',
    needs: anyOf('User.Read.All', 'Directory.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'),
    serve: (call, parts) => {
      const manager = managerOf(userIn(call, parts), parts);
      if (manager === undefined) throw resourceNotFound('manager');
      const shape = typedUser(manager, call, parts);
      return ok({ '@odata.context': contextOf(call, parts, 'directoryObjects/$entity'), ...shape });
    },
  },
];

/** What `$expand=manager` adds to a person; nothing where it was not asked for. */
export function managerExpansion(call: GraphCall, parts: GraphParts): (user: TenantUser) => JsonObject {
  const expand = call.query.get('$expand');
  if (expand === null) return () => ({});
  if (isAdvanced(call)) throw unsupportedQuery('$expand is not supported in an advanced query.');
  const select = /^\s*manager(?:\((?:[$]levels=1;)?[$]select=([\w,\s]+)\))?\s*$/i.exec(expand);
  if (select === null) {
    throw badRequest(
      "Parsing OData Select and Expand failed: only 'manager' can be expanded on 'microsoft.graph.user'.",
    );
  }
  const query = new URLSearchParams(select[1] === undefined ? [] : [['$select', select[1]]]);
  return (user) => {
    const manager = managerOf(user, parts);
    return manager === undefined ? {} : { manager: typedUser(manager, { ...call, query }, parts) };
  };
}

function managerOf(user: TenantUser, { directory }: GraphParts): TenantUser | undefined {
  return user.managerId === null ? undefined : directory.users.get(user.managerId);
}

function typedUser(user: TenantUser, call: GraphCall, { settings }: GraphParts): JsonObject {
  const type = userType(settings);
  return { '@odata.type': '#microsoft.graph.user', ...shapeOf(type, user, selectedOf(call, type)) };
}
