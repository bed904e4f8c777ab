import type { Answer } from '../answer.ts';
import type { LoggedRequest } from '../contract.ts';
import type { Outcome } from '../gate.ts';
import { admit } from '../quotas/graph-quotas.ts';
import { authenticationMethodRoutes } from './authentication-methods.ts';
import { authenticationStrengthRoutes } from './authentication-strengths.ts';
import { serveBatch } from './batch.ts';
import type { BatchItem } from './batch.ts';
import type { GraphCall, GraphParts, GraphVersion, Route } from './call.ts';
import { conditionalAccessRoutes } from './conditional-access.ts';
import { directoryAuditRoutes, recordAudit } from './directory-audits.ts';
import { directoryRoleRoutes } from './directory-roles.ts';
import { evaluateRoutes } from './evaluate.ts';
import { groupDeltaRoutes } from './group-delta.ts';
import { groupWriteRoutes } from './group-writes.ts';
import { groupRoutes } from './groups.ts';
import { installedAppRoutes } from './installed-apps.ts';
import { managerRoutes } from './manager.ts';
import { mailRoutes } from './mail.ts';
import { membershipRoutes } from './memberships.ts';
import { namedLocationRoutes } from './named-locations.ts';
import { objectsByIdRoutes } from './objects-by-id.ts';
import { organizationRoutes } from './organization.ts';
import { policyTemplateRoutes } from './policy-templates.ts';
import { recommendationRoutes } from './recommendations.ts';
import { GraphRefusal, insufficientPrivileges, refusalAnswer, requestBadRequest } from './refusal.ts';
import { requirementRoutes } from './requirements.ts';
import { createRouter } from './router.ts';
import type { Router } from './router.ts';
import { servicePrincipalRoutes } from './service-principals.ts';
import { signInRoutes } from './sign-ins.ts';
import { tenantPolicyRoutes } from './tenant-policies.ts';
import { hideLaterMembers } from './unknown-members.ts';
import { userDeltaRoutes } from './user-delta.ts';
import { userRoutes } from './users.ts';

/** A request to Graph as the front door hands it on; who asks is settled already. */
export interface GraphRequest {
  method: string;
  /** With its version and query. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  isBodyUnreadable: boolean;
  appId: string;
  permissions: ReadonlySet<string>;
}

/** The practice tenant's Microsoft Graph. */
export interface Graph {
  serve(request: GraphRequest): Promise<Outcome<Answer>>;
}

/** Every path that this Graph knows. */
export function graphRoutes(): Route[] {
  return [
    ...userDeltaRoutes(),
    ...userRoutes,
    ...managerRoutes,
    ...membershipRoutes,
    ...authenticationMethodRoutes,
    ...requirementRoutes,
    ...groupDeltaRoutes(),
    ...groupRoutes,
    ...directoryRoleRoutes,
    ...conditionalAccessRoutes,
    ...namedLocationRoutes,
    ...policyTemplateRoutes,
    ...evaluateRoutes,
    ...authenticationStrengthRoutes,
    ...directoryAuditRoutes,
    ...signInRoutes,
    ...recommendationRoutes,
    ...objectsByIdRoutes,
    ...groupWriteRoutes,
    ...tenantPolicyRoutes,
    ...organizationRoutes,
    ...mailRoutes,
    ...installedAppRoutes,
    ...servicePrincipalRoutes,
  ];
}

export function createGraph(parts: GraphParts): Graph {
  const router = createRouter(graphRoutes());
  return {
    serve: (request) => {
      parts.contract.see(request);
      const call = callOf(request);
      return answered(call, parts, () => {
        if (!/^\/[$]batch\/?$/.test(call.path)) return serveAdmitted(call, parts, router);
        return serveBatch(call, parts, (item) => serveItem(call, item, { parts, router }));
      });
    },
  };
}

/** Items pass the gate one by one, so that each is written down and may meet a fault of its own. */
function serveItem(
  batch: GraphCall,
  item: BatchItem,
  { parts, router }: { parts: GraphParts; router: Router },
): Promise<Outcome<Answer>> {
  const { method, headers, body } = item;
  const path = `/${batch.version}${item.url}`;
  const entry: LoggedRequest = {
    at: parts.clock.now(),
    surface: 'graph',
    method,
    path,
    headers,
    body,
    status: 0,
  };
  const { appId, permissions } = batch;
  parts.contract.see({ method, path, headers, body });
  const call = callOf({ method, path, headers, body, isBodyUnreadable: false, appId, permissions });
  return parts.gate.pass(entry, () => answered(call, parts, () => serveAdmitted(call, parts, router)));
}

function callOf(request: GraphRequest): GraphCall {
  const [pathname = '', ...query] = request.path.split('?');
  const version: GraphVersion = pathname.startsWith('/beta/') ? 'beta' : 'v1.0';
  return {
    version,
    method: request.method,
    path: pathname.slice(version.length + 1).replaceAll('%24', '$'),
    params: {},
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    body: request.body,
    isBodyUnreadable: request.isBodyUnreadable,
    appId: request.appId,
    permissions: request.permissions,
  };
}

/** Items of a batch come here one by one, so that each is judged by the quotas on its own. */
async function serveAdmitted(call: GraphCall, parts: GraphParts, router: Router): Promise<Answer> {
  const headers = admit(call, parts);
  try {
    const answer = hideLaterMembers(call, await serveOne(call, parts, router));
    recordAudit(call, parts, answer.body);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (error instanceof GraphRefusal) error.headers = { ...headers, ...error.headers };
    throw error;
  }
}

async function serveOne(call: GraphCall, parts: GraphParts, router: Router): Promise<Answer> {
  const routed = router(call);
  if (routed === null) throw unknownPath(call.path);
  if (routed === 'method') {
    throw new GraphRefusal(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  const { route, params } = routed;
  if (!route.needs.some((set) => set.every((permission) => call.permissions.has(permission)))) {
    throw refusalOfScope(route, call);
  }
  return route.serve({ ...call, params }, parts);
}

/** Turns a refusal into Graph's error body, and gives every answer its request id. */
async function answered(
  call: GraphCall,
  parts: GraphParts,
  serve: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  const requestId = parts.random.guid();
  const clientRequestId = call.headers['client-request-id']?.toString() ?? requestId;
  const headers = { 'request-id': requestId, 'client-request-id': clientRequestId };
  try {
    const answer = await serve();
    return answer === 'cut' ? answer : { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (error instanceof URIError) return withHeaders(requestBadRequest('The request URI is not valid.'));
    if (error instanceof GraphRefusal) return withHeaders(error);
    throw error;
  }

  function withHeaders(refusal: GraphRefusal): Answer {
    return { ...refusalAnswer(refusal, requestId, parts.clock), headers: { ...headers, ...refusal.headers } };
  }
}

/** The Teams routes answer a missing permission in words of their own. */
function refusalOfScope(route: Route, call: GraphCall): GraphRefusal {
  if (!/installedApps|teamsApps/.test(route.path)) return insufficientPrivileges();
  const wanted = route.needs.flat().join(', ');
  const held = [...call.permissions].join(', ');
  return new GraphRefusal(
    403,
    'Forbidden',
    `Missing scope permissions on the request. API requires one of '${wanted}'. Scopes on the request '${held}'`,
  );
}

function unknownPath(path: string): GraphRefusal {
  const segment = path.split('/').at(-1) ?? '';
  return new GraphRefusal(404, 'ResourceNotFound', `Resource not found for the segment '${segment}'.`);
}
