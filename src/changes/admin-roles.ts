import { roleTemplates } from '../entra/role-templates.ts';

/** An Entra role, as the admin centre names it. */
export interface AdminRole {
  name: string;
  templateId: string;
}

const globalAdministrator = { name: 'Global Administrator', templateId: roleTemplates.globalAdministrator };
const methods: readonly AdminRole[] = [
  { name: 'Authentication Policy Administrator', templateId: roleTemplates.authenticationPolicyAdministrator },
  globalAdministrator,
];
const policies: readonly AdminRole[] = [
  { name: 'Conditional Access Administrator', templateId: roleTemplates.conditionalAccessAdministrator },
  { name: 'Security Administrator', templateId: roleTemplates.securityAdministrator },
  globalAdministrator,
];
const groups: readonly AdminRole[] = [
  { name: 'Groups Administrator', templateId: roleTemplates.groupsAdministrator },
  { name: 'User Administrator', templateId: roleTemplates.userAdministrator },
  globalAdministrator,
];

/**
 * The Entra roles of which the admin centre demands one of somebody who changes that by hand. Our own identity may do
 * all of it, so without this rule it would lift whoever proposes.
 *
 * @param kind Of a change; of one that is not known, a Global Administrator is demanded.
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task
 */
export function adminRolesFor(kind: string): readonly AdminRole[] {
  if (/^(perUserMfa|registrationCampaign)/.test(kind)) return methods;
  if (/^(conditionalAccess|namedLocation|securityDefaults)/.test(kind)) return policies;
  if (kind.startsWith('group')) return groups;
  return [globalAdministrator];
}
