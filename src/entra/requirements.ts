import { z } from 'zod/v4';
import type { Answer, Graph, Outcome } from './graph.ts';
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
 * The per-user MFA states of many people, read live, twenty in a request at most: for tenants that do not list them.
 *
 * Outcomes come in any order; `index` is the place of the id.
 *
 * @param until From then on nothing more is asked: what was not has no outcome.
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/authentication-get
 */
export const getRequirementsOfMany = (
  graph: Graph,
  userIds: readonly string[],
  until?: AbortSignal,
): AsyncIterable<Outcome<{ perUserMfaState: PerUserMfaState }>> =>
  graph.getMany(
    path,
    userIds.map((id) => ({ version: 'beta', ids: { id }, schema: requirements })),
    until,
  );

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

/**
 * Sets the per-user MFA states of many people, twenty in a request at most; each has an outcome of its own.
 *
 * Outcomes come in any order; `index` is the place of the change. See `updateRequirements`.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.AuthenticationMethod (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/authentication-update
 */
export const updateRequirementsOfMany = (
  graph: Graph,
  changes: readonly { userId: string; state: Exclude<PerUserMfaState, 'unknown'> }[],
): AsyncIterable<Outcome<undefined>> =>
  graph.patchMany(
    path,
    changes.map(({ userId, state }) => ({ version: 'beta', ids: { id: userId }, body: { perUserMfaState: state } })),
  );
