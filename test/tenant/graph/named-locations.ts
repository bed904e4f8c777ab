import { isIP } from 'node:net';

import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { allOf, anyOf, bodyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { rowFilter } from './filter.ts';
import { badRequest, GraphRefusal } from './refusal.ts';

const PATH = '/identity/conditionalAccess/namedLocations';
const READ = anyOf('Policy.Read.All');
const WRITE = allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess');
const IP = '#microsoft.graph.ipNamedLocation';
const COUNTRY = '#microsoft.graph.countryNamedLocation';

/** Places that Conditional Access knows by name. */
export const namedLocationRoutes: Route[] = [
  { method: 'GET', path: PATH, needs: READ, serve: listLocations },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    needs: READ,
    serve: (call, parts) => entity(call, parts, locationIn(call, parts)),
  },
  { method: 'POST', path: PATH, needs: WRITE, serve: createLocation },
  { method: 'PATCH', path: `${PATH}/{id}`, needs: WRITE, serve: updateLocation },
  {
    method: 'DELETE',
    path: `${PATH}/{id}`,
    needs: WRITE,
    serve: (call, parts) => {
      parts.records.namedLocations.delete(locationIn(call, parts).id);
      return NO_CONTENT;
    },
  },
];

function listLocations(call: GraphCall, parts: GraphParts): Answer {
  const items = [...parts.records.namedLocations.values()].filter(rowFilter(call));
  return answerPage(call, parts, { set: PATH.slice(1), items, shape: (location) => location });
}

function createLocation(call: GraphCall, parts: GraphParts): Answer {
  const body = bodyOf(call);
  checkLocation(body);
  const location = {
    ...defaultsOf(body),
    ...body,
    id: parts.random.guid(),
    createdDateTime: parts.clock.now().toISOString(),
    modifiedDateTime: null,
  };
  parts.records.namedLocations.set(location.id, location);
  return { ...entity(call, parts, location), status: 201 };
}

function updateLocation(call: GraphCall, parts: GraphParts): Answer {
  const before = locationIn(call, parts);
  const body = bodyOf(call);
  checkLocation({ displayName: before['displayName'], ...body });
  if (body['@odata.type'] !== before['@odata.type']) throw malformed();
  const modifiedDateTime = parts.clock.now().toISOString();
  parts.records.namedLocations.set(before.id, { ...before, ...body, id: before.id, modifiedDateTime });
  return NO_CONTENT;
}

function defaultsOf(body: JsonObject): JsonObject {
  if (body['@odata.type'] === IP) return { isTrusted: false };
  return { includeUnknownCountriesAndRegions: false, countryLookupMethod: 'clientIpAddress' };
}

function checkLocation(body: JsonObject): void {
  const { ipRanges, countriesAndRegions } = body;
  if (typeof body['displayName'] !== 'string') throw malformed();
  if (body['@odata.type'] === IP) {
    if (ipRanges !== undefined && !(Array.isArray(ipRanges) && ipRanges.every(isRange))) throw malformed();
  } else if (body['@odata.type'] === COUNTRY) {
    if (countriesAndRegions !== undefined && !Array.isArray(countriesAndRegions)) throw malformed();
  } else throw malformed();
}

function isRange(range: unknown): boolean {
  if (!isJsonObject(range)) return false;
  const [address = '', prefix = ''] = String(range['cidrAddress']).split('/');
  const version = range['@odata.type'] === '#microsoft.graph.iPv4CidrRange' ? 4 : 6;
  return isIP(address) === version && /^\d{1,3}$/.test(prefix);
}

function locationIn(call: GraphCall, { records }: GraphParts) {
  const id = param(call, 'id').toLowerCase();
  const location = records.namedLocations.get(id);
  if (location === undefined) throw new GraphRefusal(404, 'ResourceNotFound', `Resource '${id}' does not exist.`);
  return location;
}

function entity(call: GraphCall, parts: GraphParts, location: JsonObject): Answer {
  return ok({ '@odata.context': contextOf(call, parts, `${PATH.slice(1)}/$entity`), ...location });
}

const malformed = () =>
  badRequest(
    '1007: Incoming NamedLocation object is null or does not match the schema of NamedLocation type. ' +
      'For examples, please see API documentation at ' +
      'https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-namedlocations?view=graph-rest-1.0.',
  );
