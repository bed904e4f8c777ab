import type { Answer } from '../answer.ts';
import { anyOf, bodyOf, contextOf, ok, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerEntities } from './collection.ts';
import { answerObjects, groupType, roleType } from './directory-objects.ts';
import { groupsHolding, groupsHoldingTransitively, rolesOf } from './membership.ts';
import { badRequest } from './refusal.ts';

const READ_MEMBERSHIPS = anyOf(
  'User.Read.All',
  'GroupMember.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
);

/** A person's groups and roles. */
export const membershipRoutes: Route[] = [
  ...(['direct', 'transitive'] as const).flatMap(listRoutes),
  {
    method: 'POST',
    path: '/users/{id}/checkMemberGroups',
    needs: READ_MEMBERSHIPS,
    serve: (call, parts) => {
      const asked = new Set(groupIdsIn(call).map((id) => id.toLowerCase()));
      return answerIds(
        call,
        parts,
        transitiveGroupIds(call, parts).filter((id) => asked.has(id)),
      );
    },
  },
  {
    method: 'POST',
    path: '/users/{id}/getMemberGroups',
    needs: READ_MEMBERSHIPS,
    serve: (call, parts) => {
      if (typeof bodyOf(call)['securityEnabledOnly'] !== 'boolean') {
        throw badRequest("Invalid value specified for property 'securityEnabledOnly' of resource 'User'.");
      }
      return answerIds(call, parts, transitiveGroupIds(call, parts));
    },
  },
];

function listRoutes(reach: 'direct' | 'transitive'): Route[] {
  const path = reach === 'direct' ? '/users/{id}/memberOf' : '/users/{id}/transitiveMemberOf';
  const groupsAt = reach === 'direct' ? groupsHolding : groupsHoldingTransitively;
  const list = { method: 'GET', needs: READ_MEMBERSHIPS } as const;
  return [
    {
      ...list,
      path,
      serve: (call, parts) => {
        const user = userIn(call, parts);
        const groups = groupsAt(parts.replication.seen(parts.directory), user.id);
        return answerObjects(call, parts, {
          groups,
          roles: rolesOf(parts.replication.seen(parts.directory), user, reach),
        });
      },
    },
    {
      ...list,
      path: `${path}/microsoft.graph.group`,
      serve: (call, parts) => {
        const items = groupsAt(parts.replication.seen(parts.directory), userIn(call, parts).id);
        return answerEntities(call, parts, { type: groupType, items, set: 'groups' });
      },
    },
    {
      ...list,
      path: `${path}/microsoft.graph.directoryRole`,
      serve: (call, parts) => {
        const items = rolesOf(parts.replication.seen(parts.directory), userIn(call, parts), reach);
        return answerEntities(call, parts, { type: roleType, items, set: 'directoryRoles' });
      },
    },
  ];
}

function transitiveGroupIds(call: GraphCall, parts: GraphParts): string[] {
  return groupsHoldingTransitively(parts.replication.seen(parts.directory), userIn(call, parts).id).map(
    (group) => group.id,
  );
}

function groupIdsIn(call: GraphCall): string[] {
  const { groupIds } = bodyOf(call);
  if (!Array.isArray(groupIds) || groupIds.length > 20 || groupIds.some((id) => typeof id !== 'string')) {
    throw badRequest("Invalid value specified for property 'groupIds' of resource 'User'.");
  }
  return groupIds.map(String);
}

function answerIds(call: GraphCall, parts: GraphParts, ids: string[]): Answer {
  return ok({ '@odata.context': contextOf(call, parts, 'Collection(Edm.String)'), value: ids });
}
