import type { Directory, TenantGroup } from '../contract.ts';
import { anyOf, contextOf, groupIn, ok } from './call.ts';
import type { GraphCall, GraphParts, Needs, Route } from './call.ts';
import { answerEntities, isEventual, selectedOf, shapeOf } from './collection.ts';
import { answerObjects, groupType } from './directory-objects.ts';
import type { DirectoryObjects } from './directory-objects.ts';
import { groupsOf, membersTransitively, usersOf } from './membership.ts';
import { userType } from './user-type.ts';

const READ_GROUPS = anyOf('GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All');
const READ_MEMBERS: Needs = [...READ_GROUPS, ['GroupMember.ReadWrite.All']];

/** Groups and who is in them, to read. */
export const groupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/groups',
    needs: READ_GROUPS,
    serve: (call, parts) => {
      const all = [...parts.directory.groups.values()];
      const items = isEventual(call) ? all.filter(({ id }) => parts.replication.isGroupIndexed(id)) : all;
      return answerEntities(call, parts, { type: groupType, items, set: 'groups' });
    },
  },
  {
    method: 'GET',
    path: '/groups/{id}',
    needs: READ_GROUPS,
    serve: (call, parts) => {
      const shape = shapeOf(groupType, groupIn(call, parts), selectedOf(call, groupType));
      return ok({ '@odata.context': contextOf(call, parts, 'groups/$entity'), ...shape });
    },
  },
  ...memberListRoutes('members', membersDirectly),
  ...memberListRoutes('transitiveMembers', membersTransitively),
];

function memberListRoutes(
  name: string,
  membersOf: (directory: Directory, group: TenantGroup) => Required<Pick<DirectoryObjects, 'users' | 'groups'>>,
): Route[] {
  const list = { method: 'GET', needs: READ_MEMBERS } as const;
  return [
    {
      ...list,
      path: `/groups/{id}/${name}`,
      serve: (call, parts) => answerObjects(call, parts, membersOf(...seenGroup(call, parts))),
    },
    {
      ...list,
      path: `/groups/{id}/${name}/microsoft.graph.user`,
      serve: (call, parts) => {
        const { users } = membersOf(...seenGroup(call, parts));
        return answerEntities(call, parts, { type: userType(parts.settings), items: users, set: 'users' });
      },
    },
    {
      ...list,
      path: `/groups/{id}/${name}/microsoft.graph.group`,
      serve: (call, parts) => {
        const { groups } = membersOf(...seenGroup(call, parts));
        return answerEntities(call, parts, { type: groupType, items: groups, set: 'groups' });
      },
    },
  ];
}

/** The group as it is told at this moment, which may be behind the directory. */
function seenGroup(call: GraphCall, parts: GraphParts): [Directory, TenantGroup] {
  const directory = parts.replication.seen(parts.directory);
  return [directory, groupIn(call, { ...parts, directory })];
}

function membersDirectly(directory: Directory, group: TenantGroup) {
  return {
    users: usersOf(directory, group.memberUserIds),
    groups: groupsOf(directory, group.memberGroupIds),
  };
}
