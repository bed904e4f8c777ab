import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { collected, optionalText } from './graph-shapes.ts';

/** The app id of Microsoft Graph itself, whose service principal defines the permissions. */
export const MICROSOFT_GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

const servicePrincipal = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: optionalText,
  appRoles: z.array(z.object({ id: z.string(), value: optionalText })).default([]),
});
const appRoleAssignment = z.object({
  principalId: z.string(),
  resourceId: z.string(),
  appRoleId: z.string(),
});

/** An app in the tenant; `appRoles` are the application permissions that it offers to others. */
export type ServicePrincipal = z.infer<typeof servicePrincipal>;
/** An application permission given to a principal: `appRoleId` is one of the resource's `appRoles`. */
export type AppRoleAssignment = z.infer<typeof appRoleAssignment>;

/**
 * The service principal of an app, by the app's id.
 *
 * @permission Application.Read.All (application)
 * @throws {GraphError} `notFound` where the app is not in this tenant.
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-get
 */
export const getServicePrincipalByAppId = (graph: Graph, appId: string): Promise<Answer<ServicePrincipal>> =>
  graph.get("/servicePrincipals(appId='{appId}')", {
    ids: { appId },
    query: { $select: 'id,appId,displayName,appRoles' },
    schema: servicePrincipal,
  });

/**
 * The application permissions that a service principal holds.
 *
 * @permission Application.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments
 */
export async function listAppRoleAssignments(
  graph: Graph,
  servicePrincipalId: string,
): Promise<{ assignments: AppRoleAssignment[]; requestIds: string[] }> {
  const { items, requestIds } = await collected(
    graph.pages('/servicePrincipals/{id}/appRoleAssignments', {
      ids: { id: servicePrincipalId },
      schema: appRoleAssignment,
    }),
  );
  return { assignments: items, requestIds };
}

/**
 * Gives an application permission to a service principal; for the grant command, run by an administrator once.
 *
 * @writes tenant
 * @permission AppRoleAssignment.ReadWrite.All (application)
 * @permission Application.Read.All (application)
 * @throws {GraphError} `forbidden`; `conflict` or `badRequest` where it is given already: list first.
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
 */
export const createAppRoleAssignment = (
  graph: Graph,
  assignment: AppRoleAssignment,
): Promise<Answer<AppRoleAssignment>> =>
  graph.post('/servicePrincipals/{id}/appRoleAssignments', {
    ids: { id: assignment.principalId },
    body: assignment,
    schema: appRoleAssignment,
  });
