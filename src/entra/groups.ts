import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { nothing } from './graph-call.ts';
import { filterText, objectId } from './graph-path.ts';
import { optionalBoolean, optionalText } from './graph-shapes.ts';
import { readPage } from './resumable-page.ts';
import { user, type User, userProperties } from './user-shape.ts';

const group = z.object({ id: z.string(), displayName: optionalText, isAssignableToRole: optionalBoolean });
const foundGroups = z.object({ value: z.array(group) });
const member = user.extend({ '@odata.type': z.string() });
const select = 'id,displayName,isAssignableToRole';
const USER_TYPE = '#microsoft.graph.user';

export type Group = z.infer<typeof group>;

/**
 * One group, by object id.
 *
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/group-get
 */
export const getGroup = (graph: Graph, groupId: string): Promise<Answer<Group>> =>
  graph.get('/groups/{id}', { ids: { id: groupId }, query: { $select: select }, schema: group });

const groupKind = group.extend({
  groupTypes: z
    .array(z.string())
    .nullish()
    .transform((types) => types ?? []),
  membershipRule: optionalText,
  onPremisesSyncEnabled: optionalBoolean,
  securityEnabled: optionalBoolean,
});

/** A group, and what decides whether its members may be edited here. */
export type GroupKind = z.infer<typeof groupKind>;

/**
 * One group, with what decides whether its members may be edited here: a rule, a synchronisation, a role.
 *
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/resources/group
 */
export const getGroupKind = (graph: Graph, groupId: string): Promise<Answer<GroupKind>> =>
  graph.get('/groups/{id}', {
    ids: { id: groupId },
    query: { $select: `${select},groupTypes,membershipRule,onPremisesSyncEnabled,securityEnabled` },
    schema: groupKind,
  });

/**
 * The groups of exactly this display name, or where there is none, those whose name begins with it; at most ten.
 *
 * Display names are not unique: more than one answer needs a question back.
 *
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/group-list
 */
export async function findGroupsByName(graph: Graph, name: string): Promise<Answer<Group[]>> {
  const exact = await filteredGroups(graph, `displayName eq ${filterText(name)}`);
  return exact.body.length > 0 ? exact : filteredGroups(graph, `startswith(displayName,${filterText(name)})`);
}

/**
 * The groups that words name, or the one that somebody chose of them.
 *
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `notFound` where the chosen one is gone; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/group-list
 */
export async function groupsMeant(
  graph: Graph,
  { group: name, groupId }: { group: string; groupId?: string | undefined },
): Promise<Group[]> {
  if (groupId !== undefined) return [(await getGroup(graph, groupId)).body];
  return (await findGroupsByName(graph, name)).body;
}

/**
 * The people of a group and of the groups nested in it, in pages of at most 999; devices and the like are left out.
 *
 * @permission GroupMember.Read.All (application)
 * @permission User.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export async function* listTransitiveUserMembers(graph: Graph, groupId: string): AsyncGenerator<Answer<User[]>> {
  // Not the cast to users: that one is answered from an index that lags behind membership edits.
  const pages = graph.pages('/groups/{id}/transitiveMembers', {
    ids: { id: groupId },
    query: { $select: userProperties.join(','), $top: 999 },
    schema: member,
  });
  for await (const { body, requestId } of pages) {
    const members = body.flatMap(({ '@odata.type': type, ...person }) => (type === USER_TYPE ? [person] : []));
    yield { body: members, requestId };
  }
}

const memberId = z.object({ id: z.string(), '@odata.type': z.string() });

/**
 * A page of the ids of the people of a group and of the groups nested in it.
 *
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export async function readMemberIdsPage(
  graph: Graph,
  groupId: string,
  from: string | null,
): Promise<{ userIds: string[]; nextQuery: string | null }> {
  const { body } = await readPage(graph, '/groups/{id}/transitiveMembers', {
    ids: { id: groupId },
    query: { $select: 'id', $top: 999 },
    from,
    schema: memberId,
  });
  const people = body.items.filter((item) => item['@odata.type'] === USER_TYPE);
  return { userIds: people.map(({ id }) => id), nextQuery: body.nextQuery };
}

/**
 * Puts a person into a group.
 *
 * @writes tenant
 * @permission GroupMember.ReadWrite.All (application)
 * @throws {GraphError} `conflict` where the person is a member already; `forbidden` for a role-assignable group;
 * `notFound`; `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/group-post-members
 */
export async function addGroupMember(
  graph: Graph,
  { groupId, userId }: { groupId: string; userId: string },
): Promise<Answer<undefined>> {
  const reference = `${graph.origin}/v1.0/directoryObjects/${objectId(userId)}`;
  const { requestId } = await graph.post('/groups/{id}/members/$ref', {
    ids: { id: groupId },
    body: { '@odata.id': reference },
    schema: nothing,
  });
  return { body: undefined, requestId };
}

/**
 * Takes a person out of a group. The path ends in `$ref`: without it, Graph would delete the person.
 *
 * @writes tenant
 * @permission GroupMember.ReadWrite.All (application)
 * @throws {GraphError} `notFound` where the person is no member; `forbidden` for a role-assignable group.
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export const removeGroupMember = (
  graph: Graph,
  { groupId, userId }: { groupId: string; userId: string },
): Promise<Answer<undefined>> =>
  graph.delete('/groups/{id}/members/{memberId}/$ref', { ids: { id: groupId, memberId: userId } });

async function filteredGroups(graph: Graph, filter: string): Promise<Answer<Group[]>> {
  const { body, requestId } = await graph.get('/groups', {
    query: { $filter: filter, $top: 10, $select: select },
    schema: foundGroups,
  });
  return { body: body.value, requestId };
}
