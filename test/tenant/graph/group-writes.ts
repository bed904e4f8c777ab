import type { Answer } from '../answer.ts';
import type { TenantGroup } from '../contract.ts';
import { anyOf, bodyOf, contextOf, groupIn, NO_CONTENT, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { shapeOf } from './collection.ts';
import { groupType } from './directory-objects.ts';
import { insufficientPrivileges, requestBadRequest, resourceNotFound } from './refusal.ts';

const CREATE = anyOf('Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All');
const WRITE = anyOf('Group.ReadWrite.All', 'Directory.ReadWrite.All');
const WRITE_MEMBERS = anyOf('GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All');
const DELETE_USERS = anyOf('User.ReadWrite.All', 'Directory.ReadWrite.All');
const MOST_MEMBERS_AT_ONCE = 20;

/** Groups and who is in them, to write. */
export const groupWriteRoutes: Route[] = [
  { method: 'POST', path: '/groups', needs: CREATE, serve: createGroup },
  { method: 'PATCH', path: '/groups/{id}', needs: WRITE_MEMBERS, serve: addMembers },
  {
    method: 'DELETE',
    path: '/groups/{id}',
    needs: WRITE,
    serve: (call, parts) => {
      parts.directory.groups.delete(writableGroup(call, parts).id);
      return NO_CONTENT;
    },
  },
  { method: 'POST', path: '/groups/{id}/members/$ref', needs: WRITE_MEMBERS, serve: addMember },
  { method: 'DELETE', path: '/groups/{id}/members/{memberId}/$ref', needs: WRITE_MEMBERS, serve: removeMember },
  {
    method: 'DELETE',
    path: '/groups/{id}/members/{memberId}',
    needs: DELETE_USERS,
    // without /$ref it is the person that is deleted, not the membership
    serve: (call, parts) => {
      const id = param(call, 'memberId').toLowerCase();
      if (!parts.directory.users.delete(id)) throw resourceNotFound(id);
      for (const group of parts.directory.groups.values()) group.memberUserIds.delete(id);
      return NO_CONTENT;
    },
  },
];

function createGroup(call: GraphCall, parts: GraphParts): Answer {
  const body = bodyOf(call);
  const { displayName, mailNickname, mailEnabled, securityEnabled, isAssignableToRole = false } = body;
  if (typeof displayName !== 'string' || typeof mailNickname !== 'string') {
    throw requestBadRequest("A value is required for property 'displayName' and 'mailNickname' of resource 'Group'.");
  }
  if (mailEnabled !== false || securityEnabled !== true) {
    throw requestBadRequest('The service does not currently support writes of mail-enabled groups.');
  }
  if (isAssignableToRole === true && !call.permissions.has('RoleManagement.ReadWrite.Directory')) {
    throw insufficientPrivileges();
  }
  const uniqueName = typeof body['uniqueName'] === 'string' ? body['uniqueName'] : null;
  checkUnique(uniqueName, parts);
  const group: TenantGroup = {
    id: parts.random.guid(),
    displayName,
    mailNickname,
    uniqueName,
    description: typeof body['description'] === 'string' ? body['description'] : null,
    createdDateTime: parts.clock.now().toISOString(),
    isAssignableToRole: isAssignableToRole === true,
    roleTemplateIds: [],
    memberUserIds: new Set(),
    memberGroupIds: new Set(),
  };
  join(parts, group, referencesIn(body['members@odata.bind'] ?? []));
  parts.directory.groups.set(group.id, group);
  parts.replication.groupCreated(group.id);
  const shape = shapeOf(groupType, group, groupType.defaults);
  return { status: 201, body: { '@odata.context': contextOf(call, parts, 'groups/$entity'), ...shape } };
}

function checkUnique(uniqueName: string | null, { directory }: GraphParts): void {
  if (uniqueName === null) return;
  if ([...directory.groups.values()].some((group) => group.uniqueName === uniqueName)) {
    throw requestBadRequest('Another object with the same value for property uniqueName already exists.');
  }
}

function updateGroup(call: GraphCall, parts: GraphParts): Answer {
  if (!WRITE.some((set) => set.every((permission) => call.permissions.has(permission)))) throw insufficientPrivileges();
  const group = writableGroup(call, parts);
  for (const [name, value] of Object.entries(bodyOf(call))) {
    if (name === 'displayName' && typeof value === 'string') group.displayName = value;
    else if (name === 'description' && (typeof value === 'string' || value === null)) group.description = value;
    else throw requestBadRequest(`Invalid value specified for property '${name}' of resource 'Group'.`);
  }
  return NO_CONTENT;
}

function addMember(call: GraphCall, parts: GraphParts): Answer {
  const group = writableGroup(call, parts);
  join(parts, group, [idIn(bodyOf(call)['@odata.id'])]);
  return NO_CONTENT;
}

/** `members@odata.bind`: up to twenty at once, all of them or none. */
function addMembers(call: GraphCall, parts: GraphParts): Answer {
  const body = bodyOf(call);
  const references = body['members@odata.bind'];
  if (references === undefined) return updateGroup(call, parts);
  const ids = referencesIn(references);
  const group = writableGroup(call, parts);
  join(parts, group, ids);
  return NO_CONTENT;
}

function referencesIn(references: unknown): string[] {
  if (!Array.isArray(references)) throw requestBadRequest("'members@odata.bind' must be a list.");
  if (references.length > MOST_MEMBERS_AT_ONCE) {
    throw requestBadRequest(`The number of members to add exceeds the limit of ${MOST_MEMBERS_AT_ONCE}.`);
  }
  return references.map(idIn);
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
  if (group.membershipRule) throw requestBadRequest('Group with dynamic membership cannot be edited by hand.');
  if (group.isSynchronised)
    throw requestBadRequest('Unable to update the specified properties for on-premises mastered objects.');
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
