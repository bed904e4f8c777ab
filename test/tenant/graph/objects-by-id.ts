import type { Answer } from '../answer.ts';
import { SERVICE_PLAN_NAMES } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, bodyOf, contextOf, ok, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { typedGroups, typedUsers } from './directory-objects.ts';
import { badRequest } from './refusal.ts';
import { OFFICE_SKU_ID } from './user-type.ts';

const MOST_IDS = 1000;
const READ_DIRECTORY = anyOf(
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'Group.Read.All',
);

/** Objects of any kind by their ids, and what a person is licensed for. */
export const objectsByIdRoutes: Route[] = [
  { method: 'POST', path: '/directoryObjects/getByIds', needs: READ_DIRECTORY, serve: getByIds },
  {
    method: 'GET',
    path: '/users/{id}/licenseDetails',
    needs: anyOf('LicenseAssignment.Read.All', 'User.Read.All', 'Directory.Read.All'),
    serve: listLicenseDetails,
  },
];

/** Unknown ids are left out without a word. */
function getByIds(call: GraphCall, parts: GraphParts): Answer {
  const { ids, types } = bodyOf(call);
  if (!Array.isArray(ids) || ids.length > MOST_IDS || ids.some((id) => typeof id !== 'string')) {
    throw badRequest(`'ids' must be a list of up to ${MOST_IDS} ids.`);
  }
  const isWanted = (type: string): boolean => !Array.isArray(types) || types.length === 0 || types.includes(type);
  const wanted = ids.map((id) => String(id).toLowerCase());
  const users = isWanted('user') ? wanted.flatMap((id) => parts.directory.users.get(id) ?? []) : [];
  const groups = isWanted('group') ? wanted.flatMap((id) => parts.directory.groups.get(id) ?? []) : [];
  const value = [...typedUsers(call, parts, users), ...typedGroups(call, groups)];
  return ok({ '@odata.context': contextOf(call, parts, 'directoryObjects'), value });
}

function listLicenseDetails(call: GraphCall, parts: GraphParts): Answer {
  const user = userIn(call, parts);
  const servicePlans = user.servicePlanIds.map((servicePlanId) => ({
    servicePlanId,
    servicePlanName: SERVICE_PLAN_NAMES[servicePlanId] ?? 'UNKNOWN',
    provisioningStatus: 'Success',
    appliesTo: 'User',
  }));
  const details = { id: guidOf('licenseDetails', user.id), skuId: OFFICE_SKU_ID, skuPartNumber: 'SPB', servicePlans };
  return ok({
    '@odata.context': contextOf(call, parts, `users('${user.id}')/licenseDetails`),
    value: servicePlans.length === 0 ? [] : [details],
  });
}
