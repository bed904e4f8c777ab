import type { Database } from '../db/database.ts';
import type { Graph } from '../entra/graph.ts';
import { listRoleMembers } from '../entra/roles.ts';
import { membersFor } from '../inventory/find-place.ts';
import { isGuid } from '../lib/ids.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Rule } from '../policies/coverage.ts';
import { namedIn } from '../policies/named-in.ts';

/** Which groups and roles decide whether somebody is covered, and who is in them. */
export interface Belonging {
  /** Their members are kept in rows. */
  groupIds: readonly string[];
  /** By person. */
  roleTemplateIds: ReadonlyMap<string, readonly string[]>;
}

/**
 * Sees that the members of all groups that policies name are known, and reads who holds the roles that they name.
 *
 * @throws {RefusedError} `notReady` while such a group is still being read.
 */
export async function belongingTo(
  edges: { database: Database; graph: Graph },
  rules: readonly Rule[],
  signal: AbortSignal,
): Promise<Belonging> {
  const named = namedIn(rules);
  const groupIds = named.groupIds.filter(isGuid);
  const [known, roles] = await Promise.all([
    Promise.all(groupIds.map((id) => membersFor(edges, { id, name: id }, signal))),
    Promise.all(named.roleTemplateIds.filter(isGuid).map((id) => holdersOf(edges.graph, id))),
  ]);
  if (known.some(({ readAt }) => readAt === null))
    throw new RefusedError(
      'notReady',
      'the members of a group that a policy names are still being read.',
      'Ask again in a minute.',
    );
  const roleTemplateIds = new Map<string, string[]>();
  for (const [person, role] of roles.flat())
    roleTemplateIds.set(person, [...(roleTemplateIds.get(person) ?? []), role]);
  return { groupIds, roleTemplateIds };
}

async function holdersOf(graph: Graph, roleTemplateId: string): Promise<[string, string][]> {
  const { userIds } = await listRoleMembers(graph, roleTemplateId);
  return userIds.map((id) => [id, roleTemplateId]);
}
