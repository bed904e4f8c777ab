import { z } from 'zod/v4';
import { GraphError } from './graph-error.ts';
import type { Answer, Graph } from './graph.ts';
import { perUserMfaState, type PerUserMfaState } from './user-shape.ts';

const path = '/users/{id}/authentication/requirements';
const requirements = z.object({ perUserMfaState });

/**
 * A person's per-user MFA state, read live.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/authentication-get
 */
export async function getRequirements(
  graph: Graph,
  userId: string,
): Promise<{ perUserMfaState: PerUserMfaState; requestId: string | null }> {
  const { body, requestId } = await graph.get(path, {
    version: 'beta',
    ids: { id: userId },
    schema: requirements,
  });
  return { perUserMfaState: body.perUserMfaState, requestId };
}

/**
 * Sets a person's per-user MFA state.
 *
 * Entra makes `enabled` into `enforced` by itself for whoever has a method registered. Never repeated here: after a
 * `TransportError` the state may or may not be set, so read it before writing again.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.AuthenticationMethod (application)
 * @throws {GraphError} `notFound`, `forbidden`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/authentication-update
 */
export const updateRequirements = (
  graph: Graph,
  userId: string,
  state: Exclude<PerUserMfaState, 'unknown'>,
): Promise<Answer<undefined>> =>
  graph.patch(path, { version: 'beta', ids: { id: userId }, body: { perUserMfaState: state } });

/** What came of asking for one person's state. */
export type RequirementsOutcome =
  { kind: 'answered'; perUserMfaState: PerUserMfaState } | { kind: 'failed'; cause: unknown };

/**
 * The states of many people, read live, an outcome for each.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `throttled` and the like, which concern all of them.
 * @see https://learn.microsoft.com/graph/api/authentication-get
 */
export async function* getRequirementsOfMany(
  graph: Graph,
  ids: readonly string[],
): AsyncGenerator<{ id: string; outcome: RequirementsOutcome }> {
  for (const id of ids) yield { id, outcome: await outcomeOf(graph, id) };
}

async function outcomeOf(graph: Graph, id: string): Promise<RequirementsOutcome> {
  try {
    return { kind: 'answered', ...(await getRequirements(graph, id)) };
  } catch (cause) {
    if (cause instanceof GraphError && ['notFound', 'badRequest'].includes(cause.reason))
      return { kind: 'failed', cause };
    throw cause;
  }
}
