import type { JsonObject } from '../answer.ts';
import { SERVICE_PLAN_IDS } from '../entra-ids.ts';
import type { PerUserMfaState, TenantUser } from '../contract.ts';
import { guidOf, percentOf } from '../seeded-random.ts';
import type { GraphSettings } from './call.ts';
import type { EntityType } from './collection.ts';

const SERVICES: Record<string, string> = {
  [SERVICE_PLAN_IDS.AAD_PREMIUM]: 'AADPremiumService',
  [SERVICE_PLAN_IDS.TEAMS1]: 'TeamspaceAPI',
  [SERVICE_PLAN_IDS.EXCHANGE_S_ENTERPRISE]: 'exchange',
};

/** The SKU that stands for the plans which the practice tenant sells together. */
export const OFFICE_SKU_ID = guidOf('sku', 'office');

const FILTERABLE = [
  'id',
  'displayName',
  'givenName',
  'surname',
  'userPrincipalName',
  'mail',
  'jobTitle',
  'department',
  'userType',
  'accountEnabled',
  'onPremisesSyncEnabled',
  'createdDateTime',
  'perUserMfaState',
  'signInActivity/lastSignInDateTime',
  'signInActivity/lastSuccessfulSignInDateTime',
];

/** Where a person's state is read: the directory itself, or an index that lags. */
export type StateReader = (user: TenantUser) => PerUserMfaState;

/** `user` as this tenant answers it; `perUserMfaState` is undocumented and behaves as the settings say. */
export function userType(
  settings: GraphSettings,
  stateOf: StateReader = (user) => user.perUserMfaState,
): EntityType<TenantUser> {
  return {
    name: 'user',
    resource: 'User',
    properties: { ...PLAIN_PROPERTIES, ...perUserMfaStateProperty(settings, stateOf) },
    filterOnly: { perUserMfaState: stateOf },
    defaults: DEFAULTS,
    filterable: FILTERABLE,
    searchable: ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'],
  };
}

const DEFAULTS = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
] as const;

const PLAIN_PROPERTIES: EntityType<TenantUser>['properties'] = {
  id: (user) => user.id,
  displayName: (user) => user.displayName,
  givenName: (user) => user.givenName,
  surname: (user) => user.surname,
  userPrincipalName: (user) => user.userPrincipalName,
  mail: (user) => user.mail,
  mailNickname: (user) => user.userPrincipalName.split('@')[0],
  jobTitle: (user) => user.jobTitle,
  department: (user) => user.department,
  preferredLanguage: (user) => user.preferredLanguage,
  userType: (user) => user.userType,
  accountEnabled: (user) => user.accountEnabled,
  onPremisesSyncEnabled: (user) => user.onPremisesSyncEnabled,
  createdDateTime: (user) => user.createdDateTime,
  deletedDateTime: () => null,
  externalUserState: (user) => (user.userType === 'Guest' ? 'Accepted' : null),
  businessPhones: () => [],
  mobilePhone: () => null,
  officeLocation: () => null,
  usageLocation: () => null,
  isResourceAccount: () => null,
  proxyAddresses: (user) => (user.mail === null ? [] : [`SMTP:${user.mail}`]),
  otherMails: () => [],
  identities: (user) => [
    {
      signInType: 'userPrincipalName',
      issuer: user.userPrincipalName.split('@').at(-1),
      issuerAssignedId: user.userPrincipalName,
    },
  ],
  assignedLicenses: (user) => (user.servicePlanIds.length === 0 ? [] : [{ skuId: OFFICE_SKU_ID, disabledPlans: [] }]),
  assignedPlans: (user) =>
    user.servicePlanIds.map((servicePlanId) => ({
      assignedDateTime: user.createdDateTime,
      capabilityStatus: 'Enabled',
      service: SERVICES[servicePlanId] ?? 'unknown',
      servicePlanId,
    })),
  signInActivity: signInActivityOf,
};

/** Absent for whoever never signed in. */
function signInActivityOf(user: TenantUser): JsonObject | undefined {
  const at = user.lastSignInDateTime;
  if (at === null) return undefined;
  return {
    lastSignInDateTime: at,
    lastSignInRequestId: guidOf('signIn', user.id),
    lastNonInteractiveSignInDateTime: at,
    lastNonInteractiveSignInRequestId: guidOf('nonInteractiveSignIn', user.id),
    lastSuccessfulSignInDateTime: at,
    lastSuccessfulSignInRequestId: guidOf('signIn', user.id),
  };
}

const isStateMissing = (user: TenantUser, percent: number): boolean =>
  percent > 0 && percentOf('perUserMfaState', user.id) < percent;

function perUserMfaStateProperty(settings: GraphSettings, stateOf: StateReader): EntityType<TenantUser>['properties'] {
  switch (settings.perUserMfaStateProperty) {
    case 'supported':
      return {
        perUserMfaState: (user) =>
          isStateMissing(user, settings.perUserMfaStateMissingPercent) ? undefined : stateOf(user),
      };
    case 'missing':
      return { perUserMfaState: () => undefined };
    case 'badRequest':
      return {};
  }
}
