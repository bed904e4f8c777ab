import type { Answer } from '../answer.ts';
import type { Directory, TenantGroup } from '../contract.ts';
import { anyOf, bodyOf, contextOf, groupIn, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Needs, Route } from './call.ts';
import { answerEntities, selectedOf, shapeOf } from './collection.ts';
import { answerObjects, groupType } from './directory-objects.ts';
import type { DirectoryObjects } from './directory-objects.ts';
import { groupsOf, membersTransitively, usersOf } from './membership.ts';
import { insufficientPrivileges, requestBadRequest, resourceNotFound } from './refusal.ts';
import { userType } from './user-type.ts';

const READ_GROUPS = anyOf('GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All');
const READ_MEMBERS: Needs = [...READ_GROUPS, ['GroupMember.ReadWrite.All']];
const WRITE_MEMBERS = anyOf('GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All');
const MOST_MEMBERS_AT_ONCE = 20;

/** Groups and who is in them. */
export const groupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/groups',
    needs: READ_GROUPS,
    serve: (call, parts) => {
      const items = [...parts.directory.groups.values()];
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
  { method: 'POST', path: '/groups/{id}/members/$ref', needs: WRITE_MEMBERS, serve: addMember },
  { method: 'PATCH', path: '/groups/{id}', needs: WRITE_MEMBERS, serve: addMembers },
  {
    method: 'DELETE',
    path: '/groups/{id}/members/{memberId}/$ref',
    needs: WRITE_MEMBERS,
    serve: removeMember,
  },
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

function addMember(call: GraphCall, parts: GraphParts): Answer {
  const group = writableGroup(call, parts);
  join(parts, group, [idIn(bodyOf(call)['@odata.id'])]);
  return NO_CONTENT;
}

/** `members@odata.bind`: up to twenty at once, all of them or none. */
function addMembers(call: GraphCall, parts: GraphParts): Answer {
  const references = bodyOf(call)['members@odata.bind'];
  if (!Array.isArray(references)) throw requestBadRequest('Only members@odata.bind can be changed here.');
  if (references.length > MOST_MEMBERS_AT_ONCE) {
    throw requestBadRequest(`The number of members to add exceeds the limit of ${MOST_MEMBERS_AT_ONCE}.`);
  }
  const group = writableGroup(call, parts);
  join(parts, group, references.map(idIn));
  return NO_CONTENT;
}

function removeMember(call: GraphCall, parts: GraphParts): Answer {
  const group = writableGroup(call, parts);
  const id = param(call, 'memberId').toLowerCase();
  const isRemoved = group.memberUserIds.delete(id) || group.memberGroupIds.delete(id);
  if (!isRemoved) throw resourceNotFound(id);
  parts.replication.membershipChanged(group.id, [id], false);
  return NO_CONTENT;
}

/** Who is in a role-assignable group may hold a role, so that its members need a stronger permission. */
function writableGroup(call: GraphCall, parts: GraphParts): TenantGroup {
  const group = groupIn(call, parts);
  if (group.isAssignableToRole && !call.permissions.has('RoleManagement.ReadWrite.Directory')) {
    throw insufficientPrivileges();
  }
  return group;
}

function join({ directory, replication }: GraphParts, group: TenantGroup, ids: string[]): void {
  for (const id of ids) {
    if (!directory.users.has(id) && !directory.groups.has(id)) throw resourceNotFound(id);
    if (group.memberUserIds.has(id) || group.memberGroupIds.has(id)) {
      throw requestBadRequest(
        "One or more added object references already exist for the following modified properties: 'members'.",
      );
    }
  }
  for (const id of ids) (directory.users.has(id) ? group.memberUserIds : group.memberGroupIds).add(id);
  replication.membershipChanged(group.id, ids, true);
}

function idIn(reference: unknown): string {
  const id =
    typeof reference === 'string'
      ? /\/(?:directoryObjects|users|groups)\/([\da-f-]{36})$/i.exec(reference)?.[1]
      : undefined;
  if (id === undefined) throw requestBadRequest("Invalid URL format specified in @odata.bind for 'members'.");
  return id.toLowerCase();
}
