import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { searchClause } from './graph-path.ts';
import { foundById } from './graph-shapes.ts';
import { user, type User, userProperties } from './user-shape.ts';

const select = userProperties.join(',');
const foundUsers = z.object({ value: z.array(user) });

/**
 * One user, by object id or userPrincipalName.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `notFound` where nobody has that id or name.
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export const getUser = (graph: Graph, idOrUserPrincipalName: string): Promise<Answer<User>> =>
  graph.get('/users/{user}', {
    values: { user: idOrUserPrincipalName },
    query: { $select: select },
    schema: user,
  });

/**
 * Many users, by object id, twenty in a request; whoever is gone is left out.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export const getUsers = (graph: Graph, userIds: readonly string[]): Promise<ReadonlyMap<string, User>> =>
  foundById(
    userIds,
    graph.getMany(
      '/users/{user}',
      userIds.map((id) => ({ ids: { user: id }, query: { $select: select }, schema: user })),
    ),
  );

/**
 * The users whose display name, mail or userPrincipalName begins with these words, at most `top` of them.
 *
 * The words are data: quotes and backslashes in them search for themselves. Graph searches an index that lags behind
 * writes by up to minutes, so nobody found does not prove that nobody is there.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` for words without a letter or digit.
 * @see https://learn.microsoft.com/graph/search-query-parameter
 */
export async function searchUsers(graph: Graph, words: string, top = 10): Promise<Answer<User[]>> {
  const clauses = ['displayName', 'mail', 'userPrincipalName'].map((property) => searchClause(property, words));
  const { body, requestId } = await graph.get('/users', {
    query: { $search: clauses.join(' OR '), $count: true, $top: top, $select: select },
    headers: { ConsistencyLevel: 'eventual' },
    schema: foundUsers,
  });
  return { body: body.value, requestId };
}
