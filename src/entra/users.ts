import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { searchClause } from './graph-path.ts';
import { perUserMfaState, user, type User, userProperties } from './user-shape.ts';

const select = userProperties.join(',');
const userWithState = user.extend({ perUserMfaState });
const foundUsers = z.object({ value: z.array(user) });

/** A user of the whole list, with the state that Graph tells in bulk. */
export type ListedUser = z.infer<typeof userWithState>;

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

/**
 * Everybody in the tenant with their per-user MFA state, in pages of 999.
 *
 * Microsoft does not document the state as a property of a user, though it asks for this instead of one call per
 * person. Where it vanishes each state is `unknown`; where the tenant refuses it, leave it out and ask per person.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where the tenant does not know the property.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export const listUsers = (
  graph: Graph,
  options: { isStateSelected?: boolean } = {},
): AsyncIterable<Answer<ListedUser[]>> =>
  graph.pages('/users', {
    query: { $select: options.isStateSelected === false ? select : `${select},perUserMfaState`, $top: 999 },
    schema: userWithState,
  });
