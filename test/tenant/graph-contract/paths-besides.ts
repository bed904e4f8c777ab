import type { JsonObject } from '../answer.ts';

const query = (...names: string[]): JsonObject[] => names.map((name) => ({ name, in: 'query' }));
const answer = (type: string): JsonObject => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/microsoft.graph.${type}` } } },
});
const get = (type: string, ...options: string[]): JsonObject => ({
  get: { parameters: query(...options), responses: { 200: answer(type) } },
});
const LIST = ['$select', '$filter', '$expand', '$orderby', '$top', '$count', '$search'];
const ANY = { content: { 'application/json': { schema: {} } } };

/** Paths that Microsoft documents and that the description, which was cut down to what the bot needs, leaves out. */
export const PATHS_BESIDES: JsonObject = {
  '/users/$count': { get: { parameters: query('$filter', '$search'), responses: { 200: ANY } } },
  '/users/{user-id}/manager': get('directoryObject', '$select'),
  '/groups/{group-id}/members/microsoft.graph.user': get('userCollectionResponse', ...LIST),
  '/groups/{group-id}/members/microsoft.graph.group': get('groupCollectionResponse', ...LIST),
  '/groups/{group-id}/transitiveMembers/microsoft.graph.user': get('userCollectionResponse', ...LIST),
  '/groups/{group-id}/transitiveMembers/microsoft.graph.group': get('groupCollectionResponse', ...LIST),
  '/groups/{group-id}/members/{directoryObject-id}': { delete: { responses: { 204: {} } } },
  '/roleManagement/directory/roleDefinitions/{unifiedRoleDefinition-id}': get('unifiedRoleDefinition', '$select'),
  '/roleManagement/directory/transitiveRoleAssignments': {
    get: { parameters: query('$filter', '$count', '$expand', '$select'), responses: { 200: ANY } },
  },
  '/directoryRoles/{directoryRole-id}/members': get('directoryObjectCollectionResponse', ...LIST),
  "/directoryRoles(roleTemplateId='{roleTemplateId}')/members": get('directoryObjectCollectionResponse', ...LIST),
  '/policies/authenticationStrengthPolicies/{authenticationStrengthPolicy-id}/updateAllowedCombinations': {
    post: { requestBody: ANY, responses: { 200: ANY } },
  },
  '/servicePrincipals': { get: { parameters: query('$filter', '$select', '$top'), responses: { 200: ANY } } },
  '/servicePrincipals/{servicePrincipal-id}': { get: { parameters: query('$select'), responses: { 200: ANY } } },
  "/servicePrincipals(appId='{appId}')": { get: { parameters: query('$select'), responses: { 200: ANY } } },
  '/servicePrincipals/{servicePrincipal-id}/appRoleAssignments': {
    get: { parameters: query('$filter', '$top', '$select'), responses: { 200: ANY } },
    post: { requestBody: ANY, responses: { 201: ANY } },
  },
  "/servicePrincipals(appId='{appId}')/appRoleAssignments": {
    get: { parameters: query('$filter', '$top', '$select'), responses: { 200: ANY } },
    post: { requestBody: ANY, responses: { 201: ANY } },
  },
};
