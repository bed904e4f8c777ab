/** An application permission of Microsoft Graph, and what it is for. */
export interface Permission {
  name: string;
  /** One line for the administrator who consents. */
  reason: string;
  /** Whether the bot works without it, doing less. */
  isOptional: boolean;
}

/**
 * The application permissions that the bot holds.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const botPermissions: readonly Permission[] = [
  {
    name: 'User.Read.All',
    reason: 'Find people and read their per-user MFA state in bulk.',
    isOptional: false,
  },
  {
    name: 'Policy.Read.All',
    reason: 'Read per-user MFA states, Conditional Access policies and security defaults live.',
    isOptional: false,
  },
  {
    name: 'Policy.ReadWrite.AuthenticationMethod',
    reason: 'Set the per-user MFA state of people, and the registration campaign, in an approved plan.',
    isOptional: false,
  },
  {
    name: 'Policy.ReadWrite.ConditionalAccess',
    reason: 'Make, turn on, turn off and delete Conditional Access policies and named locations in an approved plan.',
    isOptional: false,
  },
  {
    name: 'Application.Read.All',
    reason: 'Write Conditional Access policies: Microsoft asks for it as well, since they name applications.',
    isOptional: false,
  },
  {
    name: 'Policy.ReadWrite.SecurityDefaults',
    reason: 'Switch security defaults in an approved plan.',
    isOptional: false,
  },
  {
    name: 'GroupMember.ReadWrite.All',
    reason: 'Put people into the groups of CROSSOVER_OWN_GROUPS, and take them out, in an approved plan.',
    isOptional: false,
  },
  {
    name: 'GroupMember.Read.All',
    reason: 'Find groups and read who is in a ring, in a policy or among the approvers.',
    isOptional: false,
  },
  {
    name: 'RoleManagement.Read.Directory',
    reason: 'Read the directory roles of whoever asks, decides or is changed.',
    isOptional: false,
  },
  {
    name: 'UserAuthenticationMethod.Read.All',
    reason: 'Confirm live that a person is MFA-capable before they are moved.',
    isOptional: false,
  },
  {
    name: 'LicenseAssignment.Read.All',
    reason: 'See whether the tenant has Microsoft Entra ID P1, which Conditional Access needs.',
    isOptional: false,
  },
  {
    name: 'AuditLog.Read.All',
    reason:
      'Read in bulk who has registered for MFA, when and how people signed in, and who edited what when coverage was lost.',
    isOptional: false,
  },
  {
    name: 'DirectoryRecommendations.Read.All',
    reason: 'Read Microsoft’s recommendation to leave per-user MFA, and whom it is about.',
    isOptional: false,
  },
  { name: 'AppCatalog.Read.All', reason: 'Find the bot in the Teams app catalogue.', isOptional: false },
  {
    name: 'TeamsAppInstallation.ReadWriteSelfForUser.All',
    reason: 'Install the bot, and no other app, for people who are to be told.',
    isOptional: false,
  },
  { name: 'Mail.Send', reason: 'Send notices by mail to people whom Teams cannot reach.', isOptional: true },
];

/** What the grant command needs, from the administrator who runs it. The bot never holds these. */
export const grantPermissions: readonly Permission[] = [
  {
    name: 'Application.Read.All',
    reason: 'Find the service principals and what they hold.',
    isOptional: false,
  },
  { name: 'AppRoleAssignment.ReadWrite.All', reason: 'Give the bot its permissions.', isOptional: false },
];
