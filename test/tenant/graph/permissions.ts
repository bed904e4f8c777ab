/** What the bot has been granted unless a test says otherwise. */
export const DEFAULT_PERMISSIONS = [
  'User.Read.All',
  'Policy.Read.All',
  'Policy.Read.AuthenticationMethod',
  'Policy.ReadWrite.AuthenticationMethod',
  'Policy.ReadWrite.ConditionalAccess',
  'Policy.ReadWrite.SecurityDefaults',
  'Application.Read.All',
  'AuditLog.Read.All',
  'UserAuthenticationMethod.Read.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'RoleManagement.Read.Directory',
  'LicenseAssignment.Read.All',
  'DirectoryRecommendations.Read.All',
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'AppCatalog.Read.All',
  'Mail.Send',
] as const;

/** The application permissions that Microsoft Graph offers here. */
export const GRANTABLE_PERMISSIONS: readonly string[] = [
  ...DEFAULT_PERMISSIONS,
  'AppRoleAssignment.ReadWrite.All',
  'Directory.Read.All',
  'DirectoryRecommendations.ReadWrite.All',
  'Group.Create',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Organization.Read.All',
  'RoleManagement.ReadWrite.Directory',
  'TeamsAppInstallation.ReadForUser.All',
  'User.ReadBasic.All',
  'User.ReadWrite.All',
];
