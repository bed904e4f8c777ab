import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import { nothing } from './graph-call.ts';
import { filterText } from './graph-path.ts';
import { optionalText } from './graph-shapes.ts';
import { roleTemplates } from './role-templates.ts';

/**
 * Small reads that show how a tenant behaves where Microsoft's documentation is silent. They change nothing, and
 * nothing but the check command may rely on them.
 */

/** One person's state exactly as Graph says it: undefined where the property is left out. */
export interface SeenState {
  id: string;
  perUserMfaState?: unknown;
}

const seenStates = z.object({ value: z.array(z.object({ id: z.string(), perUserMfaState: z.unknown() })) });
const seenObject = z.record(z.string(), z.unknown());

/**
 * Somebody's object id, whoever comes first; null in a directory without people.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export async function probeUsers(graph: Graph): Promise<string | null> {
  const { body } = await graph.get('/users', {
    query: { $top: 1, $select: 'id' },
    schema: z.object({ value: z.array(z.object({ id: z.string() })) }),
  });
  return body.value[0]?.id ?? null;
}

/**
 * Whether role assignments may be read.
 *
 * @permission RoleManagement.Read.Directory (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
 */
export async function probeRoleAssignments(graph: Graph): Promise<void> {
  const filter = `roleDefinitionId eq ${filterText(roleTemplates.globalAdministrator)}`;
  await graph.get('/roleManagement/directory/roleAssignments', { query: { $filter: filter }, schema: nothing });
}

/**
 * What the undocumented `perUserMfaState` of a few users is when it is selected.
 *
 * @param filter Whom to look at, as a documented `$filter` (Default: whoever comes first).
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where the tenant does not know the property.
 * @see https://github.com/KelvinTegelaar/CIPP-API/blob/master/Modules/CIPPCore/Public/Get-CIPPPerUserMFA.ps1
 */
export async function probeSelectedStates(graph: Graph, filter?: string): Promise<SeenState[]> {
  const { body } = await graph.get('/users', {
    query: { $select: 'id,perUserMfaState', $top: 5, ...(filter !== undefined && { $filter: filter }) },
    schema: seenStates,
  });
  return body.value;
}

/**
 * The object ids of a few users whom a `$filter` on the undocumented `perUserMfaState` finds.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `unsupportedQuery` or `badRequest` where the tenant does not filter by it.
 * @see https://github.com/KelvinTegelaar/CIPP-API/blob/master/Modules/CIPPCore/Public/Get-CIPPPerUserMFA.ps1
 */
export async function probeFilteredStates(graph: Graph): Promise<SeenState[]> {
  const { body } = await graph.get('/users', {
    query: { $select: 'id', $top: 5, $count: true, $filter: "perUserMfaState eq 'enforced'" },
    headers: { ConsistencyLevel: 'eventual' },
    schema: seenStates,
  });
  return body.value;
}

/**
 * Whether the first page of a delta query tells `perUserMfaState`: the states on it, undefined where it is left out.
 *
 * @permission User.Read.All (application)
 * @throws {GraphError} `badRequest` or `unsupportedQuery` where the tenant refuses the property there.
 * @see https://learn.microsoft.com/graph/api/user-delta
 */
export async function probeDeltaStates(graph: Graph): Promise<SeenState[]> {
  const { body } = await graph.get('/users/delta', {
    query: { $select: 'id,perUserMfaState' },
    schema: seenStates,
  });
  return body.value;
}

/**
 * A person's state on `/requirements`, exactly as Graph says it.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/authentication-get
 */
export async function probeRequirements(graph: Graph, userId: string): Promise<string | null> {
  const { body } = await graph.get('/users/{id}/authentication/requirements', {
    version: 'beta',
    ids: { id: userId },
    schema: z.object({ perUserMfaState: optionalText }),
  });
  return body.perUserMfaState;
}

/**
 * The names of the properties of the undocumented MFA service settings (trusted IPs, remembered MFA, app passwords).
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound` or `badRequest` where the tenant does not give them; `forbidden`.
 * @see https://github.com/KelvinTegelaar/CIPP-API/blob/master/Modules/CIPPCore/Public/Test-CIPPAccessPermissions.ps1
 */
export async function probeMfaServicePolicy(graph: Graph): Promise<string[]> {
  const { body } = await graph.get('/policies/mfaServicePolicy', { version: 'beta', schema: seenObject });
  return Object.keys(body).filter((name) => !name.includes('@odata.'));
}
