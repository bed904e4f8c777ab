import { allOf, anyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { GraphRefusal } from './refusal.ts';

const PATH = '/identity/conditionalAccess/deletedItems/policies';
const LIFE_MILLIS = 30 * 24 * 60 * 60 * 1000;
const READ = anyOf('Policy.Read.All');
const WRITE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess');

/** Deleted Conditional Access policies, for thirty days. */
export const deletedPolicyRoutes: Route[] = [
  {
    method: 'GET',
    path: PATH,
    needs: READ,
    serve: (call, parts) =>
      answerPage(call, parts, { set: PATH.slice(1), items: deletedPolicies(parts), shape: (policy) => policy }),
  },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    needs: READ,
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, `${PATH.slice(1)}/$entity`), ...deletedPolicyIn(call, parts) }),
  },
  {
    method: 'POST',
    path: `${PATH}/{id}/restore`,
    needs: WRITE,
    serve: (call, parts) => {
      const policy = { ...deletedPolicyIn(call, parts), deletedDateTime: null };
      parts.records.deletedPolicies.delete(policy.id);
      parts.directory.policies.set(policy.id, policy);
      return ok({ '@odata.context': contextOf(call, parts, 'conditionalAccessPolicy'), ...policy });
    },
  },
  {
    method: 'DELETE',
    path: `${PATH}/{id}`,
    needs: WRITE,
    serve: (call, parts) => {
      parts.records.deletedPolicies.delete(deletedPolicyIn(call, parts).id);
      return NO_CONTENT;
    },
  },
];

function deletedPolicies({ records, clock }: GraphParts) {
  const oldestMillis = clock.now().getTime() - LIFE_MILLIS;
  return [...records.deletedPolicies.values()].filter(
    ({ deletedDateTime }) => Date.parse(String(deletedDateTime)) > oldestMillis,
  );
}

function deletedPolicyIn(call: GraphCall, parts: GraphParts) {
  const id = param(call, 'id').toLowerCase();
  const policy = deletedPolicies(parts).find((each) => each.id === id);
  if (policy === undefined) throw new GraphRefusal(404, 'ResourceNotFound', `Resource '${id}' does not exist.`);
  return policy;
}
