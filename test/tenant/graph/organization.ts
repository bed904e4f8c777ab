import type { Answer, JsonObject } from '../answer.ts';
import { SERVICE_PLAN_IDS } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, contextOf, ok } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { OFFICE_SKU_ID } from './user-type.ts';

/** The tenant as a company, and what it has bought. */
export const organizationRoutes: Route[] = [
  {
    method: 'GET',
    path: '/organization',
    needs: anyOf('User.Read.All', 'Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'),
    serve: listOrganization,
  },
  {
    method: 'GET',
    path: '/subscribedSkus',
    needs: anyOf(
      'LicenseAssignment.Read.All',
      'Organization.Read.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ),
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, 'subscribedSkus'), value: subscribedSkus(parts) }),
  },
];

function listOrganization(call: GraphCall, parts: GraphParts): Answer {
  const { tenantId, domain } = parts.directory;
  const organization = {
    id: tenantId,
    deletedDateTime: null,
    displayName: 'Fabrikam',
    countryLetterCode: 'DE',
    createdDateTime: '2015-11-02T09:00:00Z',
    preferredLanguage: 'en',
    tenantType: 'AAD',
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: parts.clock.now().toISOString(),
    assignedPlans: [],
    technicalNotificationMails: [],
    verifiedDomains: [
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: true,
        isInitial: false,
        name: domain,
        type: 'Managed',
      },
    ],
  };
  return ok({ '@odata.context': contextOf(call, parts, 'organization'), value: [organization] });
}

function subscribedSkus(parts: GraphParts): JsonObject[] {
  const { TEAMS1, EXCHANGE_S_ENTERPRISE, AAD_PREMIUM, AAD_PREMIUM_P2 } = SERVICE_PLAN_IDS;
  const plans = [
    { servicePlanId: TEAMS1, servicePlanName: 'TEAMS1' },
    { servicePlanId: EXCHANGE_S_ENTERPRISE, servicePlanName: 'EXCHANGE_S_ENTERPRISE' },
    ...(parts.settings.hasP1 ? [{ servicePlanId: AAD_PREMIUM, servicePlanName: 'AAD_PREMIUM' }] : []),
    ...(parts.settings.hasP2 ? [{ servicePlanId: AAD_PREMIUM_P2, servicePlanName: 'AAD_PREMIUM_P2' }] : []),
  ];
  const licensed = parts.directory.users.order.reduce(
    (sum, user) => (user !== undefined && user.servicePlanIds.length > 0 ? sum + 1 : sum),
    0,
  );
  const { tenantId } = parts.directory;
  return [
    {
      id: `${tenantId}_${OFFICE_SKU_ID}`,
      accountId: tenantId,
      accountName: 'fabrikam',
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: licensed,
      prepaidUnits: { enabled: licensed + 25, suspended: 0, warning: 0, lockedOut: 0 },
      servicePlans: plans.map((plan) => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
      skuId: OFFICE_SKU_ID,
      skuPartNumber: parts.settings.hasP1 ? 'SPB' : 'O365_BUSINESS_PREMIUM',
      subscriptionIds: [guidOf('subscription', tenantId)],
    },
  ];
}
