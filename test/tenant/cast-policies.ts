import { GROUPS, OFFICE_LOCATION_ID, POLICIES } from './cast.ts';
import { completePolicy } from './graph/policy-shape.ts';
import type { ConditionalAccessPolicy } from './graph/policy-shape.ts';

const DAY_MILLIS = 24 * 60 * 60 * 1000;
const ALL_APPS = { includeApplications: ['All'] };
const WITHOUT_EMERGENCY = { excludeGroups: [GROUPS.emergencyAccess] };
const REQUIRE_MFA = { operator: 'OR', builtInControls: ['mfa'] };

/** The Conditional Access policies of the story, all of them last touched weeks before `now`. */
export function castPolicies(now: Date): ConditionalAccessPolicy[] {
  const dated = (daysOld: number): string => new Date(now.getTime() - daysOld * DAY_MILLIS).toISOString();
  const policies = [
    {
      id: POLICIES.requireMfaForMigrated,
      displayName: 'Require MFA for migrated users',
      state: 'enabled',
      conditions: {
        clientAppTypes: ['all'],
        applications: ALL_APPS,
        users: { includeGroups: [GROUPS.caMfa], ...WITHOUT_EMERGENCY },
      },
      grantControls: REQUIRE_MFA,
    },
    {
      id: POLICIES.requireMfaForEveryone,
      displayName: 'Require MFA for everyone (pilot)',
      state: 'enabledForReportingButNotEnforced',
      conditions: {
        clientAppTypes: ['all'],
        applications: ALL_APPS,
        users: { includeUsers: ['All'], ...WITHOUT_EMERGENCY },
      },
      grantControls: REQUIRE_MFA,
    },
    {
      id: POLICIES.mfaOutsideTheOffice,
      displayName: 'MFA outside the office',
      state: 'enabled',
      conditions: {
        clientAppTypes: ['all'],
        applications: ALL_APPS,
        users: { includeUsers: ['All'], ...WITHOUT_EMERGENCY },
        locations: { includeLocations: ['All'], excludeLocations: [OFFICE_LOCATION_ID] },
      },
      grantControls: REQUIRE_MFA,
    },
    {
      id: POLICIES.blockLegacyAuthentication,
      displayName: 'Block legacy authentication',
      state: 'disabled',
      conditions: {
        clientAppTypes: ['exchangeActiveSync', 'other'],
        applications: ALL_APPS,
        users: { includeUsers: ['All'], ...WITHOUT_EMERGENCY },
      },
      grantControls: { operator: 'OR', builtInControls: ['block'] },
    },
  ];
  return policies.map((policy, index) =>
    completePolicy({ ...policy, createdDateTime: dated(90 - index), modifiedDateTime: dated(30 - index) }),
  );
}
