import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { anyOf, bodyOf, contextOf, findUser, ok } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { badRequest } from './refusal.ts';
import { whatIf } from './what-if.ts';
import type { ThoughtSignIn } from './what-if.ts';

/** What-If: which Conditional Access policies would apply to a sign-in. */
export const evaluateRoutes: Route[] = [
  {
    method: 'POST',
    path: '/identity/conditionalAccess/evaluate',
    needs: anyOf('Policy.Read.ConditionalAccess', 'Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'),
    serve: evaluate,
  },
];

function evaluate(call: GraphCall, parts: GraphParts): Answer {
  // names are read in any case, as well-known callers write them
  const body = Object.fromEntries(Object.entries(bodyOf(call)).map(([name, value]) => [name.toLowerCase(), value]));
  const signIn = signInOf(body, parts);
  const results = [...parts.directory.policies.values()].map((policy): JsonObject => {
    const reason = whatIf(policy, signIn, parts);
    return { ...policy, policyApplies: reason === 'notSet', analysisReasons: reason };
  });
  const isAppliedOnly = body['appliedpoliciesonly'] === true;
  const context = contextOf(call, parts, 'Collection(microsoft.graph.whatIfAnalysisResult)');
  return ok({
    '@odata.context': context,
    value: isAppliedOnly ? results.filter(({ policyApplies }) => policyApplies) : results,
  });
}

function signInOf(body: JsonObject, { directory }: GraphParts): ThoughtSignIn {
  const { signinidentity: identity, signincontext: context, signinconditions: conditions } = body;
  if (!isJsonObject(identity) || !isJsonObject(context) || !isJsonObject(conditions)) {
    throw badRequest('signInIdentity, signInContext and signInConditions are required.');
  }
  const isUser = identity['@odata.type'] === '#microsoft.graph.userSignIn';
  const user = isUser ? findUser(directory, String(identity['userId'])) : undefined;
  if (isUser && user === undefined) throw badRequest(`The user '${String(identity['userId'])}' was not found.`);
  const { includeApplications, userAction, authenticationContextValue } = context;
  const { externalUserType, externalTenantId } = identity;
  const external = {
    userType: typeof externalUserType === 'string' ? externalUserType : undefined,
    tenantId: typeof externalTenantId === 'string' ? externalTenantId : undefined,
  };
  return {
    user,
    external: external.userType === undefined && external.tenantId === undefined ? undefined : external,
    applications: Array.isArray(includeApplications) ? includeApplications.map(String) : [],
    userAction: typeof userAction === 'string' ? userAction : undefined,
    authenticationContext: typeof authenticationContextValue === 'string' ? authenticationContextValue : undefined,
    conditions,
  };
}
