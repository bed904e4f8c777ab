import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { filterText, objectId, type QueryValues } from './graph-path.ts';
import { optionalInstant } from './instants.ts';
import { readPage, type ResumablePage } from './resumable-page.ts';
import { perUserMfaState, user, userProperties, type PerUserMfaState } from './user-shape.ts';

const signInActivity = z
  .object({
    lastSignInDateTime: optionalInstant,
    lastNonInteractiveSignInDateTime: optionalInstant,
    lastSuccessfulSignInDateTime: optionalInstant,
  })
  .nullish();

const directoryUser = user.extend({
  perUserMfaState,
  createdDateTime: optionalInstant,
  assignedLicenses: z
    .array(z.object({ skuId: z.string(), disabledPlans: z.array(z.string()).default([]) }))
    .nullish()
    .transform((licences) => licences ?? null),
  signInActivity,
  manager: z
    .object({ id: z.string() })
    .nullish()
    .transform((manager) => manager?.id ?? null),
});

/** A person as the inventory reads them. */
export type DirectoryUser = z.infer<typeof directoryUser>;

/** What may be asked beside the plain properties; each can be refused by the tenant. */
export interface UserDetail {
  /** The undocumented property. */
  isStateSelected: boolean;
  /** Needs P1 and `AuditLog.Read.All`, and halves the page. */
  isSignInSelected: boolean;
}

const PAGE = 999;
/** The most that Graph allows together with `signInActivity`. */
const PAGE_WITH_SIGN_INS = 500;

/** What is asked of each person, for the whole list and for one. */
const queryFor = ({ isStateSelected, isSignInSelected }: UserDetail): QueryValues => ({
  $select: [
    ...userProperties,
    'createdDateTime',
    'assignedLicenses',
    ...(isSignInSelected ? ['signInActivity'] : []),
    ...(isStateSelected ? ['perUserMfaState'] : []),
  ].join(','),
  $expand: 'manager($select=id)',
});

/**
 * A page of everybody in the tenant: 999 people, or 500 with the time of their last sign-in.
 *
 * Microsoft does not document the state as a property of a user, though it asks for this instead of one call per
 * person. Where it vanishes each state is `unknown`.
 *
 * @permission User.Read.All (application)
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where the tenant does not know the state; `forbidden` or
 * `notLicensed` where it does not tell sign-ins.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export const readUsersPage = (
  graph: Graph,
  from: string | null,
  detail: UserDetail,
): Promise<Answer<ResumablePage<DirectoryUser>>> =>
  readPage(graph, '/users', {
    query: { ...queryFor(detail), $top: detail.isSignInSelected ? PAGE_WITH_SIGN_INS : PAGE },
    from,
    schema: directoryUser,
  });

/** The most ids that one filter names. */
export const MOST_IDS = 15;

/**
 * These people, at most fifteen, as the whole list would tell them; whoever is gone is left out.
 *
 * @permission User.Read.All (application)
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} as `readUsersPage`; `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export async function getUsersByIds(
  graph: Graph,
  ids: readonly string[],
  detail: UserDetail,
): Promise<DirectoryUser[]> {
  const listed = ids.map((id) => filterText(objectId(id))).join(',');
  const { body } = await readPage(graph, '/users', {
    query: { ...queryFor(detail), $filter: `id in (${listed})` },
    from: null,
    schema: directoryUser,
  });
  return body.items;
}

const changedUser = z.object({ id: z.string(), '@removed': z.unknown().optional() });

/** Somebody who has changed since, or is gone. */
export type ChangedUser = z.infer<typeof changedUser>;

/**
 * A page of who has changed since; without `from`, nobody, but the query that tells changes from now on.
 *
 * A state that was set is no change that is told here, nor is a sign-in.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `notFound` where the query is too old (seven days): begin anew.
 * @see https://learn.microsoft.com/graph/api/user-delta
 */
export const readUserChanges = (graph: Graph, from: string | null): Promise<Answer<ResumablePage<ChangedUser>>> =>
  readPage(graph, '/users/delta', {
    query: {
      $select:
        'displayName,userPrincipalName,mail,department,accountEnabled,userType,preferredLanguage,assignedLicenses',
      $deltatoken: 'latest',
    },
    from,
    schema: changedUser,
  });

/**
 * A page of the ids of everybody in a state, by the undocumented property as a filter.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where the tenant does not filter by it.
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export const readUserIdsInState = (
  graph: Graph,
  state: Exclude<PerUserMfaState, 'unknown'>,
  from: string | null,
): Promise<Answer<ResumablePage<{ id: string }>>> =>
  readPage(graph, '/users', {
    query: { $filter: `perUserMfaState eq ${filterText(state)}`, $count: true, $select: 'id', $top: PAGE },
    from,
    schema: z.object({ id: z.string() }),
    headers: { ConsistencyLevel: 'eventual' },
  });

const stateOnly = z.object({ id: z.string(), perUserMfaState });

/**
 * Whether the tenant tells the state of a user as a property: a look at a handful of people.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where it refuses the property.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export async function isStateToldOfUsers(graph: Graph): Promise<boolean> {
  const { body } = await readPage(graph, '/users', {
    query: { $select: 'id,perUserMfaState', $top: 20 },
    from: null,
    schema: stateOnly,
  });
  return body.items.some((one) => one.perUserMfaState !== 'unknown');
}

/** When somebody last signed in, in any way; null where never. */
export function lastSignInOf({ signInActivity: told }: DirectoryUser): Date | null {
  const times = [told?.lastSignInDateTime, told?.lastNonInteractiveSignInDateTime, told?.lastSuccessfulSignInDateTime];
  const latest = Math.max(...times.map((at) => at?.getTime() ?? -Infinity));
  return Number.isFinite(latest) ? new Date(latest) : null;
}
