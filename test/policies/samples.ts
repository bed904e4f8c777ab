import type { Person } from '../../src/policies/coverage.ts';

/** A tenant of the tests: ids are GUID-like where letter case matters, plain words elsewhere. */
export const ana: Person = {
  id: 'ana',
  userType: 'member',
  groupIds: ['sales', 'everyone-in-europe'],
  roleTemplateIds: ['role-helpdesk'],
};

/** A guest of whom nothing more is known. */
export const guest: Person = { id: 'gus', userType: 'guest', groupIds: [], roleTemplateIds: [] };

type Json = Readonly<Record<string, unknown>>;

/** What a test changes in the policy that Graph would return for "MFA for everybody, everywhere". */
export interface PolicyChanges {
  readonly id?: string;
  readonly state?: unknown;
  readonly users?: unknown;
  readonly applications?: unknown;
  /** Further conditions, beside users and applications. */
  readonly conditions?: Json;
  readonly grant?: unknown;
  /** Further fields of the policy itself. */
  readonly fields?: Json;
}

/** A policy with the empty lists and nulls that Graph echoes. */
export function policy(changes: PolicyChanges = {}): Json {
  return {
    id: changes.id ?? 'mfa',
    templateId: null,
    displayName: 'Require MFA',
    createdDateTime: '2026-01-01T00:00:00Z',
    modifiedDateTime: null,
    state: 'state' in changes ? changes.state : 'enabled',
    sessionControls: null,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      insiderRiskLevels: null,
      clientAppTypes: ['all'],
      platforms: null,
      locations: null,
      devices: null,
      clientApplications: null,
      authenticationFlows: null,
      users: 'users' in changes ? changes.users : users({ includeUsers: ['All'] }),
      applications: 'applications' in changes ? changes.applications : applications({ includeApplications: ['All'] }),
      ...changes.conditions,
    },
    grantControls: 'grant' in changes ? changes.grant : grant('OR', ['mfa']),
    ...changes.fields,
  };
}

export function users(named: Json): Json {
  return {
    includeUsers: [],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
    includeGuestsOrExternalUsers: null,
    excludeGuestsOrExternalUsers: null,
    ...named,
  };
}

export function applications(named: Json): Json {
  return {
    includeApplications: [],
    excludeApplications: [],
    includeUserActions: [],
    includeAuthenticationContextClassReferences: [],
    applicationFilter: null,
    ...named,
  };
}

export function grant(operator: unknown, builtInControls: unknown, others: Json = {}): Json {
  return {
    operator,
    builtInControls,
    customAuthenticationFactors: [],
    termsOfUse: [],
    'authenticationStrength@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#strength',
    authenticationStrength: null,
    ...others,
  };
}

/** An authentication strength, as the navigation property shows it. */
export function strength(requirementsSatisfied: unknown): Json {
  return {
    id: '00000000-0000-0000-0000-000000000002',
    displayName: 'Multifactor authentication',
    requirementsSatisfied,
  };
}

/** Guests named by kind, from all tenants unless some are listed. */
export function guests(kinds: string, tenantIds?: readonly string[]): Json {
  const externalTenants =
    tenantIds === undefined
      ? { '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants', membershipKind: 'all' }
      : {
          '@odata.type': '#microsoft.graph.conditionalAccessEnumeratedExternalTenants',
          membershipKind: 'enumerated',
          members: tenantIds,
        };
  return { guestOrExternalUserTypes: kinds, externalTenants };
}
