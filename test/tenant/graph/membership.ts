import type { Directory, TenantGroup, TenantUser } from '../contract.ts';

/** The groups that hold this member directly. */
export function groupsHolding(directory: Directory, memberId: string): TenantGroup[] {
  return [...directory.groups.values()].filter(
    (group) => group.memberUserIds.has(memberId) || group.memberGroupIds.has(memberId),
  );
}

/** The groups that hold this member directly or through other groups. */
export function groupsHoldingTransitively(directory: Directory, memberId: string): TenantGroup[] {
  const found = new Set<TenantGroup>();
  const waiting = [memberId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const group of groupsHolding(directory, id)) {
      if (found.has(group)) continue; // groups may hold each other in a circle
      found.add(group);
      waiting.push(group.id);
    }
  }
  return [...found];
}

/** The groups and people inside a group, through any depth. */
export function membersTransitively(
  directory: Directory,
  group: TenantGroup,
): { users: TenantUser[]; groups: TenantGroup[] } {
  const groups = new Set<TenantGroup>();
  const waiting = [group];
  const userIds = new Set<string>();
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    for (const id of each.memberUserIds) userIds.add(id);
    for (const inner of groupsOf(directory, each.memberGroupIds)) {
      if (inner === group || groups.has(inner)) continue;
      groups.add(inner);
      waiting.push(inner);
    }
  }
  return { users: usersOf(directory, userIds), groups: [...groups] };
}

/** The role template ids that a person holds: directly, or also through the groups that carry a role. */
export function rolesOf(directory: Directory, user: TenantUser, reach: 'direct' | 'transitive'): string[] {
  const throughGroups =
    reach === 'direct' ? [] : groupsHoldingTransitively(directory, user.id).flatMap((group) => group.roleTemplateIds);
  return [...new Set([...user.roleTemplateIds, ...throughGroups])];
}

/** The people behind these ids who still exist. */
export function usersOf(directory: Directory, ids: Iterable<string>): TenantUser[] {
  return [...ids].flatMap((id) => directory.users.get(id) ?? []);
}

/** The groups behind these ids that still exist. */
export function groupsOf(directory: Directory, ids: Iterable<string>): TenantGroup[] {
  return [...ids].flatMap((id) => directory.groups.get(id) ?? []);
}
