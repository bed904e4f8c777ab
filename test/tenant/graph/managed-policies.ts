import { guidOf } from '../seeded-random.ts';
import type { GraphParts } from './call.ts';
import { completePolicy } from './policy-shape.ts';
import { TEMPLATES } from './policy-templates.ts';

const FEWEST_TOO_MANY = 500;
const PER_USER_MFA = 'Microsoft-managed: Multifactor authentication for per-user multifactor authentication users';

/**
 * Policies that Microsoft creates in a tenant with P1 once security defaults are off: report-only, and the one for
 * people with per-user MFA only where these are fewer than 500.
 */
export function addManagedPolicies(parts: GraphParts): void {
  const { directory, records, clock, settings } = parts;
  if (!settings.hasP1) return;
  for (const { id: templateId, name, details } of TEMPLATES) add(`Microsoft-managed: ${name}`, templateId, details);
  const migrating = [...directory.users.values()].filter((user) => user.perUserMfaState !== 'disabled');
  if (migrating.length === 0 || migrating.length >= FEWEST_TOO_MANY) return;
  add(PER_USER_MFA, guidOf('conditionalAccessTemplate', PER_USER_MFA), {
    conditions: {
      applications: { includeApplications: ['All'] },
      users: { includeUsers: migrating.map((user) => user.id) },
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  });

  function add(displayName: string, templateId: string, details: object): void {
    const id = guidOf('managedPolicy', displayName);
    if (directory.policies.has(id)) return;
    const state = 'enabledForReportingButNotEnforced';
    const createdDateTime = clock.now().toISOString();
    directory.policies.set(id, completePolicy({ id, templateId, displayName, state, createdDateTime, ...details }));
    records.managedPolicyIds.add(id);
  }
}
