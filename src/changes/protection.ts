import type { User } from '../entra/user-shape.ts';
import { RefusedError } from '../lib/refused.ts';

/** Directory Synchronization Accounts: whoever holds this role keeps the directory in step, and is never changed. */
export const DIRECTORY_SYNCHRONIZATION_ROLE = 'd29b2b05-8046-44ba-8758-1e26182fcf32';

/** The accounts that nothing of ours ever changes. */
export interface ProtectedAccounts {
  emergencyAccountIds: ReadonlySet<string>;
  /** The bot's own service principal and app id. */
  ownIds: ReadonlySet<string>;
  /** Whose members, nested ones too, nobody changes. */
  protectedGroupIds: ReadonlySet<string>;
}

/** How many emergency access accounts must be configured before anything is written. */
const EMERGENCY_ACCOUNTS_NEEDED = 2;

/** Whether enough emergency access accounts are configured for anything to be written. */
export const hasEmergencyAccounts = (accounts: Pick<ProtectedAccounts, 'emergencyAccountIds'>): boolean =>
  accounts.emergencyAccountIds.size >= EMERGENCY_ACCOUNTS_NEEDED;

/**
 * @throws {RefusedError} `noEmergencyAccounts` while fewer than two are configured: without them a mistake locks
 * everybody out, and only Microsoft's support could help.
 */
export function refuseWithoutEmergencyAccounts(accounts: ProtectedAccounts): void {
  if (hasEmergencyAccounts(accounts)) return;
  throw new RefusedError(
    'noEmergencyAccounts',
    'I change nothing until two emergency access accounts are configured.',
    'Set CROSSOVER_EMERGENCY_ACCOUNTS to the object ids of two break-glass accounts and restart me.',
  );
}

/** Why an account must never be changed; null for everybody else. */
export function protectionOf(
  person: Pick<User, 'id' | 'userPrincipalName'>,
  { roleTemplateIds, groupIds }: { roleTemplateIds: readonly string[]; groupIds: readonly string[] },
  accounts: ProtectedAccounts,
): string | null {
  if (accounts.emergencyAccountIds.has(person.id.toLowerCase())) return 'an emergency access account';
  if (accounts.ownIds.has(person.id)) return 'my own identity';
  if (roleTemplateIds.includes(DIRECTORY_SYNCHRONIZATION_ROLE)) return 'a directory synchronisation account';
  // The name that Entra Connect and cloud sync give their accounts: kept out even where the role could not be read.
  if (/^(Sync_|ADToAADSyncServiceAccount@)/i.test(person.userPrincipalName ?? ''))
    return 'a directory synchronisation account';
  if (groupIds.some((id) => accounts.protectedGroupIds.has(id))) return 'in a protected group';
  return null;
}
