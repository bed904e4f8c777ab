import { namedAmong, readAudience, type Person } from './audience.ts';
import { fieldsOf } from './policy-shape.ts';

/**
 * What a result rests on, as a canonical string: two equal ones mean that nothing it rests on was seen to change.
 *
 * Of each policy behind the result: its id, when it was last changed, and which of the person's groups and roles
 * it includes or excludes. Takes anything with `byPolicyIds`, so it serves legacy authentication as well.
 */
export function fingerprintOf(
  person: Person,
  policies: unknown,
  { byPolicyIds }: { readonly byPolicyIds: readonly string[] },
): string {
  const all: readonly unknown[] = Array.isArray(policies) ? policies : [];
  const lines = all
    .filter((policy) => byPolicyIds.some((id) => id === fieldsOf(policy)['id']))
    .map((policy) => JSON.stringify(groundsOf(person, policy)));
  return `[${lines.sort().join(',')}]`;
}

function groundsOf(person: Person, policy: unknown) {
  const { id, modifiedDateTime, createdDateTime, conditions } = fieldsOf(policy);
  const { include, exclude } = readAudience(fieldsOf(conditions)['users']);
  return {
    id,
    changedAt: textOf(modifiedDateTime) ?? textOf(createdDateTime),
    groupIds: namedAmong(person.groupIds, [include.groups, exclude.groups]),
    roleTemplateIds: namedAmong(person.roleTemplateIds, [include.roles, exclude.roles]),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
