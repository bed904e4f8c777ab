import type { Answer, JsonObject } from '../answer.ts';
import { GRAPH_APP_ID } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { allOf, anyOf, bodyOf, contextOf, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { parseFilter } from './filter.ts';
import { GRANTABLE_PERMISSIONS } from './permissions.ts';
import { requestBadRequest, resourceNotFound } from './refusal.ts';

const READ = anyOf('Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All');
const ASSIGN = allOf('AppRoleAssignment.ReadWrite.All', 'Application.Read.All');
const BY_APP_ID = "/servicePrincipals(appId='{appId}')";

/** The bot's own identity and Microsoft Graph's, so that permissions can be granted from the one to the other. */
export const servicePrincipalRoutes: Route[] = [
  {
    method: 'GET',
    path: '/servicePrincipals',
    needs: READ,
    serve: (call, parts) => {
      const predicate = parseFilter(call.query.get('$filter') ?? 'id ne null');
      const found = servicePrincipals(parts).filter((each) => predicate((property) => each[property]));
      return ok({ '@odata.context': contextOf(call, parts, 'servicePrincipals'), value: found });
    },
  },
  { method: 'GET', path: BY_APP_ID, needs: READ, serve: getServicePrincipal },
  { method: 'GET', path: '/servicePrincipals/{id}', needs: READ, serve: getServicePrincipal },
  ...[BY_APP_ID, '/servicePrincipals/{id}'].flatMap((path): Route[] => [
    { method: 'GET', path: `${path}/appRoleAssignments`, needs: READ, serve: listAssignments },
    { method: 'POST', path: `${path}/appRoleAssignments`, needs: ASSIGN, serve: createAssignment },
  ]),
];

/** The object id of an application's service principal in this tenant. */
export function servicePrincipalId(appId: string): string {
  return guidOf('servicePrincipal', appId);
}

/** An application permission's id; invented, since a caller has to look it up by its value anyway. */
const appRoleId = (permission: string): string => guidOf('appRole', permission);

function servicePrincipals(parts: GraphParts): JsonObject[] {
  const appRoles = GRANTABLE_PERMISSIONS.map((value) => ({
    allowedMemberTypes: ['Application'],
    description: `Allows the app ${value}.`,
    displayName: value,
    id: appRoleId(value),
    isEnabled: true,
    origin: 'Application',
    value,
  }));
  return [
    servicePrincipal(GRAPH_APP_ID, 'Microsoft Graph', appRoles),
    servicePrincipal(parts.bot.appId, parts.teamsApp.displayName, []),
  ];
}

function servicePrincipal(appId: string, displayName: string, appRoles: JsonObject[]): JsonObject {
  const common = {
    accountEnabled: true,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [appId],
  };
  return {
    id: servicePrincipalId(appId),
    appId,
    displayName,
    appDisplayName: displayName,
    ...common,
    appRoles,
  };
}

function servicePrincipalIn(call: GraphCall, parts: GraphParts): JsonObject {
  const property = call.params['appId'] === undefined ? 'id' : 'appId';
  const sought = param(call, property).toLowerCase();
  const found = servicePrincipals(parts).find((each) => each[property] === sought);
  if (found === undefined) throw resourceNotFound(sought);
  return found;
}

function getServicePrincipal(call: GraphCall, parts: GraphParts): Answer {
  const context = contextOf(call, parts, 'servicePrincipals/$entity');
  return ok({ '@odata.context': context, ...servicePrincipalIn(call, parts) });
}

function listAssignments(call: GraphCall, parts: GraphParts): Answer {
  const isBot = servicePrincipalIn(call, parts)['appId'] === parts.bot.appId;
  const granted = isBot ? [...parts.settings.grantedPermissions] : [];
  const context = contextOf(call, parts, 'appRoleAssignments');
  return ok({ '@odata.context': context, value: granted.map((permission) => assignment(permission, parts)) });
}

/** Grants the bot a permission of Graph; tokens issued from then on carry it. */
function createAssignment(call: GraphCall, parts: GraphParts): Answer {
  servicePrincipalIn(call, parts);
  const { principalId, resourceId, appRoleId: roleId } = bodyOf(call);
  if (principalId !== servicePrincipalId(parts.bot.appId)) throw resourceNotFound(String(principalId));
  if (resourceId !== servicePrincipalId(GRAPH_APP_ID)) throw resourceNotFound(String(resourceId));
  const permission = GRANTABLE_PERMISSIONS.find((each) => appRoleId(each) === roleId);
  if (permission === undefined) throw requestBadRequest('Permission being assigned was not found on application');
  if (parts.settings.grantedPermissions.has(permission)) {
    throw requestBadRequest('Permission being assigned already exists on the object');
  }
  parts.settings.grantedPermissions.add(permission);
  const context = contextOf(call, parts, 'appRoleAssignments/$entity');
  return { status: 201, body: { '@odata.context': context, ...assignment(permission, parts) } };
}

function assignment(permission: string, parts: GraphParts): JsonObject {
  return {
    id: guidOf('appRoleAssignment', permission),
    deletedDateTime: null,
    appRoleId: appRoleId(permission),
    createdDateTime: '2026-10-01T08:00:00Z',
    principalDisplayName: parts.teamsApp.displayName,
    principalId: servicePrincipalId(parts.bot.appId),
    principalType: 'ServicePrincipal',
    resourceDisplayName: 'Microsoft Graph',
    resourceId: servicePrincipalId(GRAPH_APP_ID),
  };
}
