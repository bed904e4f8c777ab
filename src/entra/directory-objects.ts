import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import { optionalText } from './graph-shapes.ts';

const named = z.object({ id: z.string(), displayName: optionalText });

/**
 * The display names of people or groups, by id in lower case. What is gone, or cannot be read, has none.
 *
 * @permission User.Read.All (application)
 * @permission GroupMember.Read.All (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/group-get
 */
export async function readDisplayNames(
  graph: Graph,
  kind: 'users' | 'groups',
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const requests = ids.map((id) => ({ ids: { id }, query: { $select: 'id,displayName' }, schema: named }));
  for await (const outcome of graph.getMany(kind === 'users' ? '/users/{id}' : '/groups/{id}', requests)) {
    if (!('answer' in outcome)) continue;
    const { id, displayName } = outcome.answer.body;
    if (displayName) names.set(id.toLowerCase(), displayName);
  }
  return names;
}
