import type { Answer, JsonObject } from '../answer.ts';
import type { TenantGroup, TenantUser } from '../contract.ts';
import { ROLE_TEMPLATE_IDS } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import type { GraphCall, GraphParts } from './call.ts';
import { answerPage, shapeOf } from './collection.ts';
import type { EntityType } from './collection.ts';
import { userType } from './user-type.ts';

/** `group` as this tenant answers it: security groups only. */
export const groupType: EntityType<TenantGroup> = {
  name: 'group',
  resource: 'Group',
  properties: {
    id: (group) => group.id,
    displayName: (group) => group.displayName,
    description: (group) => group.description ?? null,
    groupTypes: (group) => [
      ...(group.isUnified ? ['Unified'] : []),
      ...(group.membershipRule ? ['DynamicMembership'] : []),
    ],
    isAssignableToRole: (group) => (group.isAssignableToRole ? true : null),
    mail: () => null,
    mailEnabled: () => false,
    mailNickname: (group) => group.mailNickname ?? group.displayName,
    securityEnabled: () => true,
    visibility: (group) => (group.isAssignableToRole ? 'Private' : null),
    createdDateTime: (group) => group.createdDateTime ?? '2024-05-13T08:00:00Z',
    deletedDateTime: () => null,
    onPremisesSyncEnabled: (group) => (group.isSynchronised ? true : null),
    membershipRule: (group) => group.membershipRule ?? null,
    uniqueName: (group) => group.uniqueName ?? null,
  },
  defaults: [
    'id',
    'deletedDateTime',
    'createdDateTime',
    'description',
    'displayName',
    'groupTypes',
    'isAssignableToRole',
    'mail',
    'mailEnabled',
    'mailNickname',
    'membershipRule',
    'onPremisesSyncEnabled',
    'securityEnabled',
    'uniqueName',
    'visibility',
  ],
  filterable: [
    'id',
    'displayName',
    'mailNickname',
    'securityEnabled',
    'mailEnabled',
    'isAssignableToRole',
    'uniqueName',
  ],
  searchable: ['displayName', 'description'],
};

/** A directory role, addressed by its role template id. */
export const roleType: EntityType<string> = {
  name: 'directoryRole',
  resource: 'DirectoryRole',
  properties: {
    id: (templateId) => roleObjectId(templateId),
    deletedDateTime: () => null,
    description: (templateId) => `Can act as ${roleNamed(templateId)}.`,
    displayName: roleNamed,
    roleTemplateId: (templateId) => templateId,
  },
  defaults: ['id', 'deletedDateTime', 'description', 'displayName', 'roleTemplateId'],
  filterable: ['displayName', 'roleTemplateId'],
  searchable: [],
};

/** The name of a directory role in the admin center. */
export function roleNamed(templateId: string): string {
  const entry = Object.entries(ROLE_TEMPLATE_IDS).find(([, id]) => id === templateId);
  return entry?.[0] ?? 'Custom role';
}

/** The object id that an activated directory role has in this tenant. */
export function roleObjectId(templateId: string): string {
  return guidOf('directoryRole', templateId);
}

/** A mixed list of directory objects, still unshaped. */
export interface DirectoryObjects {
  users?: readonly TenantUser[];
  groups?: readonly TenantGroup[];
  /** Role template ids. */
  roles?: readonly string[];
}

/** Answers a mixed list, each object with its `@odata.type`, a page at a time. */
export function answerObjects(call: GraphCall, parts: GraphParts, objects: DirectoryObjects): Answer {
  const { users = [], groups = [], roles = [] } = objects;
  const people = userType(parts.settings);
  const items = [
    ...users.map((user) => () => typed(call, people, user)),
    ...groups.map((group) => () => typed(call, groupType, group)),
    ...roles.map((role) => () => typed(call, roleType, role)),
  ];
  return answerPage(call, parts, { set: 'directoryObjects', items, shape: (item) => item() });
}

/** People as they stand in a mixed list. */
export function typedUsers(call: GraphCall, parts: GraphParts, users: readonly TenantUser[]): JsonObject[] {
  const people = userType(parts.settings);
  return users.map((user) => typed(call, people, user));
}

/** Groups as they stand in a mixed list. */
export const typedGroups = (call: GraphCall, groups: readonly TenantGroup[]): JsonObject[] =>
  groups.map((group) => typed(call, groupType, group));

/** In a mixed list a selected property that a type lacks is left out, and the id always stands there. */
function typed<T>(call: GraphCall, type: EntityType<T>, item: T): JsonObject {
  const select = call.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  const selected = select === undefined ? type.defaults : ['id', ...select.filter((name) => name !== 'id')];
  const known = selected.filter((name) => name in type.properties);
  return { '@odata.type': `#microsoft.graph.${type.name}`, ...shapeOf(type, item, known) };
}
