import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { anyOf, bodyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { rowFilter } from './filter.ts';
import { badRequest, resourceNotFound } from './refusal.ts';
import { BUILT_IN_STRENGTHS } from './tenant-policy-samples.ts';

const PATH = '/policies/authenticationStrengthPolicies';
const READ = anyOf('Policy.Read.All', 'Policy.Read.AuthenticationMethod', 'Policy.ReadWrite.AuthenticationMethod');
const WRITE = anyOf('Policy.ReadWrite.ConditionalAccess', 'Policy.ReadWrite.AuthenticationMethod');
const MOST_CUSTOM = 15;

/** Authentication strengths: three built-in ones, and up to fifteen of the tenant's own. */
export const authenticationStrengthRoutes: Route[] = [
  {
    method: 'GET',
    path: PATH,
    needs: READ,
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, PATH.slice(1)), value: strengths(parts).filter(rowFilter(call)) }),
  },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    needs: READ,
    serve: (call, parts) => entity(call, parts, strengthIn(call, parts)),
  },
  {
    method: 'GET',
    path: `${PATH}/{id}/usage`,
    needs: READ,
    serve: (call, parts) => {
      const { id } = strengthIn(call, parts);
      const using = [...parts.directory.policies.values()].filter((policy) => strengthIdOf(policy) === id);
      return ok({ '@odata.context': contextOf(call, parts, 'authenticationStrengthUsage'), mfa: using, none: [] });
    },
  },
  { method: 'POST', path: PATH, needs: WRITE, serve: createStrength },
  { method: 'PATCH', path: `${PATH}/{id}`, needs: WRITE, serve: updateStrength },
  {
    method: 'POST',
    path: `${PATH}/{id}/updateAllowedCombinations`,
    needs: WRITE,
    serve: (call, parts) => {
      const { allowedCombinations } = bodyOf(call);
      const before = customIn(call, parts);
      parts.records.customStrengths.set(before.id, {
        ...before,
        allowedCombinations: combinationsIn(allowedCombinations),
      });
      const context = contextOf(call, parts, 'microsoft.graph.updateAllowedCombinationsResult');
      const { allowedCombinations: previousCombinations } = before;
      return ok({ '@odata.context': context, previousCombinations, currentCombinations: allowedCombinations });
    },
  },
  {
    method: 'DELETE',
    path: `${PATH}/{id}`,
    needs: WRITE,
    serve: (call, parts) => {
      const { id } = customIn(call, parts);
      const isUsed = [...parts.directory.policies.values()].some((policy) => strengthIdOf(policy) === id);
      if (isUsed) throw badRequest('The authentication strength is used by a Conditional Access policy.');
      parts.records.customStrengths.delete(id);
      return NO_CONTENT;
    },
  },
];

const strengths = ({ records }: GraphParts) => [...BUILT_IN_STRENGTHS, ...records.customStrengths.values()];

function strengthIn(call: GraphCall, parts: GraphParts) {
  const id = param(call, 'id').toLowerCase();
  const found = strengths(parts).find((strength) => strength.id === id);
  if (found === undefined) throw resourceNotFound(id);
  return found;
}

function customIn(call: GraphCall, parts: GraphParts) {
  const { id } = strengthIn(call, parts);
  const found = parts.records.customStrengths.get(id);
  if (found === undefined) throw badRequest('Built-in authentication strengths cannot be changed.');
  return found;
}

function createStrength(call: GraphCall, parts: GraphParts): Answer {
  const { displayName, description = null, allowedCombinations } = bodyOf(call);
  if (typeof displayName !== 'string') throw badRequest('displayName is required.');
  if (parts.records.customStrengths.size >= MOST_CUSTOM) {
    throw badRequest(`There are ${MOST_CUSTOM} custom authentication strengths already.`);
  }
  const now = parts.clock.now().toISOString();
  const strength = {
    id: parts.random.guid(),
    createdDateTime: now,
    modifiedDateTime: now,
    displayName,
    description,
    policyType: 'custom',
    requirementsSatisfied: 'mfa',
    allowedCombinations: combinationsIn(allowedCombinations),
    combinationConfigurations: [],
  };
  parts.records.customStrengths.set(strength.id, strength);
  return { ...entity(call, parts, strength), status: 201 };
}

function updateStrength(call: GraphCall, parts: GraphParts): Answer {
  const before = customIn(call, parts);
  const { displayName = before['displayName'], description = before['description'] } = bodyOf(call);
  const modifiedDateTime = parts.clock.now().toISOString();
  parts.records.customStrengths.set(before.id, { ...before, displayName, description, modifiedDateTime });
  return NO_CONTENT;
}

function combinationsIn(given: unknown): unknown[] {
  if (Array.isArray(given) && given.length > 0 && given.every((each) => typeof each === 'string')) return given;
  throw badRequest('allowedCombinations must name at least one combination.');
}

function strengthIdOf(policy: JsonObject): unknown {
  const { grantControls } = policy;
  const strength = isJsonObject(grantControls) ? grantControls['authenticationStrength'] : undefined;
  return isJsonObject(strength) ? strength['id'] : undefined;
}

function entity(call: GraphCall, parts: GraphParts, strength: JsonObject): Answer {
  return ok({ '@odata.context': contextOf(call, parts, `${PATH.slice(1)}/$entity`), ...strength });
}
