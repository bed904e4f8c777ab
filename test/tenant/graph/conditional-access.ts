import type { Answer } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { allOf, anyOf, bodyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { deletedPolicyRoutes } from './deleted-policies.ts';
import { rowFilter } from './filter.ts';
import { checkPolicyChange, checkPremium, malformed } from './policy-rules.ts';
import { completePolicy, patchedPolicy } from './policy-shape.ts';
import type { ConditionalAccessPolicy } from './policy-shape.ts';
import { badRequest, GraphRefusal } from './refusal.ts';

const POLICIES = '/identity/conditionalAccess/policies';
const READ = anyOf('Policy.Read.All');
const WRITE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All');
const REMOVE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess');
/** In all states; what Graph says beyond is not known. */
const MOST_POLICIES = 240;

/** Conditional Access policies. */
export const conditionalAccessRoutes: Route[] = [
  { method: 'GET', path: POLICIES, needs: READ, serve: listPolicies },
  {
    method: 'GET',
    path: `${POLICIES}/{id}`,
    needs: READ,
    serve: (call, parts) => entity(call, parts, policyIn(call, parts)),
  },
  { method: 'POST', path: POLICIES, needs: WRITE, serve: createPolicy },
  { method: 'PATCH', path: `${POLICIES}/{id}`, needs: WRITE, serve: updatePolicy },
  { method: 'DELETE', path: `${POLICIES}/{id}`, needs: REMOVE, serve: removePolicy },
  ...deletedPolicyRoutes,
];

function listPolicies(call: GraphCall, parts: GraphParts): Answer {
  const isMatch = rowFilter(call);
  const items = [...parts.directory.policies.values()].filter(
    (policy) => parts.replication.isPolicySeen(policy.id) && isMatch(policy),
  );
  return answerPage(call, parts, { set: POLICIES.slice(1), items, shape: (policy) => policy });
}

function createPolicy(call: GraphCall, parts: GraphParts): Answer {
  checkPremium(parts);
  const body = bodyOf(call);
  const { state } = body;
  if (parts.directory.policies.size >= MOST_POLICIES) {
    throw badRequest(`1026: The maximum number of policies (${MOST_POLICIES}) has been reached.`);
  }
  if (typeof state !== 'string' || typeof body['displayName'] !== 'string' || !isJsonObject(body['conditions'])) {
    throw malformed();
  }
  checkPolicyChange(body, parts);
  const createdDateTime = parts.clock.now().toISOString();
  const policy = completePolicy({
    ...body,
    id: parts.random.guid(),
    state,
    createdDateTime,
    modifiedDateTime: null,
  });
  parts.directory.policies.set(policy.id, policy);
  parts.replication.policyCreated(policy.id);
  return { ...entity(call, parts, policy), status: 201 };
}

function updatePolicy(call: GraphCall, parts: GraphParts): Answer {
  checkPremium(parts);
  const policy = policyIn(call, parts);
  const body = bodyOf(call);
  checkPolicyChange(body, parts);
  const isRenamed = (body['displayName'] ?? policy['displayName']) !== policy['displayName'];
  if (isRenamed && parts.records.managedPolicyIds.has(policy.id)) {
    throw badRequest('Microsoft-managed policies cannot be renamed.');
  }
  const modifiedDateTime = parts.clock.now().toISOString();
  const patched = patchedPolicy(policy, { ...body, modifiedDateTime });
  checkPolicyChange(patched, parts);
  parts.directory.policies.set(policy.id, patched);
  return NO_CONTENT;
}

/** A deleted policy can be restored for a while. */
function removePolicy(call: GraphCall, parts: GraphParts): Answer {
  const policy = policyIn(call, parts);
  if (parts.records.managedPolicyIds.has(policy.id)) {
    throw badRequest('Microsoft-managed policies cannot be deleted.');
  }
  parts.directory.policies.delete(policy.id);
  const deletedDateTime = parts.clock.now().toISOString();
  parts.records.deletedPolicies.set(policy.id, { ...policy, deletedDateTime });
  return NO_CONTENT;
}

function entity(call: GraphCall, parts: GraphParts, policy: ConditionalAccessPolicy): Answer {
  return ok({ '@odata.context': contextOf(call, parts, `${POLICIES.slice(1)}/$entity`), ...policy });
}

function policyIn(call: GraphCall, parts: GraphParts): ConditionalAccessPolicy {
  const id = param(call, 'id').toLowerCase();
  const policy = parts.directory.policies.get(id);
  if (policy === undefined || !parts.replication.isPolicySeen(id)) throw notFound(id);
  return policy;
}

const notFound = (id: string) => new GraphRefusal(404, 'ResourceNotFound', `Resource '${id}' does not exist.`);
