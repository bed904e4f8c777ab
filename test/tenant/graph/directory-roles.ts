import type { Answer, JsonObject } from '../answer.ts';
import type { Directory, TenantUser } from '../contract.ts';
import { ROLE_TEMPLATE_IDS } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, contextOf, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerEntities, answerPage, shapeOf } from './collection.ts';
import { answerObjects, groupType, roleNamed, roleObjectId, roleType } from './directory-objects.ts';
import { parseFilter } from './filter.ts';
import { resourceNotFound } from './refusal.ts';
import { userType } from './user-type.ts';

const READ_ROLES = anyOf(
  'RoleManagement.Read.Directory',
  'RoleManagement.ReadWrite.Directory',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
);
const DIRECTORY = '/roleManagement/directory';
const TEMPLATE_IDS: readonly string[] = Object.values(ROLE_TEMPLATE_IDS);

/** Directory roles, their definitions, and who holds them directly. */
export const directoryRoleRoutes: Route[] = [
  { method: 'GET', path: `${DIRECTORY}/roleAssignments`, needs: READ_ROLES, serve: listAssignments },
  {
    method: 'GET',
    path: `${DIRECTORY}/roleDefinitions`,
    needs: READ_ROLES,
    serve: (call, parts) => {
      const filter = call.query.get('$filter');
      const predicate = filter === null ? () => true : parseFilter(filter);
      const items = TEMPLATE_IDS.map(roleDefinition).filter((row) => predicate((property) => row[property]));
      return answerPage(call, parts, {
        set: `${DIRECTORY.slice(1)}/roleDefinitions`,
        items,
        shape: (row) => row,
      });
    },
  },
  {
    method: 'GET',
    path: `${DIRECTORY}/roleDefinitions/{id}`,
    needs: READ_ROLES,
    serve: (call, parts) => {
      const context = contextOf(call, parts, `${DIRECTORY.slice(1)}/roleDefinitions/$entity`);
      return ok({ '@odata.context': context, ...roleDefinition(templateIdIn(call)) });
    },
  },
  {
    method: 'GET',
    path: '/directoryRoles',
    needs: READ_ROLES,
    serve: (call, parts) => answerEntities(call, parts, { type: roleType, items: TEMPLATE_IDS, set: 'directoryRoles' }),
  },
  ...["/directoryRoles(roleTemplateId='{id}')/members", '/directoryRoles/{id}/members'].map((path): Route => ({
    method: 'GET',
    path,
    needs: READ_ROLES,
    serve: listMembers,
  })),
];

function listMembers(call: GraphCall, parts: GraphParts): Answer {
  const templateId = templateIdIn(call);
  return answerObjects(call, parts, holdersOf(parts.directory, templateId));
}

/** Everybody who holds any role directly; a few, looked for once. */
function roleHolders({ users }: Directory): TenantUser[] {
  return users.order.filter((user) => user !== undefined).filter((user) => user.roleTemplateIds.length > 0);
}

function holdersOf(directory: Directory, templateId: string, among = roleHolders(directory)) {
  return {
    users: among.filter((user) => user.roleTemplateIds.includes(templateId)),
    groups: [...directory.groups.values()].filter((group) => group.roleTemplateIds.includes(templateId)),
  };
}

/** Not transitive: a role that a group carries is assigned to the group. */
function listAssignments(call: GraphCall, parts: GraphParts): Answer {
  const filter = call.query.get('$filter');
  const predicate = filter === null ? () => true : parseFilter(filter);
  const expanded = call.query.get('$expand')?.split(',') ?? [];
  const people = userType(parts.settings);
  const among = roleHolders(parts.directory);
  const rows = TEMPLATE_IDS.flatMap((templateId) => {
    const { users, groups } = holdersOf(parts.directory, templateId, among);
    const principals = [
      ...users.map((user) => ({
        '@odata.type': '#microsoft.graph.user',
        ...shapeOf(people, user, people.defaults),
      })),
      ...groups.map((group) => ({
        '@odata.type': '#microsoft.graph.group',
        ...shapeOf(groupType, group, groupType.defaults),
      })),
    ];
    return principals.map((principal) => assignment(templateId, principal, expanded));
  });
  return answerPage(call, parts, {
    set: `${DIRECTORY.slice(1)}/roleAssignments`,
    items: rows.filter((row) => predicate((property) => row[property])),
    shape: (row) => row,
  });
}

function assignment(templateId: string, principal: JsonObject, expanded: readonly string[]): JsonObject {
  const principalId = String(principal['id']);
  return {
    id: guidOf('roleAssignment', templateId, principalId),
    principalId,
    directoryScopeId: '/',
    roleDefinitionId: templateId,
    ...(expanded.includes('principal') && { principal }),
    ...(expanded.includes('roleDefinition') && { roleDefinition: roleDefinition(templateId) }),
  };
}

function roleDefinition(templateId: string): JsonObject {
  return {
    id: templateId,
    description: `Can act as ${roleNamed(templateId)}.`,
    displayName: roleNamed(templateId),
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ['/'],
    templateId,
    version: '1',
    rolePermissions: [],
  };
}

/** A role is addressed by its template id or by its object id. */
function templateIdIn(call: GraphCall): string {
  const id = param(call, 'id').toLowerCase();
  const found = TEMPLATE_IDS.find((templateId) => templateId === id || roleObjectId(templateId) === id);
  if (found === undefined) throw resourceNotFound(id);
  return found;
}
