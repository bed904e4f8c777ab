import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { OFFICE_LOCATION_ID } from '../cast.ts';
import { allOf, anyOf, bodyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { parseFilter } from './filter.ts';
import { completePolicy, patchedPolicy } from './policy-shape.ts';
import type { ConditionalAccessPolicy } from './policy-shape.ts';
import { badRequest, GraphRefusal } from './refusal.ts';

const POLICIES = '/identity/conditionalAccess/policies';
const LOCATIONS = '/identity/conditionalAccess/namedLocations';
const READ = anyOf('Policy.Read.All');
const WRITE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All');
const REMOVE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess');
const STATES = ['enabled', 'disabled', 'enabledForReportingButNotEnforced'];

/** Conditional Access policies and named locations. */
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
  {
    method: 'DELETE',
    path: `${POLICIES}/{id}`,
    needs: REMOVE,
    serve: (call, parts) => {
      parts.directory.policies.delete(policyIn(call, parts).id);
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: LOCATIONS,
    needs: READ,
    serve: (call, parts) =>
      answerPage(call, parts, { set: LOCATIONS.slice(1), items: [OFFICE], shape: (location) => location }),
  },
  {
    method: 'GET',
    path: `${LOCATIONS}/{id}`,
    needs: READ,
    serve: (call, parts) => {
      if (param(call, 'id') !== OFFICE_LOCATION_ID) throw notFound(param(call, 'id'));
      return ok({ '@odata.context': contextOf(call, parts, `${LOCATIONS.slice(1)}/$entity`), ...OFFICE });
    },
  },
];

const OFFICE: JsonObject = {
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id: OFFICE_LOCATION_ID,
  displayName: 'Head office',
  createdDateTime: '2024-02-01T08:00:00Z',
  modifiedDateTime: '2024-02-01T08:00:00Z',
  isTrusted: true,
  ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' }],
};

function listPolicies(call: GraphCall, parts: GraphParts): Answer {
  const filter = call.query.get('$filter');
  const predicate = filter === null ? () => true : parseFilter(filter);
  const items = [...parts.directory.policies.values()].filter(
    (policy) => parts.replication.isPolicySeen(policy.id) && predicate((name) => policy[name]),
  );
  return answerPage(call, parts, { set: POLICIES.slice(1), items, shape: (policy) => policy });
}

function createPolicy(call: GraphCall, parts: GraphParts): Answer {
  checkPremium(parts);
  const body = bodyOf(call);
  const { state } = body;
  if (typeof state !== 'string' || typeof body['displayName'] !== 'string' || !isJsonObject(body['conditions'])) {
    throw malformed();
  }
  checkChange(body, parts);
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
  checkChange(body, parts);
  const modifiedDateTime = parts.clock.now().toISOString();
  parts.directory.policies.set(policy.id, patchedPolicy(policy, { ...body, modifiedDateTime }));
  return NO_CONTENT;
}

function checkChange(body: JsonObject, parts: GraphParts): void {
  const { state, conditions, grantControls } = body;
  if (state !== undefined && !STATES.some((each) => each === state)) throw malformed();
  if (conditions !== undefined && !isJsonObject(conditions)) throw malformed();
  if (grantControls !== undefined && grantControls !== null && !isJsonObject(grantControls)) throw malformed();
  if (state === 'enabled' && parts.settings.isSecurityDefaultsEnabled) {
    throw badRequest(
      'Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.',
    );
  }
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

function checkPremium(parts: GraphParts): void {
  if (parts.settings.hasP1) return;
  throw new GraphRefusal(
    403,
    'AccessDenied',
    'Your tenant is not licensed for this feature. Please upgrade your subscription to access it.',
  );
}

const notFound = (id: string) => new GraphRefusal(404, 'ResourceNotFound', `Resource '${id}' does not exist.`);

const malformed = () =>
  badRequest(
    '1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. ' +
      'For examples, please see API documentation at ' +
      'https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies?view=graph-rest-1.0.',
  );
